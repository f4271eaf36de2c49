import { and, eq, sql } from 'drizzle-orm'
import type { Db } from '#server/db/pool.ts'
import { usageLimits } from '#server/db/schema.ts'

export type LimitRow = typeof usageLimits.$inferSelect
type LimitKey = Pick<LimitRow, 'organizationId' | 'metric'>

const ofKey = ({ organizationId, metric }: LimitKey) =>
  and(eq(usageLimits.organizationId, organizationId), eq(usageLimits.metric, metric))

export async function listLimits(db: Db, organizationId: string): Promise<LimitRow[]> {
  return db.select().from(usageLimits).where(eq(usageLimits.organizationId, organizationId))
}

export async function findLimit(db: Db, key: LimitKey): Promise<LimitRow | undefined> {
  const [row] = await db.select().from(usageLimits).where(ofKey(key))
  return row
}

/** Also where there is none yet. */
export async function saveLimit(db: Db, values: typeof usageLimits.$inferInsert): Promise<LimitRow | undefined> {
  const [row] = await db
    .insert(usageLimits)
    .values(values)
    .onConflictDoUpdate({
      target: [usageLimits.organizationId, usageLimits.metric],
      set: { value: values.value, revision: sql`${usageLimits.revision} + 1` },
    })
    .returning()
  return row
}

export async function deleteLimit(db: Db, key: LimitKey): Promise<void> {
  await db.delete(usageLimits).where(ofKey(key))
}
