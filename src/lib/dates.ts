const dateTime = new Intl.DateTimeFormat('en-GB', {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZone: 'UTC',
  timeZoneName: 'short',
})
const date = new Intl.DateTimeFormat('en-GB', { year: 'numeric', month: 'short', day: 'numeric', timeZone: 'UTC' })
const longDate = new Intl.DateTimeFormat('en-GB', { year: 'numeric', month: 'long', day: 'numeric', timeZone: 'UTC' })
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })

const units = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['week', 7 * 86_400],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const

/** `25 Mar 2020, 15:43:46 UTC`; an empty text for what is no instant. */
export function formatUtc(instant: Date | string): string {
  const value = toDate(instant)
  return value ? dateTime.format(value) : ''
}

/** `25 Mar 2020`, the day in UTC. */
export function formatDay(instant: Date | string): string {
  const value = toDate(instant)
  return value ? date.format(value) : ''
}

/** `25 March 2020`, the day in UTC, for sentences. */
export function formatLongDay(instant: Date): string {
  return longDate.format(instant)
}

/** `25 March 2020 at 15:43 UTC` */
export function spellInstant(instant: Date): string {
  return `${formatLongDay(instant)} at ${instant.toISOString().slice(11, 16)} UTC`
}

/** `3 hours ago`, `in 2 days`; within a minute, `just now`. */
export function formatRelative(instant: Date | string, now: Date): string {
  const value = toDate(instant)
  if (!value) return ''
  const seconds = (value.getTime() - now.getTime()) / 1000
  for (const [unit, size] of units) {
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit)
  }
  return 'just now'
}

/** Whole days from `now` until `instant`, counted as periods of 24 hours; negative when it has passed. */
export function daysUntil(instant: Date | string, now: Date): number | undefined {
  const value = toDate(instant)
  if (!value) return undefined
  return Math.floor((value.getTime() - now.getTime()) / 86_400_000)
}

/** The UTC day `days` after `from`, as `YYYY-MM-DD`. */
export function addDays(from: Date, days: number): string {
  return new Date(from.getTime() + days * 86_400_000).toISOString().slice(0, 10)
}

export function toDate(value: Date | string): Date | undefined {
  const parsed = typeof value === 'string' ? new Date(value) : value
  return Number.isNaN(parsed.getTime()) ? undefined : parsed
}
