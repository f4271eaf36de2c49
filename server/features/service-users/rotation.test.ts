import { describe, expect, it } from 'vitest'
import { roleAssignments, serviceUserRotations, serviceUsers } from '#server/db/schema.ts'
import { auditTrail } from '#server/testing/audit-trail.ts'
import {
  assignRole,
  createMember,
  createMemberWith,
  createObject,
  createOrganization,
  createProject,
  createRole,
  createServiceUser,
} from '#server/testing/factories.ts'
import { isRaceable, meanwhile } from '#server/testing/races.ts'
import { START, useTestApp } from '#server/testing/test-app.ts'

const test = useTestApp()

async function world() {
  const organization = await createOrganization(test.db)
  const admin = await createMember(test.db, organization, { admin: true })
  const project = await createProject(test.db, organization)
  const path = `/v2.1/projects/${project.name}/service-users`
  const old = await createServiceUser(test.db, project, {
    name: 'backup-runner',
    description: 'Runs at night',
    expiresAt: new Date('2026-03-17T00:00:00Z'),
    allowedCorsOrigins: ['https://b.example.com', 'https://a.example.com'],
  })
  const rotate = (as: { token: string }, id = old.id, headers: Record<string, string> = {}) =>
    test.call('POST', `${path}/${id}/rotation`, { as, body: { expiry_date: '2026-09-01T00:00:00Z' }, headers })
  const read = async (id: string) => (await test.call('GET', `${path}/${id}`, { as: admin })).body
  return { organization, admin, project, path, old, rotate, read }
}

type World = Awaited<ReturnType<typeof world>>

/** Roles of every kind: on the project, on objects of each kind, several on one object, a custom one. */
async function giveManyRoles({ project, old }: World) {
  const [deployment, pipeline, bucket] = await Promise.all(
    (['deployment', 'pipeline', 'bucket'] as const).map((kind) => createObject(test.db, project, kind)),
  )
  await createRole(test.db, project, ['buckets.list', 'metrics.create'], 'collector')
  await assignRole(test.db, project, 'collector', { serviceUser: old })
  await assignRole(test.db, project, 'deployment-viewer', { serviceUser: old })
  await assignRole(test.db, project, 'deployment-editor', { serviceUser: old }, deployment)
  await assignRole(test.db, project, 'deployment-request-user', { serviceUser: old }, deployment)
  await assignRole(test.db, project, 'pipeline-viewer', { serviceUser: old }, pipeline)
  await assignRole(test.db, project, 'file-writer', { serviceUser: old }, bucket)
}

async function assignmentsOf({ admin, project }: World, id: string) {
  const query = `assignee=${id}&assignee_type=user`
  const { body } = await test.call('GET', `/v2.1/projects/${project.name}/role-assignments?${query}`, { as: admin })
  const told = body.map(({ role, resource, resource_type }: Record<string, string>) =>
    [role, resource_type, resource].join(' '),
  )
  return told.toSorted() as string[]
}

const stored = async () => ({
  serviceUsers: await test.db.select().from(serviceUsers).orderBy(serviceUsers.id),
  assignments: await test.db.select().from(roleAssignments).orderBy(roleAssignments.id),
  rotations: await test.db.select().from(serviceUserRotations),
})

