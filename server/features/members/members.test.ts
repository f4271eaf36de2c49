import { and, eq } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { describe, expect, it } from 'vitest'
import { accounts, organizationMembers, projectMembers, roleAssignments } from '#server/db/schema.ts'
import { auditTrail } from '#server/testing/audit-trail.ts'
import {
  assignRole,
  createMember,
  createObject,
  createOrganization,
  createPerson,
  createProject,
  createServiceUser,
} from '#server/testing/factories.ts'
import { countQueries } from '#server/testing/queries.ts'
import { type CallOptions, START, useTestApp } from '#server/testing/test-app.ts'

const test = useTestApp()

const urlOf = ({ name }: { name: string }) => `/v2.1/organizations/${name}/users`

async function arrange() {
  const organization = await createOrganization(test.db)
  const admin = await createMember(test.db, organization, { admin: true })
  return { organization, admin, url: urlOf(organization) }
}

const events = () => auditTrail(test.db)
const get = async (url: string, as: CallOptions['as']) => (await test.call('GET', url, { as })).body
const tagOf = async (url: string, as: CallOptions['as']) => (await test.call('GET', url, { as })).headers.etag
const withoutId = ({
  status,
  body: { request_id: _id, ...body },
}: {
  status: number
  body: { request_id: string }
}) => ({
  status,
  body,
})
const withPassword = { passwordHash: 'not-a-real-hash' }

const adminsOf = (organization: { id: string }) =>
  test.db
    .select({ id: organizationMembers.accountId })
    .from(organizationMembers)
    .where(and(eq(organizationMembers.organizationId, organization.id), organizationMembers.admin))

describe('organization_users_list', () => {
  it('shows any member who else is one, by e-mail', async () => {
    const { organization, admin, url } = await arrange()
    const member = await createMember(test.db, organization, { email: 'Zoe@example.com' })
    const invited = await createMember(test.db, organization, { email: 'amy@example.com', active: false })
    const project = await createProject(test.db, organization)
    await assignRole(test.db, project, 'project-viewer', { person: invited })
    await assignRole(test.db, project, 'file-reader', { person: invited })

    const { status, body } = await test.call('GET', url, { as: member })

    expect(status).toBe(200)
    expect(body.map(({ id }: { id: string }) => id)).toEqual([invited.id, admin.id, member.id])
    expect(body[0]).toEqual({
      id: invited.id,
      email: 'amy@example.com',
      name: 'Ada',
      surname: 'Lovelace',
      admin: false,
      profile: 'READ_ONLY',
      status: 'invited',
      creation_date: '2026-03-10T12:00:00.000000Z',
      last_active: null,
      role_assignment_count: 2,
    })
    expect(body[1]).toMatchObject({ admin: true, status: 'active', last_active: null, role_assignment_count: 0 })
    expect(body[2]).toMatchObject({ email: 'Zoe@example.com', last_active: '2026-03-10T12:00:00.000000Z' })
  })

  it('counts roles in projects of this organization only', async () => {
    const { organization, admin, url } = await arrange()
    const elsewhere = await createOrganization(test.db)
    await test.db
      .insert(organizationMembers)
      .values({ organizationId: elsewhere.id, accountId: admin.id, active: true, createdAt: START })
    await assignRole(test.db, await createProject(test.db, elsewhere), 'project-admin', { person: admin })
    const project = await createProject(test.db, organization)
    await assignRole(test.db, project, 'project-admin', { person: admin })
    await assignRole(test.db, project, 'file-reader', { serviceUser: await createServiceUser(test.db, project) })

    expect(await get(url, admin)).toMatchObject([{ id: admin.id, role_assignment_count: 1 }])
  })

  it('lists 1,000 members with as many queries as one', async () => {
    const { organization, admin, url } = await arrange()
    await get(url, admin)
    const alone = await countQueries(() => get(url, admin))
    const people = Array.from({ length: 999 }, (_, index) => ({ id: uuidv7(), email: `p${index}@example.com` }))
    await test.db.insert(accounts).values(people.map((person) => ({ ...person, createdAt: START })))
    await test.db
      .insert(organizationMembers)
      .values(
        people.map(({ id }) => ({ organizationId: organization.id, accountId: id, active: true, createdAt: START })),
      )

    const crowded = await countQueries(() => get(url, admin))

    expect(crowded.result).toHaveLength(1000)
    expect(crowded.queries).toHaveLength(alone.queries.length)
    expect(crowded.queries.filter((text) => text.includes('role_assignments'))).toHaveLength(1)
  })
})

