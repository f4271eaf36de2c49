import { uuidv7 } from 'uuidv7'
import { describe, expect, it } from 'vitest'
import { idempotencyKeys, serviceUsers } from '#server/db/schema.ts'
import { auditTrail } from '#server/testing/audit-trail.ts'
import {
  assignRole,
  createMember,
  createMemberWith,
  createObject,
  createOrganization,
  createPerson,
  createProject,
  createRole,
  createServiceUser,
} from '#server/testing/factories.ts'
import { START, useTestApp } from '#server/testing/test-app.ts'

const test = useTestApp()
const KEY = 'a-key-that-nobody-guesses'

async function world() {
  const organization = await createOrganization(test.db)
  const admin = await createMember(test.db, organization, { admin: true })
  const project = await createProject(test.db, organization)
  return { organization, admin, project, path: `/v2.1/projects/${project.name}/service-users` }
}

const events = () => auditTrail(test.db)

describe('creating a service user', () => {
  it('answers with the documented fields and the token, which works', async () => {
    const { admin, project, path } = await world()

    const created = await test.call('POST', path, {
      as: admin,
      body: { name: 'service-user-1', expiry_date: '2027-01-01T00:00:00.000Z' },
    })

    expect(created.status).toBe(201)
    expect(created.body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      email: `${created.body.id}.${project.name}@serviceuser.steward.local`,
      token: expect.stringMatching(/^stw_[0-9A-Za-z]{38}$/),
      name: 'service-user-1',
      description: '',
      creation_date: '2026-03-10T12:00:00.000+00:00',
      expiry_date: '2027-01-01T00:00:00.000+00:00',
      allowed_cors_origins: [],
      token_last_used: null,
      role_assignment_count: 0,
    })
    expect(created.headers['cache-control']).toBe('no-store')
    const seen = await test.call('GET', '/v2.1/projects', { as: { token: created.body.token } })
    expect(seen.status).toBe(200)
    expect(seen.body).toMatchObject([{ name: project.name }])
  })

  it('keeps the description that newer clients send, and is without one for the others', async () => {
    const { admin, path } = await world()
    const create = async (body: object) => (await test.call('POST', path, { as: admin, body })).body
    const description = 'Deploys at night.\nAsk the platform team.'

    const described = await create({ description })
    const plain = [await create({}), await create({ description: null })]

    expect(described).toMatchObject({ description })
    expect(plain).toMatchObject([{ description: '' }, { description: '' }])
    expect((await test.call('GET', `${path}/${described.id}`, { as: admin })).body).toMatchObject({ description })
    expect((await test.call('GET', path, { as: admin })).body).toMatchObject([{ description }, {}, {}])
    expect((await events())[0]).toMatchObject({ action: 'service_users_create', after: { description } })
  })

  it('refuses a description of more than 400 characters', async () => {
    const { admin, path } = await world()
    const create = (description: string) => test.call('POST', path, { as: admin, body: { description } })

    expect(await create('x'.repeat(401))).toMatchObject({
      status: 400,
      body: { code: 'invalid_input', fields: { description: expect.any(String) } },
    })
    expect(await create('x'.repeat(400))).toMatchObject({ status: 201 })
  })

  it('shows the token in no later answer and keeps none of it but the hash and the first characters', async () => {
    const { admin, path } = await world()

    const { body: created } = await test.call('POST', path, { as: admin, body: { name: 'quiet' } })

    const read = await test.call('GET', `${path}/${created.id}`, { as: admin })
    const list = await test.call('GET', path, { as: admin })
    expect(read.body).not.toHaveProperty('token')
    expect(JSON.stringify([read.body, list.body])).not.toContain(created.token)
    const [row] = await test.db.select().from(serviceUsers)
    expect(JSON.stringify(row)).not.toContain(created.token)
    expect(JSON.stringify(await events())).not.toContain(created.token)
  })

  it.each([
    ['an empty object', {}],
    ['no body at all', undefined],
    ['an empty body with a JSON content type', ''],
    ['nothing but nulls', { name: null, expiry_date: null, allowed_cors_origins: null }],
  ])('accepts %s', async (_what, body) => {
    const { admin, path } = await world()

    const created = await test.call('POST', path, { as: admin, body })

    expect(created.status).toBe(201)
    expect(created.body).toMatchObject({ name: '', expiry_date: null, allowed_cors_origins: [] })
  })

  it.each([
    ['2030-01-01', '2030-01-01T00:00:00.000+00:00'],
    ['2030-01-01T10:20:30', '2030-01-01T10:20:30.000+00:00'],
    ['2030-01-01T10:20:30.123456', '2030-01-01T10:20:30.123+00:00'],
    ['2030-01-01T10:20:30+02:00', '2030-01-01T08:20:30.000+00:00'],
    ['2030-01-01T10:20:30.5-0530', '2030-01-01T15:50:30.500+00:00'],
    ['2030-01-01T00:00:00.000Z', '2030-01-01T00:00:00.000+00:00'],
    ['2020-01-01T00:00:00.000Z', '2020-01-01T00:00:00.000+00:00'],
  ])('understands the expiry date %s', async (expiry_date, expected) => {
    const { admin, path } = await world()

    const created = await test.call('POST', path, { as: admin, body: { expiry_date } })

    expect(created.status).toBe(201)
    expect(created.body.expiry_date).toBe(expected)
  })

  it.each([
    ['a day that does not exist', { expiry_date: '2030-02-30' }],
    ['infinity', { expiry_date: 'infinity' }],
    ['a number for a date', { expiry_date: 1 }],
    ['an empty date', { expiry_date: '' }],
    ['a name that is no text', { name: 5 }],
    ['a name that is too long', { name: 'x'.repeat(257) }],
    ['a name with a zero-width character', { name: 'a\u200Bb' }],
    ['an origin with a path', { allowed_cors_origins: ['https://app.example.com/'] }],
    ['the origin *', { allowed_cors_origins: ['*'] }],
    ['the origin null', { allowed_cors_origins: ['null'] }],
    ['origins that are no list', { allowed_cors_origins: 'https://app.example.com' }],
    ['a list for a body', []],
  ])('refuses %s', async (_what, body) => {
    const { admin, path } = await world()

    const refused = await test.call('POST', path, { as: admin, body })

    expect(refused.status).toBe(400)
    expect(refused.body).toMatchObject({ code: 'invalid_input', error: expect.any(String) })
    expect((await test.call('GET', path, { as: admin })).body).toEqual([])
  })

  it('keeps each origin once, in the order given', async () => {
    const { admin, path } = await world()
    const origins = ['https://b.example.com', 'http://localhost:8080', 'https://B.example.com']

    const created = await test.call('POST', path, { as: admin, body: { allowed_cors_origins: origins } })

    expect(created.body.allowed_cors_origins).toEqual(['https://b.example.com', 'http://localhost:8080'])
  })

  it('makes e-mails that fit the 254 characters of public clients for the longest project name', async () => {
    const { admin, organization } = await world()
    const project = await createProject(test.db, organization, `p${'x'.repeat(63)}`)

    const created = await test.call('POST', `/v2.1/projects/${project.name}/service-users`, { as: admin })

    expect(created.status).toBe(201)
    expect(created.body.email.length).toBeLessThanOrEqual(254)
  })

  it('writes down what was created, and what was refused', async () => {
    const { admin, organization, project, path } = await world()
    const member = await createMember(test.db, organization)

    const created = await test.call('POST', path, { as: admin, body: { name: 'audited' } })
    await test.call('POST', path, { as: member, body: { name: 'refused' } })

    expect(await events()).toMatchObject([
      {
        action: 'service_users_create',
        outcome: 'done',
        actorId: admin.id,
        organizationId: organization.id,
        projectId: project.id,
        objectType: 'service_users',
        objectId: created.body.id,
        objectName: 'audited',
        before: null,
        after: { name: 'audited', expiry_date: null, allowed_cors_origins: [] },
      },
      { action: 'service_users_create', outcome: 'refused', errorCode: 'forbidden', actorId: member.id },
    ])
  })

  it('gives the same answer, token included, to the same Idempotency-Key', async () => {
    const { admin, path } = await world()
    const send = (name: string) =>
      test.call('POST', path, { as: admin, body: { name }, headers: { 'idempotency-key': KEY } })

    const first = await send('once')
    const again = await send('once')
    const other = await send('twice')

    expect(first.status).toBe(201)
    expect(again.status).toBe(201)
    expect(again.body).toEqual(first.body)
    expect(other.status).toBe(409)
    expect(other.body.code).toBe('idempotency_key_reused')
    expect((await test.call('GET', path, { as: admin })).body).toHaveLength(1)
    const kept = await test.db.select().from(idempotencyKeys)
    expect(kept.map((row) => row.answer?.toString('latin1')).join()).not.toContain(first.body.token)
  })
})

