/** Days are texts `YYYY-MM-DD` in UTC. A range is half open: its end is the first day that is not in it. */
export interface DayRange {
  start: string
  end: string
}

const DAY_MS = 86_400_000

/** Days are compared as texts, which works for years of four digits: what would lie beyond them ends here. */
const LAST_DAY = '9999-12-31'
const LAST_TIME = Date.parse(`${LAST_DAY}T00:00:00Z`)

export const toDay = (instant: Date): string =>
  instant.getTime() > LAST_TIME ? LAST_DAY : instant.toISOString().slice(0, 10)
const toTime = (day: string): number => Date.parse(`${day}T00:00:00Z`)

export const addDays = (day: string, days: number): string => toDay(new Date(toTime(day) + days * DAY_MS))

/** Days from `start` to `end`, negative when `end` is earlier. */
export const daysBetween = (start: string, end: string): number => Math.round((toTime(end) - toTime(start)) / DAY_MS)

/** The same day of the month `months` later, or the month's last day where it has no such day. */
export function addMonths(day: string, months: number): string {
  const date = new Date(toTime(day))
  const first = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1))
  const lastDay = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate()
  first.setUTCDate(Math.min(date.getUTCDate(), lastDay))
  return toDay(first)
}

/**
 * The subscription period that holds `today`: a month anchored at the day the subscription started, so one that
 * started on 20 November has the period 20 November to 20 December (document 002, `organizations_usage_get`).
 */
export function subscriptionPeriod(subscriptionStart: string, today: string): DayRange {
  let months =
    (Number(today.slice(0, 4)) - Number(subscriptionStart.slice(0, 4))) * 12 +
    (Number(today.slice(5, 7)) - Number(subscriptionStart.slice(5, 7)))
  if (addMonths(subscriptionStart, months) > today) months -= 1
  return { start: addMonths(subscriptionStart, months), end: addMonths(subscriptionStart, months + 1) }
}

/**
 * The months of a range, each anchored at the range's first day and the last one clipped to its end; joined without
 * gaps. Months are counted from `anchor` so that a period starting on the 31st does not drift.
 */
export function monthBuckets(range: DayRange, anchor: string = range.start): DayRange[] {
  const buckets: DayRange[] = []
  const first = subscriptionPeriod(anchor, range.start)
  let month =
    (Number(first.start.slice(0, 4)) - Number(anchor.slice(0, 4))) * 12 +
    (Number(first.start.slice(5, 7)) - Number(anchor.slice(5, 7)))
  for (let start = range.start; start < range.end; ) {
    month += 1
    const end = addMonths(anchor, month)
    buckets.push({ start, end: end < range.end ? end : range.end })
    start = end
  }
  return buckets
}

/** The days of a range. */
export function dayBuckets(range: DayRange): DayRange[] {
  const buckets: DayRange[] = []
  for (let start = range.start; start < range.end; ) {
    const end = addDays(start, 1)
    buckets.push({ start, end })
    start = end
  }
  return buckets
}