describe('organization_users_create', () => {
  it('invites an address without an account, which it makes without a password', async () => {
    const { organization, admin, url } = await arrange()

    const { status, body } = await test.call('POST', url, {
      as: admin,
      body: { email: ' New.Person@Example.com ', admin: false },
    })

    expect(status).toBe(201)
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      email: 'New.Person@Example.com',
      name: '',
      surname: '',
      admin: false,
      profile: 'READ_ONLY',
      status: 'invited',
      creation_date: '2026-03-10T12:00:00.000000Z',
      last_active: null,
      role_assignment_count: 0,
    })
    expect(await get(`${url}/${body.id}`, admin)).toEqual(body)
    const [account] = await test.db.select().from(accounts).where(eq(accounts.id, body.id))
    expect(account).toMatchObject({ email: 'New.Person@Example.com', passwordHash: null, operator: false })
    expect(await events()).toMatchObject([
      {
        organizationId: organization.id,
        action: 'organization_users_create',
        outcome: 'done',
        actorId: admin.id,
        objectType: 'organization_users',
        objectId: body.id,
        objectName: 'New.Person@Example.com',
        before: null,
        after: { email: 'New.Person@Example.com', admin: false, status: 'invited' },
      },
    ])
  })

  it('adds a person who has a password at once, whatever the case of the address', async () => {
    const { organization, admin, url } = await arrange()
    const person = await createPerson(test.db, { email: 'Grace.Hopper@Example.com', ...withPassword })

    const { status, body } = await test.call('POST', url, {
      as: admin,
      body: { email: 'grace.hopper@example.COM', admin: true },
    })

    expect(status).toBe(201)
    expect(body).toMatchObject({
      id: person.id,
      email: 'Grace.Hopper@Example.com',
      name: 'Ada',
      admin: true,
      status: 'active',
    })
    expect(await get('/v2.1/organizations', person)).toMatchObject([{ id: organization.id, admin: true }])
  })

  it('invites a person whom another organization has invited', async () => {
    const { admin, url } = await arrange()
    const person = await createMember(test.db, await createOrganization(test.db), { active: false })

    const { status, body } = await test.call('POST', url, { as: admin, body: { email: person.email } })

    expect(status).toBe(201)
    expect(body).toMatchObject({ id: person.id, status: 'invited', admin: false })
    expect(await get('/v2.1/organizations', person)).toEqual([])
  })

  it.each([true, false])('refuses a person who is a user already (active: %s)', async (active) => {
    const { organization, admin, url } = await arrange()
    const member = await createMember(test.db, organization, { active, email: 'twice@example.com' })

    const answer = await test.call('POST', url, { as: admin, body: { email: 'TWICE@example.com', admin: true } })

    expect(answer).toMatchObject({
      status: 409,
      body: { code: 'member_exists', fields: { email: expect.any(String) } },
    })
    expect(await get(`${url}/${member.id}`, admin)).toMatchObject({ admin: false })
    expect(await events()).toMatchObject([
      { organizationId: organization.id, outcome: 'refused', errorCode: 'member_exists' },
    ])
  })

  it('adds a person once when two requests come at once', async () => {
    const { admin, url } = await arrange()
    const add = (email: string) => test.call('POST', url, { as: admin, body: { email } })

    const answers = await Promise.all([add('same@example.com'), add('Same@Example.com')])

    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409])
    expect(await get(url, admin)).toHaveLength(2)
  })

  it('makes one account of two organizations that invite the same address at once', async () => {
    const [one, other] = [await arrange(), await arrange()]

    const answers = await Promise.all(
      [one, other].map(({ url, admin }) => test.call('POST', url, { as: admin, body: { email: 'new@example.com' } })),
    )

    expect(answers.map(({ status }) => status)).toEqual([201, 201])
    expect(answers[0]?.body.id).toBe(answers[1]?.body.id)
  })

  it('answers a repetition with the same Idempotency-Key the same', async () => {
    const { admin, url } = await arrange()
    const request = {
      as: admin,
      body: { email: 'once@example.com' },
      headers: { 'idempotency-key': 'a-key-of-enough-length' },
    }

    const first = await test.call('POST', url, request)
    const second = await test.call('POST', url, request)
    const third = await test.call('POST', url, { ...request, body: { email: 'twice@example.com' } })

    expect([first.status, second.status]).toEqual([201, 201])
    expect(second.body).toEqual(first.body)
    expect(third).toMatchObject({ status: 409, body: { code: 'idempotency_key_reused' } })
  })

  it.each([
    { admin: false },
    { email: 'not an address', admin: false },
    { email: 'ada@example.com, bob@example.com' },
    { email: null },
    { email: 'ada@example.com', admin: 'yes' },
    [],
    'text',
  ])('refuses %j', async (body) => {
    const { admin, url } = await arrange()

    const answer = await test.call('POST', url, { as: admin, body: JSON.stringify(body) })

    expect(answer).toMatchObject({ status: 400, body: { error: expect.any(String) } })
    expect(await get(url, admin)).toHaveLength(1)
  })
})

