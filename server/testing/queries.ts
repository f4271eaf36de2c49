import type pg from 'pg'
import type { Db } from '#server/db/pool.ts'

/** How many statements outside of transactions, and transactions, `run` asks the database for. */
export async function countQueries(db: Db, run: () => Promise<unknown>): Promise<number> {
  // Drizzle keeps the pool here; the type of `Db` is also that of a transaction, which has none.
  const pool = Reflect.get(db, '$client') as pg.Pool
  let count = 0
  const countOne = () => {
    count += 1
  }
  pool.on('acquire', countOne)
  try {
    await run()
  } finally {
    pool.off('acquire', countOne)
  }
  return count
}
