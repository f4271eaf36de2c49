import { describe, expect, it } from 'vitest'
import { auditTrail } from '#server/testing/audit-trail.ts'
import {
  assignRole,
  createMember,
  createOrganization,
  createProject,
  createServiceUser,
} from '#server/testing/factories.ts'
import { START, useTestApp } from '#server/testing/test-app.ts'

const test = useTestApp()
const APP = 'https://app.example.com'
const OTHER = 'https://other.example.com'

async function world() {
  const organization = await createOrganization(test.db)
  const admin = await createMember(test.db, organization, { admin: true })
  const project = await createProject(test.db, organization)
  const serviceUser = await createServiceUser(test.db, project, { allowedCorsOrigins: [APP, 'http://localhost:8080'] })
  await assignRole(test.db, project, 'project-admin', { serviceUser })
  return { organization, admin, project, serviceUser, path: `/v2.1/projects/${project.name}` }
}

const preflight = (url: string, origin: string | undefined, headers: Record<string, string> = {}) =>
  test.call('OPTIONS', url, {
    headers: { ...(origin ? { origin } : {}), 'access-control-request-method': 'POST', ...headers },
  })

const corsHeaders = (headers: object) => Object.keys(headers).filter((name) => name.startsWith('access-control'))

describe('a preflight', () => {
  it.each(['', '/', '/service-users', '/deployments/d/versions/v1'])(
    'is answered on %s of the project',
    async (rest) => {
      const { path } = await world()

      const answer = await preflight(path + rest, APP)

      expect(answer.status).toBe(204)
      expect(answer.body).toBeUndefined()
      expect(answer.headers).toMatchObject({
        'access-control-allow-origin': APP,
        'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
        'access-control-allow-headers': 'Authorization, Content-Type, If-Match, Idempotency-Key',
        vary: expect.stringContaining('Origin'),
      })
      expect(answer.headers).not.toHaveProperty('access-control-allow-credentials')
    },
  )

  it('is answered for every origin of every live service user of the project', async () => {
    const { project, path } = await world()
    await createServiceUser(test.db, project, { allowedCorsOrigins: [OTHER], expiresAt: new Date(START.getTime() + 1) })

    for (const origin of [APP, 'http://localhost:8080', OTHER]) {
      expect((await preflight(path, origin)).headers['access-control-allow-origin']).toBe(origin)
    }
  })

  it.each([
    ['another origin', OTHER],
    ['another scheme', 'http://app.example.com'],
    ['another port', `${APP}:8443`],
    ['a longer host', `${APP}.evil.example`],
    ['another case', 'https://APP.example.com'],
    ['a path', `${APP}/`],
    ['a wildcard', '*'],
    ['null', 'null'],
    ['no origin', undefined],
  ])('is not answered for %s', async (_what, origin) => {
    const { path } = await world()

    const answer = await preflight(path, origin)

    expect(answer.status).toBe(404)
    expect(corsHeaders(answer.headers)).toEqual([])
  })

  it('tells an unknown project and a foreign origin apart from nothing', async () => {
    const { path } = await world()

    const [foreign, unknown] = [await preflight(path, OTHER), await preflight('/v2.1/projects/no-such-project', APP)]

    expect([foreign.status, unknown.status]).toEqual([404, 404])
    expect({ ...foreign.body, request_id: '' }).toEqual({ ...unknown.body, request_id: '' })
  })

  it('does not count service users that have expired, were deleted or are of another project', async () => {
    const { organization, admin, path } = await world()
    const neighbour = await createProject(test.db, organization)
    const [expired, deleted] = ['https://expired.example.com', 'https://deleted.example.com']
    const url = `/v2.1/projects/${neighbour.name}`
    await createServiceUser(test.db, neighbour, { allowedCorsOrigins: [expired], expiresAt: START })
    const { id } = await createServiceUser(test.db, neighbour, { allowedCorsOrigins: [deleted] })
    await test.call('DELETE', `${url}/service-users/${id}`, { as: admin })

    for (const origin of [expired, deleted, APP]) expect((await preflight(url, origin)).status).toBe(404)
    expect((await preflight(path, APP)).status).toBe(204)
  })

  it.each(['/v2.1/session', '/v2.1/me', '/v2.1/organizations', '/v2.1/projects'])(
    'is not answered on %s',
    async (url) => {
      await world()

      const answer = await preflight(url, APP)

      expect(answer.status).toBe(404)
      expect(corsHeaders(answer.headers)).toEqual([])
    },
  )
})

