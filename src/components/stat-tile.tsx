import type { ReactNode } from 'react'
import { Link } from 'react-router-dom'
import { Skeleton } from './skeleton.tsx'
import classes from './stat-tile.module.css'

export interface StatTileProps {
  label: string
  /** Already formatted; undefined while it loads. */
  value: string | undefined
  /** A line below: the change, the period, a limit. */
  note?: ReactNode
  /** Where the number comes from. */
  to?: string
}

/** One number of an overview. Tiles stand in a {@link StatGrid}. */
export function StatTile({ label, value, note, to }: StatTileProps) {
  return (
    <div className={classes.tile}>
      <dt className={classes.label}>{to ? <Link to={to}>{label}</Link> : label}</dt>
      <dd className={classes.value}>{value ?? <Skeleton width="3rem" />}</dd>
      {note && <dd className={classes.note}>{note}</dd>}
    </div>
  )
}

export function StatGrid({ children }: { children: ReactNode }) {
  return <dl className={classes.grid}>{children}</dl>
}
