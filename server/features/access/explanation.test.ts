import { describe, expect, it } from 'vitest'
import { permissions } from '#contract/permissions.ts'
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
import { type CallOptions, START, useTestApp } from '#server/testing/test-app.ts'

const test = useTestApp()

async function arrange() {
  const organization = await createOrganization(test.db)
  const project = await createProject(test.db, organization)
  const admin = await createMember(test.db, organization, { admin: true })
  const bucket = await createObject(test.db, project, 'bucket', 'files')
  const onProject = { resource: project.name, resource_type: 'project' }
  const onBucket = { resource: 'files', resource_type: 'bucket' }
  const ask = (query: Record<string, string>, as: CallOptions['as'] = admin) =>
    test.call('GET', `/v2.1/projects/${project.name}/access/explanation?${new URLSearchParams(query).toString()}`, {
      as,
    })
  return { organization, project, admin, bucket, onProject, onBucket, ask }
}

describe('why somebody may do something', () => {
  it('names every chain, those on the project first, and what takes all of them away', async () => {
    const { project, bucket, onProject, onBucket, ask } = await arrange()
    const person = await createMemberWith(test.db, project, [])
    await createRole(test.db, project, ['buckets.get', 'buckets.list'], 'reader')
    const another = await assignRole(test.db, project, 'reader', { person }, bucket)
    const one = await assignRole(test.db, project, 'reader', { person })
    await assignRole(test.db, project, 'reader', { person }, await createObject(test.db, project, 'bucket', 'other'))

    const { status, body } = await ask({ assignee: person.id, permission: 'buckets.get', ...onBucket })

    const role = 'reader'
    expect(status).toBe(200)
    expect(body).toEqual({
      assignee: person.id,
      assignee_type: 'user',
      kind: 'member',
      name: 'Ada Lovelace',
      email: person.email,
      permission: 'buckets.get',
      ...onBucket,
      allowed: true,
      obstacle: null,
      chains: [
        { type: 'role', role, role_assignment: one.id, ...onProject },
        { type: 'role', role, role_assignment: another.id, ...onBucket },
      ],
      change: {
        steps: [
          { type: 'delete_role_assignment', role, role_assignment: one.id, ...onProject },
          { type: 'delete_role_assignment', role, role_assignment: another.id, ...onBucket },
        ],
        side_effects: ['buckets.list'],
        refused: null,
      },
    })
  })

  it('says of an admin of the organization that they are one', async () => {
    const { organization, project, onProject, ask } = await arrange()
    const person = await createMember(test.db, organization, { admin: true })
    const { id } = await assignRole(test.db, project, 'project-viewer', { person })

    const { body } = await ask({ assignee: person.id, permission: 'roles.list' })

    expect(body).toMatchObject({ ...onProject, allowed: true })
    expect(body.chains).toEqual([
      { type: 'organization_admin' },
      { type: 'role', role: 'project-viewer', role_assignment: id, ...onProject },
    ])
    expect(body.change.steps.map(({ type }: { type: string }) => type)).toEqual([
      'remove_organization_admin',
      'delete_role_assignment',
    ])
    expect(body.change).toMatchObject({ refused: null })
    expect(body.change.side_effects).toEqual(permissions.filter((name) => name !== 'roles.list'))
  })

  it('says that the last active admin stays one', async () => {
    const { organization, admin, ask } = await arrange()
    await createMember(test.db, organization, { admin: true, active: false })
    await createMember(test.db, await createOrganization(test.db), { admin: true })

    const { body } = await ask({ assignee: admin.id, permission: 'roles.list' })

    expect(body.change).toMatchObject({ steps: [{ type: 'remove_organization_admin' }], refused: 'last_admin' })
  })

  it('says what somebody could be given on an object, with as little besides as possible', async () => {
    const { organization, project, bucket, onBucket, ask } = await arrange()
    const person = await createMember(test.db, organization)
    await createRole(test.db, project, ['buckets.list', 'buckets.files.list'], 'lister')
    await createRole(test.db, project, ['buckets.get', 'buckets.list', 'buckets.files.list'], 'nothing-new')
    await createRole(test.db, project, ['buckets.get', 'buckets.delete'], 'something-new')
    await assignRole(test.db, project, 'lister', { person }, bucket)

    const { body } = await ask({ assignee: person.id, permission: 'buckets.get', ...onBucket })

    expect(body).toMatchObject({ allowed: false, obstacle: null, chains: [] })
    expect(body.change).toEqual({
      steps: [{ type: 'assign_role', role: 'nothing-new', ...onBucket }],
      side_effects: [],
      refused: null,
    })
  })

  it('tells apart what is held on the project from what is held on an object only', async () => {
    const { organization, project, bucket, onProject, ask } = await arrange()
    const person = await createMember(test.db, organization)
    await assignRole(test.db, project, 'file-reader', { person }, bucket)

    const { body } = await ask({ assignee: person.id, permission: 'buckets.get', ...onProject })

    expect(body).toMatchObject({ allowed: false, chains: [], ...onProject })
    expect(body.change).toMatchObject({
      steps: [{ type: 'assign_role', role: 'bucket-viewer', ...onProject }],
      side_effects: ['buckets.list', 'buckets.files.list', 'buckets.files.get'],
    })
  })

  it('has an invited member accept first, who then may do all that waits for them', async () => {
    const { organization, project, onProject, ask } = await arrange()
    const person = await createMember(test.db, organization, { active: false })
    await createRole(test.db, project, ['roles.list', 'roles.get'], 'roles-reader')
    await assignRole(test.db, project, 'roles-reader', { person })
    await createRole(test.db, project, ['webhooks.get'], 'hooks')

    const waiting = await ask({ assignee: person.id, permission: 'roles.list' })
    const missing = await ask({ assignee: person.id, permission: 'webhooks.get' })

    expect(waiting.body).toMatchObject({ allowed: false, obstacle: 'invited', chains: [{ role: 'roles-reader' }] })
    expect(waiting.body.change).toEqual({
      steps: [{ type: 'accept_invitation' }],
      side_effects: ['roles.get'],
      refused: null,
    })
    expect(missing.body).toMatchObject({ allowed: false, obstacle: 'invited', chains: [] })
    expect(missing.body.change).toEqual({
      steps: [{ type: 'assign_role', role: 'hooks', ...onProject }, { type: 'accept_invitation' }],
      side_effects: ['roles.list', 'roles.get'],
      refused: null,
    })
  })

  it('knows no change of roles that helps an expired service user', async () => {
    const { project, ask } = await arrange()
    const serviceUser = await createServiceUser(test.db, project, { name: 'robot', expiresAt: START })
    await assignRole(test.db, project, 'project-viewer', { serviceUser })

    const { body } = await ask({ assignee: serviceUser.id, permission: 'buckets.get' })

    expect(body).toMatchObject({
      kind: 'service_user',
      name: 'robot',
      email: serviceUser.email,
      assignee_type: 'user',
      allowed: false,
      obstacle: 'expired',
      chains: [{ role: 'project-viewer' }],
      change: null,
    })
  })

  it('knows none that opens to a service user what is closed to all of them', async () => {
    const { project, ask } = await arrange()
    const live = await createServiceUser(test.db, project, { expiresAt: new Date(START.getTime() + 1) })
    const expired = await createServiceUser(test.db, project, { expiresAt: START })
    await assignRole(test.db, project, 'project-admin', { serviceUser: live })

    for (const { id } of [live, expired]) {
      const { body } = await ask({ assignee: id, permission: 'projects.users.list' })
      expect(body).toMatchObject({ allowed: false, obstacle: 'closed_to_service_users', change: null })
    }
    expect((await ask({ assignee: live.id, permission: 'buckets.get' })).body).toMatchObject({ allowed: true })
  })

  it('is asked of a deployment by its name', async () => {
    const { project, bucket, onBucket, ask } = await arrange()
    const deployment = await createObject(test.db, project, 'deployment', 'worker')
    const { id } = await assignRole(test.db, project, 'file-reader', { deployment }, bucket)

    const { body } = await ask({
      assignee: 'worker',
      assignee_type: 'deployment',
      permission: 'buckets.files.get',
      ...onBucket,
    })

    expect(body).toMatchObject({
      assignee: 'worker',
      assignee_type: 'deployment',
      kind: 'deployment',
      name: 'worker',
      email: '',
      allowed: true,
      obstacle: null,
      chains: [
        {
          role: 'file-reader',
          role_assignment: id,
          ...onBucket,
        },
      ],
    })
  })

  it('has no change to offer where no role has the permission', async () => {
    const { organization, project, ask } = await arrange()
    const person = await createMember(test.db, organization)
    await test.database.pool.query(`update roles set permissions = '{buckets.get}' where project_id = $1`, [project.id])

    expect((await ask({ assignee: person.id, permission: 'roles.list' })).body).toMatchObject({
      allowed: false,
      change: null,
    })
  })

  it('counts no roles of other projects and of others', async () => {
    const { organization, project, ask } = await arrange()
    const other = await createProject(test.db, organization)
    const person = await createMemberWith(test.db, other, ['buckets.get'])
    await createMemberWith(test.db, project, ['buckets.get'])

    expect((await ask({ assignee: person.id, permission: 'buckets.get' })).body).toMatchObject({
      allowed: false,
      chains: [],
    })
  })

  it('takes the same number of queries however many members and roles there are', async () => {
    const { organization, project, bucket, onBucket, ask } = await arrange()
    const person = await createMember(test.db, organization)
    const query = { assignee: person.id, permission: 'buckets.get', ...onBucket }
    await ask(query)
    const few = await countQueries(() => ask(query))
    for (let count = 0; count < 3; count += 1) {
      await createRole(test.db, project, ['buckets.update'], `role-${count}`)
      await assignRole(test.db, project, `role-${count}`, { person }, bucket)
      await createMember(test.db, organization)
    }

    const many = await countQueries(() => ask(query))

    expect(many.result.body).toMatchObject({ allowed: false })
    expect(many.queries).toHaveLength(few.queries.length)
    expect(many.queries.length).toBeLessThanOrEqual(6)
  })
})

