import { describe, expect, it } from 'vitest'
import { permissions } from '#contract/permissions.ts'
import { organizationMembers, projectMembers, roleAssignments, roles, serviceUsers } from '#server/db/schema.ts'
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
import { type CallOptions, START, useTestApp } from '#server/testing/test-app.ts'

const test = useTestApp()

async function arrange() {
  const organization = await createOrganization(test.db)
  const admin = await createMember(test.db, organization, { admin: true })
  const project = await createProject(test.db, organization, 'first')
  const url = `/v2.1/organizations/${organization.name}/access-preview`
  const preview = (as: CallOptions['as'], ...changes: object[]) =>
    test.call('POST', url, { as, body: { changes: changes.map((change) => inProject(change, project.name)) } })
  return { organization, admin, project, url, preview }
}

/** Changes are in the first project unless they say otherwise. */
const inProject = (change: object, project: string) =>
  'type' in change && String(change.type).startsWith('organization_') ? change : { project, ...change }

type Arranged = Awaited<ReturnType<typeof arrange>>

const assign = (assignee: string, role: string, rest: object = {}) => ({
  type: 'role_assignment_create',
  assignment: { assignee, assignee_type: 'user', role, ...rest },
})
const on = ({ name, kind }: { name: string; kind: string }) => ({ resource: name, resource_type: kind })
const unassign = ({ id }: { id: string }) => ({ type: 'role_assignment_delete', id })
const removeMember = ({ id }: { id: string }) => ({ type: 'organization_user_delete', id })
const setAdmin = ({ id }: { id: string }, admin: boolean) => ({ type: 'organization_user_update', id, admin })

const refused = (status: number, code: string, error: string, fields?: Record<string, string>) => ({
  status,
  body: { code, error, ...(fields ? { fields } : {}) },
})
const mayNotList = refused(403, 'forbidden', 'You need the permission roles.assignments.list for this')

