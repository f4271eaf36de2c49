import type { ReactNode } from 'react'
import { formatCount } from '#src/lib/numbers.ts'
import { usePageTitle } from '#src/lib/use-page-title.ts'
import classes from './page-header.module.css'

export interface PageHeaderProps {
  title: string
  /** Shown as "Members (42)"; left out while unknown. */
  count?: number | undefined
  /** One sentence on what the page is for. */
  description?: ReactNode
  /** Buttons on the right. */
  actions?: ReactNode
}

/** The top of every page. Its heading takes the focus after a route change, and its title names the browser tab. */
export function PageHeader({ title, count, description, actions }: PageHeaderProps) {
  usePageTitle(title)
  return (
    <header className={classes.header}>
      <div className={classes.text}>
        <h1 tabIndex={-1} className={classes.title}>
          {title}
          {count !== undefined && <span className={classes.count}> ({formatCount(count)})</span>}
        </h1>
        {description && <p className={classes.description}>{description}</p>}
      </div>
      {actions && <div className={classes.actions}>{actions}</div>}
    </header>
  )
}
