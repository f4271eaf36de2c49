import { formatCount } from '#src/lib/numbers.ts'
import classes from './account.module.css'

/** Shown as "Sessions (3)"; without the count while it is not known. */
export function SectionTitle({ title, count }: { title: string; count: number | undefined }) {
  return (
    <h2>
      {title}
      {count !== undefined && <span className={classes.count}> ({formatCount(count)})</span>}
    </h2>
  )
}
