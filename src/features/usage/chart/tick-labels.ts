import { addMonths } from '#contract/calendar.ts'
import type { UsageInterval } from '#contract/usage.ts'
import { formatDay } from '#src/lib/dates.ts'
import { monthName } from '../usage-labels.ts'
import type { Bucket } from './buckets.ts'

/** More buckets than this are marked by the first of each month. */
const MOST_BY_DAY = 62

const dayName = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })

/** The label of each bucket that may have one, by its first day. */
export function tickLabels(buckets: readonly Bucket[], interval: UsageInterval): ReadonlyMap<string, string> {
  if (interval === 'day' && buckets.length <= MOST_BY_DAY)
    return new Map(buckets.map(({ start }) => [start, dayName.format(new Date(`${start}T00:00:00Z`))]))
  if (interval === 'month')
    return new Map(buckets.map(({ start }) => [start, start.endsWith('-01') ? monthName(start) : formatDay(start)]))
  const labels = new Map<string, string>()
  for (const { start, end } of buckets) {
    const month = start.endsWith('-01') ? start : `${addMonths(start, 1).slice(0, 7)}-01`
    if (month < end) labels.set(start, monthName(month))
  }
  return labels
}
