import { eq } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { describe, expect, it } from 'vitest'
import { permissions } from '#contract/permissions.ts'
import { organizationMembers, projectMembers, roleAssignments } from '#server/db/schema.ts'
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
  const member = await createMember(test.db, organization)
  const project = await createProject(test.db, organization)
  return { organization, admin, member, project, url: `/v2.1/projects/${project.name}/role-assignments` }
}

const events = () => auditTrail(test.db)
const stored = () => test.db.select().from(roleAssignments)

describe('role_assignments_create', () => {
  it('gives a member a role on the project, as the document shows', async () => {
    const { admin, member, project, url } = await arrange()
    const sent = { assignee: member.id, assignee_type: 'user', role: 'deployment-admin' }

    const { status, body } = await test.call('POST', url, { as: admin, body: sent })

    expect(status).toBe(201)
    expect(body).toEqual({ id: expect.any(String), ...sent, resource: project.name, resource_type: 'project' })
    expect((await test.call('GET', `${url}/${body.id}`, { as: admin })).body).toEqual(body)
  })

  it.each([
    ['the document’s user_id', (id: string) => ({ user_id: id })],
    ['an assignee without its type', (id: string) => ({ assignee: id })],
    ['both, of which assignee counts', (id: string) => ({ assignee: id, user_id: uuidv7(), assignee_type: 'user' })],
  ])('takes %s', async (_name, assignee) => {
    const { admin, member, url } = await arrange()

    const { status, body } = await test.call('POST', url, {
      as: admin,
      body: { ...assignee(member.id), role: 'project-viewer' },
    })

    expect(status).toBe(201)
    expect(body).toMatchObject({ assignee: member.id, assignee_type: 'user' })
  })

  it.each(['deployment', 'pipeline', 'bucket'] as const)('gives a role on one %s', async (kind) => {
    const { admin, member, project, url } = await arrange()
    const object = await createObject(test.db, project, kind)
    const sent = {
      assignee: member.id,
      assignee_type: 'user',
      role: 'project-viewer',
      resource: object.name,
      resource_type: kind,
    }

    const { status, body } = await test.call('POST', url, { as: admin, body: sent })

    expect(status).toBe(201)
    expect(body).toEqual({ id: expect.any(String), ...sent })
    expect((await test.call('GET', `${url}/${body.id}`, { as: admin })).body).toEqual(body)
  })

  it.each(['bucket', 'pipeline', 'deployment', undefined] as const)(
    'gives a deployment a role on a %s or, without one, on the project',
    async (kind) => {
      const { admin, project, url } = await arrange()
      const deployment = await createObject(test.db, project, 'deployment')
      const object = kind && (await createObject(test.db, project, kind))
      const sent = {
        assignee: deployment.name,
        assignee_type: 'deployment',
        role: 'file-reader',
        ...(object ? { resource: object.name, resource_type: kind } : {}),
      }

      const { status, body } = await test.call('POST', url, { as: admin, body: sent })

      expect(status).toBe(201)
      expect(body).toEqual({ id: expect.any(String), resource: project.name, resource_type: 'project', ...sent })
    },
  )

  it('gives a service user of the project a role; to a client it is a user', async () => {
    const { admin, project, url } = await arrange()
    const serviceUser = await createServiceUser(test.db, project)
    const read = () => test.call('GET', `/v2.1/projects/${project.name}/service-users`, { as: serviceUser })
    expect((await read()).status).toBe(403)

    const { status, body } = await test.call('POST', url, {
      as: admin,
      body: { assignee: serviceUser.id, assignee_type: 'user', role: 'project-viewer' },
    })

    expect(status).toBe(201)
    expect(body).toMatchObject({ assignee: serviceUser.id, assignee_type: 'user' })
    expect((await read()).status).toBe(200)
  })

  it('takes the project itself as the resource for its own level', async () => {
    const { admin, member, project, url } = await arrange()

    const { status, body } = await test.call('POST', url, {
      as: admin,
      body: {
        assignee: member.id,
        assignee_type: 'user',
        role: 'project-viewer',
        resource: project.name,
        resource_type: 'project',
      },
    })

    expect(status).toBe(201)
    expect(body).toMatchObject({ resource: project.name, resource_type: 'project' })
    expect(await stored()).toMatchObject([{ objectId: null }])
  })

  it('takes null for a resource that is not given, and an id in capitals', async () => {
    const { admin, member, url } = await arrange()

    const { status, body } = await test.call('POST', url, {
      as: admin,
      body: {
        assignee: member.id.toUpperCase(),
        assignee_type: 'user',
        role: 'project-viewer',
        resource: null,
        resource_type: null,
      },
    })

    expect(status).toBe(201)
    expect(body.assignee).toBe(member.id)
  })

  it('makes the person a member of the project, once', async () => {
    const { admin, member, project, url } = await arrange()
    const assign = (role: string) =>
      test.call('POST', url, { as: admin, body: { assignee: member.id, assignee_type: 'user', role } })

    await assign('project-viewer')
    await assign('file-reader')

    expect(await test.db.select().from(projectMembers)).toMatchObject([
      { projectId: project.id, accountId: member.id, organizationId: project.organizationId },
    ])
    expect((await events()).map(({ after }) => after)).toEqual([
      expect.objectContaining({ role: 'project-viewer', project_user_added: true }),
      expect.not.objectContaining({ project_user_added: true }),
    ])
  })

  it('takes effect with the next request, on that object only', async () => {
    const { admin, member, project, url } = await arrange()
    const [one, other] = [
      await createObject(test.db, project, 'deployment'),
      await createObject(test.db, project, 'deployment'),
    ]
    const listOn = (name: string) =>
      test.call('GET', `${url}?resource=${name}&resource_type=deployment`, { as: member })
    expect((await listOn(one.name)).status).toBe(403)

    await test.call('POST', url, {
      as: admin,
      body: {
        assignee: member.id,
        assignee_type: 'user',
        role: 'project-viewer',
        resource: one.name,
        resource_type: 'deployment',
      },
    })

    expect((await listOn(one.name)).status).toBe(200)
    expect((await listOn(other.name)).status).toBe(403)
    expect((await test.call('GET', url, { as: member })).status).toBe(403)
  })

  it('lets a role of an invited member wait until they have joined', async () => {
    const { admin, organization, project, url } = await arrange()
    const invited = await createMember(test.db, organization, { active: false })
    const roles = `/v2.1/projects/${project.name}/roles`

    const { status } = await test.call('POST', url, {
      as: admin,
      body: { assignee: invited.id, assignee_type: 'user', role: 'project-admin' },
    })

    expect(status).toBe(201)
    expect((await test.call('GET', roles, { as: invited })).status).toBe(404)
    await test.db.update(organizationMembers).set({ active: true }).where(eq(organizationMembers.accountId, invited.id))
    expect((await test.call('GET', roles, { as: invited })).status).toBe(200)
  })

  it('answers the same assignment again with the one that is there, and changes nothing', async () => {
    const { admin, member, project, url } = await arrange()
    const deployment = await createObject(test.db, project, 'deployment')
    const bucket = await createObject(test.db, project, 'bucket')
    const serviceUser = await createServiceUser(test.db, project)
    const bodies = [
      { assignee: member.id, assignee_type: 'user', role: 'file-reader' },
      { assignee: serviceUser.id, assignee_type: 'user', role: 'file-reader' },
      {
        assignee: member.id,
        assignee_type: 'user',
        role: 'file-reader',
        resource: bucket.name,
        resource_type: 'bucket',
      },
      { assignee: deployment.name, assignee_type: 'deployment', role: 'file-reader' },
    ]

    for (const body of bodies) {
      const first = await test.call('POST', url, { as: admin, body })
      const second = await test.call('POST', url, { as: admin, body })

      expect(second.status).toBe(201)
      expect(second.body).toEqual(first.body)
    }
    expect(await stored()).toHaveLength(bodies.length)
    expect(await events()).toHaveLength(bodies.length)
  })

  it('writes who got what where to the audit trail', async () => {
    const { admin, member, organization, project, url } = await arrange()
    const bucket = await createObject(test.db, project, 'bucket')
    const sent = {
      assignee: member.id,
      assignee_type: 'user',
      role: 'file-reader',
      resource: bucket.name,
      resource_type: 'bucket',
    }

    const { body } = await test.call('POST', url, { as: admin, body: sent })

    expect(await events()).toMatchObject([
      {
        organizationId: organization.id,
        projectId: project.id,
        actorId: admin.id,
        action: 'role_assignments_create',
        outcome: 'done',
        objectType: 'role_assignments',
        objectId: body.id,
        objectName: 'file-reader',
        before: null,
        after: sent,
      },
    ])
  })

  it.each([
    ['no assignee', { assignee: undefined }, 'assignee'],
    ['an empty assignee', { assignee: '' }, 'assignee'],
    ['a user’s id for a deployment', { assignee: null, user_id: uuidv7(), assignee_type: 'deployment' }, 'assignee'],
    ['an unknown assignee type', { assignee_type: 'pipeline' }, 'assignee_type'],
    ['no role', { role: undefined }, 'role'],
    ['a resource without its type', { resource: 'deployment-1' }, 'resource'],
    ['a resource type without its name', { resource_type: 'deployment' }, 'resource'],
    ['an unknown resource type', { resource: 'env', resource_type: 'environment' }, 'resource_type'],
  ])('refuses %s', async (_case, change, field) => {
    const { admin, member, url } = await arrange()
    const body = { assignee: member.id, assignee_type: 'user', role: 'project-viewer', ...change }

    const answer = await test.call('POST', url, { as: admin, body })

    expect(answer).toMatchObject({
      status: 400,
      body: { code: 'invalid_input', fields: { [field]: expect.any(String) } },
    })
  })

  it.each([
    ['a role that is not there', 'role_unknown', 'role', { role: 'no-such-role' }],
    ['a role of another project', 'role_unknown', 'role', { role: 'elsewhere' }],
    ['a deployment that is not there', 'resource_unknown', 'resource', { resource: 'x', resource_type: 'deployment' }],
    ['a deployment as a bucket', 'resource_unknown', 'resource', { resource: 'deployment-x', resource_type: 'bucket' }],
    ['another project', 'resource_unknown', 'resource', { resource: 'other-project', resource_type: 'project' }],
    ['an id nobody has', 'assignee_unknown', 'assignee', { assignee: uuidv7() }],
    ['a person as text', 'assignee_unknown', 'assignee', { assignee: 'ada@example.com' }],
    ['a user as a deployment', 'assignee_unknown', 'assignee', { assignee_type: 'deployment' }],
    ['a pipeline as a deployment', 'assignee_unknown', 'assignee', { assignee: 'pipe', assignee_type: 'deployment' }],
  ])('refuses %s', async (_case, code, field, change) => {
    const { admin, member, organization, project, url } = await arrange()
    const other = await createProject(test.db, organization, 'other-project')
    await createRole(test.db, other, ['deployments.list'], 'elsewhere')
    await createObject(test.db, project, 'deployment', 'deployment-x')
    await createObject(test.db, project, 'pipeline', 'pipe')
    const body = { assignee: member.id, assignee_type: 'user', role: 'project-viewer', ...change }

    const answer = await test.call('POST', url, { as: admin, body })

    expect(answer).toMatchObject({ status: 400, body: { code, fields: { [field]: expect.any(String) } } })
    expect(await stored()).toEqual([])
    expect(await test.db.select().from(projectMembers)).toEqual([])
    expect(await events()).toMatchObject([{ outcome: 'refused', errorCode: code }])
  })

  it('refuses a person who is not in the organization, and a service user of another project', async () => {
    const { admin, organization, url } = await arrange()
    const stranger = await createPerson(test.db)
    const foreigner = await createMember(test.db, await createOrganization(test.db))
    const serviceUser = await createServiceUser(test.db, await createProject(test.db, organization))

    for (const { id } of [stranger, foreigner, serviceUser]) {
      expect(
        await test.call('POST', url, {
          as: admin,
          body: { assignee: id, assignee_type: 'user', role: 'project-viewer' },
        }),
      ).toMatchObject({ status: 400, body: { code: 'assignee_unknown' } })
    }
  })

  describe('without escalation', () => {
    it('refuses a role with more than the caller holds, also to oneself', async () => {
      const { member, project, url } = await arrange()
      const caller = await createMemberWith(test.db, project, ['roles.assignments.create', 'deployments.list'])
      await createRole(test.db, project, ['deployments.list', 'deployments.get'], 'beyond')
      await createRole(test.db, project, ['deployments.list'], 'within')
      const assign = (to: string, role: string) =>
        test.call('POST', url, { as: caller, body: { assignee: to, assignee_type: 'user', role } })

      for (const to of [member.id, caller.id]) {
        expect(await assign(to, 'beyond')).toMatchObject({
          status: 403,
          body: { code: 'escalation', fields: { role: expect.stringContaining('deployments.get') } },
        })
      }
      expect((await assign(member.id, 'within')).status).toBe(201)
    })

    it('does not even answer an existing assignment to who could not make it', async () => {
      const { member, project, url } = await arrange()
      const caller = await createMemberWith(test.db, project, ['roles.assignments.create'])
      await assignRole(test.db, project, 'project-admin', { person: member })

      const answer = await test.call('POST', url, {
        as: caller,
        body: { assignee: member.id, assignee_type: 'user', role: 'project-admin' },
      })

      expect(answer).toMatchObject({ status: 403, body: { code: 'escalation' } })
    })

    it('lets the holder of a role on an object give as much on that object, and nowhere else', async () => {
      const { member, project, url } = await arrange()
      const caller = await createMemberWith(test.db, project, [])
      const [own, other] = [
        await createObject(test.db, project, 'deployment', 'own'),
        await createObject(test.db, project, 'deployment', 'other'),
      ]
      await createRole(test.db, project, ['deployments.get', 'roles.assignments.create'], 'object-owner')
      await createRole(test.db, project, ['deployments.get'], 'object-reader')
      await assignRole(test.db, project, 'object-owner', { person: caller }, own)
      const assign = (role: string, on: object) =>
        test.call('POST', url, { as: caller, body: { assignee: member.id, assignee_type: 'user', role, ...on } })

      expect((await assign('object-reader', { resource: own.name, resource_type: 'deployment' })).status).toBe(201)
      expect(await assign('deployment-viewer', { resource: own.name, resource_type: 'deployment' })).toMatchObject({
        status: 403,
        body: { code: 'escalation' },
      })
      for (const elsewhere of [
        { resource: other.name, resource_type: 'deployment' },
        { resource: 'unknown', resource_type: 'deployment' },
        { resource: project.name, resource_type: 'project' },
        {},
      ]) {
        expect(await assign('object-reader', elsewhere)).toMatchObject({ status: 403, body: { code: 'forbidden' } })
      }
    })

    it('counts what the caller holds on the object together with what they hold on the project', async () => {
      const { member, project, url } = await arrange()
      const caller = await createMemberWith(test.db, project, ['roles.assignments.create', 'buckets.get'])
      const bucket = await createObject(test.db, project, 'bucket')
      await assignRole(test.db, project, 'file-reader', { person: caller }, bucket)
      const assign = (on: object) =>
        test.call('POST', url, {
          as: caller,
          body: { assignee: member.id, assignee_type: 'user', role: 'file-reader', ...on },
        })

      expect(await assign({})).toMatchObject({ status: 403, body: { code: 'escalation' } })
      expect((await assign({ resource: bucket.name, resource_type: 'bucket' })).status).toBe(201)
    })
  })
})

