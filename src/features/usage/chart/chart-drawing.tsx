import { memo } from 'react'
import { Surface } from 'recharts'
import type { UsageInterval } from '#contract/usage.ts'
import { formatCompact } from '#src/lib/numbers.ts'
import type { UsageView } from '../usage-range.ts'
import type { Series } from '../usage-series.ts'
import { TimeAxis, ValueAxis } from './axes.tsx'
import type { Bucket } from './buckets.ts'
import classes from './chart.module.css'
import { Bars, Earlier, Lines, RunningTotal } from './layers.tsx'
import { middleOf, type Scale, topOf } from './scale.ts'

const MARK = 4.5

interface ChartDrawingProps {
  width: number
  height: number
  scale: Scale
  /** Of the axis of values. */
  ticks: readonly number[]
  buckets: readonly Bucket[]
  series: readonly Series[]
  interval: UsageInterval
  view: UsageView
  limit: number | undefined
  marked: ReadonlyMap<number, unknown>
}

// Memoised by what is drawn: the scale is made anew with every render, of the same numbers.
export const ChartDrawing = memo(
  DrawingView,
  (before, after) =>
    before.width === after.width &&
    before.ticks === after.ticks &&
    before.buckets === after.buckets &&
    before.series === after.series &&
    before.view === after.view &&
    before.interval === after.interval &&
    before.limit === after.limit &&
    before.marked === after.marked,
)

/** The axes and, within them, a path or two for each series. */
function DrawingView({
  width,
  height,
  scale,
  ticks,
  buckets,
  series,
  interval,
  view,
  limit,
  marked,
}: ChartDrawingProps) {
  return (
    <div aria-hidden className={classes.drawing}>
      <Surface width={width} height={height}>
        <ValueAxis scale={scale} ticks={ticks} />
        <TimeAxis scale={scale} buckets={buckets} interval={interval} />
        {view === 'stacked' && <Bars scale={scale} buckets={buckets} series={series} />}
        {view === 'lines' && <Lines scale={scale} buckets={buckets} series={series} />}
        {view === 'total' && <RunningTotal scale={scale} buckets={buckets} series={series} />}
        <Earlier scale={scale} buckets={buckets} view={view} />
        {limit !== undefined && (
          <g>
            <path className={classes.limit} d={`M${scale.x} ${topOf(scale, limit)}h${scale.width}`} />
            <text
              className={classes.limitLabel}
              x={scale.x + scale.width}
              y={topOf(scale, limit) + (topOf(scale, limit) < scale.y + 16 ? 14 : -6)}
              textAnchor="end"
            >
              Limit {formatCompact(limit)}
            </text>
          </g>
        )}
        {[...marked.keys()].map((index) => (
          <path
            key={index}
            className={classes.mark}
            d={`M${middleOf(scale, index) - MARK} ${scale.y}h${2 * MARK}l${-MARK} ${MARK * 1.5}z`}
          />
        ))}
      </Surface>
    </div>
  )
}
