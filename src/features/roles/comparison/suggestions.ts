import { hintsFor } from '../permission-matrix.ts'
import type { ComparedRole } from './compared-role.ts'

const nothing: ReadonlySet<string> = new Set()
const cache = new WeakMap<readonly string[], ReadonlySet<string>>()

/** What the permissions of the role are of little use without; nothing for a role that cannot be changed here. */
export function suggestedFor({ draft, lockedReason }: ComparedRole): ReadonlySet<string> {
  if (lockedReason !== undefined) return nothing
  const cached = cache.get(draft)
  if (cached) return cached
  const fresh = new Set<string>(hintsFor(draft).map(({ add }) => add))
  cache.set(draft, fresh)
  return fresh
}
