import { addDays, type DayRange, dayBuckets, daysBetween, monthBuckets } from '#contract/calendar.ts'
import type { Usage, UsageInterval, UsagePoint } from '#contract/usage.ts'
import { sum } from './sum.ts'
import type { UsageRow } from './usage-series.ts'

/** The day or month of the same number in the range before. */
export interface EarlierPart extends DayRange {
  value: number
}

const dayOf = ({ start_date }: UsagePoint) => start_date.slice(0, 10)

/**
 * The range before by day or month, its series added up: the first part is compared with the first row, the second with
 * the second, whatever weekday or length of month.
 * @param usage holds the range, by day or by the same interval
 */
export function earlierParts(usage: readonly Usage[], range: DayRange, interval: UsageInterval): EarlierPart[] {
  const parts = interval === 'day' ? dayBuckets(range) : monthBuckets(range)
  const values = parts.map(() => [] as number[])
  for (const { usage: points } of usage) {
    // Points come in order, as the parts do.
    let index = 0
    for (const point of points) {
      const day = dayOf(point)
      while (index < parts.length && (parts[index]?.end ?? '') <= day) index += 1
      if ((parts[index]?.start ?? day) <= day) values[index]?.push(point.value)
    }
  }
  return parts.map((part, index) => ({ ...part, value: sum(values[index] ?? []) }))
}

/** What the first `count` parts add up to: those that stand beside a row. */
export const totalOfFirst = (parts: readonly EarlierPart[], count: number): number =>
  sum(parts.slice(0, count).map(({ value }) => value))

/** Two sums over as many days or months: the first complete ones of a range, and those of the range before it. */
export interface Change {
  current: number
  earlier: number
  /** The days of `earlier`. */
  range: DayRange
}

/**
 * Over the days that are over.
 * @param recent holds both ranges by day
 */
export function changeByDay({ usage }: Usage, range: DayRange, before: DayRange, today: string): Change | undefined {
  const end = today < range.end ? today : range.end
  const days = Math.min(daysBetween(range.start, end), daysBetween(before.start, before.end))
  if (days <= 0) return undefined
  const over = (start: string) => {
    const after = addDays(start, days)
    return sum(usage.filter((point) => start <= dayOf(point) && dayOf(point) < after).map(({ value }) => value))
  }
  return {
    current: over(range.start),
    earlier: over(before.start),
    range: { start: before.start, end: addDays(before.start, days) },
  }
}

/**
 * Over the days or months that are over.
 * @param rows of the range, which `current` has a point for each of
 * @param earlier has the same interval and starts with the range before
 */
export function changeByPart(current: Usage, earlier: Usage, rows: readonly UsageRow[]): Change | undefined {
  const over = rows.filter((row) => !row.isRunning && !row.isAhead).length
  const before = earlier.usage.slice(0, over)
  const [first, last] = [before[0], before.at(-1)]
  if (!first || !last) return undefined
  const valueOf = (points: readonly UsagePoint[]) => sum(points.map(({ value }) => value))
  return {
    current: valueOf(current.usage.slice(0, before.length)),
    earlier: valueOf(before),
    range: { start: dayOf(first), end: last.end_date.slice(0, 10) },
  }
}

const percent = new Intl.NumberFormat('en', {
  style: 'percent',
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
  signDisplay: 'exceptZero',
})

/** `+12.0%`, `new` where there was nothing before, `no change`. */
export function formatChange(current: number, earlier: number): string {
  if (current === earlier) return 'no change'
  if (earlier === 0) return 'new'
  return percent.format((current - earlier) / earlier)
}
