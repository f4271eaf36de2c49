import { addMonths } from '#contract/calendar.ts'
import type { UsageInterval } from '#contract/usage.ts'
import { formatDay } from '#src/lib/dates.ts'
import { monthName } from '../usage-labels.ts'
import type { Bucket } from './buckets.ts'

/** More buckets than this are marked by the first of each month. */
const MOST_BY_DAY = 62

const dayName = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })

/** Of a letter, and of the room between two labels, in pixels. */
const LETTER = 7
const ROOM = 16

/** Labels of as many buckets as there is room for, in equal steps from the first on, by the bucket's first day. */
export function tickLabels(
  buckets: readonly Bucket[],
  interval: UsageInterval,
  width: number,
): ReadonlyMap<string, string> {
  const all = labelsOf(buckets, interval)
  const longest = Math.max(0, ...all.map(([, label]) => label.length))
  const step = Math.max(1, Math.ceil((all.length * (longest * LETTER + ROOM)) / Math.max(width, 1)))
  return new Map(all.filter((_, index) => index % step === 0))
}

function labelsOf(buckets: readonly Bucket[], interval: UsageInterval): [start: string, label: string][] {
  if (interval === 'day' && buckets.length <= MOST_BY_DAY)
    return buckets.map(({ start }) => [start, dayName.format(new Date(`${start}T00:00:00Z`))])
  if (interval === 'month')
    return buckets.map(({ start }) => [start, start.endsWith('-01') ? monthName(start) : formatDay(start)])
  return buckets.flatMap(({ start, end }): [string, string][] => {
    const month = start.endsWith('-01') ? start : `${addMonths(start, 1).slice(0, 7)}-01`
    return month < end ? [[start, monthName(month)]] : []
  })
}