describe('organization_users_get', () => {
  it('shows an admin a user, with an ETag', async () => {
    const { organization, admin, url } = await arrange()
    const member = await createMember(test.db, organization)

    const { status, body, headers } = await test.call('GET', `${url}/${member.id}`, { as: admin })

    expect(status).toBe(200)
    expect(headers.etag).toMatch(/^"[\w-]+"$/)
    expect(body).toMatchObject({ id: member.id, email: member.email, admin: false, status: 'active' })
  })
})

describe('organization_users_update', () => {
  it('makes a user an admin and takes it back', async () => {
    const { organization, admin, url } = await arrange()
    const member = await createMember(test.db, organization)
    const memberUrl = `${url}/${member.id}`
    const first = await tagOf(memberUrl, admin)

    const promoted = await test.call('PATCH', memberUrl, { as: admin, body: { admin: true } })

    expect(promoted).toMatchObject({ status: 200, body: { id: member.id, admin: true } })
    expect(await get(memberUrl, member)).toMatchObject({ admin: true })
    expect(await events()).toMatchObject([
      {
        organizationId: organization.id,
        action: 'organization_users_update',
        outcome: 'done',
        objectId: member.id,
        objectName: member.email,
        before: { admin: false },
        after: { admin: true },
      },
    ])

    const demoted = await test.call('PATCH', memberUrl, { as: admin, body: { admin: false } })

    expect(demoted).toMatchObject({ status: 200, body: { admin: false } })
    expect(new Set([first, promoted.headers.etag, demoted.headers.etag]).size).toBe(3)
    expect(await test.call('GET', memberUrl, { as: member })).toMatchObject({ status: 403 })
  })

  it('writes nothing where nothing changes', async () => {
    const { admin, url } = await arrange()
    const etag = await tagOf(`${url}/${admin.id}`, admin)

    const answer = await test.call('PATCH', `${url}/${admin.id}`, { as: admin, body: { admin: true } })

    expect(answer).toMatchObject({ status: 200, headers: { etag } })
    expect(await events()).toEqual([])
  })

  it('lets an admin step back when another active admin remains', async () => {
    const { organization, admin, url } = await arrange()
    await createMember(test.db, organization, { admin: true })

    const answer = await test.call('PATCH', `${url}/${admin.id}`, { as: admin, body: { admin: false } })

    expect(answer).toMatchObject({ status: 200, body: { admin: false } })
  })

  it('demotes an invited admin, for an active one remains', async () => {
    const { organization, admin, url } = await arrange()
    const invited = await createMember(test.db, organization, { admin: true, active: false })

    const answer = await test.call('PATCH', `${url}/${invited.id}`, { as: admin, body: { admin: false } })

    expect(answer).toMatchObject({ status: 200, body: { admin: false, status: 'invited' } })
  })

  it.each([{}, { admin: null }, { admin: 'true' }, { admin: 1 }])('refuses %j', async (body) => {
    const { admin, url } = await arrange()

    const answer = await test.call('PATCH', `${url}/${admin.id}`, { as: admin, body })

    expect(answer).toMatchObject({
      status: 400,
      body: { code: 'invalid_input', fields: { admin: expect.any(String) } },
    })
  })
})

