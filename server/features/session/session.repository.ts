import { and, eq, gt, sql } from 'drizzle-orm'
import type { Db } from '#server/db/pool.ts'
import { accounts, personalTokens, sessions } from '#server/db/schema.ts'

/** Sessions end after this long without a request, and at the latest after {@link SESSION_LIFETIME_MS}. */
export const SESSION_IDLE_MS = 12 * 3_600_000
export const SESSION_LIFETIME_MS = 7 * 24 * 3_600_000

const person = { id: accounts.id, email: accounts.email, operator: accounts.operator }

export async function findLiveSession(db: Db, tokenHash: Buffer, now: Date) {
  const [row] = await db
    .select({ ...person, sessionId: sessions.id, lastSeenAt: sessions.lastSeenAt })
    .from(sessions)
    .innerJoin(accounts, eq(accounts.id, sessions.accountId))
    .where(
      and(
        eq(sessions.tokenHash, tokenHash),
        gt(sessions.lastSeenAt, new Date(now.getTime() - SESSION_IDLE_MS)),
        gt(sessions.createdAt, new Date(now.getTime() - SESSION_LIFETIME_MS)),
      ),
    )
  return row
}

export async function touchSession(db: Db, id: string, now: Date): Promise<void> {
  await db.update(sessions).set({ lastSeenAt: now }).where(eq(sessions.id, id))
}

export async function findLivePersonalToken(db: Db, tokenHash: Buffer, now: Date) {
  const [row] = await db
    .select({ ...person, tokenId: personalTokens.id, lastUsedAt: personalTokens.lastUsedAt })
    .from(personalTokens)
    .innerJoin(accounts, eq(accounts.id, personalTokens.accountId))
    .where(
      and(
        eq(personalTokens.tokenHash, tokenHash),
        sql`(${personalTokens.expiresAt} is null or ${personalTokens.expiresAt} > ${now.toISOString()}::timestamptz)`,
      ),
    )
  return row
}

export async function touchPersonalToken(db: Db, id: string, now: Date): Promise<void> {
  await db.update(personalTokens).set({ lastUsedAt: now }).where(eq(personalTokens.id, id))
}
