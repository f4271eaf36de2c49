import { describe, expect, it } from 'vitest'
import { allEndpoints } from '#contract/all.ts'
import type { Endpoint } from '#contract/endpoint.ts'
import { auditTrail } from './testing/audit-trail.ts'
import { createMember, createOrganization } from './testing/factories.ts'
import { createWorld, urlOf, type ValidRequest, validRequest, type World } from './testing/requests.ts'
import { type Reply, START, useTestApp } from './testing/test-app.ts'

const test = useTestApp()

const changes = allEndpoints.filter(({ method }) => method !== 'GET')
const named = (endpoints: readonly Endpoint[]) => endpoints.map((endpoint) => [endpoint.operation, endpoint] as const)

const WRONG_PASSWORD = 'not-their-password-7'
const COMMON_PASSWORD = 'administrator1'

const events = () => auditTrail(test.db)
const endpointOf = (operation: string) => changes.find((endpoint) => endpoint.operation === operation) as Endpoint
const bodyOf = (operation: string, world: World) => validRequest(endpointOf(operation), world).body ?? {}

function send(endpoint: Endpoint, request: ValidRequest, as?: { token: string }): Promise<Reply> {
  return test.call(endpoint.method, urlOf(endpoint, request), { as, body: request.body })
}

/** POST only to keep a code out of the address, or for a question too long for one: they change nothing. */
const CHANGES_NOTHING = ['invitations_open', 'access_preview']
/** Ends the session of the cookie; without one there is nothing to end, and nobody who did it. */
const NEEDS_COOKIE = ['session_delete']

describe('every change', () => {
  const written = changes.filter(({ operation }) => ![...CHANGES_NOTHING, ...NEEDS_COOKIE].includes(operation))

  it.each(named(written))('is written down: %s', async (operation, endpoint) => {
    const { admin, ...world } = await arrange(operation)
    const request = validRequest(endpoint, { admin, ...world })

    const answer = await send(endpoint, request, operation === 'setup_create' ? undefined : admin)

    expect(answer).toMatchObject({ status: endpoint.status })
    const rows = await events()
    expect(rows.length).toBeGreaterThan(0)
    for (const row of rows) {
      expect(row).toMatchObject({ action: operation, outcome: 'done', errorCode: null, actorType: 'person' })
      expect(row.requestId).toBe(answer.headers['x-request-id'])
      expect(row.actorName).toContain('@')
      expect(row.credentialId).not.toBeNull()
    }
    if (endpoint.path.includes(':organization') || endpoint.path.includes(':project')) {
      expect(rows[0]).toMatchObject({ organizationId: world.organization.id })
    }
    if (endpoint.path.includes(':project')) expect(rows[0]).toMatchObject({ projectId: world.project.id })
  })

  it.each(named(written))('is written down without a secret: %s', async (operation, endpoint) => {
    const world = await arrange(operation)
    const request = validRequest(endpoint, world)

    const answer = await send(endpoint, request, operation === 'setup_create' ? undefined : world.admin)

    const rows = JSON.stringify(await events())
    const secrets = [
      answer.body?.token,
      answer.body?.code,
      answer.body?.key,
      ...['password', 'current_password', 'new_password', 'code'].map((field) => request.body?.[field]),
      /=([^;]{20,})/.exec(String(answer.headers['set-cookie'] ?? ''))?.[1],
    ].filter((secret) => typeof secret === 'string')
    for (const secret of secrets) expect(rows).not.toContain(secret)
  })

  /** The setup is for an installation that has nobody yet. */
  async function arrange(operation: string): Promise<World> {
    const world = await createWorld(test.db)
    if (operation !== 'setup_create') return world
    await test.database.pool.query('delete from accounts')
    return world
  }

  it.each(named(changes.filter(({ operation }) => CHANGES_NOTHING.includes(operation))))(
    'is none where nothing changes: %s',
    async (_operation, endpoint) => {
      const world = await createWorld(test.db)

      const { status } = await send(endpoint, validRequest(endpoint, world), world.admin)

      expect(status).toBe(endpoint.status)
      expect(await events()).toEqual([])
    },
  )
})

