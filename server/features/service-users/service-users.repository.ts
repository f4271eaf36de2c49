import { and, eq, sql } from 'drizzle-orm'
import type { Db } from '#server/db/pool.ts'
import { serviceUsers } from '#server/db/schema.ts'

export async function findLiveByTokenHash(db: Db, tokenHash: Buffer, now: Date) {
  const [row] = await db
    .select()
    .from(serviceUsers)
    .where(
      and(
        eq(serviceUsers.tokenHash, tokenHash),
        sql`(${serviceUsers.expiresAt} is null or ${serviceUsers.expiresAt} > ${now.toISOString()}::timestamptz)`,
      ),
    )
  return row
}

export async function touchToken(db: Db, id: string, now: Date): Promise<void> {
  await db.update(serviceUsers).set({ tokenLastUsedAt: now }).where(eq(serviceUsers.id, id))
}
