import { eq } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { describe, expect, it } from 'vitest'
import { defaultRoles } from '#contract/default-roles.ts'
import { objects, projectMembers, roleAssignments, roles, serviceUsers } from '#server/db/schema.ts'
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
import { useTestApp } from '#server/testing/test-app.ts'

const test = useTestApp()

async function world() {
  const organization = await createOrganization(test.db)
  const admin = await createMember(test.db, organization, { admin: true })
  const project = await createProject(test.db, organization)
  return { organization, admin, project, path: `/v2.1/projects/${project.name}` }
}

const events = () => auditTrail(test.db)
const names = (rows: { name: string }[]) => rows.map(({ name }) => name)
const withoutId = (body: object) => ({ ...body, request_id: '' })

describe('listing projects', () => {
  it('shows an admin every project of their organizations, by name, and no other', async () => {
    const organization = await createOrganization(test.db)
    const admin = await createMember(test.db, organization, { admin: true })
    await createProject(test.db, await createOrganization(test.db), 'foreign')
    for (const name of ['zeta', 'alpha-2', 'alpha']) await createProject(test.db, organization, name)

    const list = await test.call('GET', '/v2.1/projects', { as: admin })

    expect(list.status).toBe(200)
    expect(names(list.body)).toEqual(['alpha', 'alpha-2', 'zeta'])
    expect(list.body[0]).toEqual({
      id: expect.any(String),
      name: 'alpha',
      creation_date: '2026-03-10',
      advanced_permissions: false,
      organization_name: organization.name,
      credits: null,
      suspended: false,
      suspended_reason: null,
    })
  })

  it('shows a member the projects they belong to or hold a role in, even on one object only', async () => {
    const { organization, admin } = await world()
    const [joined, assigned, onObject] = [
      await createProject(test.db, organization, 'joined'),
      await createProject(test.db, organization, 'assigned'),
      await createProject(test.db, organization, 'on-object'),
    ]
    const member = await createMember(test.db, organization)
    await test.call('POST', `/v2.1/projects/${joined.name}/users`, { as: admin, body: { user_id: member.id } })
    await assignRole(test.db, assigned, 'deployment-viewer', { person: member })
    const bucket = await createObject(test.db, onObject, 'bucket')
    await assignRole(test.db, onObject, 'file-reader', { person: member }, bucket)

    const list = await test.call('GET', '/v2.1/projects', { as: member })

    expect(names(list.body)).toEqual(['assigned', 'joined', 'on-object'])
  })

  it('shows nothing to somebody whose invitation is open', async () => {
    const { organization } = await world()
    const invited = await createMember(test.db, organization, { admin: true, active: false })

    expect((await test.call('GET', '/v2.1/projects', { as: invited })).body).toEqual([])
  })

  it('shows a service user its own project', async () => {
    const { organization, project } = await world()
    await createProject(test.db, organization)
    const serviceUser = await createServiceUser(test.db, project)

    expect(names((await test.call('GET', '/v2.1/projects', { as: serviceUser })).body)).toEqual([project.name])
  })

  it('filters by organization, whose existence it does not tell', async () => {
    const { organization, admin, project } = await world()
    const foreign = await createOrganization(test.db)
    const serviceUser = await createServiceUser(test.db, project)
    const list = (name: string, as = admin as { token: string }) =>
      test.call('GET', `/v2.1/projects?organization=${name}`, { as })

    expect(names((await list(organization.name)).body)).toEqual([project.name])
    expect(names((await list(organization.name, serviceUser)).body)).toEqual([project.name])
    expect((await list(foreign.name)).body).toEqual([])
    expect((await list(foreign.name, serviceUser)).body).toEqual([])
    expect((await list('no-such-organization')).body).toEqual([])
    expect((await list('')).status).toBe(400)
  })

  it('needs a credential', async () => {
    expect((await test.call('GET', '/v2.1/projects')).status).toBe(401)
  })
})