it('asks the database for no more than the answer takes', async () => {
  const { organization, project, admin, bucket, onBucket, ask } = await arrange()
  const holder = await createMember(test.db, organization)
  await createRole(test.db, project, ['buckets.get'], 'reader')
  await assignRole(test.db, project, 'reader', { person: holder }, bucket)
  const nobody = await createMember(test.db, organization)
  const count = async ({ id: assignee }: { id: string }) =>
    (await countQueries(() => ask({ assignee, permission: 'buckets.get', ...onBucket }))).queries.length

  // The first time notes that the token is used.
  await count(holder)
  const ofHolder = await count(holder)

  // Of an admin whether there is another one, of who holds nothing the roles that they could be given.
  expect(await count(admin)).toBe(ofHolder + 1)
  expect(await count(nobody)).toBe(ofHolder + 1)
})

describe('who may ask why', () => {
  it('is whoever may list role assignments on the project', async () => {
    const { organization, project, onBucket, ask } = await arrange()
    const person = await createMember(test.db, organization)
    const lister = await createMemberWith(test.db, project, ['roles.assignments.list'])
    const other = await createMemberWith(
      test.db,
      project,
      permissions.filter((name) => name !== 'roles.assignments.list'),
    )
    const query = { assignee: person.id, permission: 'buckets.get' }

    for (const level of [{}, onBucket]) {
      expect(await ask({ ...query, ...level }, lister)).toMatchObject({ status: 200 })
      expect(await ask({ ...query, ...level }, other)).toMatchObject({
        status: 403,
        body: { code: 'forbidden', error: 'You need the permission roles.assignments.list for this' },
      })
    }
  })

  it('is whoever may list them on the object, about that object only', async () => {
    const { organization, project, bucket, onBucket, ask } = await arrange()
    const person = await createMember(test.db, organization)
    const lister = await createMember(test.db, organization)
    await createRole(test.db, project, ['roles.assignments.list'], 'lister')
    await assignRole(test.db, project, 'lister', { person: lister }, bucket)
    await createObject(test.db, project, 'bucket', 'other')
    const query = { assignee: person.id, permission: 'buckets.get' }

    expect(await ask({ ...query, ...onBucket }, lister)).toMatchObject({ status: 200 })
    expect(await ask(query, lister)).toMatchObject({ status: 403 })
    expect(await ask({ ...query, ...onBucket, resource: 'other' }, lister)).toMatchObject({ status: 403 })
  })

  it('is everybody about themselves, who learn nothing of which objects there are', async () => {
    const { organization, onBucket, ask } = await arrange()
    const person = await createMember(test.db, organization)
    const query = { assignee: person.id.toUpperCase(), permission: 'buckets.get' }

    expect(await ask(query, person)).toMatchObject({ status: 200, body: { assignee: person.id, allowed: false } })
    const there = await ask({ ...query, ...onBucket }, person)
    const notThere = await ask({ ...query, ...onBucket, resource: 'nowhere' }, person)
    expect(there).toMatchObject({ status: 200 })
    expect(JSON.parse(JSON.stringify(notThere.body).replaceAll('nowhere', 'files'))).toEqual(there.body)
  })

  it('is not a person about a deployment that has their id for a name', async () => {
    const { organization, project, ask } = await arrange()
    const person = await createMember(test.db, organization)
    await createObject(test.db, project, 'deployment', person.id)

    expect(
      await ask({ assignee: person.id, assignee_type: 'deployment', permission: 'buckets.get' }, person),
    ).toMatchObject({ status: 403 })
  })

  it('is no service user, not even about itself', async () => {
    const { project, ask } = await arrange()
    const serviceUser = await createServiceUser(test.db, project)
    await assignRole(test.db, project, 'project-admin', { serviceUser })

    expect(await ask({ assignee: serviceUser.id, permission: 'buckets.get' }, serviceUser)).toMatchObject({
      status: 403,
      body: { code: 'service_user_forbidden' },
    })
  })

  it('is nobody from elsewhere', async () => {
    const { organization, admin, ask } = await arrange()
    const foreigner = await createMember(test.db, await createOrganization(test.db), { admin: true })
    const invited = await createMember(test.db, organization, { admin: true, active: false })

    for (const caller of [await createPerson(test.db), foreigner, invited]) {
      expect(await ask({ assignee: admin.id, permission: 'buckets.get' }, caller)).toMatchObject({ status: 404 })
    }
  })
})