describe('starting a rotation', () => {
  it('answers with a service user like the old one, its token and both their names for each other', async () => {
    const { admin, project, old, rotate, read } = await world()

    const started = await rotate(admin)

    expect(started.status).toBe(201)
    expect(started.headers['cache-control']).toBe('no-store')
    expect(started.body).toEqual({
      id: expect.not.stringContaining(old.id),
      email: `${started.body.id}.${project.name}@serviceuser.steward.local`,
      token: expect.stringMatching(/^stw_[0-9A-Za-z]{38}$/),
      name: 'backup-runner',
      description: 'Runs at night',
      creation_date: '2026-03-10T12:00:00.000+00:00',
      expiry_date: '2026-09-01T00:00:00.000+00:00',
      allowed_cors_origins: ['https://b.example.com', 'https://a.example.com'],
      token_last_used: null,
      role_assignment_count: 0,
      replaces: old.id,
    })
    expect(await read(old.id)).toMatchObject({ replaced_by: started.body.id })
    expect(await read(old.id)).not.toHaveProperty('replaces')
    expect(await read(started.body.id)).not.toHaveProperty('token')
  })

  it('gives the new one every role of the old one, on the project and on each object', async () => {
    const arranged = await world()
    const { admin, old, rotate } = arranged
    await giveManyRoles(arranged)

    const { body: created } = await rotate(admin)

    const expected = await assignmentsOf(arranged, old.id)
    expect(expected).toHaveLength(6)
    expect(await assignmentsOf(arranged, created.id)).toEqual(expected)
    expect(created.role_assignment_count).toBe(6)
  })

  it('leaves both tokens to work, each by the rights of its own service user', async () => {
    const arranged = await world()
    const { admin, project, old, rotate } = arranged
    await assignRole(test.db, project, 'deployment-viewer', { serviceUser: old })

    const { body: created } = await rotate(admin)

    for (const as of [old, created]) {
      expect((await test.call('GET', `/v2.1/projects/${project.name}/deployments`, { as })).status).toBe(200)
    }
  })

  it('can be done for one that has expired, whose token stays dead', async () => {
    const arranged = await world()
    const { admin, old, rotate, read } = arranged
    await giveManyRoles(arranged)
    test.clock.now = new Date('2026-03-17T00:00:00Z')

    const { status, body: created } = await rotate(admin)

    expect(status).toBe(201)
    expect((await test.call('GET', '/v2.1/projects', { as: created })).status).toBe(200)
    expect((await test.call('GET', '/v2.1/projects', { as: old })).status).toBe(401)
    expect(await assignmentsOf(arranged, created.id)).toEqual(await assignmentsOf(arranged, old.id))
    expect((await read(old.id)).expiry_date).toBe('2026-03-17T00:00:00.000+00:00')
  })

  it.each([
    ['no expiry date', {}, 'expiry_date'],
    ['a day that does not exist', { expiry_date: '2030-02-30' }, 'expiry_date'],
  ])('refuses %s', async (_what, body, field) => {
    const { admin, path, old } = await world()

    const refused = await test.call('POST', `${path}/${old.id}/rotation`, { as: admin, body })

    expect(refused).toMatchObject({ status: 400, body: { fields: { [field]: expect.any(String) } } })
  })

  it('takes no expiry for an answer where it is said so', async () => {
    const { admin, path, old } = await world()

    const started = await test.call('POST', `${path}/${old.id}/rotation`, { as: admin, body: { expiry_date: null } })

    expect(started.body.expiry_date).toBeNull()
  })

  it('gives the same answer, token included, to the same Idempotency-Key', async () => {
    const { admin, old, rotate, path } = await world()
    const key = { 'idempotency-key': 'a-key-that-nobody-guesses' }

    const first = await rotate(admin, old.id, key)
    const again = await rotate(admin, old.id, key)

    expect([first.status, again.status]).toEqual([201, 201])
    expect(again.body).toEqual(first.body)
    expect((await test.call('GET', path, { as: admin })).body).toHaveLength(2)
  })

  it('is refused while another one is under way, of either of the two', async () => {
    const { admin, old, rotate } = await world()
    const { body: created } = await rotate(admin)
    const before = await stored()

    for (const id of [old.id, created.id]) {
      expect(await rotate(admin, id)).toMatchObject({ status: 409, body: { code: 'rotation_under_way' } })
    }
    expect(await stored()).toEqual(before)
  })

  it('lets one of two who start it at once win', async () => {
    const { admin, rotate, path } = await world()

    const answers = await Promise.all([rotate(admin), rotate(admin)])

    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409])
    expect((await test.call('GET', path, { as: admin })).body).toHaveLength(2)
  })

  it('writes down what the new one was given, and never its token', async () => {
    const { admin, organization, project, old, rotate } = await world()
    await assignRole(test.db, project, 'deployment-viewer', { serviceUser: old })

    const { body: created } = await rotate(admin)

    const events = await auditTrail(test.db)
    expect(events).toMatchObject([
      {
        action: 'service_users_rotation_create',
        outcome: 'done',
        organizationId: organization.id,
        projectId: project.id,
        objectId: created.id,
        objectName: 'backup-runner',
        before: null,
        after: {
          name: 'backup-runner',
          replaces: old.id,
          role_assignments: 1,
          roles: [{ role: 'deployment-viewer', resource_type: 'project', assignee: created.id }],
        },
      },
    ])
    expect(JSON.stringify(events)).not.toContain(created.token)
  })
})

describe('who may start a rotation', () => {
  const rights = ['service_users.create', 'roles.assignments.create'] as const

  it('takes both permissions, and nothing of what the old one may do is gained', async () => {
    const arranged = await world()
    const { project, old, rotate } = arranged
    const bucket = await createObject(test.db, project, 'bucket')
    await assignRole(test.db, project, 'file-reader', { serviceUser: old }, bucket)
    const holder = await createMemberWith(test.db, project, [...rights])
    const before = await stored()

    for (const right of rights) {
      const partial = await createMemberWith(test.db, project, [right])
      await assignRole(test.db, project, 'file-reader', { person: partial }, bucket)
      expect(await rotate(partial)).toMatchObject({ status: 403, body: { code: 'forbidden' } })
    }
    expect(await rotate(holder)).toMatchObject({ status: 403, body: { code: 'escalation' } })
    expect((await stored()).serviceUsers).toEqual(before.serviceUsers)
    await assignRole(test.db, project, 'file-reader', { person: holder }, bucket)
    expect((await rotate(holder)).status).toBe(201)
  })

  it('is refused to service users, whatever their roles say', async () => {
    const { project, rotate } = await world()
    const robot = await createServiceUser(test.db, project)
    await assignRole(test.db, project, 'project-admin', { serviceUser: robot })

    expect(await rotate(robot)).toMatchObject({ status: 403, body: { code: 'service_user_forbidden' } })
  })

  it('answers not found to strangers and to what is not in the project', async () => {
    const { admin, organization, rotate } = await world()
    const stranger = await createMember(test.db, await createOrganization(test.db), { admin: true })
    const elsewhere = await createServiceUser(test.db, await createProject(test.db, organization))

    expect((await rotate(stranger)).status).toBe(404)
    expect((await rotate(admin, elsewhere.id)).status).toBe(404)
  })
})

