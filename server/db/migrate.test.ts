import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateDrizzleJson, generateMigration } from 'drizzle-kit/api'
import { afterAll, expect, test } from 'vitest'
import { testDatabase } from '#server/testing/database.ts'
import { migrateDatabase, migrationsFolder } from './migrate.ts'
import * as schema from './schema.ts'

const database = testDatabase()
const { pool } = database
afterAll(async () => {
  // Tests that follow on this worker need the tables, whatever happened here.
  await migrateDatabase(database)
  await database.truncate()
  await database.close()
})

test('of many processes that start at once, one migrates and all find the schema', async () => {
  await pool.query('drop schema public cascade; drop schema drizzle cascade; create schema public')

  // Only one process can use an embedded database.
  const isShared = database.kind === 'server'
  await Promise.all(Array.from({ length: isShared ? 5 : 1 }, () => migrateDatabase(database)))
  await migrateDatabase(database)

  const { rows } = await pool.query('select count(*) as count from drizzle.__drizzle_migrations')
  expect(rows).toEqual([{ count: journal().entries.length }])
  expect((await pool.query('select count(*) as count from accounts')).rows).toEqual([{ count: 0 }])
})

test('the migrations make what the schema says', async () => {
  const last = journal().entries.at(-1)?.idx ?? 0
  const file = join(migrationsFolder, 'meta', `${String(last).padStart(4, '0')}_snapshot.json`)
  const migrated = JSON.parse(readFileSync(file, 'utf8'))

  const missing = await generateMigration(migrated, generateDrizzleJson(schema, migrated.id))

  expect(missing, 'run `npm run db:generate`').toEqual([])
})

test('usage lies in the partition of its month, and by default where none was made', async () => {
  const now = new Date()
  const month = now.toISOString().slice(0, 7).replace('-', '_')
  await pool.query(
    `insert into usage_days (organization_id, project_id, object_id, object_type, metric, day, value)
     select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'deployment', 'requests', day, 1
     from unnest(array[$1::date, '1999-12-31']) as day`,
    [now.toISOString().slice(0, 10)],
  )

  const { rows } = await pool.query('select tableoid::regclass::text as lies_in from usage_days order by day')
  expect(rows).toEqual([{ lies_in: 'usage_days_default' }, { lies_in: `usage_days_${month}` }])
  await database.truncate()
})

test('usage that lies by default moves when its month gets a partition', async () => {
  const month = new Date().toISOString().slice(0, 7).replace('-', '_')
  await migrateDatabase(database)
  await pool.query(
    `drop table usage_days_${month};
     insert into usage_days
     select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'deployment', 'requests', now() at time zone 'UTC', 1`,
  )

  await migrateDatabase(database)

  const { rows } = await pool.query('select tableoid::regclass::text as lies_in from usage_days')
  expect(rows).toEqual([{ lies_in: `usage_days_${month}` }])
})

function journal(): { entries: { idx: number }[] } {
  return JSON.parse(readFileSync(join(migrationsFolder, 'meta', '_journal.json'), 'utf8'))
}
