import { describe, expect, it } from 'vitest'
import { projectMembers, roleAssignments } from '#server/db/schema.ts'
import { auditTrail } from '#server/testing/audit-trail.ts'
import {
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
  const member = await createMember(test.db, organization)
  const project = await createProject(test.db, organization)
  const role = await createRole(test.db, project, ['deployments.list'], 'racing')
  const deployment = await createObject(test.db, project, 'deployment', 'racer')
  const serviceUser = await createServiceUser(test.db, project)
  const url = `/v2.1/projects/${project.name}/role-assignments`
  const assign = (as: { token: string }, change: object = {}) =>
    test.call('POST', url, {
      as,
      body: { assignee: member.id, assignee_type: 'user', role: 'racing', ...change },
    })
  return { organization, admin, member, project, role, deployment, serviceUser, url, assign }
}

const stored = () => test.db.select().from(roleAssignments)

describe.runIf(isRaceable)('assigning a role', () => {
  it('refuses a role that somebody extends at the same time beyond what the caller holds', async () => {
    const { project, role, assign } = await arrange()
    const caller = await createMemberWith(test.db, project, ['roles.assignments.create', 'deployments.list'])

    const answer = await meanwhile(
      test.database,
      (client) => client.query('update roles set permissions = $1 where id = $2', [['deployments.delete'], role.id]),
      () => assign(caller),
    )

    expect(answer).toMatchObject({ status: 403, body: { code: 'escalation' } })
    expect((await stored()).map(({ roleId }) => roleId)).not.toContain(role.id)
  })

  it.each([
    ['role_unknown', 'roles', 'role', {}],
    ['assignee_unknown', 'organization_members', 'member', {}],
    ['assignee_unknown', 'service_users', 'serviceUser', {}],
    ['assignee_unknown', 'objects', 'deployment', { assignee: 'racer', assignee_type: 'deployment' }],
    ['resource_unknown', 'objects', 'deployment', { resource: 'racer', resource_type: 'deployment' }],
  ] as const)('answers %s when somebody deletes from %s what the request names', async (code, table, name, change) => {
    const arranged = await arrange()
    const column = table === 'organization_members' ? 'account_id' : 'id'
    const who = name === 'serviceUser' ? { assignee: arranged.serviceUser.id } : {}

    const answer = await meanwhile(
      test.database,
      (client) => client.query(`delete from ${table} where ${column} = $1`, [arranged[name].id]),
      () => arranged.assign(arranged.admin, { ...change, ...who }),
    )

    expect(answer).toMatchObject({ status: 400, body: { code } })
    expect(await stored()).toEqual([])
  })

  it('is refused when somebody deletes the project', async () => {
    const { admin, project, assign } = await arrange()

    const answer = await meanwhile(
      test.database,
      (client) => client.query('delete from projects where id = $1', [project.id]),
      () => assign(admin),
    )

    // The role, which went with its project, is the first thing missed.
    expect(answer).toMatchObject({ status: 400, body: { code: 'role_unknown' } })
    expect(await stored()).toEqual([])
  })

  it('keeps the role of a person whom somebody takes out of the project just before', async () => {
    const { admin, member, assign } = await arrange()
    await assign(admin, { role: 'file-reader' })

    const answer = await meanwhile(
      test.database,
      (client) => client.query('delete from project_members where account_id = $1', [member.id]),
      () => assign(admin),
    )

    expect(answer.status).toBe(201)
    expect(await stored()).toMatchObject([{ id: answer.body.id }])
    expect(await test.db.select().from(projectMembers)).toMatchObject([{ accountId: member.id }])
  })

  it('makes one assignment of many equal requests, and answers all with it', async () => {
    const { admin, assign } = await arrange()

    const answers = await Promise.all(Array.from({ length: 8 }, () => assign(admin)))

    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201))
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
    expect(await stored()).toHaveLength(1)
    expect(await auditTrail(test.db)).toHaveLength(1)
  })

  it('is deleted once by many equal requests', async () => {
    const { admin, url, assign } = await arrange()
    const { body } = await assign(admin)

    const answers = await Promise.all(
      Array.from({ length: 6 }, () => test.call('DELETE', `${url}/${body.id}`, { as: admin })),
    )

    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([204, 404, 404, 404, 404, 404])
    const done = (await auditTrail(test.db)).filter(({ outcome }) => outcome === 'done')
    expect(done.map(({ action }) => action)).toEqual(['role_assignments_create', 'role_assignments_delete'])
  })
})