describe('role_assignments_per_object_list', () => {
  async function arrangeMany() {
    const arranged = await arrange()
    const { project, member, organization } = arranged
    const other = await createMember(test.db, organization)
    const serviceUser = await createServiceUser(test.db, project)
    // One name for objects of all kinds, and that of the project.
    const deployment = await createObject(test.db, project, 'deployment', project.name)
    const pipeline = await createObject(test.db, project, 'pipeline', 'shared')
    const bucket = await createObject(test.db, project, 'bucket', 'shared')
    const ids = {
      memberOnProject: (await assignRole(test.db, project, 'deployment-admin', { person: member })).id,
      memberOnPipeline: (await assignRole(test.db, project, 'pipeline-admin', { person: member }, pipeline)).id,
      otherOnBucket: (await assignRole(test.db, project, 'file-reader', { person: other }, bucket)).id,
      otherOnDeployment: (await assignRole(test.db, project, 'deployment-viewer', { person: other }, deployment)).id,
      serviceUserOnProject: (await assignRole(test.db, project, 'project-viewer', { serviceUser })).id,
      deploymentOnBucket: (await assignRole(test.db, project, 'file-reader', { deployment }, bucket)).id,
    }
    const elsewhere = await createProject(test.db, organization)
    await assignRole(test.db, elsewhere, 'project-admin', { person: member })
    return { ...arranged, other, serviceUser, deployment, pipeline, bucket, ids }
  }
  type Arranged = Awaited<ReturnType<typeof arrangeMany>>

  it('lists all of a project, oldest first, in the forms of the document', async () => {
    const { admin, member, project, url, ids } = await arrangeMany()

    const { status, body } = await test.call('GET', url, { as: admin })

    expect(status).toBe(200)
    expect(body.map(({ id }: { id: string }) => id)).toEqual(Object.values(ids))
    expect(body[0]).toEqual({
      id: ids.memberOnProject,
      assignee: member.id,
      assignee_type: 'user',
      role: 'deployment-admin',
      resource: project.name,
      resource_type: 'project',
    })
    expect(body[5]).toEqual({
      id: ids.deploymentOnBucket,
      assignee: project.name,
      assignee_type: 'deployment',
      role: 'file-reader',
      resource: 'shared',
      resource_type: 'bucket',
    })
  })

  it.each<[string, (arranged: Arranged) => Record<string, string>, (keyof Arranged['ids'])[]]>([
    [
      'a member',
      ({ member }) => ({ assignee: member.id, assignee_type: 'user' }),
      ['memberOnProject', 'memberOnPipeline'],
    ],
    ['a member without the type', ({ member }) => ({ assignee: member.id }), ['memberOnProject', 'memberOnPipeline']],
    [
      'an id in capitals',
      ({ other }) => ({ assignee: other.id.toUpperCase() }),
      ['otherOnBucket', 'otherOnDeployment'],
    ],
    ['a service user', ({ serviceUser }) => ({ assignee: serviceUser.id }), ['serviceUserOnProject']],
    [
      'a deployment as assignee',
      ({ deployment }) => ({ assignee: deployment.name, assignee_type: 'deployment' }),
      ['deploymentOnBucket'],
    ],
    ['all deployments as assignees', () => ({ assignee_type: 'deployment' }), ['deploymentOnBucket']],
    [
      'all users',
      () => ({ assignee_type: 'user' }),
      ['memberOnProject', 'memberOnPipeline', 'otherOnBucket', 'otherOnDeployment', 'serviceUserOnProject'],
    ],
    ['a bucket', () => ({ resource: 'shared', resource_type: 'bucket' }), ['otherOnBucket', 'deploymentOnBucket']],
    ['a pipeline', () => ({ resource: 'shared', resource_type: 'pipeline' }), ['memberOnPipeline']],
    [
      'a name of several kinds',
      () => ({ resource: 'shared' }),
      ['memberOnPipeline', 'otherOnBucket', 'deploymentOnBucket'],
    ],
    ['all buckets', () => ({ resource_type: 'bucket' }), ['otherOnBucket', 'deploymentOnBucket']],
    [
      'the project itself',
      ({ project }) => ({ resource: project.name, resource_type: 'project' }),
      ['memberOnProject', 'serviceUserOnProject'],
    ],
    ['the project level', () => ({ resource_type: 'project' }), ['memberOnProject', 'serviceUserOnProject']],
    [
      'the name of the project, which a deployment has too',
      ({ project }) => ({ resource: project.name }),
      ['memberOnProject', 'otherOnDeployment', 'serviceUserOnProject'],
    ],
    [
      'a member on a pipeline',
      ({ member }) => ({ assignee: member.id, assignee_type: 'user', resource: 'shared', resource_type: 'pipeline' }),
      ['memberOnPipeline'],
    ],
    [
      'a member on a bucket they have no role on',
      ({ member }) => ({ assignee: member.id, resource_type: 'bucket' }),
      [],
    ],
    ['an unknown object', () => ({ resource: 'unknown', resource_type: 'deployment' }), []],
    ['an unknown name', () => ({ resource: 'unknown' }), []],
    ['another project', () => ({ resource: 'other', resource_type: 'project' }), []],
    ['an unknown id', () => ({ assignee: uuidv7() }), []],
    ['an unknown assignee', () => ({ assignee: 'nobody', assignee_type: 'user' }), []],
    ['a member as a deployment', ({ member }) => ({ assignee: member.id, assignee_type: 'deployment' }), []],
    ['an empty name', () => ({ resource: '' }), []],
  ])('filters by %s', async (_case, query, expected) => {
    const arranged = await arrangeMany()
    const search = new URLSearchParams(query(arranged)).toString()

    const { status, body } = await test.call('GET', `${arranged.url}?${search}`, { as: arranged.admin })

    expect(status).toBe(200)
    expect(body.map(({ id }: { id: string }) => id)).toEqual(expected.map((name) => arranged.ids[name]))
  })

  it('takes one query for the caller, one for their rights and one for all assignments', async () => {
    const { admin, url } = await arrangeMany()
    const list = () => test.call('GET', url, { as: admin })
    await list()

    const { result, queries } = await countQueries(list)

    expect(result.body).toHaveLength(6)
    expect(queries).toHaveLength(3)
  })

  it.each(['resource_type=environment', 'assignee_type=person', `resource=${'a'.repeat(65)}`, 'resource=a&resource=b'])(
    'refuses %s',
    async (query) => {
      const { admin, url } = await arrange()

      expect(await test.call('GET', `${url}?${query}`, { as: admin })).toMatchObject({
        status: 400,
        body: { code: 'invalid_input', error: expect.any(String) },
      })
    },
  )
})