describe('what a dry run tells', () => {
  it('is all that a member with roles in three projects loses when removed, by project', async () => {
    const { organization, admin, project, preview } = await arrange()
    const second = await createProject(test.db, organization, 'second')
    const third = await createProject(test.db, organization, 'third')
    await createProject(test.db, organization, 'untouched')
    const person = await createMember(test.db, organization)
    const bystander = await createMember(test.db, organization)
    const bucket = await createObject(test.db, third, 'bucket', 'files')
    for (const [one, given] of [
      [project, ['deployments.list']],
      [second, ['deployments.get', 'deployments.delete']],
      [third, ['buckets.get']],
    ] as const) {
      await createRole(test.db, one, [...given], 'shared')
      await assignRole(test.db, one, 'shared', { person: bystander })
    }
    await assignRole(test.db, third, 'shared', { person }, bucket)
    await assignRole(test.db, second, 'shared', { person })
    await assignRole(test.db, project, 'shared', { person })

    const { status, body } = await preview(admin, removeMember(person))

    expect(status).toBe(200)
    expect(body).toEqual({
      groups: [
        {
          differences: [
            {
              project: 'first',
              resource: 'first',
              resource_type: 'project',
              gained: [],
              lost: ['deployments.list'],
            },
            {
              project: 'second',
              resource: 'second',
              resource_type: 'project',
              gained: [],
              lost: ['deployments.get', 'deployments.delete'],
            },
            { project: 'third', resource: 'files', resource_type: 'bucket', gained: [], lost: ['buckets.get'] },
          ],
          assignees: [
            {
              assignee: person.id,
              assignee_type: 'user',
              kind: 'member',
              name: 'Ada Lovelace',
              email: person.email,
              obstacle: null,
            },
          ],
        },
      ],
    })
  })

  it('is net of what other roles still give', async () => {
    const { organization, admin, project, preview } = await arrange()
    const person = await createMember(test.db, organization)
    const bucket = await createObject(test.db, project, 'bucket', 'files')
    await createRole(test.db, project, ['buckets.get', 'buckets.list'], 'wide')
    await createRole(test.db, project, ['buckets.get'], 'narrow')
    const wide = await assignRole(test.db, project, 'wide', { person })
    await assignRole(test.db, project, 'narrow', { person }, bucket)

    const { body } = await preview(admin, unassign(wide))

    const difference = { project: 'first', gained: [] }
    expect(body.groups[0].differences).toEqual([
      { ...difference, resource: 'first', resource_type: 'project', lost: ['buckets.list', 'buckets.get'] },
      { ...difference, resource: 'files', resource_type: 'bucket', lost: ['buckets.list'] },
    ])
  })

  it('is nothing where nobody gains or loses', async () => {
    const { organization, admin, project, preview } = await arrange()
    const person = await createMember(test.db, organization)
    await createRole(test.db, project, ['buckets.get'], 'one')
    await createRole(test.db, project, ['buckets.get'], 'same')
    const { id } = await assignRole(test.db, project, 'one', { person })

    for (const changes of [
      [unassign({ id }), assign(person.id, 'same')],
      [{ type: 'role_delete', role: 'same' }],
      [assign(person.id, 'same')],
      [setAdmin(admin, true)],
    ]) {
      expect(await preview(admin, ...changes)).toMatchObject({ status: 200, body: { groups: [] } })
    }
  })

  it('is what somebody gains as an admin in every project, on objects less where they hold something there', async () => {
    const { organization, admin, project, preview } = await arrange()
    await createProject(test.db, organization, 'second')
    const person = await createMember(test.db, organization)
    const bucket = await createObject(test.db, project, 'bucket', 'files')
    await createRole(test.db, project, ['buckets.get'], 'narrow')
    await assignRole(test.db, project, 'narrow', { person }, bucket)

    const { body } = await preview(admin, setAdmin(person, true))

    const but = permissions.filter((name) => name !== 'buckets.get')
    expect(body.groups[0].differences).toEqual([
      { project: 'first', resource: 'first', resource_type: 'project', gained: permissions, lost: [] },
      { project: 'first', resource: 'files', resource_type: 'bucket', gained: but, lost: [] },
      { project: 'second', resource: 'second', resource_type: 'project', gained: permissions, lost: [] },
    ])
  })

  it('is about the holders of a role in its own project, however many others have its name', async () => {
    const { organization, admin, project, preview } = await arrange()
    const second = await createProject(test.db, organization, 'second')
    const [here, there] = [await createMember(test.db, organization), await createMember(test.db, organization)]
    for (const [one, person] of [
      [project, here],
      [second, there],
    ] as const) {
      await createRole(test.db, one, ['buckets.get'], 'shared')
      await assignRole(test.db, one, 'shared', { person })
    }

    const inFirst = await preview(admin, { type: 'role_delete', role: 'shared' })
    const inSecond = await preview(admin, { type: 'role_delete', role: 'shared', project: 'second' })

    const told = ({ body }: typeof inFirst) =>
      body.groups.map(({ assignees, differences }: { assignees: { assignee: string }[]; differences: object[] }) => [
        assignees.map(({ assignee }) => assignee),
        differences,
      ])
    expect(told(inFirst)).toMatchObject([[[here.id], [{ project: 'first' }]]])
    expect(told(inSecond)).toMatchObject([[[there.id], [{ project: 'second' }]]])
  })

  it('puts together who gains and loses the same, and says what keeps them from using it', async () => {
    const { organization, admin, project, preview } = await arrange()
    const invited = await createMember(test.db, organization, { active: false, email: 'b@example.com' })
    const active = await createMember(test.db, organization, { email: 'a@example.com' })
    const expired = await createServiceUser(test.db, project, { name: 'robot', expiresAt: START })
    const deployment = await createObject(test.db, project, 'deployment', 'model')
    await createRole(test.db, project, ['buckets.get', 'roles.list'], 'shared')
    await assignRole(test.db, project, 'shared', { person: invited })
    await assignRole(test.db, project, 'shared', { person: active })
    await assignRole(test.db, project, 'shared', { serviceUser: expired })
    await assignRole(test.db, project, 'shared', { deployment })

    const { body } = await preview(admin, { type: 'role_update', role: 'shared', permissions: ['roles.list'] })

    const lost = { project: 'first', resource: 'first', resource_type: 'project', gained: [], lost: ['buckets.get'] }
    expect(body.groups).toMatchObject([
      {
        differences: [lost],
        assignees: [
          { assignee: active.id, kind: 'member', obstacle: null },
          { assignee: invited.id, kind: 'member', obstacle: 'invited' },
          { assignee: expired.id, kind: 'service_user', name: 'robot', email: expired.email, obstacle: 'expired' },
          { assignee: 'model', assignee_type: 'deployment', kind: 'deployment', email: '', obstacle: null },
        ],
      },
    ])
    expect(body.groups).toHaveLength(1)
  })

  it('sees with every change what those before it did', async () => {
    const { organization, admin, project, preview } = await arrange()
    const person = await createMember(test.db, organization)
    await createRole(test.db, project, ['buckets.get'], 'growing')

    const grown = [
      assign(person.id, 'growing'),
      { type: 'role_update', role: 'growing', permissions: ['buckets.get', 'buckets.list'] },
    ]
    const { body } = await preview(admin, ...grown)
    expect(body.groups[0].differences).toMatchObject([{ gained: ['buckets.list', 'buckets.get'], lost: [] }])

    const taken = await preview(admin, ...grown, { type: 'project_user_delete', id: person.id })
    expect(taken).toMatchObject({ status: 200, body: { groups: [] } })
  })

  it('takes assignees by the document’s other word, in capitals, and deployments and objects by name', async () => {
    const { organization, admin, project, preview } = await arrange()
    const person = await createMember(test.db, organization)
    const deployment = await createObject(test.db, project, 'deployment', 'same')
    await createObject(test.db, project, 'bucket', 'same')
    await createRole(test.db, project, ['buckets.get'], 'reader')
    const gained = { gained: ['buckets.get'], lost: [] }

    for (const assignment of [{ user_id: person.id }, { assignee: person.id.toUpperCase(), assignee_type: 'user' }]) {
      const { body } = await preview(admin, {
        type: 'role_assignment_create',
        assignment: { ...assignment, role: 'reader', resource: 'same', resource_type: 'bucket' },
      })
      expect(body.groups).toMatchObject([
        {
          differences: [{ ...gained, resource: 'same', resource_type: 'bucket' }],
          assignees: [{ assignee: person.id }],
        },
      ])
    }

    const { body } = await preview(admin, assign('same', 'reader', { assignee_type: 'deployment', ...on(deployment) }))
    expect(body.groups).toMatchObject([
      {
        differences: [{ ...gained, resource_type: 'deployment' }],
        assignees: [{ assignee: 'same', kind: 'deployment' }],
      },
    ])
  })

  it('leaves a role its name: whoever renames it takes nothing from anybody', async () => {
    const { admin, project, preview } = await arrange()
    await createMemberWith(test.db, project, ['buckets.get'])
    const { body } = await test.call('GET', '/v2.1/projects/first/roles', { as: admin })
    const role = body.find(({ default: isDefault }: { default: boolean }) => !isDefault).name

    const renaming = { type: 'role_update', role, name: 'renamed' }
    expect(await preview(admin, renaming)).toMatchObject({ status: 200, body: { groups: [] } })
    expect(await preview(admin, renaming, { type: 'role_delete', role: 'renamed' })).toMatchObject({ status: 404 })
    expect(await preview(admin, renaming, { type: 'role_delete', role })).toMatchObject({ status: 200 })
  })
})