describe('every refused change', () => {
  /** Where the way to be refused is not simply to have no right to it. */
  const refused: Record<string, (world: World, request: ValidRequest) => ValidRequest> = {
    session_create: (_world, { body }) => ({ body: { ...body, password: 'wrong' } }),
    setup_create: (_world, request) => request,
    invitations_accept: () => ({ body: { code: 'no-such-code' } }),
    invitations_open: () => ({ body: { code: 'no-such-code' } }),
    me_password_update: (_world, { body }) => ({ body: { ...body, current_password: 'wrong' } }),
    me_tokens_create: () => ({ body: { name: 'old', expiry_date: '2020-01-01' } }),
    me_tokens_delete: ({ organization }) => ({ params: { id: organization.id } }),
    me_sessions_delete: ({ organization }) => ({ params: { id: organization.id } }),
    organizations_create: ({ organization }, { body }) => ({ body: { ...body, name: organization.name } }),
  }
  /** What nobody who is signed in is ever refused. */
  const neverRefused = ['session_delete', 'session_delete_all', 'me_update']
  const refusable = changes.filter(({ operation }) => !neverRefused.includes(operation))

  it.each(named(refusable))('is written down: %s', async (operation, endpoint) => {
    const world = await createWorld(test.db)
    const valid = validRequest(endpoint, world)
    const request = refused[operation]?.(world, valid) ?? valid

    const answer = await send(endpoint, request, operation.startsWith('me_') ? world.admin : world.guest)

    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(await events()).toMatchObject([
      {
        action: operation,
        outcome: 'refused',
        errorCode: answer.body.code,
        requestId: answer.body.request_id,
        before: null,
        after: null,
        ...(endpoint.path.includes(':organization') ? { organizationId: world.organization.id } : {}),
        ...(endpoint.path.includes(':project')
          ? { organizationId: world.organization.id, projectId: world.project.id }
          : {}),
      },
    ])
  })

  it.each(named(refusable.filter(({ path }) => /:organization|:project/.test(path))))(
    'by a foreigner is shown to the organization that they tried it on: %s',
    async (operation, endpoint) => {
      const world = await createWorld(test.db)
      const foreigner = await createMember(test.db, await createOrganization(test.db), { admin: true })

      const answer = await send(endpoint, validRequest(endpoint, world), foreigner)

      expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } })
      expect(await events()).toMatchObject([
        {
          action: operation,
          outcome: 'refused',
          errorCode: 'not_found',
          organizationId: world.organization.id,
          actorId: foreigner.id,
        },
      ])
    },
  )

  it.each(named(refusable.filter(({ path }) => path.includes(':project'))))(
    'has the object type that the change itself would have: %s',
    async (_operation, endpoint) => {
      const world = await createWorld(test.db)
      const request = validRequest(endpoint, world)

      await send(endpoint, request, world.guest)
      await send(endpoint, request, world.admin)

      const [refusal, change] = await events()
      expect(refusal).toMatchObject({ outcome: 'refused', objectType: change?.objectType })
      expect(change).toMatchObject({ outcome: 'done' })
    },
  )

  it('names no secret that was sent in the place of a name', async () => {
    const { admin } = await createWorld(test.db)
    const requests = [
      ['DELETE', `/v2.1/projects/${admin.token}`, undefined],
      ['DELETE', `/v1/service-users/${admin.token}`, undefined],
      ['POST', '/v2.1/projects', { name: 'other', organization_name: admin.token }],
    ] as const

    for (const [method, url, body] of requests) {
      expect(await test.call(method, url, { as: admin, body })).toMatchObject({ status: 404 })
    }

    const shown = `${admin.token.slice(0, 10)}…`
    expect(await events()).toMatchObject(requests.map(() => ({ outcome: 'refused', objectName: shown })))
  })
})

