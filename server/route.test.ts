import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import Fastify, { type FastifyInstance } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import pg from 'pg'
import { afterEach, describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { allEndpoints } from '#contract/all.ts'
import { type Endpoint, endpoint } from '#contract/endpoint.ts'
import type { Actor } from './actor.ts'
import { recordChange } from './audit.ts'
import { type Context, type PublicContext, requireMatch, type State, toEtag } from './context.ts'
import { DomainError } from './errors.ts'
import { parseBodies } from './plugins/body.ts'
import { handleErrors } from './plugins/errors.ts'
import { Router, tagged } from './route.ts'
import { auditTrail } from './testing/audit-trail.ts'
import {
  createMember,
  createOrganization,
  createPerson,
  createProject,
  createServiceUser,
} from './testing/factories.ts'
import { START, useTestApp } from './testing/test-app.ts'

const test = useTestApp()

const person: Actor = {
  type: 'person',
  id: randomUUID(),
  email: 'ada@example.com',
  operator: false,
  credential: { type: 'session', id: randomUUID() },
}
const serviceUser: Actor = {
  type: 'service_user',
  id: randomUUID(),
  email: 'robot@example.com',
  organizationId: randomUUID(),
  projectId: randomUUID(),
  allowedCorsOrigins: [],
  credential: { type: 'service_user_token', id: randomUUID() },
}

const common = { summary: 'A thing', tag: 'Things', errors: [] as const }
const response = z.object({ name: z.string() })
const createThing = endpoint({
  ...common,
  operation: 'things_create',
  method: 'POST',
  path: '/things',
  access: 'caller',
  body: z.object({ name: z.optional(z.string()) }),
  status: 201,
  response,
  idempotent: true,
})
const getThing = endpoint({
  ...common,
  operation: 'things_get',
  method: 'GET',
  path: '/things/:id',
  access: 'caller',
  params: z.object({ id: z.string() }),
  status: 200,
  response,
  etag: true,
})
const updateThing = endpoint({
  ...common,
  operation: 'things_update',
  method: 'PATCH',
  path: '/things/:id',
  access: 'person',
  params: z.object({ id: z.string() }),
  body: z.object({ name: z.optional(z.string()) }),
  status: 200,
  response,
  etag: true,
})
const publicThing = endpoint({
  ...common,
  operation: 'things_public',
  method: 'DELETE',
  path: '/things',
  access: 'public',
  status: 204,
})

let app: FastifyInstance | undefined
afterEach(async () => {
  await app?.close()
})

/** A server with these handlers only, where everybody is `actor`. */
async function serve(actor: Actor | null, register: (router: Router) => void) {
  app = Fastify({ genReqId: () => randomUUID() })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  handleErrors(app)
  parseBodies(app)
  const router = new Router(app, {
    db: test.db,
    clock: () => START,
    authenticate: async () => actor,
    publicUrl: undefined,
  })
  register(router)
  await app.ready()
  const served = app
  return {
    router,
    call: async (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, headers: Record<string, string> = {}) => {
      const answer = await served.inject({ method, url, headers })
      return {
        status: answer.statusCode,
        headers: answer.headers,
        body: answer.body ? (answer.json() as unknown) : undefined,
      }
    },
  }
}

const databaseError = (code: string) => Object.assign(new pg.DatabaseError('refused', 7, 'error'), { code })
const events = () => auditTrail(test.db)
const change = { organizationId: null, objectType: 'things' }

describe('a change', () => {
  it('runs in one transaction with its audit row, on the connection of its context', async () => {
    const inTransaction = async ({ db }: PublicContext) => {
      const { rows } = await db.execute<{ age: string | null }>(sql`select pg_current_xact_id_if_assigned() as age`)
      return rows[0]?.age
    }
    let seen: unknown
    const { call } = await serve(person, (router) =>
      router.handle(createThing, async (context) => {
        await recordChange(context, change)
        seen = await inTransaction(context)
        return { name: 'made' }
      }),
    )

    expect(await call('POST', '/things')).toMatchObject({ status: 201, body: { name: 'made' } })
    expect(seen).toEqual(expect.any(String))
    expect(await inTransaction({ db: test.db } as PublicContext)).toBeNull()
    expect(await events()).toMatchObject([{ action: 'things_create', outcome: 'done', actorId: person.id }])
  })

  it.each(['domain', 'bug'])('leaves nothing behind when it fails: %s', async (kind) => {
    const { call } = await serve(person, (router) =>
      router.handle(createThing, async (context) => {
        await recordChange(context, { ...change, objectName: 'half' })
        throw kind === 'domain' ? new DomainError('conflict', 'No') : new Error('a bug')
      }),
    )

    expect((await call('POST', '/things')).status).toBe(kind === 'domain' ? 409 : 500)
    expect((await events()).map(({ outcome }) => outcome)).toEqual(kind === 'domain' ? ['refused'] : [])
  })

  it.each([
    ['40001', 'a serialization failure'],
    ['40P01', 'a deadlock'],
    ['23503', 'a parent that was deleted'],
  ])('runs again after %s, %s, and leaves one trace', async (code) => {
    let runs = 0
    const { call } = await serve(person, (router) =>
      router.handle(createThing, async (context) => {
        runs += 1
        await recordChange(context, change)
        if (runs < 3) throw databaseError(code)
        return { name: 'made' }
      }),
    )

    expect((await call('POST', '/things')).status).toBe(201)
    expect(runs).toBe(3)
    expect(await events()).toHaveLength(1)
  })

  it.each(['40001', '23503', '23505', 'XX000'])('does not run for ever when %s stays', async (code) => {
    let runs = 0
    const { call } = await serve(person, (router) =>
      router.handle(createThing, async () => {
        runs += 1
        throw databaseError(code)
      }),
    )

    expect((await call('POST', '/things')).status).toBe(code === '40001' ? 503 : 500)
    expect(runs).toBe(['40001', '23503'].includes(code) ? 3 : 1)
  })

  it('that opens its own transaction is not in another', async () => {
    let sameDb = false
    const { call } = await serve(person, (router) =>
      router.handle(
        createThing,
        async (context) => {
          sameDb = context.db === test.db
          return { name: 'made' }
        },
        { transaction: 'own' },
      ),
    )

    expect((await call('POST', '/things')).status).toBe(201)
    expect(sameDb).toBe(true)
  })
})

describe('a read', () => {
  it('is no transaction, and what it is refused is not written down', async () => {
    const { call } = await serve(person, (router) =>
      router.handle(getThing, async ({ db }) => {
        expect(db).toBe(test.db)
        throw new DomainError('forbidden', 'No')
      }),
    )

    expect((await call('GET', '/things/1')).status).toBe(403)
    expect(await events()).toEqual([])
  })
})

describe('who may call at all', () => {
  const all = (router: Router) => {
    router.handle(createThing, async () => ({ name: 'made' }))
    router.handle(updateThing, async () => ({ name: 'changed' }))
    router.handlePublic(publicThing, async () => undefined)
  }

  it('lets nobody reach a public endpoint only', async () => {
    const { call } = await serve(null, all)

    expect((await call('DELETE', '/things')).status).toBe(204)
    for (const [method, url] of [
      ['POST', '/things'],
      ['PATCH', '/things/1'],
    ] as const) {
      const answer = await call(method, url)
      expect(answer).toMatchObject({ status: 401, body: { code: 'unauthenticated' } })
      expect(answer.headers['www-authenticate']).toBe('Token')
    }
    expect(await events()).toEqual([])
  })

  it('keeps a service user from what is for persons, and writes down that it tried', async () => {
    const { call } = await serve(serviceUser, all)

    expect((await call('POST', '/things')).status).toBe(201)
    expect(await call('PATCH', '/things/1')).toMatchObject({ status: 403, body: { code: 'service_user_forbidden' } })
    expect(await events()).toMatchObject([
      { action: 'things_update', outcome: 'refused', actorType: 'service_user', objectType: 'things', objectName: '1' },
    ])
  })

  it('lets a person reach everything', async () => {
    const { call } = await serve(person, all)

    expect((await call('POST', '/things')).status).toBe(201)
    expect((await call('PATCH', '/things/1')).status).toBe(200)
    expect((await call('DELETE', '/things')).status).toBe(204)
  })
})

describe('If-Match and ETag', () => {
  it('reach the handler where the contract says so, and the answer carries that of its state', async () => {
    const [now, next] = [2, 3].map((revision) => ({ id: 'thing', revision })) as [State, State]
    const seen: (string | undefined)[] = []
    const { call } = await serve(person, (router) => {
      router.handle(updateThing, async (context) => {
        seen.push(context.ifMatch)
        requireMatch(context, now)
        return tagged({ name: 'changed' }, next)
      })
      router.handle(createThing, async (context) => {
        seen.push(context.ifMatch)
        return { name: 'made' }
      })
    })

    const changed = await call('PATCH', '/things/1', { 'if-match': toEtag(now) })
    const stale = await call('PATCH', '/things/1', { 'if-match': '"1"' })
    await call('POST', '/things', { 'if-match': toEtag(now) })

    expect(changed).toMatchObject({ status: 200, body: { name: 'changed' }, headers: { etag: toEtag(next) } })
    expect(stale).toMatchObject({ status: 412, body: { code: 'stale' } })
    expect(stale.headers).not.toHaveProperty('etag')
    expect(seen).toEqual([toEtag(now), '"1"', undefined])
    expect(await events()).toMatchObject([{ outcome: 'refused', errorCode: 'stale' }])
  })
})

describe('the body', () => {
  it.each([
    ['no body', {}, undefined],
    ['an empty one with a JSON type', { 'content-type': 'application/json' }, ''],
    ['an empty one with another type', { 'content-type': 'text/plain' }, ''],
    ['null', { 'content-type': 'application/json' }, 'null'],
  ])('may be left out where every field may: %s', async (_case, headers, payload) => {
    await serve(person, (router) => router.handle(createThing, async (_context, { body }) => ({ name: typeof body })))

    const answer = await app!.inject({
      method: 'POST',
      url: '/things',
      headers,
      ...(payload === undefined ? {} : { payload }),
    })

    expect(answer.statusCode).toBe(payload === 'null' ? 400 : 201)
  })
})

describe('the context', () => {
  it('names the origin that the request was sent to, unless one is configured', async () => {
    const origins: string[] = []
    const { call } = await serve(person, (router) =>
      router.handle(createThing, async ({ origin }: Context) => {
        origins.push(origin)
        return { name: 'made' }
      }),
    )

    await call('POST', '/things', { host: 'steward.example.com' })

    expect(origins).toEqual(['http://steward.example.com'])
  })
})

describe('every endpoint of the contract', () => {
  it.each(allEndpoints.map((declared) => [`${declared.method} ${declared.path}`, declared] as const))(
    '%s is served',
    async (_name, { method, path }: Endpoint) => {
      const url = path.replace(/:[a-z]+/g, randomUUID())

      const answer = await test.app.inject({ method, url })

      expect(answer.statusCode).not.toBe(405)
      expect(test.app.hasRoute({ method, url: path })).toBe(true)
    },
  )

  it.each(
    allEndpoints
      .filter(({ access }) => access !== 'public')
      .map((declared) => [`${declared.method} ${declared.path}`, declared] as const),
  )(
    '%s answers nobody with 401 or, for what it cannot read, 400 or 404',
    async (_name, { method, path, body }: Endpoint) => {
      const url = path.replace(/:[a-z]+/g, randomUUID())

      const answer = await test.app.inject({ method, url })

      expect(body ? [400, 401] : [401]).toContain(answer.statusCode)
    },
  )

  it.each(
    allEndpoints
      .filter(({ access, errors }) => access === 'person' || errors.includes('service_user_forbidden'))
      // The account API takes no tokens of projects at all.
      .filter(({ path, access }) => !path.includes(':project') && access !== 'account')
      .map((declared) => [`${declared.method} ${declared.path}`, declared] as const),
  )('%s refuses a service user', async (_name, { method, path }: Endpoint) => {
    const project = await createProject(test.db, await createOrganization(test.db))
    const token = await createServiceUser(test.db, project)
    const url = path.replace(/:[a-z]+/g, randomUUID())

    const answer = await test.call(method, url, { as: token })

    expect([400, 403]).toContain(answer.status)
    if (answer.status === 403) expect(answer.body.code).toBe('service_user_forbidden')
  })
})

describe('request ids', () => {
  it('are new for each request, in the header, in refusals and in the audit trail', async () => {
    const organization = await createOrganization(test.db)
    const member = await createMember(test.db, organization)
    const refuse = () =>
      test.call('PATCH', `/v2.1/organizations/${organization.name}`, { as: member, body: { name: 'x' } })

    const [one, other] = [await refuse(), await refuse()]

    expect(one.status).toBe(403)
    expect(one.body.request_id).toBe(one.headers['x-request-id'])
    expect(one.body.request_id).not.toBe(other.body.request_id)
    expect((await events()).map(({ requestId }) => requestId)).toEqual([one.body.request_id, other.body.request_id])
  })

  it('are never those that a client made up', async () => {
    const member = await createPerson(test.db)

    for (const header of ['x-request-id', 'request-id']) {
      const answer = await test.call('GET', '/v2.1/me', { as: member, headers: { [header]: 'made-up' } })

      expect(answer.status).toBe(200)
      expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
    }
  })

  it.each(['/v2.1/nowhere', '/v2.1/%zz', '/nowhere', '/v2.1/projects/%00'])('are on %s too', async (url) => {
    const answer = await test.call('GET', url)

    expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
    expect(answer.body.request_id).toBe(answer.headers['x-request-id'])
  })
})
