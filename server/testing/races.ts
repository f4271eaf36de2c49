import type pg from 'pg'
import { inject } from 'vitest'
import type { TestDatabase } from './database.ts'

/** Row locks never contend on the embedded database, where one connection at a time works. */
export const isRaceable = inject('testDatabaseKind') === 'server'

/**
 * Starts `request` while another transaction has made a change and not committed it, and commits when the request
 * waits for it.
 */
export async function meanwhile<Answer>(
  database: TestDatabase,
  change: (client: pg.Client) => Promise<unknown>,
  request: () => Promise<Answer>,
): Promise<Answer> {
  const client = await database.connect()
  try {
    await client.query('begin')
    await change(client)
    const answer = request()
    await Promise.race([untilBlocked(client), answer])
    await client.query('commit')
    return await answer
  } finally {
    await client.end()
  }
}

async function untilBlocked(client: pg.Client): Promise<void> {
  for (let attempt = 0; attempt < 1000; attempt += 1) {
    const { rowCount } = await client.query(
      'select from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))',
    )
    if (rowCount) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  throw new Error('The request never waited for the other transaction')
}
