import type { Bucket } from './buckets.ts'
import { heightOf, leftOf, middleOf, type Scale, slotWidth, topOf } from './scale.ts'

// One path for all bars of a series: an element for each bar would make years of days slow.

/** Share of a slot that stays free between bars, where they are wide enough to be told apart. */
const GAP = 0.18
const LEAST_WIDTH_WITH_GAP = 5

function barWidth(scale: Scale): number {
  const slot = slotWidth(scale)
  return slot < LEAST_WIDTH_WITH_GAP ? slot : slot * (1 - GAP)
}

const round = (pixels: number) => Math.round(pixels * 100) / 100

function bar(scale: Scale, index: number, from: number, value: number): string {
  const width = barWidth(scale)
  const height = heightOf(scale, value)
  const left = middleOf(scale, index) - width / 2
  return `M${round(left)} ${round(topOf(scale, from))}v${round(-height)}h${round(width)}v${round(height)}z`
}

/** A bucket whose bar will grow, or stands for less time than the others. */
export const isIncomplete = (bucket: Bucket) => bucket.isRunning || bucket.isShort

/** The bars of one series on top of those below it, complete and incomplete ones apart. */
export function stackedBars(
  scale: Scale,
  buckets: readonly Bucket[],
  keys: readonly string[],
  key: string,
): { complete: string; incomplete: string } {
  const below = keys.slice(0, keys.indexOf(key))
  const paths = { complete: '', incomplete: '' }
  for (const [index, bucket] of buckets.entries()) {
    const value = bucket.values[key] ?? 0
    if (value <= 0) continue
    const from = below.reduce((height, other) => height + (bucket.values[other] ?? 0), 0)
    paths[isIncomplete(bucket) ? 'incomplete' : 'complete'] += bar(scale, index, from, value)
  }
  return paths
}

/** What is still expected, on top of what there is. */
export function expectedBars(scale: Scale, buckets: readonly Bucket[]): string {
  return buckets
    .map((bucket, index) =>
      bucket.expected !== undefined && bucket.expected > bucket.total
        ? bar(scale, index, bucket.total, bucket.expected - bucket.total)
        : '',
    )
    .join('')
}

interface Point {
  x: number
  /** Null breaks the line. */
  y: number | null
}

/** A point in the middle of each slot, with a break where a value is missing. */
export const linePoints = (scale: Scale, values: readonly (number | undefined)[]): Point[] =>
  values.map((value, index) => ({
    x: round(middleOf(scale, index)),
    y: value === undefined ? null : round(topOf(scale, value)),
  }))

/** A level for each bucket, as wide as its slot: what a bar is compared with. */
export function steps(scale: Scale, values: readonly (number | undefined)[]): string {
  let path = ''
  let isDrawing = false
  for (const [index, value] of values.entries()) {
    if (value === undefined) {
      isDrawing = false
      continue
    }
    const y = round(topOf(scale, value))
    path += isDrawing ? `V${y}` : `M${round(leftOf(scale, index))} ${y}`
    path += `H${round(leftOf(scale, index + 1))}`
    isDrawing = true
  }
  return path
}

/** The edges of the area between what is below a series and its own values on top of that. */
export function areaPoints(
  scale: Scale,
  buckets: readonly Bucket[],
  keys: readonly string[],
  key: string,
): { upper: Point[]; lower: Point[] } {
  const shown = buckets.filter((bucket) => !bucket.isAhead)
  const below = keys.slice(0, keys.indexOf(key))
  const lower = shown.map((bucket) => below.reduce((height, other) => height + (bucket.values[other] ?? 0), 0))
  const upper = shown.map((bucket, index) => (lower[index] ?? 0) + (bucket.values[key] ?? 0))
  return { upper: linePoints(scale, upper), lower: linePoints(scale, lower) }
}