describe('creating a project', () => {
  const send = (as: { token: string }, body: unknown, headers = {}) =>
    test.call('POST', '/v2.1/projects', { as, body, headers })

  it('answers as documented, and the project can be used at once', async () => {
    const { organization, admin } = await world()
    const body = { name: 'new-project', organization_name: organization.name, advanced_permissions: false }

    const created = await send(admin, body)

    expect(created.status).toBe(201)
    expect(created.body).toEqual({
      id: expect.any(String),
      name: 'new-project',
      creation_date: '2026-03-10',
      advanced_permissions: false,
      organization_name: organization.name,
      credits: null,
      suspended: false,
      suspended_reason: null,
    })
    expect((await test.call('GET', '/v2.1/projects/new-project', { as: admin })).body).toEqual(created.body)
  })

  it('keeps advanced permissions and credits', async () => {
    const { organization, admin } = await world()
    const body = { name: 'rich', organization_name: organization.name, advanced_permissions: true, credits: 12.5 }

    expect((await send(admin, body)).body).toMatchObject({ advanced_permissions: true, credits: 12.5 })
  })

  it('takes null for what may be left out', async () => {
    const { organization, admin } = await world()
    const body = { name: 'nulls', organization_name: organization.name, advanced_permissions: null, credits: null }

    expect((await send(admin, body)).body).toMatchObject({ advanced_permissions: false, credits: null })
  })

  it('brings the default roles, and makes every admin of the organization project-admin and member', async () => {
    const { organization, admin } = await world()
    const second = await createMember(test.db, organization, { admin: true })
    await createMember(test.db, organization)

    const { body: created } = await send(admin, { name: 'equipped', organization_name: organization.name })

    const ofProject = await test.db.select().from(roles).where(eq(roles.projectId, created.id))
    expect(ofProject.map(({ name }) => name).toSorted()).toEqual(Object.keys(defaultRoles).toSorted())
    const assignments = await test.db.select().from(roleAssignments).orderBy(roleAssignments.accountId)
    const roleId = ofProject.find(({ name }) => name === 'project-admin')?.id
    expect(assignments.map((row) => [row.accountId, row.roleId, row.objectId])).toEqual(
      [admin.id, second.id].toSorted().map((accountId) => [accountId, roleId, null]),
    )
    const users = await test.call('GET', '/v2.1/projects/equipped/users', { as: admin })
    expect(users.body.map(({ id }: { id: string }) => id).toSorted()).toEqual([admin.id, second.id].toSorted())
  })

  it('refuses a name that is taken anywhere', async () => {
    const { organization, admin } = await world()
    await createProject(test.db, await createOrganization(test.db), 'taken')

    const refused = await send(admin, { name: 'taken', organization_name: organization.name })

    expect(refused.status).toBe(409)
    expect(refused.body).toMatchObject({ code: 'project_name_taken', fields: { name: 'Already in use' } })
  })

  it('lets one of two win the same name', async () => {
    const { organization, admin } = await world()
    const body = { name: 'raced', organization_name: organization.name }

    const answers = await Promise.all([send(admin, body), send(admin, body)])

    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409])
  })

  it('is for admins of the organization', async () => {
    const { organization, project } = await world()
    const body = { name: 'mine', organization_name: organization.name }
    const member = await createMemberWith(test.db, project, ['projects.update'])
    const serviceUser = await createServiceUser(test.db, project)

    const byMember = await send(member, body)
    const byServiceUser = await send(serviceUser, body)

    expect([byMember.status, byMember.body.code]).toEqual([403, 'forbidden'])
    expect([byServiceUser.status, byServiceUser.body.code]).toEqual([403, 'service_user_forbidden'])
  })

  it('answers not found to a foreign organization exactly as to an unknown one', async () => {
    const { organization, admin } = await world()
    const stranger = await createPerson(test.db)
    const foreign = await createOrganization(test.db)
    const operator = await createMember(test.db, foreign, { admin: true, operator: true })

    const unknown = await send(admin, { name: 'x', organization_name: 'no-such-organization' })
    expect(unknown.status).toBe(404)
    for (const as of [stranger, operator]) {
      const refused = await send(as, { name: 'x', organization_name: organization.name })
      expect(refused.status).toBe(404)
      expect(withoutId(refused.body)).toEqual(withoutId(unknown.body))
    }
  })

  it.each([
    ['no name', { name: undefined }],
    ['no organization', { organization_name: undefined }],
    ['capitals', { name: 'Project' }],
    ['a digit first', { name: '1project' }],
    ['a space', { name: 'my project' }],
    ['65 characters', { name: 'p'.repeat(65) }],
    ['negative credits', { credits: -1 }],
    ['credits that are text', { credits: '5' }],
    ['permissions that are text', { advanced_permissions: 'false' }],
  ])('refuses %s', async (_what, change) => {
    const { organization, admin } = await world()

    const refused = await send(admin, { name: 'fine', organization_name: organization.name, ...change })

    expect([refused.status, refused.body.code]).toEqual([400, 'invalid_input'])
  })

  it('creates one project for one Idempotency-Key', async () => {
    const { organization, admin } = await world()
    const body = { name: 'once', organization_name: organization.name }
    const headers = { 'idempotency-key': 'a-key-that-nobody-guesses' }

    const first = await send(admin, body, headers)
    const again = await send(admin, body, headers)
    const other = await send(admin, { ...body, name: 'twice' }, headers)

    expect(again.body).toEqual(first.body)
    expect([again.status, other.status, other.body.code]).toEqual([201, 409, 'idempotency_key_reused'])
  })

  it('writes down what was created and what was refused', async () => {
    const { organization, admin } = await world()
    const created = await send(admin, { name: 'audited', organization_name: organization.name })
    await send(admin, { name: 'audited', organization_name: organization.name })

    expect(await events()).toMatchObject([
      {
        action: 'projects_create',
        outcome: 'done',
        organizationId: organization.id,
        projectId: created.body.id,
        objectType: 'projects',
        objectName: 'audited',
        after: { name: 'audited', advanced_permissions: false, credits: null },
      },
      {
        action: 'projects_create',
        outcome: 'refused',
        errorCode: 'project_name_taken',
        organizationId: organization.id,
      },
    ])
  })
})

