import { Link } from 'react-router-dom'
import { formatCount } from '#src/lib/numbers.ts'
import classes from './link-tabs.module.css'

export interface LinkTab {
  label: string
  /** Shown as "Buckets (5)"; left out while unknown. */
  count?: number | undefined
  to: string
  isCurrent: boolean
}

/** Views of one page, each with an address of its own: links, so that they open in a new tab and Back works. */
export function LinkTabs({ label, tabs }: { label: string; tabs: readonly LinkTab[] }) {
  return (
    <nav aria-label={label}>
      <ul className={classes.tabs}>
        {tabs.map(({ label: name, count, to, isCurrent }) => (
          <li key={name}>
            <Link to={to} className={classes.tab} preventScrollReset {...(isCurrent ? { 'aria-current': 'page' } : {})}>
              {name}
              {count !== undefined && <span className={classes.count}> ({formatCount(count)})</span>}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
