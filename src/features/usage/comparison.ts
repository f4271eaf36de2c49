import { type DayRange, dayBuckets, monthBuckets } from '#contract/calendar.ts'
import type { Usage, UsageInterval, UsagePoint } from '#contract/usage.ts'
import { sum } from './sum.ts'

/** A day or month, and what was used in it. */
export interface UsagePart extends DayRange {
  value: number
}

const dayOf = ({ start_date }: UsagePoint) => start_date.slice(0, 10)

const partsOf = (range: DayRange, interval: UsageInterval): DayRange[] =>
  interval === 'day' ? dayBuckets(range) : monthBuckets(range)

/**
 * A range by day or month, its series added up. Of two ranges the first parts are compared with each other, then the
 * second ones, whatever weekday or length of month.
 * @param usage holds the range, by day or by the same interval
 */
export const usageByPart = (usage: readonly Usage[], range: DayRange, interval: UsageInterval): UsagePart[] =>
  addUp(usage, partsOf(range, interval))

function addUp(usage: readonly Usage[], parts: readonly DayRange[]): UsagePart[] {
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
 * How the usage of a pair of object type and metric changed, over what is over, as a function of two answers: the first
 * holds the range, by day or by the interval, the second one the range before; of a short range they can be the same.
 */
export function changesOver({ range, before, interval, today }: Ranges) {
  const over = partsOf(range, interval).filter(({ end }) => end <= today)
  const parts = partsOf(before, interval).slice(0, over.length)
  const [first, last] = [parts[0], parts.at(-1)]
  return (current: Usage, earlier: Usage): Change | undefined =>
    first &&
    last && {
      current: totalOfFirst(addUp([current], over), parts.length),
      earlier: totalOfFirst(addUp([earlier], parts), parts.length),
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