describe('updating a project', () => {
  it('renames it, for everybody at once', async () => {
    const { admin, path } = await world()

    const updated = await test.call('PATCH', path, { as: admin, body: { name: 'renamed', advanced_permissions: true } })

    expect(updated.status).toBe(200)
    expect(updated.body).toMatchObject({ name: 'renamed', advanced_permissions: true })
    expect((await test.call('GET', path, { as: admin })).status).toBe(404)
    expect((await test.call('GET', '/v2.1/projects/renamed', { as: admin })).body).toEqual(updated.body)
    expect(await events()).toMatchObject([
      { action: 'projects_update', before: { advanced_permissions: false }, after: { name: 'renamed' } },
    ])
  })

  it('leaves alone what is null or absent', async () => {
    const { admin, path } = await world()
    const before = await test.call('GET', path, { as: admin })

    const nulls = await test.call('PATCH', path, { as: admin, body: { name: null, advanced_permissions: null } })
    const nothing = await test.call('PATCH', path, { as: admin })

    expect([nulls.body, nothing.body]).toEqual([before.body, before.body])
  })

  it('refuses a name that is taken and a stale ETag', async () => {
    const { organization, admin, path } = await world()
    await createProject(test.db, organization, 'taken')
    const etag = String((await test.call('GET', path, { as: admin })).headers.etag)
    const update = (name: string, headers = {}) => test.call('PATCH', path, { as: admin, body: { name }, headers })

    const taken = await update('taken')
    await test.call('PATCH', path, { as: admin, body: { advanced_permissions: true }, headers: { 'if-match': etag } })
    const stale = await update('fine', { 'if-match': etag })

    expect([taken.status, taken.body.code]).toEqual([409, 'project_name_taken'])
    expect([stale.status, stale.body.code]).toEqual([412, 'stale'])
    expect((await update('1x')).status).toBe(400)
  })
})

