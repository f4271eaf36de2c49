import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { type Embedded, startEmbedded } from '#server/db/embedded.ts'
import { migrateDatabase, migrationsFolder } from '#server/db/migrate.ts'
import { connectDatabase } from '#server/db/pool.ts'
import { startPostgresServer } from './postgres-server.ts'

const cacheFolder = 'node_modules/.cache/steward'

const undo: (() => Promise<void>)[] = []

/**
 * One migrated database per worker: embedded ones, or with TEST_POSTGRES=1 databases of a PostgreSQL server started for
 * this run, or with TEST_DATABASE_URL databases made on that server.
 */
export async function setup(project: TestProject): Promise<void> {
  const workers = Array.from({ length: project.vitest.config.maxWorkers }, (_, index) => index + 1)
  const isServer = Boolean(process.env.TEST_POSTGRES || process.env.TEST_DATABASE_URL)
  try {
    project.provide('testDatabaseKind', isServer ? 'server' : 'embedded')
    const dump = isServer ? undefined : await migratedDump()
    project.provide('testDatabaseDump', dump)
    project.provide('testDatabaseUrls', dump ? await embedded(workers, dump) : await onServer(workers))
  } catch (error) {
    await teardown()
    throw error
  }
}

export async function teardown(): Promise<void> {
  for (const step of undo.splice(0).reverse()) await step()
}

async function onServer(workers: number[]): Promise<string[]> {
  const adminUrl = process.env.TEST_DATABASE_URL ?? (await startOwnServer())
  const admin = new pg.Client({ connectionString: adminUrl })
  await admin.connect()
  undo.push(() => admin.end())

  const urls: string[] = []
  for (const worker of workers) {
    const name = `steward_test_${process.pid}_${worker}`
    await admin.query(`create database ${name}`)
    undo.push(async () => {
      await admin.query(`drop database if exists ${name} with (force)`)
    })
    const url = new URL(adminUrl)
    url.pathname = `/${name}`
    await migrateDatabase(connectDatabase({ connectionString: url.href }))
    urls.push(url.href)
  }
  return urls
}

async function startOwnServer(): Promise<string> {
  const server = await startPostgresServer()
  undo.push(server.stop)
  return server.url
}

async function embedded(workers: number[], load: string): Promise<string[]> {
  return Promise.all(
    workers.map(async () => {
      const { connection } = await start({ temporary: true, load })
      const { host, port, user, password, database } = connection
      return `postgres://${user}:${password}@${encodeURIComponent(host)}:${port}/${database}`
    }),
  )
}

/** Starting from a file takes a second, from nothing and migrating four: so the file is kept from run to run. */
async function migratedDump(): Promise<string> {
  mkdirSync(cacheFolder, { recursive: true })
  const prefix = 'test-database-'
  const name = `${prefix}${fingerprint()}.tar`
  const file = join(cacheFolder, name)
  if (existsSync(file)) return file

  const blank = await start({ temporary: true })
  await migrateDatabase(connectDatabase(blank.connection))
  const draft = `${file}.${process.pid}`
  await blank.dump(draft)
  await blank.stop()
  renameSync(draft, file)
  for (const old of readdirSync(cacheFolder)) {
    if (old.startsWith(prefix) && old !== name) rmSync(join(cacheFolder, old), { force: true })
  }
  return file
}

async function start(config: { temporary: true; load?: string }): Promise<Embedded> {
  const instance = await startEmbedded(config, (error) => {
    throw error
  })
  undo.push(instance.stop)
  return instance
}

/** Of everything that the dump depends on; the partitions of usage depend on the month. */
function fingerprint(): string {
  const hash = createHash('sha256').update(new Date().toISOString().slice(0, 7))
  const migrations = readdirSync(migrationsFolder).filter((name) => name.endsWith('.sql'))
  for (const name of migrations.sort()) hash.update(readFileSync(join(migrationsFolder, name)))
  for (const file of ['server/db/usage-months.ts', 'node_modules/@electric-sql/pglite/package.json']) {
    hash.update(readFileSync(file))
  }
  return hash.digest('hex').slice(0, 16)
}
