import { useId } from 'react'
import { Curve } from 'recharts'
import type { UsageView } from '../usage-range.ts'
import type { Series } from '../usage-series.ts'
import type { Bucket } from './buckets.ts'
import classes from './chart.module.css'
import { areaPoints, expectedBars, isIncomplete, linePoints, stackedBars, steps } from './paths.ts'
import { middleOf, type Scale, topOf } from './scale.ts'

/** So many points can be told apart; more of them hide the line. */
const MOST_DOTS = 62

interface LayerProps {
  scale: Scale
  buckets: readonly Bucket[]
  series: readonly Series[]
}

export function Bars({ scale, buckets, series }: LayerProps) {
  const hatchId = useId()
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

export function Lines({ scale, buckets, series }: LayerProps) {
  return series.map(({ key, color }) => {
    const values = buckets.map((bucket) => (bucket.isAhead ? undefined : (bucket.values[key] ?? 0)))
    const isComplete = buckets.map((bucket) => !isIncomplete(bucket))
    return (
      <g key={key} data-color={color}>
        <Curve
          className={classes.line ?? ''}
          points={linePoints(
            scale,
            values.map((value, index) => (isComplete[index] ? value : undefined)),
          )}
        />
        {/* Only the way to what is not over yet, from the last that is. */}
        <Curve
          className={classes.incompleteLine ?? ''}
          points={linePoints(
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

export function RunningTotal({ scale, buckets, series }: LayerProps) {
  const keys = series.map(({ key }) => key)
  const over = buckets.findLastIndex((bucket) => !bucket.isAhead && !bucket.isRunning)
  const expected = buckets.map((bucket, index) => (index === over ? bucket.total : bucket.expected))
  const isExpected = buckets.some((bucket) => bucket.expected !== undefined)
  return (
    <>
      {series.map(({ key, color }) => {
        const { upper, lower } = areaPoints(scale, buckets, keys, key)
        return <Curve key={key} className={classes.area ?? ''} data-color={color} points={upper} baseLine={lower} />
      })}
      {isExpected && <Curve className={classes.expectedLine ?? ''} points={linePoints(scale, expected)} />}
    </>
  )
}

/** The range before: a level for each bar that it is compared with, or a line among lines. */
export function Earlier({ scale, buckets, view }: Pick<LayerProps, 'scale' | 'buckets'> & { view: UsageView }) {
  const values = buckets.map((bucket) => bucket.earlier)
  return view === 'stacked' ? (
    <path className={classes.earlier} d={steps(scale, values)} />
  ) : (
    <Curve className={classes.earlier ?? ''} points={linePoints(scale, values)} />
  )
}
