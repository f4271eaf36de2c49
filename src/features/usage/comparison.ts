import { type DayRange, dayBuckets, monthBuckets } from '#contract/calendar.ts'
import type { Usage, UsageInterval, UsagePoint } from '#contract/usage.ts'
import { sum } from './sum.ts'

/** A day or month, and what was used in it. */
export interface UsagePart extends DayRange {
  value: number
}

const dayOf = ({ start_date }: UsagePoint) => start_date.slice(0, 10)

/**
 * A range by day or month, its series added up. Of two ranges the first parts are compared with each other, then the
 * second ones, whatever weekday or length of month.
 * @param usage holds the range, by day or by the same interval
 */
export function usageByPart(usage: readonly Usage[], range: DayRange, interval: UsageInterval): UsagePart[] {
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
export const totalOfFirst = (parts: readonly UsagePart[], count: number): number =>
  sum(parts.slice(0, count).map(({ value }) => value))

/** Two sums over as many days or months: the first complete ones of a range, and those of the range before it. */
export interface Change {
  current: number
  earlier: number
  /** The days of `earlier`. */
  range: DayRange
}

interface Ranges {
  range: DayRange
  before: DayRange
  /** What is compared one by one. */
  interval: UsageInterval
  today: string
}

/**
 * How one pair of object type and metric changed, over what is over.
 * @param current holds the range, by day or by the interval
 * @param earlier holds the range before, likewise; of a short range it can be the same answer
 */
export function changeOf(
  current: Usage,
  earlier: Usage,
  { range, before, interval, today }: Ranges,
): Change | undefined {
  const parts = usageByPart([earlier], before, interval)
  const over = usageByPart([current], range, interval).filter(({ end }) => end <= today)
  const count = Math.min(over.length, parts.length)
  const [first, last] = [parts[0], parts[count - 1]]
  if (!first || !last) return undefined
  return {
    current: totalOfFirst(over, count),
    earlier: totalOfFirst(parts, count),
    range: { start: first.start, end: last.end },
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
