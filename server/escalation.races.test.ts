import type pg from 'pg'
import { uuidv7 } from 'uuidv7'
import { describe, expect, it } from 'vitest'
import { roleAssignments, roles } from '#server/db/schema.ts'
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
import { useTestApp } from '#server/testing/test-app.ts'

const test = useTestApp()

async function arrange() {
  const organization = await createOrganization(test.db)
  const admin = await createMember(test.db, organization, { admin: true })
  const project = await createProject(test.db, organization)
  const small = await createRole(test.db, project, ['deployments.list'], 'small')
  const big = await createRole(test.db, project, ['deployments.delete'], 'big')
  const caller = await createMemberWith(test.db, project, [
    'roles.create',
    'roles.update',
    'roles.assignments.create',
    'service_users.token.update',
    'service_users.update',
    'deployments.list',
  ])
  const serviceUser = await createServiceUser(test.db, project)
  const url = `/v2.1/projects/${project.name}`
  return { organization, admin, project, small, big, caller, serviceUser, url }
}

/** The big role gets the name of the small one. */
const swapNames =
  ({ small, big }: Awaited<ReturnType<typeof arrange>>) =>
  async (client: pg.Client) => {
    await client.query(`update roles set name = 'aside' where id = $1`, [small.id])
    await client.query(`update roles set name = 'small' where id = $1`, [big.id])
  }

const extend = (role: { id: string }) => (client: pg.Client) =>
  client.query(`update roles set permissions = $1, revision = revision + 1 where id = $2`, [
    ['deployments.list', 'deployments.delete'],
    role.id,
  ])

const permissionsOf = async (id: string) =>
  (await test.db.select().from(roles)).find((role) => role.id === id)?.permissions

