import type { ServiceUser } from '#contract/service-users.ts'
import { daysUntil } from '#src/lib/dates.ts'
import { isExpired } from '#src/lib/expiry.ts'

const RECENT_DAYS = 30

/** A live token that was used lately; where nobody says when, it may have been. */
export function isInUse({ expiry_date, token_last_used }: ServiceUser, now: Date): boolean {
  if (isExpired(expiry_date, now) || token_last_used === null) return false
  return token_last_used === undefined || (daysUntil(token_last_used, now) ?? 0) >= -RECENT_DAYS
}
