import { Socket } from 'node:net'
import { drizzle, type NodePgQueryResultHKT } from 'drizzle-orm/node-postgres'
import type { PgDatabase, PgTransactionConfig } from 'drizzle-orm/pg-core'
import pg from 'pg'
import { startEmbedded } from './embedded.ts'

/** The database or an open transaction of it: a repository takes either, so that calls compose. */
export type Db = PgDatabase<NodePgQueryResultHKT>

export type DatabaseConfig =
  /** A Postgres server. */
  | { databaseUrl: string }
  /** The embedded database, kept in this folder. */
  | { dataDir: string }
  /** An embedded database in memory, gone when closed. */
  | { temporary: true }

export interface Database {
  db: Db
  pool: pg.Pool
  /** A connection of its own, without the pool's time limits. The caller ends it. */
  connect: () => Promise<pg.Client>
  /** Gives every connection back; the embedded database checkpoints and stops. */
  close: () => Promise<void>
}

const connectTimeoutMs = 10_000
const statementTimeoutMs = 30_000
const idleInTransactionTimeoutMs = 30_000
const lockTimeoutMs = 10_000
/** Above every limit that the server itself keeps: only a connection whose other end is gone is silent for so long. */
const silenceMs = 60_000

// What Postgres types become in JavaScript. Columns of the schema choose for themselves; this is for raw SQL.
// bigint: a number, for it counts rows or days here; what a number cannot hold exactly is an error.
// numeric: text, for it is exact; read it with the schema's column or turn it into a number where that is decided.
// date: text (2026-11-22), for it has no time zone. timestamptz: a Date of the driver, text through Drizzle's raw SQL.
pg.types.setTypeParser(pg.types.builtins.INT8, (text) => {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`The number ${text} is too large to be exact`)
  return value
})
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text)

/**
 * Opens the database, starting it first where it is embedded.
 * @param onFailure the embedded database broke for good: the process cannot go on
 * @throws FolderLockedError when another process has the data folder
 */
export async function openDatabase(config: DatabaseConfig, onFailure: (error: Error) => void): Promise<Database> {
  if ('databaseUrl' in config) return connectDatabase({ connectionString: config.databaseUrl })
  const embedded = await startEmbedded(config, onFailure)
  const database = connectDatabase(embedded.connection)
  return {
    ...database,
    async close() {
      await database.close()
      await embedded.stop()
    },
  }
}

/** A pool on a server that runs; connects when first asked. */
export function connectDatabase(connection: pg.ClientConfig): Database {
  const config = { ...connection, keepAlive: true, application_name: 'steward' }
  const pool = new pg.Pool({
    ...config,
    max: 10,
    connectionTimeoutMillis: connectTimeoutMs,
    idleTimeoutMillis: 30_000,
    // oxlint-disable-next-line typescript/no-misused-promises -- pg-pool waits for it, which its types do not say
    onConnect: prepare,
  })
  // A connection that breaks leaves the pool by itself. Its query gets the error, or whoever asks next; without these
  // listeners, one for idle connections and one for those in use, it would end the process.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))

  const db: Db = drizzle(pool)
  db.transaction = (run, options) => transaction(pool, run, options)
  return {
    db,
    pool,
    async connect() {
      const client = new pg.Client({ ...config, connectionTimeoutMillis: connectTimeoutMs })
      client.on('error', () => undefined)
      await client.connect()
      return client
    },
    close: () => pool.end(),
  }
}

type Transaction = Parameters<Parameters<Db['transaction']>[0]>[0]

/** Statements rather than start-up options, which poolers between us and Postgres refuse. */
async function prepare(client: pg.ClientBase): Promise<void> {
  const stream = client instanceof pg.Client ? client.connection.stream : undefined
  if (stream instanceof Socket) {
    stream.setTimeout(silenceMs, () => stream.destroy(new Error('Connection terminated: the database went silent')))
  }
  await client.query(`
    set time zone 'UTC';
    set statement_timeout = ${statementTimeoutMs};
    set lock_timeout = ${lockTimeoutMs};
    set idle_in_transaction_session_timeout = ${idleInTransactionTimeoutMs}`)
}

/**
 * Drizzle's own transaction on a pool never gives its connection back when `begin` fails, and gives it back in mid
 * transaction when `rollback` fails.
 */
async function transaction<Result>(
  pool: pg.Pool,
  run: (tx: Transaction) => Promise<Result>,
  options: PgTransactionConfig | undefined,
): Promise<Result> {
  const client = await pool.connect()
  try {
    return await (drizzle(client) as Db).transaction(run, options)
  } finally {
    client.release(client.getTransactionStatus() !== 'I')
  }
}

/** Node's codes: nobody there, or gone in the middle. */
const unreachable =
  'ECONNREFUSED ECONNRESET ECONNABORTED EPIPE ETIMEDOUT EHOSTUNREACH ENETUNREACH EHOSTDOWN ENETDOWN ENOTFOUND EAI_AGAIN'
/**
 * A statement that took too long; shutting down, crashed, starting, dropped, idle for too long; too many connections, out of memory, disk full; a lock
 * or a transaction waited for too long; demoted to a read-only standby.
 * Source: https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const busyStates = '57014 57P01 57P02 57P03 57P04 57P05 53300 53200 53100 55P03 25P03 25006'
const unavailableCodes = new Set(`${unreachable} ${busyStates}`.split(' '))

// The driver gives these no code.
const unavailableMessages =
  /timeout exceeded when trying to connect|timeout expired|connection terminated|not queryable|cannot use a pool after calling end/i

/** Whether the database is away or overloaded, so that the same request may well succeed later. */
export function isUnavailable(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : ''
    // Class 08 is "connection exception".
    if (unavailableCodes.has(code) || /^08[0-9A-Z]{3}$/.test(code)) return true
    // The embedded database's socket file is gone.
    if (code === 'ENOENT' && 'syscall' in cause && cause.syscall === 'connect') return true
    if (code === '' && unavailableMessages.test(cause.message)) return true
  }
  return false
}