describe('a dry run', () => {
  it('leaves nothing in the database, and nothing that tells of it', async () => {
    const { organization, admin, project, preview } = await arrange()
    const [person, leaving] = [await createMember(test.db, organization), await createMember(test.db, organization)]
    const serviceUser = await createServiceUser(test.db, project)
    await createRole(test.db, project, ['buckets.get'], 'changed')
    await createRole(test.db, project, ['buckets.get'], 'deleted')
    await assignRole(test.db, project, 'deleted', { person: leaving })
    const assignment = await assignRole(test.db, project, 'changed', { person })
    const everything = async () =>
      Promise.all(
        [roles, roleAssignments, projectMembers, organizationMembers, serviceUsers].map((table) =>
          test.db.select().from(table),
        ),
      )
    await preview(admin, setAdmin(person, false))
    const before = await everything()

    const { status, body } = await preview(
      admin,
      { type: 'role_update', role: 'changed', permissions: ['buckets.list'] },
      unassign(assignment),
      assign(person.id, 'file-reader'),
      { type: 'role_delete', role: 'deleted' },
      { type: 'service_user_delete', id: serviceUser.id },
      { type: 'project_user_delete', id: leaving.id },
      setAdmin(person, true),
      removeMember(leaving),
    )

    expect(status).toBe(200)
    expect(body.groups).toHaveLength(2)
    expect(await everything()).toEqual(before)
    expect(await auditTrail(test.db)).toEqual([])
  })

  it('takes as many queries for many who are concerned as for one', async () => {
    const { organization, admin, project, preview } = await arrange()
    const count = async () => {
      const { result, queries } = await countQueries(() =>
        preview(admin, { type: 'role_update', role: 'shared', permissions: ['buckets.list'] }),
      )
      return { holders: result.body.groups[0].assignees.length, queries: queries.length }
    }
    await createRole(test.db, project, ['buckets.get'], 'shared')
    const hand = async () => {
      const person = await createMember(test.db, organization)
      await assignRole(test.db, project, 'shared', { person })
    }
    await hand()
    await count()
    const few = await count()
    for (let more = 0; more < 30; more += 1) await hand()
    await createProject(test.db, organization)

    expect(await count()).toEqual({ holders: 31, queries: few.queries })
  })

  it('takes a fixed number of queries for each change, whatever it reads to tell', async () => {
    const { organization, admin, project, preview } = await arrange()
    const people = await Promise.all(Array.from({ length: 30 }, () => createMember(test.db, organization)))
    await createRole(test.db, project, ['buckets.get'], 'shared')
    const count = async (changes: number) => {
      const given = people.slice(0, changes).map(({ id }) => assign(id, 'shared'))
      const { result, queries } = await countQueries(() => preview(admin, ...given))
      expect(result.body.groups[0].assignees).toHaveLength(changes)
      return queries.length
    }
    await count(1)

    const [ten, twenty, thirty] = [await count(10), await count(20), await count(30)]

    expect(thirty - twenty).toBe(twenty - ten)
    expect(twenty - ten).toBeLessThanOrEqual(10 * 8)
  })

  it.each<[string, number, (arranged: Arranged, person: { id: string }, assignment: { id: string }) => object]>([
    ['a changed role', 13, () => ({ type: 'role_update', role: 'shared', permissions: ['buckets.list'] })],
    ['a deleted role', 15, () => ({ type: 'role_delete', role: 'shared' })],
    ['an assignment', 14, (_arranged, { id }) => assign(id, 'file-reader')],
    [
      'an assignment on an object',
      15,
      (_arranged, { id }) => assign(id, 'file-reader', on({ name: 'files', kind: 'bucket' })),
    ],
    ['an assignment taken away', 13, (_arranged, _person, assignment) => unassign(assignment)],
    ['a member who leaves the project', 14, (_arranged, { id }) => ({ type: 'project_user_delete', id })],
    ['a member made an admin', 15, (_arranged, person) => setAdmin(person, true)],
    ['a member removed', 16, (_arranged, person) => removeMember(person)],
  ])('asks the database for what it needs and no more: %s', async (_case, most, change) => {
    const arranged = await arrange()
    const { organization, admin, project, preview } = arranged
    const person = await createMember(test.db, organization)
    await createObject(test.db, project, 'bucket', 'files')
    await createRole(test.db, project, ['buckets.get'], 'shared')
    const assignment = await assignRole(test.db, project, 'shared', { person })
    // The first time notes that the token is used and the caller active.
    await preview(admin, setAdmin(person, false))

    const { result, queries } = await countQueries(() => preview(admin, change(arranged, person, assignment)))

    expect(result.body.groups).toHaveLength(1)
    expect(queries.length).toBeLessThanOrEqual(most)
  })

  it('is of one change at least and of 500 at most', async () => {
    const { admin, preview } = await arrange()
    const many = (length: number) => Array.from({ length }, () => ({ type: 'role_delete', role: 'no-such-role' }))

    expect(await preview(admin)).toMatchObject({
      status: 400,
      body: { code: 'invalid_input', fields: { changes: 'Name at least one change' } },
    })
    expect(await preview(admin, ...many(501))).toMatchObject({
      status: 400,
      body: { code: 'invalid_input', fields: { changes: 'At most 500 changes' } },
    })
    expect(await preview(admin, ...many(500))).toMatchObject({ status: 404 })
  })

  it('of what another organization has is answered like one of what nobody has', async () => {
    const { organization, admin, preview } = await arrange()
    const other = await createOrganization(test.db)
    const owner = await createMember(test.db, other, { admin: true })
    const foreign = await createProject(test.db, other, 'foreign')
    const role = await createRole(test.db, foreign, ['buckets.get'], 'theirs')
    const { id } = await assignRole(test.db, foreign, role.name, { person: owner })
    const member = await createMember(test.db, organization)
    // Of both organizations, but asking in one.
    const both = await createMember(test.db, organization, { admin: true })
    await test.db
      .insert(organizationMembers)
      .values({ organizationId: other.id, accountId: both.id, admin: true, active: true, createdAt: START })

    for (const as of [admin, member, both]) {
      for (const change of [
        { type: 'role_delete', role: 'theirs' },
        { type: 'role_assignment_delete', id },
        assign(owner.id, 'theirs'),
      ]) {
        const [there, nowhere] = [
          await preview(as, { ...change, project: 'foreign' }),
          await preview(as, { ...change, project: 'nowhere' }),
        ]
        const told = ({ status, body: { request_id: _id, ...body } }: typeof there) => ({ status, body })
        expect(told(there)).toEqual(told(nowhere))
        expect(there).toMatchObject({ status: 404, body: { code: 'not_found' } })
      }
    }
    // Also where another change is of every project, and where the first is of one that is there.
    expect(
      await preview(admin, setAdmin(member, true), { type: 'role_delete', role: 'theirs', project: 'foreign' }),
    ).toMatchObject({ status: 404 })
    expect(await preview(admin, unassign({ id }))).toMatchObject({ status: 404 })
  })

  it('is refused to service users, strangers, the invited and nobody', async () => {
    const { organization, project, preview } = await arrange()
    const serviceUser = await createServiceUser(test.db, project)
    await assignRole(test.db, project, 'project-admin', { serviceUser })
    const change = { type: 'role_delete', role: 'no-such-role' }

    expect(await preview(serviceUser, change)).toMatchObject(
      refused(403, 'service_user_forbidden', 'Service users cannot use this part of the API'),
    )
    expect(await preview(undefined, change)).toMatchObject({ status: 401 })
    for (const as of [
      await createPerson(test.db),
      await createMember(test.db, organization, { admin: true, active: false }),
    ]) {
      expect(await preview(as, change)).toMatchObject({ status: 404, body: { code: 'not_found' } })
    }
  })
})

