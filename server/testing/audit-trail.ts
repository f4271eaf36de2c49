import type { SQL } from 'drizzle-orm'
import type { Db } from '#server/db/pool.ts'
import { auditEvents } from '#server/db/schema.ts'

/** The audit rows in the order in which they were written, which no query gives without being asked for it. */
export function auditTrail(db: Db, where?: SQL) {
  return db.select().from(auditEvents).where(where).orderBy(auditEvents.sequence)
}