describe('deleting a project', () => {
  it('deletes everything in it and nothing beside it', async () => {
    const { organization, admin, project, path } = await world()
    const neighbour = await createProject(test.db, organization)
    for (const owner of [project, neighbour]) {
      const deployment = await createObject(test.db, owner, 'deployment')
      const serviceUser = await createServiceUser(test.db, owner)
      const member = await createMemberWith(test.db, owner, ['deployments.list'])
      await assignRole(test.db, owner, 'deployment-viewer', { person: member }, deployment)
      await assignRole(test.db, owner, 'project-viewer', { serviceUser })
      await assignRole(test.db, owner, 'file-reader', { deployment })
    }

    const deleted = await test.call('DELETE', path, { as: admin })

    expect(deleted.status).toBe(204)
    expect((await test.call('GET', path, { as: admin })).status).toBe(404)
    for (const table of [objects, serviceUsers, roles, roleAssignments, projectMembers]) {
      const rows = await test.db.select().from(table)
      expect(new Set(rows.map(({ projectId }) => projectId))).toEqual(new Set([neighbour.id]))
    }
    expect(await events()).toMatchObject([
      {
        action: 'projects_delete',
        outcome: 'done',
        objectName: project.name,
        before: {
          name: project.name,
          users: 1,
          service_users: 1,
          custom_roles: 1,
          objects: 1,
          versions: 0,
          role_assignments: 4,
          roles: expect.arrayContaining([
            expect.objectContaining({ role: 'deployment-viewer', resource_type: 'deployment' }),
            expect.objectContaining({ role: 'file-reader', assignee_type: 'deployment', resource: project.name }),
          ]) as unknown,
        },
        after: null,
      },
    ])
  })

  it('refuses a stale ETag', async () => {
    const { admin, path } = await world()

    const refused = await test.call('DELETE', path, { as: admin, headers: { 'if-match': '"9"' } })

    expect([refused.status, refused.body.code]).toEqual([412, 'stale'])
    expect((await test.call('GET', path, { as: admin })).status).toBe(200)
  })

  it('while something is created in it leaves no half of it', async () => {
    const { admin, project, path } = await world()

    const [created, deleted] = await Promise.all([
      test.call('POST', `${path}/service-users`, { as: admin, body: {} }),
      test.call('DELETE', path, { as: admin }),
    ])

    expect(deleted.status).toBe(204)
    expect([201, 404]).toContain(created.status)
    expect(await test.db.select().from(serviceUsers)).toEqual([])
    expect((await test.call('GET', `/v2.1/projects/${project.name}`, { as: admin })).status).toBe(404)
  })
})

describe('users of a project', () => {
  it('can be added, read, listed and removed with their roles', async () => {
    const { organization, admin, project, path } = await world()
    const neighbour = await createProject(test.db, organization)
    const member = await createMember(test.db, organization, { email: 'Zoe@example.com' })
    await assignRole(test.db, neighbour, 'project-viewer', { person: member })
    const expected = { id: member.id, email: 'Zoe@example.com', name: 'Ada', surname: 'Lovelace' }

    const added = await test.call('POST', `${path}/users`, { as: admin, body: { user_id: member.id } })
    const read = await test.call('GET', `${path}/users/${member.id}`, { as: admin })
    const list = await test.call('GET', `${path}/users`, { as: admin })
    await assignRole(test.db, project, 'project-viewer', { person: member })
    const before = await test.call('GET', path, { as: member })
    const removed = await test.call('DELETE', `${path}/users/${member.id}`, { as: admin })
    const after = await test.call('GET', path, { as: member })

    expect([added.status, added.body]).toEqual([201, expected])
    expect([read.status, read.body]).toEqual([200, expected])
    expect([list.status, list.body]).toEqual([200, [expected]])
    expect([before.status, removed.status, after.status]).toEqual([200, 204, 403])
    expect((await test.call('GET', `${path}/users`, { as: admin })).body).toEqual([])
    expect(await test.db.select().from(roleAssignments)).toMatchObject([{ projectId: neighbour.id }])
    expect(await events()).toMatchObject([
      { action: 'project_users_create', objectId: member.id, objectName: 'Zoe@example.com', outcome: 'done' },
      {
        action: 'project_users_delete',
        objectId: member.id,
        outcome: 'done',
        before: {
          email: 'Zoe@example.com',
          role_assignments: 1,
          roles: [{ role: 'project-viewer', resource: project.name, resource_type: 'project' }],
        },
        after: null,
      },
    ])
  })

  it('are listed by e-mail, whatever its case', async () => {
    const { organization, admin, project, path } = await world()
    for (const email of ['Berta@example.com', 'adam@example.com', 'carl@example.com']) {
      await assignRole(test.db, project, 'project-viewer', {
        person: await createMember(test.db, organization, { email }),
      })
    }

    const { body } = await test.call('GET', `${path}/users`, { as: admin })

    expect(body.map(({ email }: { email: string }) => email.charAt(0))).toEqual(['a', 'B', 'c'])
  })

  it('may be members whose invitation is still open', async () => {
    const { organization, admin, path } = await world()
    const invited = await createMember(test.db, organization, { active: false })

    expect((await test.call('POST', `${path}/users`, { as: admin, body: { user_id: invited.id } })).status).toBe(201)
  })

  it('are members of the organization, and each once', async () => {
    const { organization, admin, project, path } = await world()
    const member = await createMember(test.db, organization)
    const serviceUser = await createServiceUser(test.db, project)
    const foreigner = await createMember(test.db, await createOrganization(test.db))
    const add = (user_id: unknown) => test.call('POST', `${path}/users`, { as: admin, body: { user_id } })

    await add(member.id)
    const again = await add(member.id)

    expect([again.status, again.body.code]).toEqual([409, 'member_exists'])
    for (const id of [foreigner.id, serviceUser.id, uuidv7()]) {
      const refused = await add(id)
      expect(refused.status).toBe(400)
      expect(refused.body).toMatchObject({ code: 'assignee_unknown', fields: { user_id: expect.any(String) } })
    }
    for (const id of ['x', null, 5, undefined]) {
      const refused = await add(id)
      expect([refused.status, refused.body.code]).toEqual([400, 'invalid_input'])
    }
  })

  it('who are none are not found', async () => {
    const { organization, admin, path } = await world()
    const outsider = await createMember(test.db, organization)

    for (const method of ['GET', 'DELETE']) {
      for (const id of [outsider.id, uuidv7(), 'x']) {
        expect((await test.call(method, `${path}/users/${id}`, { as: admin })).status).toBe(404)
      }
    }
  })

  it('are kept or refused when the person leaves the organization at that moment', async () => {
    const { organization, admin, path } = await world()
    const member = await createMember(test.db, organization)

    const [added] = await Promise.all([
      test.call('POST', `${path}/users`, { as: admin, body: { user_id: member.id } }),
      test.call('DELETE', `/v2.1/organizations/${organization.name}/users/${member.id}`, { as: admin }),
    ])

    expect([201, 400]).toContain(added.status)
    expect((await test.call('GET', `${path}/users`, { as: admin })).body).toEqual([])
  })
})

