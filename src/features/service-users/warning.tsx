import { TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import classes from './service-user-form.module.css'

/** What to know before going on. */
export function Warning({ role, children }: { role?: 'alert' | 'status'; children: ReactNode }) {
  return (
    <div className={classes.warning} {...(role === undefined ? {} : { role })}>
      <TriangleAlert size={18} aria-hidden />
      {children}
    </div>
  )
}
