import pg from 'pg'

const everyMs = 10_000
/** A round that takes longer has met an engine that is stuck. */
const giveUpAfterRounds = 30
const checkpointAfterMs = 5 * 60_000
const checkpointAfterBytes = 32 * 1024 * 1024

const walPosition = "select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::text as position"

/** The thresholds of autovacuum: https://www.postgresql.org/docs/current/runtime-config-vacuum.html */
const tablesToTend = `
  select quote_ident(s.schemaname) || '.' || quote_ident(s.relname) as name, needs_vacuum
  from pg_stat_user_tables s join pg_class c on c.oid = s.relid
  cross join lateral (
    select s.n_dead_tup > 50 + 0.2 * greatest(c.reltuples, 0)
      or s.n_ins_since_vacuum > 1000 + greatest(c.reltuples, 0) * coalesce((
        select option_value::float8 from pg_options_to_table(c.reloptions)
        where option_name = 'autovacuum_vacuum_insert_scale_factor'
      ), 0.2) as needs_vacuum
  ) vacuum
  where needs_vacuum or s.n_mod_since_analyze > 50 + 0.1 * greatest(c.reltuples, 0)`

interface Progress {
  position: number
  checkpointedPosition: number
  checkpointedAt: number
}

/**
 * Does what a Postgres server's background processes do and PGlite, which has none, leaves undone: without it the WAL
 * grows until the database is closed, dead rows stay, and the planner knows nothing of the tables.
 * @returns stops it, and waits for what it is at
 */
export function maintain(config: pg.ClientConfig, onFailure: (error: Error) => void): () => Promise<void> {
  let progress: Progress = { position: 0, checkpointedPosition: 0, checkpointedAt: Date.now() }
  let running: Promise<void> | undefined
  let missedRounds = 0

  const timer = setInterval(() => {
    if (running) {
      missedRounds += 1
      if (missedRounds === giveUpAfterRounds) onFailure(new Error('The embedded database does not answer.'))
      return
    }
    missedRounds = 0
    running = tend(config, progress)
      .then(
        (after) => {
          progress = after
        },
        // A database that is gone is noticed and told by everybody else who uses it.
        () => undefined,
      )
      .finally(() => {
        running = undefined
      })
  }, everyMs).unref()

  return async () => {
    clearInterval(timer)
    await running
  }
}

/** One round; each statement takes its own turn among the connections. */
export async function tend(config: pg.ClientConfig, before: Progress): Promise<Progress> {
  const client = new pg.Client(config)
  client.on('error', () => undefined)
  await client.connect()
  try {
    const position = await readPosition(client)
    if (position === before.position) return before

    const { rows } = await client.query<{ name: string; needs_vacuum: boolean }>(tablesToTend)
    for (const { name, needs_vacuum: needsVacuum } of rows) {
      await client.query(needsVacuum ? `vacuum (analyze) ${name}` : `analyze ${name}`)
    }

    const now = Date.now()
    const isDue =
      position - before.checkpointedPosition > checkpointAfterBytes || now - before.checkpointedAt > checkpointAfterMs
    if (!isDue) return { ...before, position: await readPosition(client) }
    await client.query('checkpoint')
    const after = await readPosition(client)
    return { position: after, checkpointedPosition: after, checkpointedAt: now }
  } finally {
    await client.end()
  }
}

async function readPosition(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ position: string }>(walPosition)
  return Number(rows[0]?.position)
}