const calls = [
  ['GET', '', 'projects.get', 200],
  ['PATCH', '', 'projects.update', 200],
  ['DELETE', '', 'projects.delete', 204],
  ['GET', '/users', 'projects.users.list', 200],
  ['POST', '/users', 'projects.users.create', 201],
  ['GET', '/users/:id', 'projects.users.get', 200],
  ['DELETE', '/users/:id', 'projects.users.delete', 204],
] as const

describe.each(calls)('%s /projects/:project%s', (method, suffix, permission, status) => {
  async function target() {
    const made = await world()
    const user = await createMemberWith(test.db, made.project, ['deployments.list'])
    const newcomer = await createMember(test.db, made.organization)
    const url = made.path + suffix.replace(':id', user.id)
    const body = method === 'POST' ? { user_id: newcomer.id } : undefined
    return { ...made, user, call: (as?: { token: string }, at = url) => test.call(method, at, { as, body }) }
  }

  it(`is allowed by ${permission} alone`, async () => {
    const { project, call } = await target()

    expect((await call(await createMemberWith(test.db, project, [permission]))).status).toBe(status)
  })

  it('is forbidden to a member without the right', async () => {
    const { organization, user, call } = await target()

    for (const as of [user, await createMember(test.db, organization)]) {
      const refused = await call(as)
      expect([refused.status, refused.body.code]).toEqual([403, 'forbidden'])
    }
  })

  it('is not found for strangers, exactly as what does not exist', async () => {
    const { admin, user, call } = await target()
    const foreign = await createOrganization(test.db)
    const stranger = await createMember(test.db, foreign, { admin: true })
    const foreignServiceUser = await createServiceUser(test.db, await createProject(test.db, foreign))

    const missing = await call(admin, `/v2.1/projects/no-such-project${suffix.replace(':id', user.id)}`)
    expect(missing.status).toBe(404)
    for (const as of [stranger, foreignServiceUser]) {
      const refused = await call(as)
      expect(refused.status).toBe(404)
      expect(withoutId(refused.body)).toEqual(withoutId(missing.body))
    }
  })

  it('needs a credential', async () => {
    const { call } = await target()

    expect((await call()).status).toBe(401)
  })

  it('serves a service user only where people are not concerned', async () => {
    const { project, call } = await target()
    const serviceUser = await createServiceUser(test.db, project)
    await createRole(test.db, project, [permission], 'automated')
    await assignRole(test.db, project, 'automated', { serviceUser })

    const answer = await call(serviceUser)

    if (suffix.startsWith('/users')) {
      expect([answer.status, answer.body.code]).toEqual([403, 'service_user_forbidden'])
    } else {
      expect(answer.status).toBe(status)
    }
  })
})
