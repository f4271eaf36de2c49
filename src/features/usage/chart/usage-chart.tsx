import { useElementSize } from '@mantine/hooks'
import { memo, type Ref, useMemo } from 'react'
import type { DayRange } from '#contract/calendar.ts'
import type { UsageInterval } from '#contract/usage.ts'
import { Skeleton } from '#src/components/skeleton.tsx'
import { useIsPrinting } from '#src/components/use-is-printing.ts'
import type { UsageView } from '../usage-range.ts'
import type { Series } from '../usage-series.ts'
import { type Bucket, bucketSize, type ChartRow, spanIs, spanOf, toBuckets } from './buckets.ts'
import classes from './chart.module.css'
import { ChartCursor } from './chart-cursor.tsx'
import { ChartDrawing } from './chart-drawing.tsx'
import { PointDetails, pointSentence } from './point-details.tsx'
import { axisTicks, type Plot, type Scale } from './scale.ts'

const HEIGHT = 300
/** Of a page of A4 between its margins. */
const PAPER_WIDTH = 700
const AXIS_WIDTH = 56
const AXIS_HEIGHT = 30
const MARGIN = 8
/** A bar needs as many pixels to be seen as one of many. */
const LEAST_BAR = 2
/** More of them only cost time: a screen shows nothing more by it. */
const MOST_BUCKETS = 400
/** A limit this much higher than everything else would leave nothing to see of it. */
const MOST_ABOVE = 3

/** Something that happened and may explain what the chart shows. */
export interface Marker {
  /** `YYYY-MM-DD` in UTC. */
  day: string
  text: string
}

export interface UsageChartProps {
  ref: Ref<HTMLElement>
  rows: readonly ChartRow[]
  series: readonly Series[]
  interval: UsageInterval
  view: UsageView
  /** What the chart shows, for those who cannot see it. */
  label: string
  /** The most that is to be used in all of the rows. */
  limit: number | undefined
  /** The days of the range before, where it is drawn. */
  earlierLabel: string | undefined
  markers: readonly Marker[]
  /** Gets the days that were chosen in the chart. */
  onZoom: (range: DayRange) => void
}

/** Bars, lines or a running total by day or month. What is drawn stands still; what is pointed at lies over it. */
export const UsageChart = memo(function UsageChart({
  ref,
  rows,
  series,
  interval,
  view,
  label,
  limit,
  earlierLabel,
  markers,
  onZoom,
}: UsageChartProps) {
  const { ref: frame, width: widthOnScreen } = useElementSize()
  // What is only scaled to the paper has letters too small to read.
  const width = useIsPrinting() ? PAPER_WIDTH : widthOnScreen
  const plot: Plot = {
    x: AXIS_WIDTH,
    y: MARGIN,
    width: Math.max(0, width - AXIS_WIDTH - MARGIN),
    height: HEIGHT - MARGIN - AXIS_HEIGHT,
  }
  const most = Math.min(MOST_BUCKETS, Math.max(1, Math.floor(plot.width / LEAST_BAR)))
  const size = bucketSize(rows.length, most, interval)
  const keys = useMemo(() => series.map(({ key }) => key), [series])
  const buckets = useMemo(() => toBuckets(rows, keys, size, view), [rows, keys, size, view])
  const highest = useMemo(() => highestOf(buckets, keys, view), [buckets, keys, view])
  // A limit of the whole can be held against one bar of the whole or against a running total, and against nothing else.
  const isComparable = limit !== undefined && (view === 'total' || rows.length === 1)
  const shownLimit = isComparable && limit <= highest * MOST_ABOVE ? limit : undefined
  const ticks = useMemo(() => axisTicks(Math.max(highest, shownLimit ?? 0)), [highest, shownLimit])
  const marked = useMemo(() => markedBuckets(buckets, markers), [buckets, markers])
  const scale: Scale = { ...plot, count: buckets.length, max: ticks.at(-1) ?? 1 }

  if (rows.length === 0)
    return (
      <div className={classes.skeleton}>
        <Skeleton width="100%" />
      </div>
    )
  const describe = (bucket: Bucket) => pointSentence(bucket, { series, interval, view })
  return (
    <figure ref={ref} className={classes.figure} aria-label={label} role="group">
      <div ref={frame} className={classes.frame}>
        {width > 0 && (
          <>
            <ChartDrawing
              width={width}
              height={HEIGHT}
              scale={scale}
              ticks={ticks}
              buckets={buckets}
              series={series}
              interval={interval}
              view={view}
              limit={shownLimit}
              marked={marked}
            />
            <ChartCursor
              scale={scale}
              buckets={buckets}
              label={`${label.split(',')[0]}, point by point`}
              describe={describe}
              canZoomInto={(from, to) => to > from || size > 1 || interval === 'month'}
              onZoom={onZoom}
              renderDetails={(bucket, index) => (
                <PointDetails
                  bucket={bucket}
                  series={series}
                  interval={interval}
                  view={view}
                  earlierLabel={earlierLabel}
                  markers={marked.get(index) ?? []}
                />
              )}
            />
          </>
        )}
      </div>
      <figcaption className={classes.caption}>
        {captionsOf({ buckets, size, interval, view, earlierLabel, limit, shownLimit, isComparable }).map((caption) => (
          <span key={caption}>{caption}</span>
        ))}
        {buckets.length > 1 && <span className={classes.hint}>Drag across the chart to zoom in.</span>}
      </figcaption>
    </figure>
  )
})