describe('the end of a rotation', () => {
  it('leaves the old one untouched when it is given up', async () => {
    const arranged = await world()
    const { admin, path, old, rotate, read } = arranged
    await giveManyRoles(arranged)
    const before = { ...(await stored()), read: await read(old.id) }

    const { body: created } = await rotate(admin)
    const removed = await test.call('DELETE', `${path}/${created.id}`, { as: admin })

    expect(removed.status).toBe(204)
    expect({ ...(await stored()), read: await read(old.id) }).toEqual(before)
    expect((await test.call('GET', '/v2.1/projects', { as: created })).status).toBe(401)
    expect((await test.call('GET', '/v2.1/projects', { as: old })).status).toBe(200)
    expect((await rotate(admin)).status).toBe(201)
  })

  it('leaves the new one as it is when the old one is retired', async () => {
    const arranged = await world()
    const { admin, path, old, rotate, read } = arranged
    await giveManyRoles(arranged)
    const expected = await assignmentsOf(arranged, old.id)
    const { body: created } = await rotate(admin)

    const retired = await test.call('DELETE', `${path}/${old.id}`, { as: admin })

    expect(retired.status).toBe(204)
    expect((await test.call('GET', '/v2.1/projects', { as: old })).status).toBe(401)
    expect((await test.call('GET', '/v2.1/projects', { as: created })).status).toBe(200)
    expect(await read(created.id)).toMatchObject({ name: 'backup-runner' })
    expect(await read(created.id)).not.toHaveProperty('replaces')
    expect(await assignmentsOf(arranged, created.id)).toEqual(expected)
    expect((await rotate(admin, created.id)).status).toBe(201)
  })

  it('shows by the last use of both tokens who still has the old one', async () => {
    const { admin, path, old, rotate } = await world()
    const { body: created } = await rotate(admin)

    test.clock.now = new Date(START.getTime() + 3_600_000)
    await test.call('GET', '/v2.1/projects', { as: old })
    test.clock.now = new Date(START.getTime() + 7_200_000)
    await test.call('GET', '/v2.1/projects', { as: created })

    expect((await test.call('GET', path, { as: admin })).body).toMatchObject([
      { id: old.id, token_last_used: '2026-03-10T13:00:00.000+00:00', replaced_by: created.id },
      { id: created.id, token_last_used: '2026-03-10T14:00:00.000+00:00', replaces: old.id },
    ])
  })
})

describe.runIf(isRaceable)('a rotation beside another change', () => {
  it('is refused when a role of the old one is extended beyond what the caller holds', async () => {
    const { project, old, rotate } = await world()
    const role = await createRole(test.db, project, ['buckets.list'], 'racing')
    await assignRole(test.db, project, 'racing', { serviceUser: old })
    const caller = await createMemberWith(test.db, project, [
      'service_users.create',
      'roles.assignments.create',
      'buckets.list',
    ])

    const answer = await meanwhile(
      test.database,
      (client) => client.query('update roles set permissions = $1 where id = $2', [['buckets.delete'], role.id]),
      () => rotate(caller),
    )

    expect(answer).toMatchObject({ status: 403, body: { code: 'escalation' } })
  })

  it('is without the role that is deleted', async () => {
    const arranged = await world()
    const { admin, project, old, rotate } = arranged
    const role = await createRole(test.db, project, ['buckets.list'], 'racing')
    await assignRole(test.db, project, 'racing', { serviceUser: old })
    await assignRole(test.db, project, 'file-reader', { serviceUser: old })

    const answer = await meanwhile(
      test.database,
      (client) => client.query('delete from roles where id = $1', [role.id]),
      () => rotate(admin),
    )

    expect(answer.status).toBe(201)
    expect(await assignmentsOf(arranged, answer.body.id)).toEqual([`file-reader project ${project.name}`])
  })

  it('answers not found when the old one is deleted', async () => {
    const { admin, old, rotate } = await world()

    const answer = await meanwhile(
      test.database,
      (client) => client.query('delete from service_users where id = $1', [old.id]),
      () => rotate(admin),
    )

    expect(answer.status).toBe(404)
    expect(await test.db.select().from(serviceUsers)).toEqual([])
  })
})
