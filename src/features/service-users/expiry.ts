import { toDate } from '#src/lib/dates.ts'
import { plural } from '#src/lib/plural.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

export type ExpiryState = { kind: 'never' } | { kind: 'expired' } | { kind: 'live'; leftMs: number }

/** As the server decides it: the token stops working at the very instant of its expiry date. */
export function expiryState(expiry: string | null, now: Date): ExpiryState {
  if (expiry === null) return { kind: 'never' }
  const instant = toDate(expiry)
  // What is no date is nothing to rely on.
  if (!instant) return { kind: 'expired' }
  const leftMs = instant.getTime() - now.getTime()
  return leftMs <= 0 ? { kind: 'expired' } : { kind: 'live', leftMs }
}

export const isExpired = (expiry: string | null, now: Date) => expiryState(expiry, now).kind === 'expired'

/** `Never`, `Expired`, `in 12 days`; on the last day in hours or minutes, always rounded down. */
export function describeExpiry(state: ExpiryState): string {
  if (state.kind === 'never') return 'Never'
  if (state.kind === 'expired') return 'Expired'
  if (state.leftMs >= DAY_MS) return `in ${plural(Math.floor(state.leftMs / DAY_MS), 'day')}`
  if (state.leftMs >= HOUR_MS) return `in ${plural(Math.floor(state.leftMs / HOUR_MS), 'hour')}`
  if (state.leftMs >= MINUTE_MS) return `in ${plural(Math.floor(state.leftMs / MINUTE_MS), 'minute')}`
  return 'within a minute'
}

export function expiryTone(state: ExpiryState): 'neutral' | 'info' | 'warning' | 'danger' {
  if (state.kind === 'never') return 'neutral'
  if (state.kind === 'expired') return 'danger'
  if (state.leftMs < 7 * DAY_MS) return 'warning'
  return state.leftMs < 30 * DAY_MS ? 'info' : 'neutral'
}

export const expiryFilters = [
  { value: 'expired', label: 'Expired' },
  { value: '7', label: 'In less than 7 days' },
  { value: '30', label: 'In less than 30 days' },
  { value: '90', label: 'In less than 90 days' },
  { value: 'never', label: 'Never' },
] as const

/** Those that expire soon are still alive: the expired ones have a filter of their own. */
export function matchesExpiry(expiry: string | null, filter: string, now: Date): boolean {
  const state = expiryState(expiry, now)
  if (filter === 'expired' || filter === 'never') return state.kind === filter
  const days = Number(filter)
  return Number.isInteger(days) && state.kind === 'live' && state.leftMs < days * DAY_MS
}

export const presetDays = [7, 30, 60, 90] as const
export const defaultPresetDays = 90

/**
 * The UTC day at whose beginning a token ends that is to live for so many days: the first one that leaves it whole days,
 * so that the list says "in 7 days" of what was just given 7.
 */
export function presetDay(now: Date, days: number): string {
  return new Date(Math.ceil((now.getTime() + days * DAY_MS) / DAY_MS) * DAY_MS).toISOString().slice(0, 10)
}

const longDay = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })

/** `20 February 2026 at 00:00 UTC`; undefined for what is no date. */
export function spellExpiry(expiry: string): string | undefined {
  const instant = expiry === '' ? undefined : toDate(expiry)
  return instant && `${longDay.format(instant)} at ${instant.toISOString().slice(11, 16)} UTC`
}