describe('reading service users', () => {
  it('lists them in the order of their creation, with their assignments counted, in one query', async () => {
    const { admin, project, path } = await world()
    const first = await createServiceUser(test.db, project, { name: 'service-user-1', expiresAt: START })
    const second = await createServiceUser(test.db, project, { name: 'service-user-2' })
    const bucket = await createObject(test.db, project, 'bucket')
    await assignRole(test.db, project, 'project-viewer', { serviceUser: second })
    await assignRole(test.db, project, 'file-reader', { serviceUser: second }, bucket)

    const list = await test.call('GET', path, { as: admin })

    expect(list.status).toBe(200)
    expect(list.body).toEqual([
      {
        id: first.id,
        email: first.email,
        name: 'service-user-1',
        description: '',
        creation_date: '2026-03-10T12:00:00.000+00:00',
        expiry_date: '2026-03-10T12:00:00.000+00:00',
        allowed_cors_origins: [],
        token_last_used: null,
        role_assignment_count: 0,
      },
      expect.objectContaining({ id: second.id, expiry_date: null, role_assignment_count: 2 }),
    ])
  })

  it('shows when the token was last used', async () => {
    const { admin, project, path } = await world()
    const { id, token } = await createServiceUser(test.db, project)
    test.clock.now = new Date('2026-03-11T09:30:00.250Z')
    await test.call('GET', '/v2.1/projects', { as: { token } })

    const read = await test.call('GET', `${path}/${id}`, { as: admin })

    expect(read.body.token_last_used).toBe('2026-03-11T09:30:00.250+00:00')
  })

  it('lists nobody of another project', async () => {
    const { admin, organization, path } = await world()
    await createServiceUser(test.db, await createProject(test.db, organization))

    expect((await test.call('GET', path, { as: admin })).body).toEqual([])
  })

  it('answers not found to the id of another project, to an unknown one and to one that is no id', async () => {
    const { admin, organization, path } = await world()
    const elsewhere = await createServiceUser(test.db, await createProject(test.db, organization))

    for (const id of [elsewhere.id, uuidv7(), 'x', '%00']) {
      const read = await test.call('GET', `${path}/${id}`, { as: admin })
      expect(read.status).toBe(404)
      expect(read.body).toEqual({ error: 'Not found', code: 'not_found', request_id: expect.any(String) })
    }
  })
})

