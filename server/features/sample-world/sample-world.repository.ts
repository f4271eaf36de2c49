import { sql } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import type { Db } from '#server/db/pool.ts'
import { tables, type World } from './tables.ts'
import type { UsageSeries } from './usage.ts'

/** Postgres takes 65,535 parameters in a statement; the widest table has fewer than 22 columns. */
const ROWS_PER_STATEMENT = 1000

/**
 * Fills an empty database. It writes to every feature's tables past their services, because these make the present: a
 * past, a thousand people with one password hash and the dates of everything can only be written as rows.
 */
export async function insertWorld(db: Db, world: World): Promise<void> {
  await db.transaction(async (tx) => {
    for (const [name, table] of Object.entries(tables)) {
      await insertRows(tx, table, world[name as keyof typeof tables])
    }
    for (const series of world.usage) await insertSeries(tx, series)
  })
  // The first visitor would otherwise come before the planner knows anything of the tables.
  await db.execute(sql`analyze`)
}

async function insertRows<Table extends PgTable>(db: Db, table: Table, rows: Table['$inferInsert'][]): Promise<void> {
  for (let first = 0; first < rows.length; first += ROWS_PER_STATEMENT) {
    await db.insert(table).values(rows.slice(first, first + ROWS_PER_STATEMENT))
  }
}

/** Sends the values alone: hundreds of thousands of whole rows would take as long as starting the database. */
async function insertSeries(db: Db, series: UsageSeries): Promise<void> {
  await db.execute(sql`
    insert into usage_days (organization_id, project_id, object_id, object_type, metric, day, value)
    select
      ${series.organizationId}::uuid,
      ${series.projectId}::uuid,
      ${series.objectId}::uuid,
      ${series.objectType}::text,
      ${series.metric}::text,
      ${series.firstDay}::date + (position - 1)::int,
      value
    from unnest(${`{${series.values.join(',')}}`}::numeric[]) with ordinality as daily (value, position)
  `)
}
