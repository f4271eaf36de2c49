import { toDate } from './dates.ts'
import { plural } from './plural.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
export const DAY_MS = 24 * HOUR_MS

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
export type ExpiryFilter = (typeof expiryFilters)[number]['value']

/** Those that expire soon are still alive: the expired ones have a filter of their own. */
export function matchesExpiry(expiry: string | null, filter: string, now: Date): boolean {
  const state = expiryState(expiry, now)
  if (filter === 'expired' || filter === 'never') return state.kind === filter
  const days = Number(filter)
  return Number.isInteger(days) && state.kind === 'live' && state.leftMs < days * DAY_MS
}

/** How many pass each filter; those that end in less than 7 days also end in less than 30. */
export function countByExpiry(expiries: readonly (string | null)[], now: Date): Record<ExpiryFilter, number> {
  const count = (filter: ExpiryFilter) => expiries.filter((expiry) => matchesExpiry(expiry, filter, now)).length
  return { expired: count('expired'), '7': count('7'), '30': count('30'), '90': count('90'), never: count('never') }
}
