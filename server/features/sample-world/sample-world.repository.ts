import { sql } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import type { Db } from '#server/db/pool.ts'
import { recordUsage } from '#server/features/usage/usage.service.ts'
import { tables, type World } from './tables.ts'

/** Postgres takes 65,535 parameters in a statement; the widest table has fewer than 22 columns. */
const ROWS_PER_STATEMENT = 1000

/**
 * Fills an empty database. It writes to the tables of all features past their services, because these make the
 * present: a past, and a thousand people whose one password was hashed once, can only be written as rows.
 */
export async function insertWorld(db: Db, world: World): Promise<void> {
  await db.transaction(async (tx) => {
    for (const [name, table] of Object.entries(tables)) {
      await insertRows(tx, table, world[name as keyof typeof tables])
    }
    await recordUsage(tx, world.usage)
  })
  // The first visitor would otherwise come before the planner knows anything of the tables.
  await db.execute(sql`analyze`)
}

async function insertRows<Table extends PgTable>(db: Db, table: Table, rows: Table['$inferInsert'][]): Promise<void> {
  for (let first = 0; first < rows.length; first += ROWS_PER_STATEMENT) {
    await db.insert(table).values(rows.slice(first, first + ROWS_PER_STATEMENT))
  }
}
