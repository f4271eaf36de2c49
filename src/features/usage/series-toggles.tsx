import { memo } from 'react'
import { formatNumber } from '#src/lib/numbers.ts'
import classes from './usage.module.css'
import type { Series } from './usage-series.ts'

interface SeriesTogglesProps {
  series: readonly Series[]
  shown: readonly Series[]
  /** Gets the keys of all series that are to be off. */
  onHide: (hidden: readonly string[]) => void
}

/** The chart's legend, with each series' total; a press shows or hides the series in chart, table and export. */
export const SeriesToggles = memo(function SeriesToggles({ series, shown, onHide }: SeriesTogglesProps) {
  if (series.length < 2) return null
  const isShown = (key: string) => shown.some((item) => item.key === key)
  const toggle = (key: string) =>
    onHide(series.map((item) => item.key).filter((other) => isShown(other) === (other === key)))
  return (
    <ul className={classes.legend} aria-label="Series">
      {series.map(({ key, label, color, total }) => {
        const isLast = isShown(key) && shown.length === 1
        return (
          <li key={key}>
            <button
              type="button"
              className={classes.toggle}
              aria-pressed={isShown(key)}
              aria-disabled={isLast}
              title={isLast ? 'One series always stays' : undefined}
              data-color={color}
              onClick={() => !isLast && toggle(key)}
            >
              <span className={classes.swatch} aria-hidden />
              {label} <span className={classes.legendTotal}>{formatNumber(total)}</span>
            </button>
          </li>
        )
      })}
    </ul>
  )
})