describe('role_assignments_delete', () => {
  it('takes the role away and writes what it was', async () => {
    const { admin, member, project, url } = await arrange()
    const { id } = await assignRole(test.db, project, 'project-viewer', { person: member })
    const roles = () => test.call('GET', `/v2.1/projects/${project.name}/roles`, { as: member })
    expect((await roles()).status).toBe(200)

    const { status, body } = await test.call('DELETE', `${url}/${id}`, { as: admin })

    expect([status, body]).toEqual([204, undefined])
    expect((await roles()).status).toBe(403)
    expect((await test.call('GET', `${url}/${id}`, { as: admin })).status).toBe(404)
    expect((await test.call('DELETE', `${url}/${id}`, { as: admin })).status).toBe(404)
    expect(await events()).toMatchObject([
      {
        action: 'role_assignments_delete',
        outcome: 'done',
        objectId: id,
        before: {
          assignee: member.id,
          assignee_type: 'user',
          role: 'project-viewer',
          resource: project.name,
          resource_type: 'project',
        },
        after: null,
      },
      { action: 'role_assignments_delete', outcome: 'refused', errorCode: 'not_found', objectName: id },
    ])
  })

  it('leaves the person a member of the project', async () => {
    const { admin, member, project, url } = await arrange()
    const { id } = await assignRole(test.db, project, 'project-viewer', { person: member })

    await test.call('DELETE', `${url}/${id}`, { as: admin })

    expect(await test.db.select().from(projectMembers)).toHaveLength(1)
  })

  it("lets one delete one's own role, if one may delete roles at all", async () => {
    const { project, url } = await arrange()
    const able = await createMemberWith(test.db, project, ['roles.assignments.delete'])
    const unable = await createMemberWith(test.db, project, ['roles.assignments.list'])
    const own = async ({ id }: { id: string }) => {
      const [row] = await test.db.select().from(roleAssignments).where(eq(roleAssignments.accountId, id))
      return row!.id
    }

    expect((await test.call('DELETE', `${url}/${await own(able)}`, { as: able })).status).toBe(204)
    expect(await test.call('DELETE', `${url}/${await own(unable)}`, { as: unable })).toMatchObject({
      status: 403,
      body: { code: 'forbidden' },
    })
  })

  it('allows on an object what the caller holds there, and only there', async () => {
    const { member, project, url } = await arrange()
    const caller = await createMemberWith(test.db, project, [])
    const [own, other] = [
      await createObject(test.db, project, 'bucket'),
      await createObject(test.db, project, 'bucket'),
    ]
    await createRole(test.db, project, ['roles.assignments.get', 'roles.assignments.delete'], 'remover')
    await assignRole(test.db, project, 'remover', { person: caller }, own)
    const onOwn = await assignRole(test.db, project, 'file-reader', { person: member }, own)
    const onOther = await assignRole(test.db, project, 'file-reader', { person: member }, other)
    const onProject = await assignRole(test.db, project, 'file-reader', { person: member })

    for (const { id } of [onOther, onProject, { id: uuidv7() }]) {
      expect(await test.call('GET', `${url}/${id}`, { as: caller })).toMatchObject({ status: 403 })
      expect(await test.call('DELETE', `${url}/${id}`, { as: caller })).toMatchObject({ status: 403 })
    }
    expect((await test.call('GET', `${url}/${onOwn.id}`, { as: caller })).status).toBe(200)
    expect((await test.call('DELETE', `${url}/${onOwn.id}`, { as: caller })).status).toBe(204)
  })
})

