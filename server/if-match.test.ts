import { describe, expect, it } from 'vitest'
import { allEndpoints } from '#contract/all.ts'
import type { Endpoint } from '#contract/endpoint.ts'
import { auditTrail } from './testing/audit-trail.ts'
import { createMember, createOrganization } from './testing/factories.ts'
import { createWorld, urlOf, validRequest, type World } from './testing/requests.ts'
import { type CallOptions, type Reply, START, useTestApp } from './testing/test-app.ts'

const test = useTestApp()

const named = (endpoints: readonly Endpoint[]) => endpoints.map((endpoint) => [endpoint.operation, endpoint] as const)
const tagged = allEndpoints.filter(({ etag }) => etag)
const reads = tagged.filter(({ method }) => method === 'GET')
const changes = tagged.filter(({ method }) => method !== 'GET')

async function send(
  endpoint: Endpoint,
  world: World,
  as: CallOptions['as'],
  headers: Record<string, string> = {},
): Promise<Reply> {
  const request = validRequest(endpoint, world)
  return test.call(endpoint.method, urlOf(endpoint, request), { as, body: request.body, headers })
}

/** As those learn it who read the thing, or see its id in a list where it cannot be read alone. */
async function tagFor(endpoint: Endpoint, world: World): Promise<string> {
  const read = reads.find(({ path }) => [path, `${path}/token`, `${path}/apikey`].includes(endpoint.path))
  if (!read) return `"${validRequest(endpoint, world).params?.id}"`
  return String((await send(read, world, world.admin)).headers.etag)
}

const withoutId = ({ status, body: { request_id: _id, ...body } }: Reply) => ({ status, body })

describe('an ETag', () => {
  it.each(named(reads))('is on what is read: %s', async (_operation, endpoint) => {
    const world = await createWorld(test.db)

    const [one, other] = [await send(endpoint, world, world.admin), await send(endpoint, world, world.admin)]

    expect(one.headers.etag).toMatch(/^"[\w-]{16,36}"$/)
    expect(other.headers.etag).toBe(one.headers.etag)
  })

  it('is another one for every thing', async () => {
    const world = await createWorld(test.db)

    const tags = await Promise.all(
      reads.map(async (endpoint) => (await send(endpoint, world, world.admin)).headers.etag),
    )

    expect(new Set(tags).size).toBe(reads.length)
  })
})

describe('a change with If-Match', () => {
  it.each(named(changes))('of another state is refused: %s', async (operation, endpoint) => {
    const world = await createWorld(test.db)

    const answer = await send(endpoint, world, world.admin, { 'if-match': '"another"' })

    expect(answer).toMatchObject({ status: 412, body: { code: 'stale' } })
    expect(await auditTrail(test.db)).toMatchObject([{ action: operation, outcome: 'refused', errorCode: 'stale' }])
    expect(await send(endpoint, world, world.admin, { 'if-match': '*' })).toMatchObject({ status: endpoint.status })
  })

  it.each(named(changes))('of the present state is made, and makes another state: %s', async (_operation, endpoint) => {
    const world = await createWorld(test.db)
    const tag = await tagFor(endpoint, world)

    const answer = await send(endpoint, world, world.admin, { 'if-match': tag })
    const again = await send(endpoint, world, world.admin, { 'if-match': tag })

    expect(answer).toMatchObject({ status: endpoint.status })
    if (endpoint.response) expect(answer.headers.etag).toMatch(/^"[\w-]{16}"$/)
    expect(answer.headers.etag).not.toBe(tag)
    // Where the thing has another name now, or is gone, there is nothing to compare with.
    expect([404, 412]).toContain(again.status)
  })

  it.each(named(changes.filter(({ path }) => /:organization|:project/.test(path))))(
    'tells nobody of the state who may not make it: %s',
    async (_operation, endpoint) => {
      const world = await createWorld(test.db)
      const foreigner = await createMember(test.db, await createOrganization(test.db), { admin: true })

      for (const caller of [world.guest, foreigner]) {
        const plain = withoutId(await send(endpoint, world, caller))
        expect(plain.status).toBeGreaterThanOrEqual(403)
        expect(withoutId(await send(endpoint, world, caller, { 'if-match': '"another"' }))).toEqual(plain)
      }
    },
  )
})

describe('what was deleted and made again under its name', () => {
  const versioned = { input_type: 'plain', output_type: 'plain' }
  const inPlace: [string, (world: World) => { list: string; name: string; body: Record<string, unknown> }][] = [
    [
      'role',
      ({ project }) => ({
        list: `/v2.1/projects/${project.name}/roles`,
        name: 'again',
        body: { name: 'again', permissions: ['buckets.list'] },
      }),
    ],
    [
      'deployment',
      ({ project }) => ({
        list: `/v2.1/projects/${project.name}/deployments`,
        name: 'again',
        body: { name: 'again', ...versioned },
      }),
    ],
    [
      'pipeline version',
      ({ project, objects }) => ({
        list: `/v2.1/projects/${project.name}/pipelines/${objects.pipeline.name}/versions`,
        name: 'again',
        body: { version: 'again' },
      }),
    ],
    [
      'bucket',
      ({ project }) => ({
        list: `/v2.1/projects/${project.name}/buckets`,
        name: 'again',
        body: { name: 'again' },
      }),
    ],
    [
      'project',
      ({ organization }) => ({
        list: '/v2.1/projects',
        name: 'again',
        body: { name: 'again', organization_name: organization.name },
      }),
    ],
    [
      'project user',
      ({ project, guest }) => ({
        list: `/v2.1/projects/${project.name}/users`,
        name: guest.id,
        body: { user_id: guest.id },
      }),
    ],
    [
      'organization user',
      ({ organization, guest }) => ({
        list: `/v2.1/organizations/${organization.name}/users`,
        name: guest.id,
        body: { email: guest.email },
      }),
    ],
  ]

  it.each(inPlace)('is not what somebody saw before: %s', async (_what, arrange) => {
    const world = await createWorld(test.db)
    const { list, name, body } = arrange(world)
    const as = world.admin
    await test.call('POST', list, { as, body })
    const seen = await test.call('GET', `${list}/${name}`, { as })
    await test.call('DELETE', `${list}/${name}`, { as })
    test.clock.now = new Date(START.getTime() + 1)
    expect(await test.call('POST', list, { as, body })).toMatchObject({ status: 201 })

    const headers = { 'if-match': String(seen.headers.etag) }
    const answer = await test.call('DELETE', `${list}/${name}`, { as, headers })

    expect(seen.status).toBe(200)
    expect(answer).toMatchObject({ status: 412, body: { code: 'stale' } })
    expect(await test.call('GET', `${list}/${name}`, { as })).toMatchObject({ status: 200 })
  })
})
