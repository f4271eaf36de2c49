import type { ReactNode } from 'react'
import classes from './dialog-actions.module.css'

/** The row of buttons that ends a dialog or a form: cancel first, the act last. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className={classes.actions}>{children}</div>
}