describe('a request with the token of a service user', () => {
  it('can be read by pages of its own origins', async () => {
    const { path, serviceUser } = await world()

    const answer = await test.call('GET', path, { as: serviceUser, headers: { origin: APP } })

    expect(answer.status).toBe(200)
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': APP,
      'access-control-expose-headers': 'ETag, x-request-id',
      vary: 'Origin',
    })
    expect(answer.headers).not.toHaveProperty('access-control-allow-credentials')
  })

  it.each([
    ['a refusal', 'GET', '/users', undefined, 403],
    ['bad data', 'POST', '/service-users', { name: 5 }, 400],
    ['a broken body', 'POST', '/service-users', '{', 400],
    ['what is not there', 'GET', '/service-users/0193e4b0-0000-7000-8000-000000000000', undefined, 404],
  ])('can be read when the answer is %s', async (_what, method, rest, body, status) => {
    const { path, serviceUser } = await world()

    const answer = await test.call(method, path + rest, { as: serviceUser, body, headers: { origin: APP } })

    expect(answer.status).toBe(status)
    expect(answer.headers['access-control-allow-origin']).toBe(APP)
  })

  it.each(['GET', 'POST'])('is refused from another origin, even one its neighbour allows: %s', async (method) => {
    const { project, path, serviceUser } = await world()
    await createServiceUser(test.db, project, { allowedCorsOrigins: [OTHER] })

    for (const origin of [OTHER, 'null', 'https://evil.example']) {
      const refused = await test.call(method, `${path}/service-users`, { as: serviceUser, headers: { origin } })
      expect([refused.status, refused.body.code]).toEqual([403, 'cross_origin'])
      expect(corsHeaders(refused.headers)).toEqual([])
    }
    const rows = await auditTrail(test.db)
    expect(rows).toHaveLength(method === 'GET' ? 0 : 3)
    for (const row of rows) {
      expect(row).toMatchObject({
        action: 'service_users_create',
        outcome: 'refused',
        errorCode: 'cross_origin',
        projectId: project.id,
        actorId: serviceUser.id,
      })
    }
  })

  it('is untouched without an origin and from the dashboard itself', async () => {
    const { path, serviceUser } = await world()

    for (const headers of [{}, { origin: 'http://localhost:80', host: 'localhost:80' }]) {
      const answer = await test.call('GET', path, { as: serviceUser, headers })
      expect(answer.status).toBe(200)
      expect(corsHeaders(answer.headers)).toEqual([])
    }
  })

  it('loses an origin with the next request after it was taken from the list', async () => {
    const { admin, path, serviceUser } = await world()
    const body = { allowed_cors_origins: [] }
    await test.call('PATCH', `${path}/service-users/${serviceUser.id}`, { as: admin, body })

    expect((await test.call('GET', path, { as: serviceUser, headers: { origin: APP } })).status).toBe(403)
    expect((await preflight(path, APP)).status).toBe(404)
  })
})

describe('a request of a person', () => {
  it('with a token is answered whatever its origin, and readable by no page', async () => {
    const { admin, path } = await world()

    const answer = await test.call('GET', path, { as: admin, headers: { origin: APP } })

    expect(answer.status).toBe(200)
    expect(corsHeaders(answer.headers)).toEqual([])
    expect(answer.headers.vary).toBe('Origin')
  })

  it('without any credential gets none of it either', async () => {
    const { path } = await world()

    const answer = await test.call('GET', path, { headers: { origin: APP } })

    expect(answer.status).toBe(401)
    expect(corsHeaders(answer.headers)).toEqual([])
  })
})
