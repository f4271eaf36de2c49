import { inject } from 'vitest'
import { connectDatabase, type Database } from '#server/db/pool.ts'

export interface TestDatabase extends Database {
  url: string
  /** `embedded`, where one connection at a time works and row locks never contend, or `server`. */
  kind: 'embedded' | 'server'
  /** Empties every table. */
  truncate(): Promise<void>
}

/** The migrated database of this test worker, which no other test uses at the same time. */
export function testDatabase(): TestDatabase {
  const urls = inject('testDatabaseUrls')
  const url = urls[Number(process.env.VITEST_POOL_ID) - 1]
  if (!url) throw new Error(`There are ${urls.length} test databases and none for worker ${process.env.VITEST_POOL_ID}`)
  const database = connectDatabase({ connectionString: url })

  let findFilled: Promise<string> | undefined
  return {
    ...database,
    url,
    kind: inject('testDatabaseKind'),
    async truncate() {
      findFilled ??= filledTablesQuery(database)
      const { rows } = await database.pool.query<{ name: string }>(await findFilled)
      if (rows.length === 0) return
      await database.pool.query(`truncate ${rows.map(({ name }) => name).join(', ')} restart identity cascade`)
    },
  }
}

/** Emptying an empty table costs as much as a full one, and most tests touch few. */
async function filledTablesQuery({ pool }: Database): Promise<string> {
  const { rows } = await pool.query<{ name: string }>(
    `select quote_ident(relname) as name from pg_class
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition`,
  )
  return rows.map(({ name }) => `select '${name}' as name where exists (select from ${name})`).join(' union all ')
}
