import { isNull, lte, or } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'

/** That a token, key or session was used is written at most this often. */
const RESOLUTION_MS = 60_000

/** Whether this use has to be written down, as far as the row that was read tells. */
export function isNewUse(lastUsedAt: Date | null, now: Date): boolean {
  return lastUsedAt === null || lastUsedAt <= latestBefore(now)
}

/** The same for the update: of several uses at once one is written, and none in the place of a later one. */
export const whereNewUse = (lastUsedAt: PgColumn, now: Date) =>
  or(isNull(lastUsedAt), lte(lastUsedAt, latestBefore(now)))

const latestBefore = (now: Date) => new Date(now.getTime() - RESOLUTION_MS)
