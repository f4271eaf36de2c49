import { TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import classes from './role-assignments.module.css'

/** What to know before going on. */
export function Caution({ role, children }: { role?: 'status'; children: ReactNode }) {
  return (
    <div className={classes.caution} {...(role === undefined ? {} : { role })}>
      <TriangleAlert size={18} aria-hidden />
      <span>{children}</span>
    </div>
  )
}
