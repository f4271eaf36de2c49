import type { UsageInterval } from '#contract/usage.ts'
import { formatNumber } from '#src/lib/numbers.ts'
import { partLabel } from '../usage-labels.ts'
import type { UsageView } from '../usage-range.ts'
import type { Series } from '../usage-series.ts'
import { type Bucket, spanIs } from './buckets.ts'
import classes from './chart.module.css'
import type { Marker } from './usage-chart.tsx'

const MOST_MARKERS = 4

interface PointContext {
  series: readonly Series[]
  interval: UsageInterval
  view: UsageView
}

interface PointDetailsProps extends PointContext {
  bucket: Bucket
  earlierLabel: string | undefined
  markers: readonly Marker[]
}

/** The numbers of one bar or point. */
export function PointDetails({ bucket, series, interval, view, earlierLabel, markers }: PointDetailsProps) {
  const more = markers.length - MOST_MARKERS
  return (
    <div className={classes.details}>
      <strong>
        {partLabel(bucket)}
        {view === 'total' && ', since the start'}
      </strong>
      {!bucket.isAhead &&
        series.map(({ key, label, color }) => (
          <Detail key={key} label={label} color={color} value={bucket.values[key] ?? 0} />
        ))}
      {!bucket.isAhead && series.length > 1 && <Detail label="Total" value={bucket.total} />}
      {bucket.expected !== undefined && view !== 'lines' && <Detail label="Forecast" value={bucket.expected} />}
      {bucket.earlier !== undefined && earlierLabel !== undefined && (
        <Detail label="Period before" value={bucket.earlier} />
      )}
      {bucket.isRunning && (
        <div className={classes.why}>
          {bucket.size === 1 ? 'This' : 'These'} {spanIs(bucket.size, interval)} not over yet.
        </div>
      )}
      {markers.slice(0, MOST_MARKERS).map(({ text }, index) => (
        <div key={index} className={classes.marker}>
          {text}
        </div>
      ))}
      {more > 0 && <div className={classes.why}>And {more} more changes.</div>}
    </div>
  )
}

function Detail({ label, color, value }: { label: string; color?: string; value: number }) {
  return (
    <div className={classes.detail} data-color={color}>
      {color !== undefined && <span className={classes.swatch} aria-hidden />}
      <span>{label}</span>
      <span className={classes.number}>{formatNumber(value)}</span>
    </div>
  )
}

/** The same as a sentence, for those who hear the chart. */
export function pointSentence(bucket: Bucket, { series, interval, view }: PointContext): string {
  const parts = bucket.isAhead
    ? ['not begun yet']
    : series.map(({ key, label }) => `${label} ${formatNumber(bucket.values[key] ?? 0)}`)
  if (!bucket.isAhead && series.length > 1) parts.push(`total ${formatNumber(bucket.total)}`)
  if (bucket.expected !== undefined && view !== 'lines') parts.push(`forecast ${formatNumber(bucket.expected)}`)
  if (bucket.earlier !== undefined) parts.push(`period before ${formatNumber(bucket.earlier)}`)
  if (bucket.isRunning) parts.push(`the ${spanIs(bucket.size, interval)} not over yet`)
  return `${partLabel(bucket)}${view === 'total' ? ', since the start' : ''}: ${parts.join(', ')}`
}