describe('organization_users_delete', () => {
  it('takes the roles in all projects of the organization along, and nothing of other organizations', async () => {
    const { organization, admin, url } = await arrange()
    const member = await createMember(test.db, organization)
    const [first, second] = [await createProject(test.db, organization), await createProject(test.db, organization)]
    const bucket = await createObject(test.db, second, 'bucket')
    await assignRole(test.db, first, 'project-viewer', { person: member })
    await assignRole(test.db, second, 'project-editor', { person: member })
    await assignRole(test.db, second, 'file-reader', { person: member }, bucket)
    const kept = await assignRole(test.db, first, 'project-viewer', { person: admin })
    const elsewhere = await createOrganization(test.db)
    await test.db
      .insert(organizationMembers)
      .values({ organizationId: elsewhere.id, accountId: member.id, active: true, createdAt: START })
    const foreignProject = await createProject(test.db, elsewhere)
    const foreign = await assignRole(test.db, foreignProject, 'project-admin', { person: member })

    const { status, body } = await test.call('DELETE', `${url}/${member.id}`, { as: admin })

    expect(status).toBe(204)
    expect(body).toBeUndefined()
    expect((await test.call('GET', `${url}/${member.id}`, { as: admin })).status).toBe(404)
    expect((await test.call('GET', url, { as: member })).status).toBe(404)
    const remaining = await test.db.select({ id: roleAssignments.id }).from(roleAssignments)
    expect(remaining.map(({ id }) => id).toSorted()).toEqual([kept.id, foreign.id].toSorted())
    const memberships = await test.db
      .select({ projectId: projectMembers.projectId })
      .from(projectMembers)
      .where(eq(projectMembers.accountId, member.id))
    expect(memberships).toEqual([{ projectId: foreignProject.id }])
    expect(await get('/v2.1/organizations', member)).toMatchObject([{ id: elsewhere.id }])
    expect(await events()).toMatchObject([
      {
        organizationId: organization.id,
        action: 'organization_users_delete',
        outcome: 'done',
        objectId: member.id,
        objectName: member.email,
        before: {
          email: member.email,
          admin: false,
          status: 'active',
          role_assignments: 3,
          projects: 2,
          roles: Array.from({ length: 3 }, () => ({
            project: expect.any(String) as string,
            role: expect.any(String) as string,
            assignee: member.id,
          })),
        },
        after: null,
      },
    ])
  })

  it('lets the person be added again, without the roles of before', async () => {
    const { organization, admin, url } = await arrange()
    const member = await createMember(test.db, organization, { active: false })
    await assignRole(test.db, await createProject(test.db, organization), 'project-viewer', { person: member })
    await test.call('DELETE', `${url}/${member.id}`, { as: admin })

    const { status, body } = await test.call('POST', url, { as: admin, body: { email: member.email } })

    expect(status).toBe(201)
    expect(body).toMatchObject({ id: member.id, role_assignment_count: 0 })
  })

  it('lets an admin leave when another active admin remains', async () => {
    const { organization, admin, url } = await arrange()
    await createMember(test.db, organization, { admin: true })

    expect((await test.call('DELETE', `${url}/${admin.id}`, { as: admin })).status).toBe(204)
    expect((await test.call('GET', url, { as: admin })).status).toBe(404)
  })
})

