import { toDate } from '#src/lib/dates.ts'
import { DAY_MS, type ExpiryFilter, matchesExpiry } from '#src/lib/expiry.ts'

const WEEK_MS = 7 * DAY_MS
const SHOWN_MS = 90 * DAY_MS

export interface Week {
  start: Date
  /** The instant at which the next one starts; the last one ends with the 90 days. */
  end: Date
  count: number
  /** The nearest filter that all of the week passes. */
  within: ExpiryFilter
}

/** How many end in each week of the coming 90 days, counted from now; what has ended by now is in none. */
export function weeksOf(expiries: readonly (string | null)[], now: Date): Week[] {
  const left = expiries
    .filter((expiry) => expiry !== null && matchesExpiry(expiry, '90', now))
    .flatMap((expiry) => toDate(expiry ?? '') ?? [])
    .map((instant) => instant.getTime() - now.getTime())
  return Array.from({ length: Math.ceil(SHOWN_MS / WEEK_MS) }, (_, index) => {
    const startMs = index * WEEK_MS
    const endMs = Math.min(startMs + WEEK_MS, SHOWN_MS)
    return {
      start: new Date(now.getTime() + startMs),
      end: new Date(now.getTime() + endMs),
      count: left.filter((ms) => ms >= startMs && ms < endMs).length,
      within: endMs <= 7 * DAY_MS ? '7' : endMs <= 30 * DAY_MS ? '30' : '90',
    }
  })
}
