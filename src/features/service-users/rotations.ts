import type { ServiceUser } from '#contract/service-users.ts'
import { toDate } from '#src/lib/dates.ts'
import { isExpired } from '#src/lib/expiry.ts'

/** A token that is being replaced: both work, until the old service user is deleted. */
export interface Rotation {
  old: ServiceUser
  replacement: ServiceUser
}

/** Those of which both sides are in the list, by the order of the old ones in it. */
export function findRotations(serviceUsers: readonly ServiceUser[]): Rotation[] {
  const byId = new Map(serviceUsers.map((serviceUser) => [serviceUser.id, serviceUser]))
  return serviceUsers.flatMap((old) => {
    const replacement = old.replaced_by === undefined ? undefined : byId.get(old.replaced_by)
    return replacement ? [{ old, replacement }] : []
  })
}

const QUIET_MS = 24 * 60 * 60_000

/**
 * `hand-over`: nobody has used the new token yet; `watch`: the old one was used within a day, or within that time could
 * have been; `retire`: nothing speaks for its use any more; `failed`: the new token has expired, and leads nowhere.
 */
export type RotationStep = 'hand-over' | 'watch' | 'retire' | 'failed'

export function stepOf({ old, replacement }: Rotation, now: Date): RotationStep {
  if (isExpired(replacement.expiry_date, now)) return 'failed'
  if (!replacement.token_last_used) return 'hand-over'
  if (isExpired(old.expiry_date, now)) return 'retire'
  const since = Math.max(instant(replacement.creation_date), instant(old.token_last_used))
  return now.getTime() - since >= QUIET_MS ? 'retire' : 'watch'
}

/** When the old token was used after there was a new one; undefined where it was not. */
export function usedSince({ old, replacement }: Rotation): string | undefined {
  const { token_last_used: used } = old
  return used && instant(used) >= instant(replacement.creation_date) ? used : undefined
}

/** In ms; that of no date is before all others. */
const instant = (text: string | null | undefined) => (text ? (toDate(text)?.getTime() ?? 0) : 0)
