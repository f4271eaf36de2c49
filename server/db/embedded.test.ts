import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest'
import { type Embedded, startEmbedded } from './embedded.ts'
import { tend } from './embedded-maintenance.ts'

// Nothing here would be different on a server.
const load = inject('testDatabaseDump')
const isEmbedded = load !== undefined

let folder: string
const dataDir = () => join(folder, 'data')
const children: ChildProcess[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'steward-test-'))
})
afterEach(async () => {
  await Promise.all(children.splice(0).map(killHard))
  rmSync(folder, { recursive: true })
})

// Several first starts each, which on a busy machine take ten times as long.
describe.runIf(isEmbedded)('a data folder', { timeout: 180_000 }, () => {
  test('is private, refused to a second process, and keeps its data over a restart', async () => {
    const first = await open()
    await query(first, 'create table notes (note text)')
    await query(first, "insert into notes values ('kept')")
    expect(statSync(dataDir()).mode & 0o777).toBe(0o700)
    expect(statSync(first.connection.host).mode & 0o777).toBe(0o700)

    const second = spawnOn(dataDir())
    expect(await second.errorText).toContain(`is in use by another process (pid ${process.pid})`)

    await first.stop()
    expect(readdirSync(dataDir())).toEqual(['postgres'])
    expect(existsSync(first.connection.host)).toBe(false)

    const again = await open()
    expect(await query(again, 'select note from notes')).toEqual([{ note: 'kept' }])
    await again.stop()
  })

  test.each([
    ['begins', () => draftFiles().length === 0],
    ['is half way', () => draftFiles().includes('base')],
  ])('starts after a kill when its first start %s', async (_, isMoment) => {
    const child = spawnOn(dataDir())
    while (!hasDraft() || !isMoment()) await delay(1)
    await killHard(child.process)
    expect(readdirSync(dataDir())).not.toContain('postgres')

    const embedded = await open()

    expect(await query(embedded, 'select 1 as one')).toEqual([{ one: 1 }])
    expect(readdirSync(dataDir()).sort()).toEqual(['lock', 'postgres'])
    await embedded.stop()
  })

  test('has every acknowledged commit after a kill', async () => {
    const child = spawnOn(dataDir())
    await child.said('300')
    await killHard(child.process)
    const acknowledged = child.lines().length - 1

    const embedded = await open()

    const [row] = await query(embedded, 'select count(*)::int as count, max(number) as last from numbers')
    expect(acknowledged).toBeGreaterThan(300)
    expect(row?.count).toBeGreaterThanOrEqual(acknowledged)
    expect(row?.last).toBe(Number(row?.count) - 1)
    await embedded.stop()
  })

  test('that cannot be opened is an error, and is not left locked', async () => {
    mkdirSync(join(dataDir(), 'postgres'), { recursive: true })
    writeFileSync(join(dataDir(), 'postgres', 'PG_VERSION'), 'none')

    await expect(open()).rejects.toThrow()

    expect(readdirSync(dataDir())).toEqual(['postgres'])
  })
})

describe.runIf(isEmbedded)('a temporary database', () => {
  test('starts from a copy of another one', async () => {
    const original = await startEmbedded({ temporary: true, ...(load && { load }) }, fail)
    await query(original, "create table notes as select 'copied' as note")
    await original.dump(join(folder, 'copy'))
    await query(original, 'drop table notes')
    await original.stop()

    const copy = await startEmbedded({ temporary: true, load: join(folder, 'copy') }, fail)

    expect(await query(copy, 'select note from notes')).toEqual([{ note: 'copied' }])
    await copy.stop()
  })

  test('is tended like a server: dead rows are removed, the planner learns, the log is cut', async () => {
    const embedded = await startEmbedded({ temporary: true, ...(load && { load }) }, fail)
    await query(embedded, 'create table notes as select generate_series(1, 20000) as note')
    await query(embedded, 'delete from notes where note > 10; select pg_stat_force_next_flush()')
    const before = { position: 0, checkpointedPosition: 0, checkpointedAt: 0 }

    const after = await tend(embedded.connection, before)

    const [stats] = await query(
      embedded,
      `select n_dead_tup::int as dead, n_mod_since_analyze::int as unknown, reltuples as rows
       from pg_stat_user_tables join pg_class on oid = relid where oid = 'notes'::regclass`,
    )
    expect(stats).toEqual({ dead: 0, unknown: 0, rows: 10 })
    expect(after.checkpointedPosition).toBeGreaterThan(0)
    expect(await tend(embedded.connection, after)).toEqual(after)
    await embedded.stop()
  })

  test('is vacuumed where rows came and none went, as often as the table says', async () => {
    const embedded = await startEmbedded({ temporary: true, ...(load && { load }) }, fail)
    const parameter = 'autovacuum_vacuum_insert_scale_factor = 0.01'
    await query(embedded, `create table often (note int) with (${parameter}); create table seldom (note int)`)
    const insert = (table: string, rows: number) =>
      query(embedded, `insert into ${table} select generate_series(1, ${rows}); select pg_stat_force_next_flush()`)
    for (const table of ['often', 'seldom']) {
      await insert(table, 20_000)
      await query(embedded, `vacuum analyze ${table}`)
      await insert(table, 3000)
    }

    await tend(embedded.connection, { position: 0, checkpointedPosition: 0, checkpointedAt: 0 })

    const unseen = await query(
      embedded,
      `select relname, n_ins_since_vacuum::int as unseen
       from pg_stat_user_tables where relname in ('often', 'seldom') order by relname`,
    )
    expect(unseen).toEqual([
      { relname: 'often', unseen: 0 },
      { relname: 'seldom', unseen: 3000 },
    ])
    await embedded.stop()
  })
})

const draft = () => readdirSync(dataDir()).find((name) => name.startsWith('postgres.new-'))
const hasDraft = () => existsSync(dataDir()) && draft() !== undefined
const draftFiles = () => readdirSync(join(dataDir(), draft() ?? ''))

const fail = (error: Error) => {
  throw error
}

const open = () => startEmbedded({ dataDir: dataDir() }, fail)

async function query({ connection }: Embedded, text: string) {
  const client = new pg.Client(connection)
  await client.connect()
  const result = await client.query<Record<string, unknown>>(text)
  await client.end()
  return result.rows
}

/** Starts testing/embedded-process.ts and collects what it says. */
function spawnOn(dir: string) {
  const script = new URL('../testing/embedded-process.ts', import.meta.url).pathname
  const process_ = spawn(process.execPath, ['--import', 'tsx', script, dir], {
    // What a killed process leaves behind goes with the test's folder.
    env: { ...process.env, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.push(process_)
  let said = ''
  let errors = ''
  process_.stdout.on('data', (data) => {
    said += data
  })
  process_.stderr.on('data', (data) => {
    errors += data
  })
  const ended = new Promise<void>((resolve) => process_.once('close', () => resolve()))
  const lines = () => said.split('\n').slice(0, -1)
  return {
    process: process_,
    lines,
    errorText: ended.then(() => errors),
    said: async (line: string) => {
      while (!lines().includes(line)) {
        if (process_.exitCode !== null) throw new Error(errors)
        await delay(20)
      }
    },
  }
}

async function killHard(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const closed = new Promise((resolve) => child.once('close', resolve))
  child.kill('SIGKILL')
  await closed
}
