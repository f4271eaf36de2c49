import type { ReactNode } from 'react'
import { usePageTitle } from '#src/lib/use-page-title.ts'
import classes from './problem.module.css'

/** A page, or the content of one, that cannot be shown: what happened, and a way on. */
export function Problem({
  title,
  children,
  requestId,
  actions,
}: {
  title: string
  children: ReactNode
  requestId?: string | undefined
  actions?: ReactNode
}) {
  usePageTitle(title)
  return (
    <div className={classes.problem} role="alert">
      <h1 className={classes.title} tabIndex={-1}>
        {title}
      </h1>
      <div>{children}</div>
      {requestId && (
        <p className={classes.id}>
          Request <code>{requestId}</code>
        </p>
      )}
      {actions && <div className={classes.actions}>{actions}</div>}
    </div>
  )
}
