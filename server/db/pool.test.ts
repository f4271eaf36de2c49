import { connect, createServer, type Server, type Socket } from 'node:net'
import { sql } from 'drizzle-orm'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { testDatabase } from '#server/testing/database.ts'
import { connectDatabase, isUnavailable } from './pool.ts'
import { throttles } from './schema.ts'

const database = testDatabase()
const { db, pool } = database
afterEach(database.truncate)
afterAll(database.close)

const until = new Date('2026-03-10T12:00:00.000Z')
const row = (key: string) => ({ key, attempts: 0, windowEndsAt: until })
const attemptsOf = async (key: string) => (await db.select().from(throttles)).find((it) => it.key === key)?.attempts

describe('transactions', () => {
  test('roll back what they did when they throw', async () => {
    const failing = db.transaction(async (tx) => {
      await tx.insert(throttles).values(row('a'))
      throw new Error('no')
    })

    await expect(failing).rejects.toThrow('no')
    expect(await db.select().from(throttles)).toEqual([])
  })

  test('roll back to the savepoint of an inner one only', async () => {
    await db.transaction(async (tx) => {
      await tx.insert(throttles).values(row('outer'))
      await tx
        .transaction(async (inner) => {
          await inner.insert(throttles).values(row('inner'))
          throw new Error('no')
        })
        .catch(() => undefined)
    })

    expect(await db.select().from(throttles)).toMatchObject([{ key: 'outer' }])
  })

  test('lose no update when fifty of them change one row', async () => {
    await db.insert(throttles).values(row('shared'))

    await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const change = db.transaction(async (tx) => {
          const { rows } = await tx.execute<{ attempts: number }>(
            sql`select attempts from throttles where key = 'shared' for update`,
          )
          await new Promise((resolve) => setTimeout(resolve, 2))
          await tx.update(throttles).set({ attempts: (rows[0]?.attempts ?? 0) + 1 })
          if (index % 5 === 0) throw new Error('rolled back')
        })
        await change.catch(() => undefined)
      }),
    )

    expect(await attemptsOf('shared')).toBe(40)
  })

  test('give their connection back when the database cuts it off in the middle', async () => {
    const small = connectDatabase({ connectionString: database.url })
    small.pool.options.max = 1

    for (let attempt = 0; attempt < 2; attempt += 1) {
      const cutOff = small.db.transaction(async (tx) => {
        await tx.execute(sql`select 1`)
        // The pool has one connection, so this one is the transaction's.
        for (const client of clientsOf(small.pool)) client.connection.stream.destroy()
        await tx.execute(sql`select 1`)
      })
      expect(await cutOff.then(() => undefined, isUnavailable)).toBe(true)
    }

    expect((await small.db.execute(sql`select 1 as one`)).rows).toEqual([{ one: 1 }])
    await small.close()
  })
})

test('a database that goes away and comes back is used again', async () => {
  const target = new URL(database.url)
  const [host, upstreamPort] = [decodeURIComponent(target.hostname), target.port]
  const sockets = new Set<Socket>()
  const proxy = createServer((socket) => {
    const upstream = host.startsWith('/')
      ? connect(`${host}/.s.PGSQL.${upstreamPort}`)
      : connect(Number(upstreamPort), host)
    for (const end of [socket, upstream]) sockets.add(end.on('error', () => undefined))
    socket.pipe(upstream).pipe(socket)
  })
  const port = await listen(proxy, 0)
  target.host = `127.0.0.1:${port}`
  const behindProxy = connectDatabase({ connectionString: target.href })
  const one = () => behindProxy.db.execute(sql`select 1 as one`).then(({ rows }) => rows)
  await Promise.all([one(), one(), one()])

  const closed = new Promise((resolve) => proxy.close(resolve))
  for (const socket of sockets) socket.destroy()
  await closed
  await expect(Promise.all([one(), one(), one()])).rejects.toSatisfy(isUnavailable)

  await listen(proxy, port)
  expect(await Promise.all([one(), one(), one()])).toHaveLength(3)
  await behindProxy.close()
  proxy.close()
})

