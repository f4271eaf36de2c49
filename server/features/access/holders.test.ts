import { describe, expect, it } from 'vitest'
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
    test.call('GET', `/v2.1/projects/${project.name}/access/holders?${new URLSearchParams(query).toString()}`, { as })
  return { organization, project, admin, bucket, onProject, onBucket, ask }
}

const named = (id: string, name: string, surname: string) =>
  test.database.pool.query('update accounts set name = $2, surname = $3 where id = $1', [id, name, surname])

describe('everybody who can do something', () => {
  it('is listed by kind and name, with every reason', async () => {
    const { organization, project, admin, bucket, onProject, onBucket, ask } = await arrange()
    const zoe = await createMember(test.db, organization)
    const ada = await createMember(test.db, organization)
    await named(admin.id, 'marie', 'Curie')
    await named(zoe.id, 'Zoe', '')
    await createMember(test.db, organization)
    const robot = await createServiceUser(test.db, project, { name: 'robot' })
    const worker = await createObject(test.db, project, 'deployment', 'worker')
    const given = {
      zoe: await assignRole(test.db, project, 'file-reader', { person: zoe }, bucket),
      zoeAgain: await assignRole(test.db, project, 'project-viewer', { person: zoe }),
      ada: await assignRole(test.db, project, 'file-reader', { person: ada }, bucket),
      robot: await assignRole(test.db, project, 'file-writer', { serviceUser: robot }),
      worker: await assignRole(test.db, project, 'file-reader', { deployment: worker }, bucket),
    }
    await assignRole(test.db, project, 'pipeline-admin', { person: ada })
    await assignRole(test.db, project, 'file-reader', { person: ada }, await createObject(test.db, project, 'bucket'))

    const { status, body } = await ask({ permission: 'buckets.files.get', ...onBucket })

    const reader = (role_assignment: string) => ({ type: 'role', role: 'file-reader', role_assignment, ...onBucket })
    const user = { assignee_type: 'user', allowed: true, obstacle: null }
    expect(status).toBe(200)
    expect(body).toEqual([
      {
        ...user,
        kind: 'member',
        assignee: ada.id,
        name: 'Ada Lovelace',
        email: ada.email,
        chains: [reader(given.ada.id)],
      },
      {
        ...user,
        kind: 'member',
        assignee: admin.id,
        name: 'marie Curie',
        email: admin.email,
        chains: [{ type: 'organization_admin' }],
      },
      {
        ...user,
        kind: 'member',
        assignee: zoe.id,
        name: 'Zoe',
        email: zoe.email,
        chains: [
          {
            type: 'role',
            role: 'project-viewer',
            role_assignment: given.zoeAgain.id,
            ...onProject,
          },
          reader(given.zoe.id),
        ],
      },
      {
        ...user,
        kind: 'service_user',
        assignee: robot.id,
        name: 'robot',
        email: robot.email,
        chains: [
          {
            type: 'role',
            role: 'file-writer',
            role_assignment: given.robot.id,
            ...onProject,
          },
        ],
      },
      {
        assignee_type: 'deployment',
        allowed: true,
        obstacle: null,
        kind: 'deployment',
        assignee: 'worker',
        name: 'worker',
        email: '',
        chains: [reader(given.worker.id)],
      },
    ])
  })

  it('is asked about the whole project where no object is named', async () => {
    const { organization, project, admin, bucket, onProject, ask } = await arrange()
    const person = await createMember(test.db, organization)
    await assignRole(test.db, project, 'file-reader', { person }, bucket)

    for (const level of [{}, onProject]) {
      const { body } = await ask({ permission: 'buckets.get', ...level })
      expect(body).toMatchObject([{ assignee: admin.id }])
    }
  })

  it('shows who cannot use it yet, any more or ever', async () => {
    const { organization, project, admin, ask } = await arrange()
    const invited = await createMember(test.db, organization, { admin: true, active: false })
    await named(invited.id, '', '')
    const live = await createServiceUser(test.db, project, { name: 'a', expiresAt: new Date(START.getTime() + 1) })
    const expired = await createServiceUser(test.db, project, { name: 'b', expiresAt: START })
    for (const serviceUser of [live, expired]) await assignRole(test.db, project, 'project-admin', { serviceUser })
    const list = async (permission: string) =>
      (await ask({ permission })).body.map((holder: Record<string, unknown>) => [
        holder.assignee,
        holder.allowed,
        holder.obstacle,
      ])

    const members = [
      [invited.id, false, 'invited'],
      [admin.id, true, null],
    ]
    expect(await list('buckets.get')).toEqual([...members, [live.id, true, null], [expired.id, false, 'expired']])
    expect(await list('roles.list')).toEqual([
      ...members,
      [live.id, false, 'closed_to_service_users'],
      [expired.id, false, 'closed_to_service_users'],
    ])
  })

  it('is nobody of another project or organization', async () => {
    const { organization, project, admin, ask } = await arrange()
    const other = await createProject(test.db, organization)
    await createMemberWith(test.db, other, ['buckets.get'])
    await createMember(test.db, await createOrganization(test.db), { admin: true })
    await createMemberWith(test.db, project, ['buckets.list'])

    expect((await ask({ permission: 'buckets.get' })).body).toMatchObject([{ assignee: admin.id }])
  })

  it('takes four queries for an organization of a thousand members', async () => {
    const { organization, project, bucket, onBucket, ask } = await arrange()
    await test.database.pool.query(
      `with made as (
        insert into accounts (id, email, created_at)
        select gen_random_uuid(), 'many-' || n || '@example.com', now() from generate_series(1, 1000) n returning id
      ), joined as (
        insert into organization_members (organization_id, account_id, active, created_at)
        select $1, id, true, now() from made returning account_id
      ), present as (
        insert into project_members (organization_id, project_id, account_id, created_at)
        select $1, $2, account_id, now() from joined returning account_id
      )
      insert into role_assignments (id, organization_id, project_id, role_id, account_id, object_id, created_at)
      select gen_random_uuid(), $1, $2, (select id from roles where project_id = $2 and name = 'file-reader'),
        account_id, $3, now() from present`,
      [organization.id, project.id, bucket.id],
    )
    await ask({ permission: 'buckets.get', ...onBucket })

    const { result, queries } = await countQueries(() => ask({ permission: 'buckets.get', ...onBucket }))

    expect(result.body).toHaveLength(1001)
    expect(queries).toHaveLength(4)
  })
})

