import type { CSSProperties } from 'react'
import { formatDay } from '#src/lib/dates.ts'
import { formatCount } from '#src/lib/numbers.ts'
import { plural } from '#src/lib/plural.ts'
import classes from './radar.module.css'
import { type Week, weeksOf } from './weeks.ts'

const LABEL_EVERY = 4

export interface WeeksChartProps {
  expiries: readonly (string | null)[] | undefined
  now: Date
}

/** A bar for each of the coming 13 weeks, and the same numbers in words. */
export function WeeksChart({ expiries, now }: WeeksChartProps) {
  const weeks = weeksOf(expiries ?? [], now)
  const most = Math.max(1, ...weeks.map(({ count }) => count))
  return (
    <figure className={classes.chart}>
      <figcaption className={classes.caption}>The next 90 days by week</figcaption>
      <div className={classes.weeks} aria-hidden>
        {weeks.map((week, index) => (
          <div key={index} className={classes.week} title={describe(week)}>
            <span className={classes.weekCount}>{week.count > 0 && formatCount(week.count)}</span>
            <span
              className={classes.bar}
              data-within={week.within}
              style={{ '--share': week.count / most } as CSSProperties}
            />
            <span className={classes.weekStart}>{index % LABEL_EVERY === 0 && shortDay.format(week.start)}</span>
          </div>
        ))}
      </div>
      <ul className="visually-hidden">
        {weeks
          .filter(({ count }) => count > 0)
          .map((week) => (
            <li key={week.start.getTime()}>{describe(week)}</li>
          ))}
        {expiries && weeks.every(({ count }) => count === 0) && <li>None ends in this time</li>}
      </ul>
    </figure>
  )
}

const shortDay = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })

const describe = ({ start, end, count }: Week) =>
  `${formatDay(start)} to ${formatDay(end)}: ${plural(count, 'ends', 'end')}`
