import type { UsageInterval } from '#contract/usage.ts'
import { plural } from '#src/lib/plural.ts'
import { sum } from '../sum.ts'
import type { UsageView } from '../usage-range.ts'
import type { UsageRow } from '../usage-series.ts'

/** What one bar or point of the chart stands for: a day or month, or several where there is no room for each. */
export interface Bucket {
  start: string
  /** The first day after it. */
  end: string
  /** How many days or months it stands for. */
  size: number
  /** The sum of its rows, or in a running total all up to its end. */
  values: Readonly<Record<string, number>>
  total: number
  /** The same of the range before; undefined where that lacks one of its days or months, or is not asked for. */
  earlier: number | undefined
  /** What is expected of it as a whole; undefined for what is over. */
  expected: number | undefined
  isRunning: boolean
  isAhead: boolean
  /** The last of a range of which it does not have as many days or months as the others. */
  isShort: boolean
}

/** A row with what is drawn beside it. */
export interface ChartRow extends UsageRow {
  earlier: number | undefined
  expected: number | undefined
}

/** Whole weeks, so that a bucket has each weekday as often as the others, and equal parts of a year. */
const sizes: Readonly<Record<UsageInterval, readonly number[]>> = {
  day: [1, 2, 7, 14, 28, 56, 91],
  month: [1, 2, 3, 6, 12],
}

/** How many rows share a bucket, so that there are at most `most` buckets. */
export const bucketSize = (count: number, most: number, interval: UsageInterval): number =>
  sizes[interval].find((size) => Math.ceil(count / size) <= most) ?? Math.ceil(count / Math.max(most, 1))

/** `day`, `7 days` */
export const spanOf = (size: number, interval: UsageInterval): string =>
  size === 1 ? interval : plural(size, interval)

/** `day is`, `7 days are` */
export const spanIs = (size: number, interval: UsageInterval): string =>
  `${spanOf(size, interval)} ${size === 1 ? 'is' : 'are'}`

/** The rows in groups of `size`, of which the last may have fewer: nothing is left out and nothing made up. */
export function toBuckets(rows: readonly ChartRow[], keys: readonly string[], size: number, view: UsageView): Bucket[] {
  const buckets: Bucket[] = []
  for (let index = 0; index < rows.length; index += size) {
    const bucket = bucketOf(rows.slice(index, index + size), keys, size)
    if (bucket) buckets.push(bucket)
  }
  return view === 'total' ? runningTotals(buckets, keys) : buckets
}

function bucketOf(rows: readonly ChartRow[], keys: readonly string[], size: number): Bucket | undefined {
  const [first, last] = [rows[0], rows.at(-1)]
  if (!first || !last) return undefined
  const isRunning = rows.some((row) => row.isRunning)
  return {
    start: first.start,
    end: last.end,
    size: rows.length,
    values: Object.fromEntries(keys.map((key) => [key, sum(rows.map((row) => row.values[key] ?? 0))])),
    total: sum(rows.map((row) => row.total)),
    earlier: sumOfAll(rows.map((row) => row.earlier)),
    expected: rows.some((row) => row.expected !== undefined)
      ? sum(rows.map((row) => row.expected ?? row.total))
      : undefined,
    // Of several days, the last of which is today, all that follow are ahead: the bucket goes on.
    isRunning: isRunning || (rows.some((row) => row.isAhead) && !first.isAhead),
    isAhead: first.isAhead,
    isShort: rows.length < size,
  }
}

/** What is compared with a part of it alone would look like more than it is. */
function sumOfAll(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined)
  return known.length < values.length ? undefined : sum(known)
}

/** What has been used from the first day to the end of each bucket; what is expected goes on from what there is. */
function runningTotals(buckets: readonly Bucket[], keys: readonly string[]): Bucket[] {
  const values: Record<string, number> = {}
  let total = 0
  let earlier = 0
  let expected = 0
  return buckets.map((bucket) => {
    for (const key of keys) values[key] = sum([values[key] ?? 0, bucket.values[key] ?? 0])
    expected = sum([expected, bucket.expected ?? bucket.total])
    total = sum([total, bucket.total])
    earlier = sum([earlier, bucket.earlier ?? 0])
    return {
      ...bucket,
      values: { ...values },
      total,
      earlier: bucket.earlier === undefined ? undefined : earlier,
      expected: bucket.expected === undefined ? undefined : expected,
    }
  })
}