describe('the last admin of an organization', () => {
  const changes = [
    { name: 'is not demoted', method: 'PATCH', body: { admin: false }, action: 'organization_users_update' },
    { name: 'is not removed', method: 'DELETE', body: undefined, action: 'organization_users_delete' },
  ]

  it.each(changes)('$name, also with an invited admin beside', async ({ method, body, action }) => {
    const { organization, admin, url } = await arrange()
    await createMember(test.db, organization)
    await createMember(test.db, organization, { admin: true, active: false })

    const answer = await test.call(method, `${url}/${admin.id}`, { as: admin, body })

    expect(answer).toMatchObject({ status: 409, body: { code: 'last_admin', error: expect.any(String) } })
    expect(await get(`${url}/${admin.id}`, admin)).toMatchObject({ admin: true })
    expect(await events()).toMatchObject([
      { organizationId: organization.id, action, outcome: 'refused', errorCode: 'last_admin', actorId: admin.id },
    ])
  })

  const demote = { method: 'PATCH', body: { admin: false } }
  const remove = { method: 'DELETE', body: undefined }
  it.each([
    { name: 'demote each other', first: demote, second: demote, self: false },
    { name: 'remove each other', first: remove, second: remove, self: false },
    { name: 'demote and remove each other', first: demote, second: remove, self: false },
    { name: 'both step back', first: demote, second: demote, self: true },
    { name: 'both leave', first: remove, second: remove, self: true },
    { name: 'step back and leave', first: demote, second: remove, self: true },
  ])('remains when two admins $name at once', async ({ first, second, self }) => {
    for (let round = 0; round < 5; round += 1) {
      const { organization, admin: one, url } = await arrange()
      const other = await createMember(test.db, organization, { admin: true })

      const answers = await Promise.all([
        test.call(first.method, `${url}/${self ? one.id : other.id}`, { as: one, body: first.body }),
        test.call(second.method, `${url}/${self ? other.id : one.id}`, { as: other, body: second.body }),
      ])

      const refused = answers.filter(({ status }) => status >= 400)
      expect(refused).toHaveLength(1)
      // Who is removed or demoted by the other first is no member or no admin any more.
      expect(['last_admin', 'forbidden', 'not_found']).toContain(refused[0]?.body.code)
      if (self) expect(refused[0]?.body.code).toBe('last_admin')
      expect(await adminsOf(organization)).toHaveLength(1)
    }
  })

  it('remains when all of ten admins leave at once', async () => {
    const { organization, admin, url } = await arrange()
    const admins = [admin]
    for (let index = 1; index < 10; index += 1) {
      admins.push(await createMember(test.db, organization, { admin: true }))
    }

    const answers = await Promise.all(admins.map((as) => test.call('DELETE', `${url}/${as.id}`, { as })))

    expect(answers.filter(({ status }) => status === 204)).toHaveLength(9)
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(1)
    expect(await adminsOf(organization)).toHaveLength(1)
  })
})

describe('organization_users_role_assignments_list', () => {
  it('lists what a person holds in all projects of the organization, by project and role', async () => {
    const { organization, admin, url } = await arrange()
    const member = await createMember(test.db, organization)
    const [alpha, beta] = [
      await createProject(test.db, organization, 'alpha'),
      await createProject(test.db, organization, 'beta'),
    ]
    const pipeline = await createObject(test.db, alpha, 'pipeline', 'pipeline-1')
    const onProject = await assignRole(test.db, beta, 'project-viewer', { person: member })
    const onObject = await assignRole(test.db, alpha, 'pipeline-admin', { person: member }, pipeline)
    await assignRole(test.db, alpha, 'project-admin', { person: admin })

    const { status, body } = await test.call('GET', `${url}/${member.id}/role-assignments`, { as: admin })

    expect(status).toBe(200)
    expect(body).toEqual([
      {
        id: onObject.id,
        assignee: member.id,
        assignee_type: 'user',
        role: 'pipeline-admin',
        resource: 'pipeline-1',
        resource_type: 'pipeline',
        project: 'alpha',
      },
      {
        id: onProject.id,
        assignee: member.id,
        assignee_type: 'user',
        role: 'project-viewer',
        resource: 'beta',
        resource_type: 'project',
        project: 'beta',
      },
    ])
  })

  it('is empty for a person without roles', async () => {
    const { admin, url } = await arrange()

    expect(await get(`${url}/${admin.id}/role-assignments`, admin)).toEqual([])
  })
})

interface Request {
  name: string
  method: string
  /** Below the users of the organization. */
  path: (id: string) => string
  body?: object
}