test('queries of many connections do not mix, however large they are', async () => {
  const answers = await Promise.all(
    Array.from({ length: 60 }, async (_, index) => {
      if (index % 3 === 2) return pool.query('select 1 / $1::int', [0]).catch((error) => error.code)
      // Far larger than what one read of a socket gives.
      const text = index % 3 === 0 ? 'x'.repeat(300_000) : 'x'
      const { rows } = await pool.query('select length($1::text) as length, $2::int as index', [text, index])
      return rows[0]
    }),
  )

  answers.forEach((answer, index) => {
    const length = index % 3 === 0 ? 300_000 : 1
    expect(answer).toEqual(index % 3 === 2 ? '22012' : { length, index })
  })
})

test('types arrive as documented', async () => {
  const { rows } = await pool.query(
    `select 9007199254740991::bigint as big, 1.10::numeric as exact, date '2026-02-28' as day,
       timestamptz '2026-02-28 23:30:00+00' as instant, current_setting('TimeZone') as zone`,
  )

  expect(rows).toEqual([
    {
      big: Number.MAX_SAFE_INTEGER,
      exact: '1.10',
      day: '2026-02-28',
      instant: new Date('2026-02-28T23:30:00.000Z'),
      zone: 'UTC',
    },
  ])
  await expect(pool.query('select 9007199254740993::bigint')).rejects.toThrow('too large to be exact')
})

describe('isUnavailable', () => {
  test('knows a database that refuses connections', async () => {
    expect(await outcomeOf('postgres://nobody@127.0.0.1:1/none')).toBe(true)
  })

  test('knows a host that does not exist', async () => {
    expect(await outcomeOf('postgres://nobody@database.invalid/none')).toBe(true)
  })

  test('knows an embedded database whose socket is gone', async () => {
    expect(await outcomeOf('postgres://nobody@%2Ftmp%2Fsteward-none/none')).toBe(true)
  })

  test('knows a server that hangs up', async () => {
    const server = createServer((socket) => socket.destroy())
    const port = await listen(server, 0)

    expect(await outcomeOf(`postgres://nobody@127.0.0.1:${port}/none`)).toBe(true)
    server.close()
  })

  test.runIf(database.kind === 'server')('knows a connection that an administrator ended', async () => {
    const other = await database.connect()
    const ended = db.transaction(async (tx) => {
      const { rows } = await tx.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`)
      await other.query('select pg_terminate_backend($1)', [rows[0]?.pid])
      await tx.execute(sql`select 1`)
    })

    expect(await ended.then(() => undefined, isUnavailable)).toBe(true)
    expect((await db.execute(sql`select 1 as one`)).rows).toEqual([{ one: 1 }])
    await other.end()
  })

  test.runIf(database.kind === 'server')('knows a lock that was waited for too long', async () => {
    await db.insert(throttles).values(row('locked'))
    const other = await database.connect()
    await other.query("begin; select from throttles where key = 'locked' for update")

    const waiting = db.transaction(async (tx) => {
      await tx.execute(sql`set local lock_timeout = 50`)
      await tx.update(throttles).set({ attempts: 1 })
    })

    expect(await waiting.then(() => undefined, isUnavailable)).toBe(true)
    await other.end()
  })

  test('is not fooled by a mistake in a statement or by anything else', async () => {
    await expect(db.execute(sql`select * from nowhere`)).rejects.toSatisfy((error) => !isUnavailable(error))
    expect(isUnavailable(Object.assign(new Error('no such file'), { code: 'ENOENT', syscall: 'open' }))).toBe(false)
    expect(isUnavailable(new Error('a bug'))).toBe(false)
    expect(isUnavailable('text')).toBe(false)
  })

  async function outcomeOf(connectionString: string): Promise<boolean | undefined> {
    const away = connectDatabase({ connectionString })
    const outcome = await away.db.execute(sql`select 1`).then(() => undefined, isUnavailable)
    await away.close()
    return outcome
  }
})

/** pg-pool keeps them to itself; only a test needs to break one. */
function clientsOf(of: object): { connection: { stream: { destroy: () => void } } }[] {
  return '_clients' in of && Array.isArray(of._clients) ? of._clients : []
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const address = server.address()
  return typeof address === 'object' ? (address?.port ?? 0) : 0
}