function highestOf(buckets: readonly Bucket[], keys: readonly string[], view: UsageView): number {
  return buckets.reduce((highest, bucket) => {
    const own = view === 'lines' ? Math.max(0, ...keys.map((key) => bucket.values[key] ?? 0)) : bucket.total
    const expected = view === 'lines' ? 0 : (bucket.expected ?? 0)
    return Math.max(highest, own, expected, bucket.earlier ?? 0)
  }, 0)
}

/** The markers by the number of the bucket that holds their day. */
function markedBuckets(buckets: readonly Bucket[], markers: readonly Marker[]): ReadonlyMap<number, readonly Marker[]> {
  const marked = new Map<number, Marker[]>()
  for (const marker of markers) {
    const index = buckets.findIndex(({ start, end }) => start <= marker.day && marker.day < end)
    if (index === -1) continue
    const known = marked.get(index) ?? []
    marked.set(index, known)
    known.push(marker)
  }
  return marked
}

function captionsOf({
  buckets,
  size,
  interval,
  view,
  earlierLabel,
  limit,
  shownLimit,
  isComparable,
}: Pick<UsageChartProps, 'interval' | 'view' | 'earlierLabel' | 'limit'> & {
  buckets: readonly Bucket[]
  size: number
  shownLimit: number | undefined
  isComparable: boolean
}): string[] {
  const captions: string[] = []
  if (size > 1) {
    const point = view === 'stacked' ? 'bar' : 'point'
    captions.push(`Each ${point} is ${spanOf(size, interval)}, since there is no room for each ${interval}.`)
  }
  if (view !== 'total') {
    const mark = view === 'stacked' ? 'Hatched' : 'Dashed'
    const running = buckets.find((bucket) => bucket.isRunning)
    if (running) captions.push(`${mark}: the ${spanIs(running.size, interval)} not over yet.`)
    else if (buckets.some((bucket) => bucket.isShort)) captions.push(`${mark}: fewer than ${spanOf(size, interval)}.`)
  }
  if (view !== 'lines' && buckets.some((bucket) => bucket.expected !== undefined)) captions.push('Dashed: forecast.')
  if (earlierLabel !== undefined && buckets.some((bucket) => bucket.earlier !== undefined))
    captions.push(`Thin line: ${earlierLabel}.`)
  if (isComparable && limit !== undefined && shownLimit === undefined)
    captions.push('The limit is far above what is drawn.')
  return captions
}