describe('updating a service user', () => {
  it('changes only what was sent', async () => {
    const { admin, project, path } = await world()
    const expiresAt = new Date('2026-06-01T00:00:00Z')
    const { id } = await createServiceUser(test.db, project, {
      name: 'before',
      expiresAt,
      allowedCorsOrigins: ['https://a.example.com'],
    })
    const update = (body: object) => test.call('PATCH', `${path}/${id}`, { as: admin, body })

    const described = await update({ description: 'For the nightly job' })
    const renamed = await update({ name: 'after' })
    const moved = await update({ expiry_date: '2026-07-01' })
    const forever = await update({ expiry_date: null, name: null, description: null, allowed_cors_origins: null })
    const elsewhere = await update({ allowed_cors_origins: ['https://b.example.com'] })
    const nowhere = await update({ allowed_cors_origins: [], description: '' })

    expect(described.body).toMatchObject({ name: 'before', description: 'For the nightly job' })
    expect(renamed.status).toBe(200)
    expect(renamed.body).toMatchObject({ name: 'after', expiry_date: '2026-06-01T00:00:00.000+00:00' })
    expect(renamed.body.allowed_cors_origins).toEqual(['https://a.example.com'])
    expect(renamed.body).not.toHaveProperty('token')
    expect(moved.body).toMatchObject({ name: 'after', expiry_date: '2026-07-01T00:00:00.000+00:00' })
    expect(forever.body).toMatchObject({ name: 'after', description: 'For the nightly job', expiry_date: null })
    expect(forever.body.allowed_cors_origins).toEqual(['https://a.example.com'])
    expect(elsewhere.body.allowed_cors_origins).toEqual(['https://b.example.com'])
    expect(nowhere.body).toMatchObject({
      name: 'after',
      description: '',
      expiry_date: null,
      allowed_cors_origins: [],
    })
    expect((await test.call('GET', `${path}/${id}`, { as: admin })).body).toEqual(nowhere.body)
  })

  it('writes down both sides of the change', async () => {
    const { admin, project, path } = await world()
    const { id } = await createServiceUser(test.db, project, { name: 'before' })

    await test.call('PATCH', `${path}/${id}`, { as: admin, body: { name: 'after' } })

    expect(await events()).toMatchObject([
      { action: 'service_users_update', objectId: id, before: { name: 'before' }, after: { name: 'after' } },
    ])
  })

  it('lets the first of two editors with the same ETag win', async () => {
    const { admin, project, path } = await world()
    const { id } = await createServiceUser(test.db, project)
    const etag = String((await test.call('GET', `${path}/${id}`, { as: admin })).headers.etag)
    const update = (name: string, match: string) =>
      test.call('PATCH', `${path}/${id}`, { as: admin, body: { name }, headers: { 'if-match': match } })

    const first = await update('first', etag)
    const second = await update('second', etag)
    const third = await update('third', String(first.headers.etag))

    expect([first.status, second.status, third.status]).toEqual([200, 412, 200])
    expect(second.body.code).toBe('stale')
  })
})

