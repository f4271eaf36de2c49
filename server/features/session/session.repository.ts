import { and, desc, eq, getTableColumns, gt, lte, ne, or } from 'drizzle-orm'
import { SESSION_LIFETIME_MS } from '#server/browser.ts'
import type { Db } from '#server/db/pool.ts'
import { accounts, sessions } from '#server/db/schema.ts'
import { whereNewUse } from '#server/last-use.ts'

/** Sessions end after this long without a request, and at the latest after {@link SESSION_LIFETIME_MS}. */
const SESSION_IDLE_MS = 12 * 3_600_000

export type SessionRow = Omit<typeof sessions.$inferSelect, 'tokenHash'>

const { tokenHash: _hash, ...columns } = getTableColumns(sessions)

const before = (now: Date, ms: number) => new Date(now.getTime() - ms)
const isLive = (now: Date) =>
  and(gt(sessions.lastSeenAt, before(now, SESSION_IDLE_MS)), gt(sessions.createdAt, before(now, SESSION_LIFETIME_MS)))

export async function findLiveSession(db: Db, tokenHash: Buffer, now: Date) {
  const [row] = await db
    .select({
      id: accounts.id,
      email: accounts.email,
      operator: accounts.operator,
      sessionId: sessions.id,
      lastSeenAt: sessions.lastSeenAt,
    })
    .from(sessions)
    .innerJoin(accounts, eq(accounts.id, sessions.accountId))
    .where(and(eq(sessions.tokenHash, tokenHash), isLive(now)))
  return row
}

export async function touchSession(db: Db, id: string, now: Date): Promise<void> {
  await db
    .update(sessions)
    .set({ lastSeenAt: now })
    .where(and(eq(sessions.id, id), whereNewUse(sessions.lastSeenAt, now)))
}

export async function insertSession(db: Db, values: typeof sessions.$inferInsert): Promise<void> {
  await db.insert(sessions).values(values)
}

export function findLiveSessionsOf(db: Db, accountId: string, now: Date): Promise<SessionRow[]> {
  return db
    .select(columns)
    .from(sessions)
    .where(and(eq(sessions.accountId, accountId), isLive(now)))
    .orderBy(desc(sessions.lastSeenAt), desc(sessions.id))
}

export async function deleteLiveSession(
  db: Db,
  accountId: string,
  id: string,
  now: Date,
): Promise<SessionRow | undefined> {
  const [row] = await db
    .delete(sessions)
    .where(and(eq(sessions.id, id), eq(sessions.accountId, accountId), isLive(now)))
    .returning(columns)
  return row
}

/** @returns how many there were, ended ones included. */
export async function deleteSessionsOf(db: Db, accountId: string, exceptId?: string): Promise<number> {
  const rows = await db
    .delete(sessions)
    .where(and(eq(sessions.accountId, accountId), exceptId === undefined ? undefined : ne(sessions.id, exceptId)))
    .returning({ id: sessions.id })
  return rows.length
}

export async function deleteEndedSessions(db: Db, now: Date): Promise<void> {
  await db
    .delete(sessions)
    .where(
      or(
        lte(sessions.lastSeenAt, before(now, SESSION_IDLE_MS)),
        lte(sessions.createdAt, before(now, SESSION_LIFETIME_MS)),
      ),
    )
}
