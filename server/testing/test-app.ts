import type { FastifyInstance, InjectOptions } from 'fastify'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { buildApp } from '#server/app.ts'
import type { Db } from '#server/db/pool.ts'
import { type TestDatabase, testDatabase } from './database.ts'

/** The instant at which every test starts, unless it moves the clock. */
export const START = new Date('2026-03-10T12:00:00.000Z')

export interface Reply {
  status: number
  // Tests read answers of every shape; a wrong guess fails the expectation.
  // oxlint-disable-next-line typescript/no-explicit-any
  body: any
  headers: Record<string, string | string[] | number | undefined>
}

export interface Credential {
  token: string
  email?: string
  username?: string
}

/** The account API takes HTTP Basic, and account service users send nothing else; for the rest it is a token. */
export function authorizationFor(url: string, { token, email, username }: Credential): string {
  if (username === undefined && !url.startsWith('/v1/')) return `Token ${token}`
  return `Basic ${Buffer.from(`${username ?? email ?? ''}:${token}`).toString('base64')}`
}

export interface CallOptions {
  /** A personal token, service-user token or API key; for the account API with the name that goes with it. */
  as?: Credential | undefined
  body?: unknown
  headers?: Record<string, string>
}

export interface TestApp {
  app: FastifyInstance
  db: Db
  database: TestDatabase
  /** What the server takes for now. */
  clock: { now: Date }
  call: (method: string, url: string, options?: CallOptions) => Promise<Reply>
}

/**
 * The whole server on this worker's database, emptied after every test. Call it once at the top of a test file and
 * read it inside tests.
 */
export function useTestApp(): TestApp {
  const clock = { now: START }
  const database = testDatabase()
  const { db, truncate, close } = database
  let app: FastifyInstance | undefined
  beforeAll(async () => {
    app = await buildApp({ db, clock: () => clock.now })
    await app.ready()
  })
  afterEach(async () => {
    clock.now = START
    await truncate()
  })
  afterAll(async () => {
    await app?.close()
    await close()
  })
  const running = () => {
    if (!app) throw new Error('The test app is only there inside tests')
    return app
  }
  return {
    get app() {
      return running()
    },
    db,
    database,
    clock,
    call: async (method, url, { as, body, headers } = {}) => {
      const answer = await running().inject({
        method: method as NonNullable<InjectOptions['method']>,
        url,
        headers: {
          ...(as ? { authorization: authorizationFor(url, as) } : {}),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      return { status: answer.statusCode, headers: answer.headers, body: answer.body ? answer.json() : undefined }
    },
  }
}