describe('resetting a token', () => {
  it('answers with the token alone, and the old one is dead at once', async () => {
    const { admin, project, path } = await world()
    const old = await createServiceUser(test.db, project)
    await test.call('GET', '/v2.1/projects', { as: old })

    const reset = await test.call('PUT', `${path}/${old.id}/token`, { as: admin })

    expect(reset.status).toBe(200)
    expect(reset.body).toEqual({ token: expect.stringMatching(/^stw_[0-9A-Za-z]{38}$/) })
    expect(reset.headers['cache-control']).toBe('no-store')
    expect((await test.call('GET', '/v2.1/projects', { as: old })).status).toBe(401)
    expect((await test.call('GET', '/v2.1/projects', { as: reset.body })).status).toBe(200)
    expect(await events()).toMatchObject([{ action: 'service_users_token', outcome: 'done', objectId: old.id }])
    expect(JSON.stringify(await events())).not.toContain(reset.body.token)
  })

  it('forgets when the old token was used', async () => {
    const { admin, project, path } = await world()
    const old = await createServiceUser(test.db, project)
    await test.call('GET', '/v2.1/projects', { as: old })

    await test.call('PUT', `${path}/${old.id}/token`, { as: admin })

    expect((await test.call('GET', `${path}/${old.id}`, { as: admin })).body.token_last_used).toBeNull()
  })

  it('gives the same token to the same Idempotency-Key, once', async () => {
    const { admin, project, path } = await world()
    const first = await createServiceUser(test.db, project)
    const second = await createServiceUser(test.db, project)
    const reset = (id: string) =>
      test.call('PUT', `${path}/${id}/token`, { as: admin, headers: { 'idempotency-key': KEY } })

    const answer = await reset(first.id)
    const again = await reset(first.id)
    const other = await reset(second.id)

    expect(answer.status).toBe(200)
    expect(again.body).toEqual(answer.body)
    expect(other.body.code).toBe('idempotency_key_reused')
    expect((await test.call('GET', '/v2.1/projects', { as: answer.body })).status).toBe(200)
    expect((await test.call('GET', '/v2.1/projects', { as: second })).status).toBe(200)
  })

  it('refuses a stale If-Match, so that two resets at once do not kill each other’s token', async () => {
    const { admin, project, path } = await world()
    const { id } = await createServiceUser(test.db, project)
    const etag = String((await test.call('GET', `${path}/${id}`, { as: admin })).headers.etag)
    const reset = () => test.call('PUT', `${path}/${id}/token`, { as: admin, headers: { 'if-match': etag } })

    const [one, other] = await Promise.all([reset(), reset()])

    expect([one.status, other.status].toSorted((a, b) => a - b)).toEqual([200, 412])
    const token = (one.status === 200 ? one : other).body
    expect((await test.call('GET', '/v2.1/projects', { as: token })).status).toBe(200)
  })

  it('may be done by the service user itself where its role allows it', async () => {
    const { project, path } = await world()
    const self = await createServiceUser(test.db, project)
    await createRole(test.db, project, ['service_users.token.update'], 'rotator')
    await assignRole(test.db, project, 'rotator', { serviceUser: self })

    const reset = await test.call('PUT', `${path}/${self.id}/token`, { as: self })

    expect(reset.status).toBe(200)
    expect((await test.call('GET', '/v2.1/projects', { as: self })).status).toBe(401)
    expect((await test.call('GET', '/v2.1/projects', { as: reset.body })).status).toBe(200)
  })
})