const operations = [
  ['GET', 'collection', undefined, 'roles.assignments.list'],
  ['POST', 'collection', { assignee_type: 'user', role: 'within' }, 'roles.assignments.create'],
  ['GET', 'one', undefined, 'roles.assignments.get'],
  ['DELETE', 'one', undefined, 'roles.assignments.delete'],
] as const

describe.each(operations)('%s %s', (method, place, fields, permission) => {
  async function arrangeCall() {
    const arranged = await arrange()
    const { project, member } = arranged
    await createRole(test.db, project, ['deployments.list'], 'within')
    const { id } = await assignRole(test.db, project, 'project-viewer', { person: member })
    const body = fields && { ...fields, assignee: member.id }
    const call = (as?: { token: string }, url = arranged.url) =>
      test.call(method, place === 'one' ? `${url}/${id}` : url, { as, body })
    return { ...arranged, call }
  }

  it('refuses nobody', async () => {
    const { call } = await arrangeCall()

    expect(await call()).toMatchObject({ status: 401, body: { code: 'unauthenticated' } })
  })

  it(`refuses a member without ${permission}`, async () => {
    const { project, call } = await arrangeCall()
    const caller = await createMemberWith(
      test.db,
      project,
      permissions.filter((name) => name !== permission),
    )

    expect(await call(caller)).toMatchObject({ status: 403, body: { code: 'forbidden' } })
    expect(await events()).toHaveLength(method === 'GET' ? 0 : 1)
  })

  it(`allows a member with ${permission}`, async () => {
    const { project, call } = await arrangeCall()
    const caller = await createMemberWith(test.db, project, [permission, 'deployments.list'])

    expect((await call(caller)).status).toBeLessThan(300)
  })

  it('refuses a service user, whatever its role', async () => {
    const { project, call } = await arrangeCall()
    const serviceUser = await createServiceUser(test.db, project)
    await assignRole(test.db, project, 'project-admin', { serviceUser })

    expect(await call(serviceUser)).toMatchObject({ status: 403, body: { code: 'service_user_forbidden' } })
  })

  it('answers the admin of a foreign organization as if the project did not exist', async () => {
    const { call } = await arrangeCall()
    const foreigner = await createMember(test.db, await createOrganization(test.db), { admin: true })

    const foreign = await call(foreigner)
    const missing = await call(foreigner, '/v2.1/projects/no-such-project/role-assignments')

    expect(foreign.status).toBe(404)
    expect({ ...foreign.body, request_id: '' }).toEqual({ ...missing.body, request_id: '' })
  })

  it.skipIf(place === 'collection')('does not find an assignment through another project', async () => {
    const { admin, organization, call } = await arrangeCall()
    const other = await createProject(test.db, organization)

    expect(await call(admin, `/v2.1/projects/${other.name}/role-assignments`)).toMatchObject({
      status: 404,
      body: { code: 'not_found' },
    })
    expect(await stored()).toHaveLength(1)
  })
})

it.each(['GET', 'DELETE'])('%s finds neither an unknown id nor what is no id', async (method) => {
  const { admin, url } = await arrange()

  for (const id of [uuidv7(), 'no-id', '1', '%00', `${uuidv7()}x`]) {
    expect(await test.call(method, `${url}/${id}`, { as: admin })).toMatchObject({
      status: 404,
      body: { code: 'not_found', error: 'Not found' },
    })
  }
})
