import { TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import classes from './warning.module.css'

/** What to know before going on. */
export function Warning({ children }: { children: ReactNode }) {
  return (
    <div className={classes.warning}>
      <TriangleAlert size={18} aria-hidden />
      <div className={classes.text}>{children}</div>
    </div>
  )
}