describe('a service user whose expiry date has been reached', () => {
  it.each([
    ['exactly now', START],
    ['long ago', new Date('2020-01-01T00:00:00Z')],
  ])('refuses update and reset, can be read and deleted: %s', async (_when, expiresAt) => {
    const { admin, project, path } = await world()
    const { id, token } = await createServiceUser(test.db, project, { expiresAt })

    const update = await test.call('PATCH', `${path}/${id}`, { as: admin, body: { expiry_date: null } })
    const reset = await test.call('PUT', `${path}/${id}/token`, { as: admin })
    const used = await test.call('GET', '/v2.1/projects', { as: { token } })
    const read = await test.call('GET', `${path}/${id}`, { as: admin })
    const deleted = await test.call('DELETE', `${path}/${id}`, { as: admin })

    expect([update.status, update.body.code]).toEqual([409, 'service_user_expired'])
    expect([reset.status, reset.body.code]).toEqual([409, 'service_user_expired'])
    expect(used.status).toBe(401)
    expect(read.status).toBe(200)
    expect(deleted.status).toBe(204)
    expect(await events()).toMatchObject([
      { action: 'service_users_update', outcome: 'refused', errorCode: 'service_user_expired' },
      { action: 'service_users_token', outcome: 'refused', errorCode: 'service_user_expired' },
      { action: 'service_users_delete', outcome: 'done', objectId: id },
    ])
  })

  it('is alive until then', async () => {
    const { admin, project, path } = await world()
    const { id, token } = await createServiceUser(test.db, project, { expiresAt: new Date(START.getTime() + 1) })

    expect((await test.call('GET', '/v2.1/projects', { as: { token } })).status).toBe(200)
    expect((await test.call('PATCH', `${path}/${id}`, { as: admin, body: {} })).status).toBe(200)
  })
})

