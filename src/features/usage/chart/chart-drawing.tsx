import { memo, useId } from 'react'
import { BarChart, XAxis, type XAxisTickContentProps, YAxis, type YAxisTickContentProps } from 'recharts'
import type { UsageInterval } from '#contract/usage.ts'
import { formatCompact } from '#src/lib/numbers.ts'
import type { UsageView } from '../usage-range.ts'
import type { Series } from '../usage-series.ts'
import type { Bucket } from './buckets.ts'
import classes from './chart.module.css'
import { expectedBars, isIncomplete, line, stackedArea, stackedBars, steps } from './paths.ts'
import { middleOf, type Scale, topOf } from './scale.ts'
import { tickLabels } from './tick-labels.ts'

const MARK = 4.5
/** So many points can be told apart; more of them hide the line. */
const MOST_DOTS = 62

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

/** The axes, which recharts lays out, and within them a path or two for each series. */
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
  const hatchId = useId()
  const labels = tickLabels(buckets, interval, scale.width)
  return (
    <div aria-hidden className={classes.drawing}>
      <BarChart
        width={width}
        height={height}
        data={buckets as Bucket[]}
        margin={{ top: scale.y, right: width - scale.x - scale.width, bottom: 0, left: 0 }}
        accessibilityLayer={false}
      >
        <path
          className={classes.grid}
          d={ticks.map((tick) => `M${scale.x} ${topOf(scale, tick)}h${scale.width}`).join('')}
        />
        <XAxis
          dataKey="start"
          ticks={[...labels.keys()]}
          tick={({ x, y, payload }: XAxisTickContentProps) => (
            <AxisLabel x={x} y={y} anchor="middle" label={labels.get(String(payload.value)) ?? ''} />
          )}
          height={height - scale.y - scale.height}
          // Those that there is room for; to find out by itself, recharts would measure them one by one.
          interval={0}
          tickLine={false}
        />
        <YAxis
          domain={[0, scale.max]}
          // The domain is ours: recharts knows of no series that it would have to hold.
          allowDataOverflow
          ticks={ticks as number[]}
          tick={({ x, y, payload }: YAxisTickContentProps) => (
            <AxisLabel x={x} y={y} anchor="end" label={formatCompact(Number(payload.value))} />
          )}
          interval={0}
          width={scale.x}
          axisLine={false}
          tickLine={false}
        />
        {view === 'stacked' && <Bars scale={scale} buckets={buckets} series={series} hatchId={hatchId} />}
        {view === 'lines' && <Lines scale={scale} buckets={buckets} series={series} />}
        {view === 'total' && <RunningTotal scale={scale} buckets={buckets} series={series} />}
        <path
          className={classes.earlier}
          d={(view === 'stacked' ? steps : line)(
            scale,
            buckets.map((bucket) => bucket.earlier),
          )}
        />
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
      </BarChart>
    </div>
  )
}

/** Recharts would measure each word of it, for which the browser has to lay out the page every time. */
function AxisLabel({
  x,
  y,
  anchor,
  label,
}: {
  x: number | string
  y: number | string
  anchor: 'middle' | 'end'
  label: string
}) {
  return (
    <text x={x} y={y} dy={anchor === 'middle' ? '0.71em' : '0.355em'} textAnchor={anchor}>
      {label}
    </text>
  )
}

interface LayerProps {
  scale: Scale
  buckets: readonly Bucket[]
  series: readonly Series[]
}

function Bars({ scale, buckets, series, hatchId }: LayerProps & { hatchId: string }) {
  const keys = series.map(({ key }) => key)
  return (
    <>
      <defs>
        {series.map(({ color }) => (
          <pattern
            key={color}
            id={`${hatchId}-${color}`}
            width="6"
            height="6"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect width="3" height="6" className={classes.bar} data-color={color} />
          </pattern>
        ))}
      </defs>
      {series.map(({ key, color }) => {
        const { complete, incomplete } = stackedBars(scale, buckets, keys, key)
        return (
          <g key={key}>
            <path className={classes.bar} data-color={color} d={complete} />
            <path style={{ fill: `url(#${hatchId}-${color})` }} d={incomplete} />
          </g>
        )
      })}
      <path className={classes.expected} d={expectedBars(scale, buckets)} />
    </>
  )
}

function Lines({ scale, buckets, series }: LayerProps) {
  return series.map(({ key, color }) => {
    const values = buckets.map((bucket) => (bucket.isAhead ? undefined : (bucket.values[key] ?? 0)))
    const isComplete = buckets.map((bucket) => !isIncomplete(bucket))
    return (
      <g key={key} data-color={color}>
        <path
          className={classes.line}
          d={line(
            scale,
            values.map((value, index) => (isComplete[index] ? value : undefined)),
          )}
        />
        {/* Only the way to what is not over yet, from the last that is. */}
        <path
          className={classes.incompleteLine}
          d={line(
            scale,
            values.map((value, index) => (isComplete[index] && isComplete[index + 1] !== false ? undefined : value)),
          )}
        />
        {buckets.length <= MOST_DOTS &&
          values.map(
            (value, index) =>
              value !== undefined && (
                <circle
                  key={buckets[index]?.start}
                  className={isComplete[index] ? classes.dot : classes.openDot}
                  cx={middleOf(scale, index)}
                  cy={topOf(scale, value)}
                  r="2.5"
                />
              ),
          )}
      </g>
    )
  })
}

function RunningTotal({ scale, buckets, series }: LayerProps) {
  const keys = series.map(({ key }) => key)
  const over = buckets.findLastIndex((bucket) => !bucket.isAhead && !bucket.isRunning)
  const expected = buckets.map((bucket, index) => (index === over ? bucket.total : bucket.expected))
  const isExpected = buckets.some((bucket) => bucket.expected !== undefined)
  return (
    <>
      {series.map(({ key, color }) => (
        <path key={key} className={classes.area} data-color={color} d={stackedArea(scale, buckets, keys, key)} />
      ))}
      {isExpected && <path className={classes.expectedLine} d={line(scale, expected)} />}
    </>
  )
}