describe.runIf(isRaceable)('nobody gets more than they hold', () => {
  it('by assigning a role whose name a greater one takes at the same time', async () => {
    const arranged = await arrange()
    const { caller, big, url } = arranged

    const answer = await meanwhile(test.database, swapNames(arranged), () =>
      test.call('POST', `${url}/role-assignments`, { as: caller, body: { assignee: caller.id, role: 'small' } }),
    )

    expect([400, 403]).toContain(answer.status)
    expect(['role_unknown', 'escalation']).toContain(answer.body.code)
    expect((await test.db.select().from(roleAssignments)).map(({ roleId }) => roleId)).not.toContain(big.id)
  })

  it('by changing a role whose name a greater one takes at the same time', async () => {
    const arranged = await arrange()
    const { caller, small, big, url } = arranged

    const answer = await meanwhile(test.database, swapNames(arranged), () =>
      test.call('PATCH', `${url}/roles/small`, { as: caller, body: { permissions: ['roles.create'] } }),
    )

    expect([403, 404]).toContain(answer.status)
    expect(await permissionsOf(small.id)).toEqual(['deployments.list'])
    expect(await permissionsOf(big.id)).toEqual(['deployments.delete'])
  })

  it('by renaming a role that somebody extends at the same time', async () => {
    const arranged = await arrange()
    const { caller, small, url } = arranged

    const answer = await meanwhile(test.database, extend(small), () =>
      test.call('PATCH', `${url}/roles/small`, { as: caller, body: { name: 'harmless' } }),
    )

    expect(answer).toMatchObject({ status: 403, body: { code: 'escalation' } })
  })

  it.each([
    ['PUT', '/token'],
    ['PATCH', ''],
  ])('by taking over a service user that somebody gives a role at the same time: %s %s', async (method, suffix) => {
    const { project, big, caller, serviceUser, url } = await arrange()

    const answer = await meanwhile(
      test.database,
      (client) =>
        client.query(
          `insert into role_assignments (id, organization_id, project_id, role_id, service_user_id, created_at)
           values ($1, $2, $3, $4, $5, now())`,
          [uuidv7(), project.organizationId, project.id, big.id, serviceUser.id],
        ),
      () =>
        test.call(method, `${url}/service-users/${serviceUser.id}${suffix}`, { as: caller, body: { name: 'taken' } }),
    )

    expect(answer).toMatchObject({ status: 403, body: { code: 'escalation' } })
  })

  it('by an edit of a role that is being assigned: the edit waits for the assignment', async () => {
    const { admin, project, small, url } = await arrange()
    const assigner = await createMemberWith(test.db, project, ['roles.assignments.create', 'deployments.list'])
    const friend = await createMember(test.db, { id: project.organizationId })

    const [assigned, edited] = await Promise.all([
      test.call('POST', `${url}/role-assignments`, { as: assigner, body: { assignee: friend.id, role: 'small' } }),
      test.call('PATCH', `${url}/roles/small`, { as: admin, body: { permissions: ['deployments.delete'] } }),
    ])

    expect(edited.status).toBe(200)
    // Whoever came first: the assigner gave what they held, or was refused what the role had become.
    expect([201, 403]).toContain(assigned.status)
    expect(await permissionsOf(small.id)).toEqual(['deployments.delete'])
    const given = (await test.db.select().from(roleAssignments)).filter(({ accountId }) => accountId === friend.id)
    expect(given).toHaveLength(assigned.status === 201 ? 1 : 0)
  })

  it.each([
    ['DELETE', 'roles.assignments.delete'],
    ['GET', 'roles.assignments.get'],
  ])('by %s of a role on an object whose name the caller’s own takes at the same time', async (method, permission) => {
    const { organization, project, url } = await arrange()
    const [owned, foreign] = [
      await createObject(test.db, project, 'bucket', 'owned'),
      await createObject(test.db, project, 'bucket', 'foreign'),
    ]
    const [owner, other] = [await createMember(test.db, organization), await createMember(test.db, organization)]
    await createRole(test.db, project, [permission], 'owner')
    await assignRole(test.db, project, 'owner', { person: owner }, owned)
    const { id } = await assignRole(test.db, project, 'small', { person: other }, foreign)

    const answer = await meanwhile(
      test.database,
      async (client) => {
        // The decision reads it and nothing before does, so that the request waits between the two.
        await client.query('lock table organization_members in access exclusive mode')
        await client.query(`update objects set name = 'aside' where id = $1`, [foreign.id])
        await client.query(`update objects set name = 'foreign' where id = $1`, [owned.id])
      },
      () => test.call(method, `${url}/role-assignments/${id}`, { as: owner }),
    )

    expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } })
    expect((await test.db.select().from(roleAssignments)).map((row) => row.id)).toContain(id)
  })

  it('by GET of a role in a project whose name the caller’s own takes at the same time', async () => {
    const { organization, project, url } = await arrange()
    const own = await createProject(test.db, organization)
    const owner = await createMemberWith(test.db, own, ['roles.assignments.get'])
    const { id } = await assignRole(test.db, project, 'small', { person: owner })

    const answer = await meanwhile(
      test.database,
      async (client) => {
        await client.query('lock table organization_members in access exclusive mode')
        await client.query(`update projects set name = 'aside' where id = $1`, [project.id])
        await client.query('update projects set name = $1 where id = $2', [project.name, own.id])
      },
      () => test.call('GET', `${url}/role-assignments/${id}`, { as: owner }),
    )

    expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } })
  })

  it('by two who each extend the role of the other at the same time', async () => {
    const { project, url } = await arrange()
    const one = await createMember(test.db, { id: project.organizationId })
    const two = await createMember(test.db, { id: project.organizationId })
    await createRole(test.db, project, ['roles.update', 'deployments.list'], 'of-one')
    await createRole(test.db, project, ['roles.update', 'deployments.get'], 'of-two')
    await assignRole(test.db, project, 'of-one', { person: one })
    await assignRole(test.db, project, 'of-two', { person: two })
    const change = (as: { token: string }, role: string, permissions: string[]) =>
      test.call('PATCH', `${url}/roles/${role}`, { as, body: { permissions } })

    const answers = await Promise.all([
      change(one, 'of-two', ['roles.update', 'deployments.get', 'deployments.list']),
      change(two, 'of-one', ['roles.update', 'deployments.get', 'deployments.list']),
    ])

    expect(answers.map(({ status, body }) => [status, body.code])).toEqual([
      [403, 'escalation'],
      [403, 'escalation'],
    ])
  })

  it('by an admin who is one no more when it is their turn', async () => {
    const { organization, admin, caller } = await arrange()
    const other = await createMember(test.db, organization, { admin: true })

    const answer = await meanwhile(
      test.database,
      async (client) => {
        await client.query('select from organizations where id = $1 for no key update', [organization.id])
        await client.query('update organization_members set admin = false where account_id = $1', [admin.id])
      },
      () =>
        test.call('PATCH', `/v2.1/organizations/${organization.name}/users/${caller.id}`, {
          as: admin,
          body: { admin: true },
        }),
    )

    expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } })
    expect(other.id).not.toBe(admin.id)
  })
})