describe('deleting a service user', () => {
  it('takes its token, its roles and the row, and only once', async () => {
    const { admin, project, path } = await world()
    const gone = await createServiceUser(test.db, project)
    await assignRole(test.db, project, 'project-viewer', { serviceUser: gone })

    const deleted = await test.call('DELETE', `${path}/${gone.id}`, { as: admin })

    expect(deleted.status).toBe(204)
    expect(deleted.body).toBeUndefined()
    expect((await test.call('GET', '/v2.1/projects', { as: gone })).status).toBe(401)
    expect((await test.call('GET', path, { as: admin })).body).toEqual([])
    expect((await test.call('DELETE', `${path}/${gone.id}`, { as: admin })).status).toBe(404)
    expect(await events()).toMatchObject([
      {
        action: 'service_users_delete',
        outcome: 'done',
        objectId: gone.id,
        before: {
          role_assignments: 1,
          roles: [{ role: 'project-viewer', assignee: gone.id, resource: project.name, resource_type: 'project' }],
        },
        after: null,
      },
      { action: 'service_users_delete', outcome: 'refused', errorCode: 'not_found', objectName: gone.id },
    ])
  })

  it('refuses a stale If-Match', async () => {
    const { admin, project, path } = await world()
    const { id } = await createServiceUser(test.db, project)

    const refused = await test.call('DELETE', `${path}/${id}`, { as: admin, headers: { 'if-match': '"7"' } })

    expect([refused.status, refused.body.code]).toEqual([412, 'stale'])
    expect((await test.call('GET', `${path}/${id}`, { as: admin })).status).toBe(200)
  })
})

const calls = [
  ['GET', '', 'service_users.list', 200],
  ['POST', '', 'service_users.create', 201],
  ['GET', '/:id', 'service_users.get', 200],
  ['PATCH', '/:id', 'service_users.update', 200],
  ['PUT', '/:id/token', 'service_users.token.update', 200],
  ['DELETE', '/:id', 'service_users.delete', 204],
] as const

describe.each(calls)('%s service-users%s', (method, suffix, permission, status) => {
  async function target() {
    const made = await world()
    const serviceUser = await createServiceUser(test.db, made.project)
    return { ...made, serviceUser, url: made.path + suffix.replace(':id', serviceUser.id) }
  }

  it(`is allowed by ${permission} alone, to a person and to a service user`, async () => {
    const { project, url, path, serviceUser } = await target()
    const member = await createMemberWith(test.db, project, [permission])
    const peer = await createServiceUser(test.db, project)
    const second = await createServiceUser(test.db, project)
    await createRole(test.db, project, [permission], 'peer')
    await assignRole(test.db, project, 'peer', { serviceUser: peer })

    expect((await test.call(method, url, { as: member })).status).toBe(status)
    const peerUrl = path + suffix.replace(':id', (suffix ? second : serviceUser).id)
    expect((await test.call(method, peerUrl, { as: peer })).status).toBe(status)
  })

  it('is forbidden to a member without the right, and so to a service user', async () => {
    const { organization, project, url } = await target()
    const member = await createMember(test.db, organization)
    const viewer = await createMemberWith(test.db, project, ['deployments.list'])
    const bystander = await createServiceUser(test.db, project)

    for (const as of [member, viewer, bystander]) {
      const refused = await test.call(method, url, { as })
      expect([refused.status, refused.body.code]).toEqual([403, 'forbidden'])
      expect(refused.body.error).toContain(permission)
    }
  })

  it('is not found for strangers, exactly as what does not exist', async () => {
    const { organization, url, serviceUser, admin } = await target()
    const foreign = await createOrganization(test.db)
    const stranger = await createMember(test.db, foreign, { admin: true })
    const foreignProject = await createProject(test.db, foreign)
    const foreignServiceUser = await createServiceUser(test.db, foreignProject)
    await assignRole(test.db, foreignProject, 'project-admin', { serviceUser: foreignServiceUser })
    const invited = await createMember(test.db, organization, { admin: true, active: false })
    const unknown = `/v2.1/projects/no-such-project/service-users${suffix.replace(':id', serviceUser.id)}`

    const missing = await test.call(method, unknown, { as: admin })
    expect(missing.status).toBe(404)
    for (const as of [stranger, foreignServiceUser, invited, await createPerson(test.db)]) {
      const refused = await test.call(method, url, { as })
      expect(refused.status).toBe(404)
      expect({ ...refused.body, request_id: '' }).toEqual({ ...missing.body, request_id: '' })
    }
  })

  it('needs a credential', async () => {
    const { url } = await target()

    expect((await test.call(method, url)).status).toBe(401)
    expect((await test.call(method, url, { headers: { authorization: 'Token stw_wrong' } })).status).toBe(401)
  })
})