describe('a dry run is refused like the changes', () => {
  it.each<[string, (arranged: Arranged) => object[], object]>([
    [
      'of the last admin as one',
      ({ admin }) => [setAdmin(admin, false)],
      refused(
        409,
        'last_admin',
        'The last admin of an organization stays its admin: make another active user an admin first',
      ),
    ],
    [
      'of the last admin',
      ({ admin }) => [removeMember(admin)],
      refused(
        409,
        'last_admin',
        'The last admin of an organization cannot be removed: make another active user an admin first',
      ),
    ],
    [
      'of a default role',
      () => [{ type: 'role_delete', role: 'project-admin' }],
      refused(409, 'default_role', 'Default roles cannot be deleted'),
    ],
    [
      'of the permissions of a default role',
      () => [{ type: 'role_update', role: 'project-admin', permissions: ['buckets.get'] }],
      refused(409, 'default_role', 'Default roles cannot be updated'),
    ],
    ['of a role that is not there', () => [{ type: 'role_delete', role: 'none' }], { status: 404 }],
    [
      'of a role assignment that is not there',
      ({ admin }) => [{ type: 'role_assignment_delete', id: admin.id }],
      { status: 404 },
    ],
    [
      'that assigns no role',
      ({ admin }) => [assign(admin.id, 'none')],
      refused(400, 'role_unknown', 'The project has no role of this name', {
        role: 'The project has no role of this name',
      }),
    ],
    [
      'that assigns to nobody',
      ({ project }) => [assign(project.id, 'file-reader')],
      refused(
        400,
        'assignee_unknown',
        'Neither the organization has a member nor the project a service user with this id',
        {
          assignee: 'Neither the organization has a member nor the project a service user with this id',
        },
      ),
    ],
    [
      'that assigns to what is no id',
      () => [assign('nobody', 'file-reader')],
      { status: 400, body: { code: 'assignee_unknown' } },
    ],
    [
      'that assigns to no deployment',
      () => [assign('none', 'file-reader', { assignee_type: 'deployment' })],
      refused(400, 'assignee_unknown', 'The project has no deployment of this name', {
        assignee: 'The project has no deployment of this name',
      }),
    ],
    [
      'that assigns on nothing',
      ({ admin }) => [assign(admin.id, 'file-reader', { resource: 'none', resource_type: 'bucket' })],
      refused(400, 'resource_unknown', 'There is no bucket of this name here', {
        resource: 'There is no bucket of this name here',
      }),
    ],
  ])('%s', async (_case, changes, answer) => {
    const arranged = await arrange()

    expect(await arranged.preview(arranged.admin, ...changes(arranged))).toMatchObject(answer)
  })

  it('by the first that is, when the ones before have been made', async () => {
    const { organization, admin, preview } = await arrange()
    const other = await createMember(test.db, organization, { admin: true })

    expect(await preview(admin, removeMember(other))).toMatchObject({ status: 200 })
    expect(await preview(admin, removeMember(other), setAdmin(admin, false))).toMatchObject({
      status: 409,
      body: { code: 'last_admin' },
    })
    expect(
      await preview(admin, { type: 'role_delete', role: 'none' }, removeMember(other), removeMember(admin)),
    ).toMatchObject({ status: 404 })
  })

  it('where they would give more than the caller holds', async () => {
    const { project, preview } = await arrange()
    const caller = await createMemberWith(test.db, project, [
      'roles.update',
      'roles.assignments.list',
      'roles.assignments.create',
      'buckets.get',
    ])
    await createRole(test.db, project, ['buckets.get'], 'small')
    await createRole(test.db, project, ['buckets.get', 'buckets.list', 'buckets.delete'], 'big')
    const one = 'You cannot give buckets.list, because you do not hold it yourself'
    const several = 'You cannot give buckets.list and 1 more, because you do not hold them yourself'

    expect(
      await preview(caller, { type: 'role_update', role: 'small', permissions: ['buckets.get', 'buckets.list'] }),
    ).toMatchObject(refused(403, 'escalation', one, { permissions: one }))
    expect(await preview(caller, assign(caller.id, 'big'))).toMatchObject(
      refused(403, 'escalation', several, { role: several }),
    )
    expect(await preview(caller, { type: 'role_update', role: 'big', permissions: ['buckets.get'] })).toMatchObject(
      refused(403, 'escalation', 'This role has buckets.list, which you do not hold yourself'),
    )
  })
})

