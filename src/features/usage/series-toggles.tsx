import { formatNumber } from '#src/lib/numbers.ts'
import classes from './usage.module.css'
import type { Series } from './usage-series.ts'

interface SeriesTogglesProps {
  series: readonly Series[]
  hidden: ReadonlySet<string>
  onToggle: (key: string) => void
}

/** The chart's legend, with each series' total; a press shows or hides the series in chart and table. */
export function SeriesToggles({ series, hidden, onToggle }: SeriesTogglesProps) {
  if (series.length < 2) return null
  return (
    <ul className={classes.legend} aria-label="Series">
      {series.map(({ key, label, total }) => (
        <li key={key}>
          <button
            type="button"
            className={classes.toggle}
            aria-pressed={!hidden.has(key)}
            data-series={key}
            onClick={() => onToggle(key)}
          >
            <span className={classes.swatch} aria-hidden />
            {label} <span className={classes.legendTotal}>{formatNumber(total)}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}
