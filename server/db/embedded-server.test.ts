import { connect, type Socket } from 'node:net'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest'
import { type Embedded, startEmbedded } from './embedded.ts'
import { message } from './embedded-protocol.ts'
import { EmbeddedServer } from './embedded-server.ts'

const load = inject('testDatabaseDump')

// Nothing here would be different on a server.
describe.runIf(load)('connections of the embedded database', () => {
  let embedded: Embedded
  const clients: pg.Client[] = []

  beforeAll(async () => {
    embedded = await startEmbedded({ temporary: true, ...(load && { load }) }, (error) => {
      throw error
    })
    const client = await open()
    await client.query('create table notes (note text)')
  })
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.end().catch(() => undefined)))
  })
  afterAll(() => embedded.stop())

  test('need the password', async () => {
    const client = new pg.Client({ ...embedded.connection, password: 'guess' })

    await expect(client.connect()).rejects.toMatchObject({ code: '28P01' })
  })

  test('are rolled back when they break off in a transaction, and the others go on', async () => {
    const breaking = await open()
    await breaking.query("begin; insert into notes values ('lost')")
    const waiting = (await open()).query('select count(*)::int as count from notes')

    breaking.connection.stream.destroy()

    expect((await waiting).rows).toEqual([{ count: 0 }])
  })

  test('are forgotten when they break off in the middle of a query, and the others go on', async () => {
    const breaking = await open()
    breaking.connection.parse({ text: 'select broken off', name: '', types: [] }, true)
    const waiting = (await open()).query('select $1::int as one', [1])

    setTimeout(() => breaking.connection.stream.destroy(), 20)

    expect((await waiting).rows).toEqual([{ one: 1 }])
  })

  test('wait for a transaction to end, and lose nothing of it', async () => {
    const [first, second] = [await open(), await open()]
    await first.query("begin; insert into notes values ('mine')")

    const other = second.query('select note from notes')
    const own = await first.query('select note from notes')
    await first.query('rollback')

    expect(own.rows).toEqual([{ note: 'mine' }])
    expect((await other).rows).toEqual([])
  })

  test('go on after a failed transaction', async () => {
    const client = await open()
    await client.query('begin')
    await expect(client.query('select * from nowhere')).rejects.toMatchObject({ code: '42P01' })
    const waiting = (await open()).query('select 1 as one')

    await client.query('rollback')

    expect((await waiting).rows).toEqual([{ one: 1 }])
  })

  test('get an error for JSON that is nested too deep', async () => {
    const nested = `${'['.repeat(500_000)}${']'.repeat(500_000)}`

    await expect((await open()).query('select $1::jsonb', [nested])).rejects.toMatchObject({ code: '54001' })

    expect((await (await open()).query('select 1 as one')).rows).toEqual([{ one: 1 }])
  })

  test('that do not speak the protocol are cut off, and the others go on', async () => {
    const ended = new Promise((resolve) => raw().once('close', resolve).end('GET / HTTP/1.1\r\n\r\n'))

    await ended

    expect((await (await open()).query('select 1 as one')).rows).toEqual([{ one: 1 }])
  })

  async function open(): Promise<pg.Client> {
    const client = new pg.Client(embedded.connection)
    client.on('error', () => undefined)
    await client.connect()
    clients.push(client)
    return client
  }

  function raw(): Socket {
    const { host, port } = embedded.connection
    return process.platform === 'win32' ? connect(Number(port), host) : connect(`${host}/.s.PGSQL.${port}`)
  }
})

test.each([
  ['throws', () => Promise.reject(new Error('out of memory')), 'out of memory'],
  ['says nothing', () => Promise.resolve(), 'broke off in the middle of a statement'],
])('an engine that %s is reported', async (_, fail, text) => {
  let isGreeted = false
  const engine = {
    async execProtocolRawStream(_message: Uint8Array, { onRawData }: { onRawData: (data: Uint8Array) => void }) {
      if (isGreeted) return fail()
      isGreeted = true
      onRawData(Buffer.concat([message('R', Buffer.alloc(4)), message('Z', Buffer.from('I'))]))
    },
  }
  const failures: Error[] = []
  const server = await EmbeddedServer.start(engine, {
    listen: { host: '127.0.0.1', port: 0 },
    password: 'word',
    onFailure: (error) => failures.push(error),
  })
  const client = new pg.Client({ host: '127.0.0.1', port: server.port ?? 0, user: 'postgres', password: 'word' })
  client.on('error', () => undefined)
  await client.connect()

  const query = client.query('select 1').catch(() => undefined)

  await expect.poll(() => failures.length).toBe(1)
  expect(failures[0]?.message).toContain(text)
  client.connection.stream.destroy()
  await query
})
