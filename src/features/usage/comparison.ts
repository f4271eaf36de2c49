import { type DayRange, dayBuckets, daysBetween, monthBuckets } from '#contract/calendar.ts'
import type { Usage, UsageInterval, UsagePoint } from '#contract/usage.ts'
import { sum } from './sum.ts'
import type { UsageRow } from './usage-series.ts'

/** A day or month, and what was used in it. */
export interface UsagePart extends DayRange {
  value: number
}

const dayOf = ({ start_date }: UsagePoint) => start_date.slice(0, 10)

/** The sum over the days of a range, which begins and ends where points do. */
export function totalIn(usage: readonly Usage[], { start, end }: DayRange): number {
  const values: number[] = []
  for (const { usage: points } of usage) {
    for (const point of points) {
      const day = dayOf(point)
      if (start <= day && day < end) values.push(point.value)
    }
  }
  return sum(values)
}

const LEAST_MONTH = 28

/**
 * Sets a range beside another: the first part of the one before is compared with the first row, the second with the
 * second, whatever weekday or length of month. A row has none where there are no more, and where a month that is cut
 * off would stand beside one of another length.
 * @param usage holds the range before, by day or by the same interval; its series are added up
 * @param parts of the range before
 */
export function partsBeside(
  rows: readonly UsageRow[],
  usage: readonly Usage[],
  parts: readonly DayRange[],
): (UsagePart | undefined)[] {
  const values = addUp(usage, parts)
  return rows.map((row, index) => {
    const part = values[index]
    if (!part || row.isRunning || row.isAhead) return part
    const [days, others] = [daysBetween(row.start, row.end), daysBetween(part.start, part.end)]
    return days === others || Math.min(days, others) >= LEAST_MONTH ? part : undefined
  })
}

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

/** The days that a change is told of, and those it is told against. */
export interface ComparedRanges {
  current: DayRange
  earlier: DayRange
}

/**
 * All days, of a range that is over; of one that is running, as many of both as are over, counted by day or, where
 * only months are known, by month. Undefined where none is.
 */
export function comparedRanges(
  range: DayRange,
  before: DayRange,
  interval: UsageInterval,
  today: string,
): ComparedRanges | undefined {
  if (range.end <= today) return { current: range, earlier: before }
  const over = partsOf(range, interval).filter(({ end }) => end <= today)
  const parts = partsOf(before, interval)
  const count = Math.min(over.length, parts.length)
  const [last, lastBefore] = [over[count - 1], parts[count - 1]]
  return (
    last &&
    lastBefore && {
      current: { start: range.start, end: last.end },
      earlier: { start: before.start, end: lastBefore.end },
    }
  )
}

export const partsOf = (range: DayRange, interval: UsageInterval): DayRange[] =>
  interval === 'day' ? dayBuckets(range) : monthBuckets(range)

/** The sums over the compared days. */
export interface Change {
  current: number
  earlier: number
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