describe('what nobody in particular is refused', () => {
  const isOpen = (endpoint: Endpoint) => endpoint.access === 'public' && endpoint.method !== 'GET'
  const open = changes.filter((endpoint) => isOpen(endpoint) && endpoint.operation !== 'session_delete')
  /** Other sentences than a wrong code or password. */
  const otherwise: [string, string, (world: World) => Promise<Record<string, unknown>>][] = [
    [
      'setup_create',
      'setup_code_wrong',
      async (world) => {
        await test.database.pool.query('delete from accounts')
        return { ...bodyOf('setup_create', world), code: 'no-such-code' }
      },
    ],
    ['setup_create', 'setup_done', async (world) => bodyOf('setup_create', world)],
    [
      'invitations_accept',
      'password_common',
      async (world) => ({
        ...bodyOf('invitations_accept', world),
        password: COMMON_PASSWORD,
      }),
    ],
    [
      'invitations_accept',
      'invitation_sign_in',
      async (world) => {
        await test.database.pool.query(`update accounts set password_hash = 'a hash' where id = $1`, [world.invited.id])
        return bodyOf('invitations_accept', world)
      },
    ],
  ]

  it.each(named(open))('is written down: %s', async (operation, endpoint) => {
    const world = await createWorld(test.db)
    const body = { ...bodyOf(operation, world), code: 'no-such-code', password: WRONG_PASSWORD }

    const answer = await send(endpoint, { body })

    expect(answer.status).toBeGreaterThanOrEqual(400)
    const rows = await events()
    expect(rows).toMatchObject([{ action: operation, errorCode: answer.body.code, requestId: answer.body.request_id }])
    expectNobody(rows, body)
  })

  it.each(otherwise)('is written down: %s, %s', async (operation, errorCode, arrange) => {
    const world = await createWorld(test.db)
    const body = await arrange(world)
    const isOfInvitation = operation === 'invitations_accept'

    const answer = await send(endpointOf(operation), { body })

    expect(answer.body).toMatchObject({ code: errorCode })
    const rows = await events()
    const organizationId = isOfInvitation ? world.organization.id : null
    expect(rows).toMatchObject([{ action: operation, errorCode, requestId: answer.body.request_id, organizationId }])
    expectNobody(rows, isOfInvitation ? { ...body, email: world.invited.email } : body)
  })

  it('is every wrong guess, and once each 15 minutes that there were too many', async () => {
    const signIn = endpointOf('session_create')
    const guess = () => send(signIn, { body: { email: 'ada@example.com', password: WRONG_PASSWORD } })
    for (let attempt = 0; attempt < 15; attempt += 1) await guess()
    const limit = Array.from({ length: 10 }, () => 'wrong_credentials')
    expect((await events()).map(({ errorCode }) => errorCode)).toEqual([...limit, 'rate_limited'])

    test.clock.now = new Date(START.getTime() + 15 * 60_000)
    for (let attempt = 0; attempt < 15; attempt += 1) await guess()

    const rows = await events()
    expect(rows).toHaveLength(22)
    expect(rows.at(-1)).toMatchObject({ errorCode: 'rate_limited', objectName: 'ada@example.com' })
  })

  it('fills no table by being asked for again and again, and is told apart by subject, reason and address', async () => {
    const world = await createWorld(test.db)
    const ask = (address: string, operation: string, body: object) =>
      test.app.inject({
        method: 'POST',
        url: endpointOf(operation).path,
        remoteAddress: address,
        payload: body,
      })
    const setup = bodyOf('setup_create', world)
    const accept = bodyOf('invitations_accept', world)

    for (let attempt = 0; attempt < 5; attempt += 1) {
      await ask('192.0.2.1', 'setup_create', setup)
      await ask('192.0.2.2', 'setup_create', setup)
      await ask('192.0.2.1', 'invitations_accept', { ...accept, password: COMMON_PASSWORD })
      await ask('192.0.2.1', 'invitations_accept', { code: accept.code })
    }

    expect((await events()).map(({ errorCode }) => errorCode)).toEqual([
      'setup_done',
      'setup_done',
      'password_common',
      'invalid_input',
    ])
  })

  function expectNobody(rows: Awaited<ReturnType<typeof events>>, body: Record<string, unknown>) {
    expect(rows).toMatchObject([
      {
        outcome: 'refused',
        actorType: 'anonymous',
        actorId: null,
        credentialId: null,
        objectName: body.email ?? null,
        before: null,
        after: null,
      },
    ])
    for (const secret of [body.code, body.password]) {
      if (secret !== undefined) expect(JSON.stringify(rows)).not.toContain(secret)
    }
  }
})

describe('a refusal about what is not there', () => {
  it('belongs to no organization', async () => {
    const { admin } = await createWorld(test.db)

    await test.call('DELETE', '/v2.1/projects/no-such-project/roles/some-role', { as: admin })

    expect(await events()).toMatchObject([
      { organizationId: null, projectId: null, objectType: 'roles', objectName: 'some-role', actorId: admin.id },
    ])
  })
})
