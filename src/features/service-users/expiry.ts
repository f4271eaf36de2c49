import { spellInstant, toDate } from '#src/lib/dates.ts'
import { DAY_MS } from '#src/lib/expiry.ts'

export const presetDays = [7, 30, 60, 90] as const
export const defaultPresetDays = 90

/**
 * The UTC day at whose beginning a token ends that is to live for so many days: the first one that leaves it whole days,
 * so that the list says "in 7 days" of what was just given 7.
 */
export function presetDay(now: Date, days: number): string {
  return new Date(Math.ceil((now.getTime() + days * DAY_MS) / DAY_MS) * DAY_MS).toISOString().slice(0, 10)
}

/** `20 February 2026 at 00:00 UTC`; undefined for what is no date. */
export function spellExpiry(expiry: string): string | undefined {
  const instant = expiry === '' ? undefined : toDate(expiry)
  return instant && spellInstant(instant)
}
