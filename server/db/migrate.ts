import { fileURLToPath } from 'node:url'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import type { Database } from './pool.ts'
import { createUsageMonths } from './usage-months.ts'

export const migrationsFolder = fileURLToPath(new URL('./migrations', import.meta.url))

/** Any number that nothing else on the same server locks by. */
const migrationLock = 7_482_301_945

/** Brings the schema up to date. Of many processes that start at once on one Postgres, one does it and the others wait. */
export async function migrateDatabase(database: Pick<Database, 'connect'>): Promise<void> {
  const client = await database.connect()
  try {
    // The lock belongs to the connection, so the migration must run on the same one. Embedded, where there is only one
    // session and one process, it is always free.
    await client.query('set statement_timeout = 0; set lock_timeout = 0')
    await client.query('select pg_advisory_lock($1)', [migrationLock])
    try {
      const db = drizzle(client)
      await migrate(db, { migrationsFolder })
      await createUsageMonths(db)
    } finally {
      await client.query('select pg_advisory_unlock($1)', [migrationLock])
    }
  } finally {
    await client.end()
  }
}