const list: Request = { name: 'organization_users_list', method: 'GET', path: () => '' }
const changesOfOne: Request[] = [
  { name: 'organization_users_update', method: 'PATCH', path: (id) => `/${id}`, body: { admin: true } },
  { name: 'organization_users_delete', method: 'DELETE', path: (id) => `/${id}` },
]
const aboutOne: Request[] = [
  { name: 'organization_users_get', method: 'GET', path: (id) => `/${id}` },
  { name: 'organization_users_role_assignments_list', method: 'GET', path: (id) => `/${id}/role-assignments` },
  ...changesOfOne,
]
const add: Request = {
  name: 'organization_users_create',
  method: 'POST',
  path: () => '',
  body: { email: 'new@example.com', admin: false },
}

describe.each([list, add, ...aboutOne])('$name', ({ method, path, body }) => {
  it('answers a foreign organization and one that does not exist byte for byte the same', async () => {
    const { organization, url } = await arrange()
    const target = await createMember(test.db, organization)
    const stranger = await createMember(test.db, await createOrganization(test.db), { admin: true })
    const invited = await createMember(test.db, organization, { admin: true, active: false })
    const missingUrl = `/v2.1/organizations/no-such-organization/users${path(target.id)}`

    const missing = await test.call(method, missingUrl, { as: stranger, body })

    expect(missing).toMatchObject({ status: 404, body: { code: 'not_found' } })
    for (const as of [stranger, invited]) {
      expect(withoutId(await test.call(method, url + path(target.id), { as, body }))).toEqual(withoutId(missing))
    }
  })

  it('refuses a service user of the organization', async () => {
    const { organization, url } = await arrange()
    const target = await createMember(test.db, organization)
    const serviceUser = await createServiceUser(test.db, await createProject(test.db, organization))

    expect(await test.call(method, url + path(target.id), { as: serviceUser, body })).toMatchObject({
      status: 403,
      body: { code: 'service_user_forbidden' },
    })
  })

  it('refuses nobody', async () => {
    const { admin, url } = await arrange()

    expect((await test.call(method, url + path(admin.id), { body })).status).toBe(401)
  })
})

describe.each([add, ...aboutOne])('$name', ({ name, method, path, body }) => {
  it('refuses a member who is no admin, also about themselves', async () => {
    const { organization, admin, url } = await arrange()
    const member = await createMember(test.db, organization)

    const answer = await test.call(method, url + path(member.id), { as: member, body })

    expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } })
    expect(await get(url, admin)).toHaveLength(2)
    expect(await get(`${url}/${member.id}`, admin)).toMatchObject({ admin: false })
    const refusal = {
      organizationId: organization.id,
      actorId: member.id,
      action: name,
      outcome: 'refused',
      errorCode: 'forbidden',
    }
    expect(await events()).toMatchObject(method === 'GET' ? [] : [refusal])
  })
})

describe.each(aboutOne)('$name', ({ method, path, body }) => {
  it('does not find who is no member, nor what is no id', async () => {
    const { admin, url } = await arrange()
    const stranger = await createMember(test.db, await createOrganization(test.db))

    for (const id of [stranger.id, uuidv7(), 'not-an-id', '%00', '__proto__']) {
      expect(await test.call(method, url + path(id), { as: admin, body })).toMatchObject({
        status: 404,
        body: { code: 'not_found' },
      })
    }
  })
})

describe.each(changesOfOne)('$name', ({ method, path, body }) => {
  it('refuses what somebody else changed in the meantime', async () => {
    const { organization, admin, url } = await arrange()
    const member = await createMember(test.db, organization, { admin: true })
    const memberUrl = url + path(member.id)
    const { headers } = await test.call('GET', memberUrl, { as: admin })
    await test.call('PATCH', memberUrl, { as: admin, body: { admin: false } })
    const change = (tag: unknown) =>
      test.call(method, memberUrl, { as: admin, body, headers: { 'if-match': String(tag) } })

    expect(await change(headers.etag)).toMatchObject({ status: 412, body: { code: 'stale' } })
    expect(await get(memberUrl, admin)).toMatchObject({ admin: false })
    expect((await change(await tagOf(memberUrl, admin))).status).toBeLessThan(300)
  })
})