describe('a question that makes no sense', () => {
  it.each<[string, Record<string, string>, string]>([
    ['somebody of no organization', { assignee: '01890000-0000-7000-8000-000000000000' }, 'assignee_unknown'],
    ['what is no id', { assignee: 'ada' }, 'assignee_unknown'],
    ['an unknown deployment', { assignee: 'nowhere', assignee_type: 'deployment' }, 'assignee_unknown'],
    ['an unknown object', { resource: 'nowhere', resource_type: 'bucket' }, 'resource_unknown'],
    ['an object of another kind', { resource: 'files', resource_type: 'pipeline' }, 'resource_unknown'],
    ['another project', { resource: 'elsewhere', resource_type: 'project' }, 'resource_unknown'],
    ['half a level', { resource: 'files' }, 'invalid_input'],
    ['the other half', { resource_type: 'bucket' }, 'invalid_input'],
    ['an unknown permission', { permission: 'buckets.fly' }, 'invalid_input'],
  ])('about %s is refused', async (_about, query, code) => {
    const { admin, ask } = await arrange()

    expect(await ask({ assignee: admin.id, permission: 'buckets.get', ...query })).toMatchObject({
      status: 400,
      body: { code },
    })
  })

  it('about an object that is not there is refused to whoever may list role assignments, and is no admin', async () => {
    const { project, admin, ask } = await arrange()
    const lister = await createMemberWith(test.db, project, ['roles.assignments.list'])
    const about = { assignee: admin.id, permission: 'buckets.get', resource: 'nowhere', resource_type: 'bucket' }

    expect(await ask(about, lister)).toMatchObject({ status: 400, body: { code: 'resource_unknown' } })
  })

  it('about somebody of another organization or project is refused as if they were not there', async () => {
    const { organization, ask } = await arrange()
    const foreigner = await createMember(test.db, await createOrganization(test.db))
    const otherProject = await createProject(test.db, organization)
    const serviceUser = await createServiceUser(test.db, otherProject)
    await createObject(test.db, otherProject, 'deployment', 'elsewhere')

    for (const query of [
      { assignee: foreigner.id },
      { assignee: serviceUser.id },
      { assignee: 'elsewhere', assignee_type: 'deployment' },
    ]) {
      expect(await ask({ ...query, permission: 'buckets.get' })).toMatchObject({
        status: 400,
        body: { code: 'assignee_unknown' },
      })
    }
  })
})
