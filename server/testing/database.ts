import { inject } from 'vitest'
import { connectDatabase, type Database } from '#server/db/pool.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** One migrated database per worker. */
    testDatabaseUrls: string[]
    testDatabaseKind: 'embedded' | 'server'
    /** A file from which a temporary embedded database can start; none on a server. */
    testDatabaseDump: string | undefined
  }
}

export interface TestDatabase extends Database {
  url: string
  /** `embedded`, where one connection at a time works and row locks never contend, or `server`. */
  kind: 'embedded' | 'server'
  /** Empties every table. */
  truncate: () => Promise<void>
}

/** The migrated database of this test worker, which no other test uses at the same time. */
export function testDatabase(): TestDatabase {
  const urls = inject('testDatabaseUrls')
  const url = urls[Number(process.env.VITEST_POOL_ID) - 1]
  if (!url) throw new Error(`There are ${urls.length} test databases and none for worker ${process.env.VITEST_POOL_ID}`)
  const database = connectDatabase({ connectionString: url })

  let emptying: Promise<string> | undefined
  return {
    ...database,
    url,
    kind: inject('testDatabaseKind'),
    async truncate() {
      emptying ??= deleteEverything(database)
      await database.pool.query(await emptying)
    },
  }
}

/**
 * Deletes are ten times as fast as `truncate` where tables hold few rows. As a replica Postgres runs no triggers, so
 * that the order does not matter and nothing cascades.
 */
async function deleteEverything({ pool }: Database): Promise<string> {
  const { rows } = await pool.query<{ name: string }>(
    `select quote_ident(relname) as name from pg_class
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition`,
  )
  const deletes = rows.map(({ name }) => `delete from ${name};`)
  return `begin; set local session_replication_role = replica; ${deletes.join(' ')} commit`
}
