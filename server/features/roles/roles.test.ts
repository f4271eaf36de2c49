import { and, eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { defaultRoles } from '#contract/default-roles.ts'
import { permissions } from '#contract/permissions.ts'
import { toEtag } from '#server/context.ts'
import { roleAssignments, roles } from '#server/db/schema.ts'
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
import { countQueries } from '#server/testing/queries.ts'
import { useTestApp } from '#server/testing/test-app.ts'

const test = useTestApp()

async function arrange() {
  const organization = await createOrganization(test.db)
  const admin = await createMember(test.db, organization, { admin: true })
  const project = await createProject(test.db, organization)
  return { organization, admin, project, url: `/v2.1/projects/${project.name}/roles` }
}

const events = () => auditTrail(test.db)

describe('permissions_list', () => {
  it('lists all 126 permissions in the order of the catalogue', async () => {
    const { admin } = await arrange()

    const { status, body } = await test.call('GET', '/v2.1/permissions', { as: admin })

    expect(status).toBe(200)
    expect(body).toEqual(permissions.map((name) => ({ name })))
    expect(body).toHaveLength(126)
  })

  it('answers any caller: a person without organization, a service user', async () => {
    const { project } = await arrange()
    const stranger = await createPerson(test.db)
    const serviceUser = await createServiceUser(test.db, project)

    expect((await test.call('GET', '/v2.1/permissions', { as: stranger })).status).toBe(200)
    expect((await test.call('GET', '/v2.1/permissions', { as: serviceUser })).status).toBe(200)
  })

  it('refuses nobody', async () => {
    expect(await test.call('GET', '/v2.1/permissions')).toMatchObject({
      status: 401,
      body: { code: 'unauthenticated', error: expect.any(String) },
    })
  })
})

describe('roles_list', () => {
  it('lists the default roles first, in their order, then custom ones by name', async () => {
    const { admin, project, url } = await arrange()
    await createRole(test.db, project, ['deployments.list'], 'b-role')
    await createRole(test.db, project, ['deployments.list', 'deployments.get'], 'a-role')

    const { status, body } = await test.call('GET', url, { as: admin })

    expect(status).toBe(200)
    expect(body.map((role: { name: string }) => role.name)).toEqual([...Object.keys(defaultRoles), 'a-role', 'b-role'])
    expect(body[0]).toEqual({
      id: expect.any(String),
      name: 'project-admin',
      default: true,
      permission_count: 126,
      resource_types: ['deployment', 'pipeline', 'bucket'],
      used_by: { members: 0, service_users: 0, deployments: 0 },
    })
    expect(body.at(-2)).toMatchObject({ name: 'a-role', default: false, permission_count: 2 })
  })

  it('says on which kinds of objects each permits anything', async () => {
    const { admin, project, url } = await arrange()
    await createRole(test.db, project, ['pipelines.versions.get', 'buckets.list', 'buckets.get'], 'reader')
    await createRole(test.db, project, ['service_users.list'], 'token-manager')

    const { body } = await test.call('GET', url, { as: admin })

    expect(body.slice(-2)).toMatchObject([
      { name: 'reader', resource_types: ['pipeline', 'bucket'] },
      { name: 'token-manager', resource_types: [] },
    ])
  })

  it('counts each assignee once, however many objects they hold the role on', async () => {
    const { admin, project, organization, url } = await arrange()
    const [ada, bob] = [await createMember(test.db, organization), await createMember(test.db, organization)]
    const serviceUser = await createServiceUser(test.db, project)
    const deployment = await createObject(test.db, project, 'deployment')
    const bucket = await createObject(test.db, project, 'bucket')
    await assignRole(test.db, project, 'file-reader', { person: ada })
    await assignRole(test.db, project, 'file-reader', { person: ada }, bucket)
    await assignRole(test.db, project, 'file-reader', { person: bob }, bucket)
    await assignRole(test.db, project, 'file-reader', { serviceUser }, bucket)
    await assignRole(test.db, project, 'file-reader', { deployment }, bucket)
    await assignRole(test.db, project, 'file-reader', { deployment })

    const { body } = await test.call('GET', url, { as: admin })

    expect(body.find((role: { name: string }) => role.name === 'file-reader').used_by).toEqual({
      members: 2,
      service_users: 1,
      deployments: 1,
    })
  })

  it('takes one query for the caller, one for their rights and one for all roles', async () => {
    const { admin, url } = await arrange()
    const list = () => test.call('GET', url, { as: admin })
    await list()

    const { result, queries } = await countQueries(list)

    expect(result.body.length).toBeGreaterThan(10)
    expect(queries).toHaveLength(3)
  })

  it('shows nothing of another project', async () => {
    const { admin, organization, url } = await arrange()
    const other = await createProject(test.db, organization)
    await createRole(test.db, other, ['deployments.list'], 'elsewhere')

    const { body } = await test.call('GET', url, { as: admin })

    expect(body.map((role: { name: string }) => role.name)).not.toContain('elsewhere')
  })
})

describe('roles_create', () => {
  it('answers as the document shows', async () => {
    const { admin, url } = await arrange()
    const sent = {
      name: 'custom-deployment-editor-role',
      permissions: ['deployments.list', 'deployments.get', 'deployments.delete'],
    }

    const { status, body } = await test.call('POST', url, { as: admin, body: sent })

    expect(status).toBe(201)
    expect(body).toEqual({ id: expect.any(String), default: false, ...sent })
    expect((await test.call('GET', `${url}/${sent.name}`, { as: admin })).body).toEqual(body)
  })

  it('folds doubles and stores the list in the order of the catalogue', async () => {
    const { admin, url } = await arrange()
    const sent = ['roles.get', 'deployments.get', 'deployments.list', 'deployments.get']

    const { body } = await test.call('POST', url, { as: admin, body: { name: 'mixed', permissions: sent } })

    expect(body.permissions).toEqual(['deployments.list', 'deployments.get', 'roles.get'])
  })

  it('takes every permission there is, and names of 64 characters', async () => {
    const { admin, url } = await arrange()
    const name = 'a'.repeat(64)

    const { status, body } = await test.call('POST', url, { as: admin, body: { name, permissions } })

    expect(status).toBe(201)
    expect(body.permissions).toEqual(permissions)
    expect((await test.call('GET', `${url}/${name}`, { as: admin })).status).toBe(200)
  })

  it('writes what was created to the audit trail', async () => {
    const { admin, project, organization, url } = await arrange()

    const { body, headers } = await test.call('POST', url, {
      as: admin,
      body: { name: 'audited', permissions: ['buckets.get', 'buckets.list'] },
    })

    expect(await events()).toMatchObject([
      {
        organizationId: organization.id,
        projectId: project.id,
        actorType: 'person',
        actorId: admin.id,
        action: 'roles_create',
        outcome: 'done',
        objectType: 'roles',
        objectId: body.id,
        objectName: 'audited',
        before: null,
        after: { name: 'audited', permissions: ['buckets.list', 'buckets.get'] },
        requestId: headers['x-request-id'],
      },
    ])
  })

  it.each(['project-admin', 'deployment-viewer', 'taken'])(
    'refuses the name %s, which the project has',
    async (name) => {
      const { admin, project, url } = await arrange()
      await createRole(test.db, project, ['deployments.list'], 'taken')

      const answer = await test.call('POST', url, { as: admin, body: { name, permissions: ['deployments.list'] } })

      expect(answer).toMatchObject({
        status: 409,
        body: { code: 'role_name_taken', fields: { name: expect.any(String) }, error: expect.any(String) },
      })
      expect(await events()).toMatchObject([
        { action: 'roles_create', outcome: 'refused', errorCode: 'role_name_taken' },
      ])
    },
  )

  it('allows a name that another project has', async () => {
    const { admin, organization, url } = await arrange()
    await createRole(test.db, await createProject(test.db, organization), ['deployments.list'], 'shared-name')

    const body = { name: 'shared-name', permissions: ['deployments.list'] }

    expect((await test.call('POST', url, { as: admin, body })).status).toBe(201)
  })

  it.each([
    ['no name', { permissions: ['deployments.list'] }, 'name'],
    ['an empty name', { name: '', permissions: ['deployments.list'] }, 'name'],
    ['capitals', { name: 'Role', permissions: ['deployments.list'] }, 'name'],
    ['a leading digit', { name: '1role', permissions: ['deployments.list'] }, 'name'],
    ['a leading dash', { name: '-role', permissions: ['deployments.list'] }, 'name'],
    ['an underscore', { name: 'my_role', permissions: ['deployments.list'] }, 'name'],
    ['a trailing line break', { name: 'role\n', permissions: ['deployments.list'] }, 'name'],
    ['65 characters', { name: 'a'.repeat(65), permissions: ['deployments.list'] }, 'name'],
    ['no permissions', { name: 'role' }, 'permissions'],
    ['an empty list', { name: 'role', permissions: [] }, 'permissions'],
    ['a text for the list', { name: 'role', permissions: 'deployments.list' }, 'permissions'],
    ['an unknown permission', { name: 'role', permissions: ['deployments.list', 'deployments.run'] }, 'permissions.1'],
    ['a permission of Object', { name: 'role', permissions: ['__proto__'] }, 'permissions.0'],
  ])('refuses %s', async (_case, body, field) => {
    const { admin, url } = await arrange()

    const answer = await test.call('POST', url, { as: admin, body })

    expect(answer).toMatchObject({
      status: 400,
      body: { code: 'invalid_input', fields: { [field]: expect.any(String) } },
    })
  })

  it('names the permission that it does not know', async () => {
    const { admin, url } = await arrange()

    const { body } = await test.call('POST', url, {
      as: admin,
      body: { name: 'role', permissions: ['deployments.run'] },
    })

    expect(body.error).toContain('deployments.run')
  })

  it('refuses to give what the caller does not hold, on the whole project', async () => {
    const { project, url } = await arrange()
    const caller = await createMemberWith(test.db, project, ['roles.create', 'deployments.list'])
    const deployment = await createObject(test.db, project, 'deployment')
    await assignRole(test.db, project, 'deployment-admin', { person: caller }, deployment)

    const give = (given: string[]) =>
      test.call('POST', url, { as: caller, body: { name: 'new-role', permissions: given } })

    expect(await give(['deployments.list', 'deployments.delete'])).toMatchObject({
      status: 403,
      body: {
        code: 'escalation',
        error: 'You cannot give deployments.delete, because you do not hold it yourself',
        fields: { permissions: expect.any(String) },
      },
    })
    expect(await give(['deployments.get', 'deployments.create', 'roles.delete'])).toMatchObject({
      body: { error: 'You cannot give deployments.get and 2 more, because you do not hold them yourself' },
    })
    expect((await give(['roles.create', 'deployments.list'])).status).toBe(201)
    expect((await events()).map(({ outcome, errorCode }) => [outcome, errorCode])).toEqual([
      ['refused', 'escalation'],
      ['refused', 'escalation'],
      ['done', null],
    ])
  })
})

describe('roles_get', () => {
  it('gives a role with its permissions and an ETag', async () => {
    const { admin, url } = await arrange()

    const { status, body, headers } = await test.call('GET', `${url}/file-reader`, { as: admin })

    expect(status).toBe(200)
    expect(body).toEqual({
      id: expect.any(String),
      name: 'file-reader',
      default: true,
      permissions: ['buckets.list', 'buckets.get', 'buckets.files.list', 'buckets.files.get'],
    })
    expect(headers.etag).toMatch(/^"[\w-]+"$/)
  })
})

describe('roles_update', () => {
  it('renames and replaces the permissions', async () => {
    const { admin, project, url } = await arrange()
    const { id } = await createRole(test.db, project, ['deployments.list', 'deployments.delete'], 'old-name')
    const sent = { name: 'new-deployment-editor-role', permissions: ['deployments.get', 'deployments.list'] }

    const { status, body, headers } = await test.call('PATCH', `${url}/old-name`, { as: admin, body: sent })

    expect(status).toBe(200)
    expect(body).toEqual({
      id,
      name: 'new-deployment-editor-role',
      default: false,
      permissions: ['deployments.list', 'deployments.get'],
    })
    expect(headers.etag).toBe(toEtag({ id, revision: 2 }))
    expect((await test.call('GET', `${url}/new-deployment-editor-role`, { as: admin })).body).toEqual(body)
    expect((await test.call('GET', `${url}/old-name`, { as: admin })).status).toBe(404)
    expect(await events()).toMatchObject([
      {
        action: 'roles_update',
        outcome: 'done',
        objectId: id,
        before: { name: 'old-name', permissions: ['deployments.list', 'deployments.delete'] },
        after: { name: 'new-deployment-editor-role', permissions: ['deployments.list', 'deployments.get'] },
      },
    ])
  })

  it.each([
    [{ name: 'renamed' }, { name: 'renamed', permissions: ['deployments.list'] }],
    [
      { name: 'renamed', permissions: null },
      { name: 'renamed', permissions: ['deployments.list'] },
    ],
    [{ permissions: ['roles.get'] }, { name: 'kept', permissions: ['roles.get'] }],
    [
      { name: null, permissions: ['roles.get'] },
      { name: 'kept', permissions: ['roles.get'] },
    ],
    [{ name: 'kept' }, { name: 'kept', permissions: ['deployments.list'] }],
    [{}, { name: 'kept', permissions: ['deployments.list'] }],
  ])('leaves what %j does not name', async (sent, expected) => {
    const { admin, project, url } = await arrange()
    await createRole(test.db, project, ['deployments.list'], 'kept')

    const { status, body } = await test.call('PATCH', `${url}/kept`, { as: admin, body: sent })

    expect(status).toBe(200)
    expect(body).toMatchObject(expected)
  })

  it('takes a request without a body as one that changes nothing, and counts no revision', async () => {
    const { admin, project, url } = await arrange()
    const { id } = await createRole(test.db, project, ['deployments.list'], 'kept')

    const { status, headers } = await test.call('PATCH', `${url}/kept`, { as: admin })

    expect(status).toBe(200)
    expect(headers.etag).toBe(toEtag({ id, revision: 1 }))
    expect(await events()).toEqual([])
  })

  it('gives its holders the new permissions with their next request', async () => {
    const { admin, project, url } = await arrange()
    const holder = await createMemberWith(test.db, project, [])
    await createRole(test.db, project, ['deployments.list'], 'growing')
    await assignRole(test.db, project, 'growing', { person: holder })
    expect((await test.call('GET', url, { as: holder })).status).toBe(403)

    await test.call('PATCH', `${url}/growing`, { as: admin, body: { permissions: ['roles.list'] } })

    expect((await test.call('GET', url, { as: holder })).status).toBe(200)
  })

  it.each(Object.keys(defaultRoles))('refuses to change the default role %s', async (name) => {
    const { admin, url } = await arrange()

    const answer = await test.call('PATCH', `${url}/${name}`, { as: admin, body: { name: 'mine' } })

    expect(answer).toMatchObject({ status: 409, body: { code: 'default_role', error: expect.any(String) } })
    expect((await test.call('GET', `${url}/${name}`, { as: admin })).body.permissions).toEqual(defaultRoles[name])
  })

  it.each(['other-role', 'project-viewer'])('refuses to rename to %s, which the project has', async (name) => {
    const { admin, project, url } = await arrange()
    await createRole(test.db, project, ['deployments.list'], 'one-role')
    await createRole(test.db, project, ['deployments.list'], 'other-role')

    const answer = await test.call('PATCH', `${url}/one-role`, { as: admin, body: { name } })

    expect(answer).toMatchObject({ status: 409, body: { code: 'role_name_taken' } })
    expect((await test.call('GET', `${url}/one-role`, { as: admin })).status).toBe(200)
    expect(await events()).toMatchObject([{ outcome: 'refused', errorCode: 'role_name_taken', objectName: 'one-role' }])
  })

  it.each([
    ['a new permission that the caller does not hold', 'within', { permissions: ['roles.update', 'buckets.delete'] }],
    ['a rename of a role that has more than the caller', 'beyond', { name: 'renamed' }],
    ['the removal of a permission that the caller does not hold', 'beyond', { permissions: ['roles.update'] }],
  ])('refuses %s', async (_case, name, body) => {
    const { project, url } = await arrange()
    const caller = await createMemberWith(test.db, project, ['roles.update', 'roles.get'])
    await createRole(test.db, project, ['roles.update'], 'within')
    await createRole(test.db, project, ['roles.update', 'buckets.delete'], 'beyond')
    const before = await test.call('GET', `${url}/${name}`, { as: caller })

    const answer = await test.call('PATCH', `${url}/${name}`, { as: caller, body })

    expect(answer).toMatchObject({ status: 403, body: { code: 'escalation' } })
    expect(answer.body.error).toContain('buckets.delete')
    expect((await test.call('GET', `${url}/${name}`, { as: caller })).body).toEqual(before.body)
    expect(await events()).toMatchObject([{ outcome: 'refused', errorCode: 'escalation' }])
  })

  it('refuses a name that breaks the rule, and an empty list', async () => {
    const { admin, project, url } = await arrange()
    await createRole(test.db, project, ['deployments.list'], 'a-role')

    for (const body of [{ name: 'A Role' }, { name: '' }, { permissions: [] }, { permissions: ['nope.nope'] }]) {
      expect(await test.call('PATCH', `${url}/a-role`, { as: admin, body })).toMatchObject({
        status: 400,
        body: { code: 'invalid_input' },
      })
    }
  })
})

describe('roles_delete', () => {
  it('deletes the role with its assignments, and says who held it', async () => {
    const { admin, organization, project, url } = await arrange()
    const member = await createMember(test.db, organization)
    const serviceUser = await createServiceUser(test.db, project)
    const role = await createRole(test.db, project, ['deployments.list'], 'doomed')
    await assignRole(test.db, project, 'doomed', { person: member })
    await assignRole(test.db, project, 'doomed', { serviceUser })
    const kept = await assignRole(test.db, project, 'project-viewer', { person: member })

    const { status, body } = await test.call('DELETE', `${url}/doomed`, { as: admin })

    expect([status, body]).toEqual([204, undefined])
    expect((await test.call('GET', `${url}/doomed`, { as: admin })).status).toBe(404)
    expect(await test.db.select({ id: roleAssignments.id }).from(roleAssignments)).toEqual([{ id: kept.id }])
    expect(await events()).toMatchObject([
      {
        action: 'roles_delete',
        outcome: 'done',
        objectId: role.id,
        before: {
          name: 'doomed',
          permissions: ['deployments.list'],
          role_assignments: 2,
          roles: [
            { assignee: member.id, role: 'doomed', resource: project.name, resource_type: 'project' },
            { assignee: serviceUser.id, role: 'doomed', resource: project.name, resource_type: 'project' },
          ],
        },
        after: null,
      },
    ])
  })

  it('takes the rights it gave with it', async () => {
    const { admin, project, url } = await arrange()
    const holder = await createMemberWith(test.db, project, [])
    await createRole(test.db, project, ['roles.list'], 'doomed')
    await assignRole(test.db, project, 'doomed', { person: holder })
    expect((await test.call('GET', url, { as: holder })).status).toBe(200)

    await test.call('DELETE', `${url}/doomed`, { as: admin })

    expect((await test.call('GET', url, { as: holder })).status).toBe(403)
  })

  it.each(Object.keys(defaultRoles))('refuses to delete the default role %s', async (name) => {
    const { admin, url } = await arrange()

    const answer = await test.call('DELETE', `${url}/${name}`, { as: admin })

    expect(answer).toMatchObject({ status: 409, body: { code: 'default_role' } })
    expect((await test.call('GET', `${url}/${name}`, { as: admin })).status).toBe(200)
    expect(await events()).toMatchObject([{ outcome: 'refused', errorCode: 'default_role', objectName: name }])
  })
})

const operations = [
  ['GET', '', undefined, 'roles.list'],
  ['POST', '', { name: 'a-new-role', permissions: ['deployments.list'] }, 'roles.create'],
  ['GET', '/custom', undefined, 'roles.get'],
  ['PATCH', '/custom', { permissions: ['deployments.list'] }, 'roles.update'],
  ['DELETE', '/custom', undefined, 'roles.delete'],
] as const

describe.each(operations)('%s /roles%s', (method, path, body, permission) => {
  async function arrangeCustom() {
    const arranged = await arrange()
    await createRole(test.db, arranged.project, ['deployments.list'], 'custom')
    return {
      ...arranged,
      call: (as?: { token: string }, url = arranged.url) => test.call(method, url + path, { as, body }),
    }
  }

  it('refuses nobody', async () => {
    const { call } = await arrangeCustom()

    expect(await call()).toMatchObject({ status: 401, body: { code: 'unauthenticated' } })
  })

  it(`refuses a member without ${permission}`, async () => {
    const { project, call } = await arrangeCustom()
    const others = permissions.filter((name) => name !== permission)
    const caller = await createMemberWith(test.db, project, others)

    expect(await call(caller)).toMatchObject({ status: 403, body: { code: 'forbidden' } })
    expect((await events()).length).toBe(method === 'GET' ? 0 : 1)
  })

  it(`allows a member with ${permission}`, async () => {
    const { project, call } = await arrangeCustom()
    const caller = await createMemberWith(test.db, project, [permission, 'deployments.list'])

    expect((await call(caller)).status).toBeLessThan(300)
  })

  it('refuses a service user, whatever its role', async () => {
    const { project, call } = await arrangeCustom()
    const serviceUser = await createServiceUser(test.db, project)
    await assignRole(test.db, project, 'project-admin', { serviceUser })

    expect(await call(serviceUser)).toMatchObject({ status: 403, body: { code: 'service_user_forbidden' } })
  })

  it('answers the admin of a foreign organization as if the project did not exist', async () => {
    const { call } = await arrangeCustom()
    const foreigner = await createMember(test.db, await createOrganization(test.db), { admin: true })

    const foreign = await call(foreigner)
    const missing = await call(foreigner, '/v2.1/projects/no-such-project/roles')

    expect(foreign.status).toBe(404)
    expect({ ...foreign.body, request_id: '' }).toEqual({ ...missing.body, request_id: '' })
    expect(foreign.body.code).toBe('not_found')
  })

  it('answers a service user of another project of the organization alike', async () => {
    const { organization, call } = await arrangeCustom()
    const serviceUser = await createServiceUser(test.db, await createProject(test.db, organization))

    expect(await call(serviceUser)).toMatchObject({ status: 404, body: { code: 'not_found' } })
  })
})

describe.each(['GET', 'PATCH', 'DELETE'])('%s of one role', (method) => {
  it.each(['unknown', 'UPPER', 'elsewhere', 'a%20b', 'a'.repeat(65), '%00', '__proto__'])(
    'does not find %s',
    async (name) => {
      const { admin, organization, url } = await arrange()
      await createRole(test.db, await createProject(test.db, organization), ['deployments.list'], 'elsewhere')
      const body = method === 'PATCH' ? { name: 'renamed' } : undefined

      const answer = await test.call(method, `${url}/${name}`, { as: admin, body })

      expect(answer).toMatchObject({ status: 404, body: { code: 'not_found', error: 'Not found' } })
    },
  )
})

describe.each([
  ['PATCH', { name: 'renamed' }],
  ['DELETE', undefined],
])('%s of a role with If-Match', (method, body) => {
  it('is refused when somebody else changed the role, and accepted with the current tag', async () => {
    const { admin, project, url } = await arrange()
    const { id } = await createRole(test.db, project, ['deployments.list'], 'watched')
    await test.call('PATCH', `${url}/watched`, { as: admin, body: { permissions: ['deployments.get'] } })
    const call = (revision: number) => {
      const headers = { 'if-match': toEtag({ id, revision }) }
      return test.call(method, `${url}/watched`, { as: admin, body, headers })
    }

    expect(await call(1)).toMatchObject({ status: 412, body: { code: 'stale' } })
    expect((await call(2)).status).toBeLessThan(300)
    expect((await events()).map(({ errorCode }) => errorCode)).toEqual([null, 'stale', null])
  })

  it('is refused when the role was deleted and another one has its name now', async () => {
    const { admin, url } = await arrange()
    const create = (permission: string) =>
      test.call('POST', url, { as: admin, body: { name: 'watched', permissions: [permission] } })
    await create('deployments.list')
    const seen = await test.call('GET', `${url}/watched`, { as: admin })
    await test.call('DELETE', `${url}/watched`, { as: admin })
    await create('deployments.get')

    const headers = { 'if-match': String(seen.headers.etag) }
    const answer = await test.call(method, `${url}/watched`, { as: admin, body, headers })

    expect(answer).toMatchObject({ status: 412, body: { code: 'stale' } })
    expect((await test.call('GET', `${url}/watched`, { as: admin })).body).toMatchObject({
      permissions: ['deployments.get'],
    })
  })
})

it('keeps the copies of the default roles of each project apart', async () => {
  const { organization, project } = await arrange()
  const other = await createProject(test.db, organization)

  const idOf = async ({ id }: { id: string }) =>
    test.db
      .select({ id: roles.id })
      .from(roles)
      .where(and(eq(roles.projectId, id), eq(roles.name, 'project-admin')))

  expect(await idOf(project)).not.toEqual(await idOf(other))
})