describe('taking over a service user that may do more', () => {
  const takeovers = [
    ['PATCH', ''],
    ['PUT', '/token'],
  ] as const
  const rights = ['service_users.update', 'service_users.token.update']

  it.each(takeovers)('is refused: %s%s', async (method, suffix) => {
    const { project, path } = await world()
    const powerful = await createServiceUser(test.db, project)
    await assignRole(test.db, project, 'deployment-viewer', { serviceUser: powerful })
    const member = await createMemberWith(test.db, project, rights)

    const refused = await test.call(method, `${path}/${powerful.id}${suffix}`, { as: member })

    expect([refused.status, refused.body.code]).toEqual([403, 'escalation'])
    expect((await test.call('GET', '/v2.1/projects', { as: powerful })).status).toBe(200)
    expect(await events()).toMatchObject([{ outcome: 'refused', errorCode: 'escalation' }])
  })

  it('keeps a service user from outliving its own end, but not from other changes of itself', async () => {
    const { project, path } = await world()
    const own = await createServiceUser(test.db, project, { expiresAt: new Date('2026-03-20T00:00:00Z') })
    await assignRole(test.db, project, 'service-user-project-admin', { serviceUser: own })

    const refused = await test.call('PATCH', `${path}/${own.id}`, { as: own, body: { expiry_date: null } })
    const renamed = await test.call('PATCH', `${path}/${own.id}`, { as: own, body: { name: 'still-me' } })

    expect([refused.status, refused.body.code]).toEqual([403, 'escalation'])
    expect(renamed.body).toMatchObject({ name: 'still-me', expiry_date: '2026-03-20T00:00:00.000+00:00' })
  })

  it('ignores what a reset carries in its body, however deep', async () => {
    const { admin, project, path } = await world()
    const { id } = await createServiceUser(test.db, project)
    const reset = (body: string) =>
      test.call('PUT', `${path}/${id}/token`, {
        as: admin,
        body,
        headers: { 'idempotency-key': 'a key of enough length' },
      })

    const first = await reset('['.repeat(5000) + ']'.repeat(5000))
    const again = await reset('{}')

    expect([first.status, again.status]).toEqual([200, 200])
    expect(again.body).toEqual(first.body)
    expect(again.headers.etag).toBe(first.headers.etag)
    expect(first.headers.etag).toMatch(/^"[\w-]+"$/)
  })

  it.each(takeovers)('is measured on each object: %s%s', async (method, suffix) => {
    const { project, path } = await world()
    const deployment = await createObject(test.db, project, 'deployment')
    const powerful = await createServiceUser(test.db, project)
    await assignRole(test.db, project, 'deployment-viewer', { serviceUser: powerful }, deployment)
    const member = await createMemberWith(test.db, project, rights)
    const url = `${path}/${powerful.id}${suffix}`

    const before = await test.call(method, url, { as: member })
    await assignRole(test.db, project, 'deployment-viewer', { person: member }, deployment)
    const after = await test.call(method, url, { as: member })

    expect([before.status, after.status]).toEqual([403, 200])
  })

  it.each(takeovers)('is open to the organization’s admin: %s%s', async (method, suffix) => {
    const { admin, project, path } = await world()
    const powerful = await createServiceUser(test.db, project)
    await assignRole(test.db, project, 'project-admin', { serviceUser: powerful })

    expect((await test.call(method, `${path}/${powerful.id}${suffix}`, { as: admin })).status).toBe(200)
  })
})
