import type { UsageInterval } from '#contract/usage.ts'
import { formatCompact } from '#src/lib/numbers.ts'
import type { Bucket } from './buckets.ts'
import classes from './chart.module.css'
import { middleOf, type Scale, topOf } from './scale.ts'
import { tickLabels } from './tick-labels.ts'

/** Between an axis and its labels, in pixels. */
const GAP = 8

interface ValueAxisProps {
  scale: Scale
  ticks: readonly number[]
}

/** A line across the plot for each tick, with its value. */
export function ValueAxis({ scale, ticks }: ValueAxisProps) {
  return (
    <g>
      <path
        className={classes.grid}
        d={ticks.map((tick) => `M${scale.x} ${topOf(scale, tick)}h${scale.width}`).join('')}
      />
      {ticks.map((tick) => (
        <text key={tick} x={scale.x - GAP} y={topOf(scale, tick)} dy="0.355em" textAnchor="end">
          {formatCompact(tick)}
        </text>
      ))}
    </g>
  )
}

interface TimeAxisProps {
  scale: Scale
  buckets: readonly Bucket[]
  interval: UsageInterval
}

/** As many days or months below the plot as there is room for. */
export function TimeAxis({ scale, buckets, interval }: TimeAxisProps) {
  const bottom = scale.y + scale.height
  return (
    <g>
      <path className={classes.axis} d={`M${scale.x} ${bottom}h${scale.width}`} />
      {tickLabels(buckets, interval, scale.width).map(({ index, label }) => (
        <text key={index} x={middleOf(scale, index)} y={bottom + GAP} dy="0.71em" textAnchor="middle">
          {label}
        </text>
      ))}
    </g>
  )
}