describe('who is no admin', () => {
  it('is told about others where they may list role assignments on the project', async () => {
    const { organization, project, preview } = await arrange()
    const may = ['roles.assignments.list', 'roles.update', 'roles.delete', 'buckets.get']
    const lister = await createMemberWith(test.db, project, may)
    const other = await createMemberWith(test.db, project, may.slice(1))
    const holder = await createMember(test.db, organization)
    await createRole(test.db, project, ['buckets.get'], 'changed')
    await assignRole(test.db, project, 'changed', { person: holder })

    for (const change of [
      { type: 'role_update', role: 'changed', permissions: ['buckets.get'] },
      { type: 'role_delete', role: 'changed' },
    ]) {
      expect((await preview(lister, change)).status).toBe(200)
      expect(await preview(other, change)).toMatchObject(mayNotList)
    }
    expect((await preview(lister, { type: 'role_delete', role: 'changed' })).body.groups).toMatchObject([
      { differences: [{ lost: ['buckets.get'] }], assignees: [{ assignee: holder.id }] },
    ])
  })

  it('is told what of others who leave the project or are deleted, where they may list', async () => {
    const { organization, project, preview } = await arrange()
    const may = ['roles.assignments.list', 'projects.users.delete', 'service_users.delete']
    const lister = await createMemberWith(test.db, project, may)
    const other = await createMemberWith(test.db, project, may.slice(1))
    const leaving = await createMember(test.db, organization)
    await assignRole(test.db, project, 'file-reader', { person: leaving })
    const serviceUser = await createServiceUser(test.db, project)

    for (const change of [
      { type: 'project_user_delete', id: leaving.id },
      { type: 'service_user_delete', id: serviceUser.id },
    ]) {
      expect((await preview(lister, change)).status).toBe(200)
      expect(await preview(other, change)).toMatchObject(mayNotList)
    }
    // About themselves they may know.
    const own = await preview(other, { type: 'project_user_delete', id: other.id })
    expect(own).toMatchObject({ status: 200, body: { groups: [{ assignees: [{ assignee: other.id }] }] } })
  })

  it('is told about an object only, where they may list there only', async () => {
    const { organization, project, preview } = await arrange()
    const caller = await createMemberWith(test.db, project, ['roles.assignments.create', 'roles.assignments.delete'])
    const holder = await createMember(test.db, organization)
    const own = await createObject(test.db, project, 'bucket', 'own')
    const foreign = await createObject(test.db, project, 'bucket', 'foreign')
    await createRole(test.db, project, ['roles.assignments.list'], 'lister')
    await assignRole(test.db, project, 'lister', { person: caller }, own)
    await createRole(test.db, project, [], 'given')
    const there = await assignRole(test.db, project, 'given', { person: holder }, own)
    const elsewhere = await assignRole(test.db, project, 'given', { person: holder }, foreign)
    const everywhere = await assignRole(test.db, project, 'given', { person: holder })

    for (const changes of [[unassign(there)], [assign(holder.id, 'given', on(own)), unassign(there)]]) {
      expect((await preview(caller, ...changes)).status).toBe(200)
    }
    for (const changes of [
      [unassign(elsewhere)],
      [unassign(everywhere)],
      [unassign(there), unassign(elsewhere)],
      [assign(holder.id, 'given', on(foreign)), unassign(there)],
      [assign(holder.id, 'given')],
    ]) {
      expect(await preview(caller, ...changes)).toMatchObject(mayNotList)
    }
  })

  it('is told about themselves without listing anything', async () => {
    const { organization, project, preview } = await arrange()
    const caller = await createMemberWith(test.db, project, [
      'roles.assignments.create',
      'roles.assignments.delete',
      'buckets.get',
    ])
    const other = await createMember(test.db, organization)
    const deployment = await createObject(test.db, project, 'deployment', 'model')
    await createRole(test.db, project, ['buckets.get'], 'reader')
    const bucket = await createObject(test.db, project, 'bucket', 'files')
    const own = await assignRole(test.db, project, 'reader', { person: caller }, bucket)
    const others = await assignRole(test.db, project, 'reader', { person: other })

    expect(await preview(caller, unassign(own))).toMatchObject({ status: 200, body: { groups: [] } })
    expect((await preview(caller, assign(caller.id, 'reader'))).status).toBe(200)
    expect((await preview(caller, assign(caller.id.toUpperCase(), 'reader'))).status).toBe(200)
    for (const change of [
      unassign(others),
      assign(other.id, 'reader'),
      assign(deployment.name, 'reader', { assignee_type: 'deployment' }),
    ]) {
      expect(await preview(caller, change)).toMatchObject(mayNotList)
      expect(await preview(caller, unassign(own), change)).toMatchObject(mayNotList)
    }
  })

  it('is told about several projects where they may list in each', async () => {
    const { organization, project, preview } = await arrange()
    const second = await createProject(test.db, organization, 'second')
    const caller = await createMemberWith(test.db, project, ['roles.delete', 'roles.assignments.list'])
    await createRole(test.db, second, ['roles.delete'], 'deleter')
    await createRole(test.db, second, ['roles.assignments.list'], 'lister')
    await assignRole(test.db, second, 'deleter', { person: caller })
    for (const one of [project, second]) await createRole(test.db, one, [], 'old')
    const changes = [
      { type: 'role_delete', role: 'old' },
      { type: 'role_delete', role: 'old', project: 'second' },
    ]

    expect(await preview(caller, ...changes)).toMatchObject(mayNotList)
    expect(await preview(caller, ...changes.slice(0, 1))).toMatchObject({ status: 200 })
    await assignRole(test.db, second, 'lister', { person: caller })
    expect(await preview(caller, ...changes)).toMatchObject({ status: 200 })
  })

  it('is refused first what they may not change', async () => {
    const { organization, admin, project, preview } = await arrange()
    const caller = await createMemberWith(test.db, project, ['roles.delete'])
    await createRole(test.db, project, [], 'old')
    const needs = (permission: string) => refused(403, 'forbidden', `You need the permission ${permission} for this`)
    const remove = { type: 'role_delete', role: 'old' }

    expect(await preview(caller, remove)).toMatchObject(mayNotList)
    expect(
      await preview(caller, remove, { type: 'role_update', role: 'old', permissions: ['buckets.get'] }),
    ).toMatchObject(needs('roles.update'))
    expect(await preview(caller, { type: 'role_delete', role: 'project-admin' })).toMatchObject({
      body: { code: 'default_role' },
    })
    expect(await preview(caller, remove, remove)).toMatchObject({ status: 404 })
    for (const change of [setAdmin(caller, true), removeMember(admin), removeMember(caller)]) {
      expect(await preview(caller, change)).toMatchObject(
        refused(403, 'forbidden', 'Only admins of the organization can do this'),
      )
    }
    const nothing = await createMember(test.db, organization)
    expect(await preview(nothing, remove)).toMatchObject(needs('roles.delete'))
  })
})