describe('who may list who can do something', () => {
  it('is whoever may list role assignments there', async () => {
    const { organization, project, bucket, onBucket, ask } = await arrange()
    const lister = await createMemberWith(test.db, project, ['roles.assignments.list'])
    const onObject = await createMember(test.db, organization)
    await createRole(test.db, project, ['roles.assignments.list'], 'lister')
    await assignRole(test.db, project, 'lister', { person: onObject }, bucket)
    const query = { permission: 'buckets.get' }

    expect(await ask(query, lister)).toMatchObject({ status: 200 })
    expect(await ask({ ...query, ...onBucket }, lister)).toMatchObject({ status: 200 })
    expect(await ask({ ...query, ...onBucket }, onObject)).toMatchObject({ status: 200 })
    expect(await ask(query, onObject)).toMatchObject({ status: 403, body: { code: 'forbidden' } })
    for (const resource of ['files', 'nowhere']) {
      expect(await ask({ ...query, ...onBucket, resource }, await createMember(test.db, organization))).toMatchObject({
        status: 403,
        body: { code: 'forbidden' },
      })
    }
  })

  it('is no service user and nobody from elsewhere', async () => {
    const { project, ask } = await arrange()
    const serviceUser = await createServiceUser(test.db, project)
    await assignRole(test.db, project, 'project-admin', { serviceUser })
    const foreigner = await createMember(test.db, await createOrganization(test.db), { admin: true })
    const query = { permission: 'buckets.get' }

    expect(await ask(query, serviceUser)).toMatchObject({ status: 403, body: { code: 'service_user_forbidden' } })
    for (const caller of [foreigner, await createPerson(test.db)]) {
      expect(await ask(query, caller)).toMatchObject({ status: 404, body: { code: 'not_found' } })
    }
  })

  it.each<[Record<string, string>, string]>([
    [{ resource: 'nowhere', resource_type: 'bucket' }, 'resource_unknown'],
    [{ resource: 'elsewhere', resource_type: 'project' }, 'resource_unknown'],
    [{ resource: 'files' }, 'invalid_input'],
    [{ permission: 'buckets.fly' }, 'invalid_input'],
  ])('is refused %o', async (query, code) => {
    const { ask } = await arrange()

    expect(await ask({ permission: 'buckets.get', ...query })).toMatchObject({ status: 400, body: { code } })
  })
})
