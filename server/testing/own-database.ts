import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, existsSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { migrateDatabase } from '#server/db/migrate.ts'
import { connectDatabase, type Database, openDatabase } from '#server/db/pool.ts'
import { startPostgresServer } from './postgres-server.ts'

export interface OwnDatabase extends Pick<Database, 'db'> {
  /** Writes what a dump of it in SQL holds. */
  dump: (file: string) => Promise<void>
  /** Where its files are. */
  dataFolder: string
  /** Checkpoints and stops it; its files stay. */
  halt: () => Promise<void>
  /** Removes what is left of it. */
  remove: () => Promise<void>
}

/**
 * A migrated database of one test alone, which may stop it and read its files: embedded, with its data under `folder`,
 * or a PostgreSQL server of its own where this run of the tests starts one.
 */
export async function startOwnDatabase(folder: string): Promise<OwnDatabase> {
  const { database, stopServer, remove, ...rest } = await (process.env.TEST_POSTGRES ? onServer() : embedded(folder))
  await migrateDatabase(database)
  let halted: Promise<void> | undefined
  const halt = () => {
    halted ??= (async () => {
      await database.pool.query('checkpoint')
      await database.close()
      await stopServer()
    })()
    return halted
  }
  return {
    db: database.db,
    ...rest,
    halt,
    async remove() {
      await halt()
      await remove()
    },
  }
}

async function embedded(folder: string) {
  const dataDir = join(folder, 'data')
  const database = await openDatabase({ dataDir }, (error) => {
    throw error
  })
  return {
    database,
    dataFolder: dataDir,
    dump: (file: string) => copyEveryTable(database, file),
    stopServer: async () => undefined,
    remove: async () => undefined,
  }
}

async function onServer() {
  const server = await startPostgresServer()
  const database = connectDatabase({ connectionString: server.url })
  const pgDump = join(server.binaries, 'pg_dump')
  return {
    database,
    dataFolder: server.dataFolder,
    async dump(file: string) {
      if (!existsSync(pgDump)) return copyEveryTable(database, file)
      await promisify(execFile)(pgDump, ['--dbname', server.url, '--file', file])
    },
    stopServer: server.halt,
    remove: server.stop,
  }
}

/** What `pg_dump` writes of the rows; of the embedded database it would have to be one that is as new. */
async function copyEveryTable({ connect }: Database, file: string): Promise<void> {
  const output = createWriteStream(file)
  const client = await connect()
  const { rows } = await client.query<{ name: string }>(
    `select format('%I.%I', nspname, relname) as name
     from pg_class join pg_namespace on pg_namespace.oid = relnamespace
     where relkind = 'r' and nspname not in ('pg_catalog', 'information_schema')`,
  )
  for (const { name } of rows) {
    output.write(`COPY ${name} FROM stdin;\n`)
    const copy = new CopyOut(`copy ${name} to stdout`, (data) => output.write(data))
    client.query(copy)
    await once(copy, 'end')
    output.write('\\.\n')
  }
  await client.end()
  output.end()
  await once(output, 'finish')
}

/** The driver reads what a COPY answers, and drops it. */
class CopyOut extends pg.Query {
  readonly #onData: (data: Buffer) => void

  constructor(statement: string, onData: (data: Buffer) => void) {
    super(statement)
    this.#onData = onData
  }

  handleCopyData({ chunk }: { chunk: Buffer }): void {
    // The driver reads on into the same bytes.
    this.#onData(Buffer.from(chunk))
  }
}
