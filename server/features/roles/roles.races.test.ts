import { uuidv7 } from 'uuidv7'
import { describe, expect, it } from 'vitest'
import { toEtag } from '#server/context.ts'
import { roleAssignments, roles } from '#server/db/schema.ts'
import { auditTrail } from '#server/testing/audit-trail.ts'
import {
  createMember,
  createMemberWith,
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
  const role = await createRole(test.db, project, ['deployments.list'], 'racing')
  return { admin, project, role, url: `/v2.1/projects/${project.name}/roles` }
}

describe.runIf(isRaceable)('two requests about one role', () => {
  it('create one role of a name', async () => {
    const { admin, url } = await arrange()
    const body = { name: 'wanted', permissions: ['deployments.list'] }

    const answers = await Promise.all([1, 2, 3, 4].map(() => test.call('POST', url, { as: admin, body })))

    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409, 409, 409])
    expect((await test.db.select().from(roles)).filter(({ name }) => name === 'wanted')).toHaveLength(1)
  })

  it('with the same If-Match change it once', async () => {
    const { admin, role, url } = await arrange()
    const headers = { 'if-match': toEtag({ id: role.id, revision: 1 }) }
    const rename = (name: string) => test.call('PATCH', `${url}/racing`, { as: admin, body: { name }, headers })

    const answers = await Promise.all([rename('one'), rename('two')])

    // Whoever comes second looks for the old name, or finds the role changed.
    const [first, second] = answers.map(({ status }) => status).toSorted((a, b) => a - b)
    expect(first).toBe(200)
    expect([404, 412]).toContain(second)
  })

  it('refuse to take a name that another role gets at the same time', async () => {
    const { admin, project, role, url } = await arrange()
    await createRole(test.db, project, ['deployments.list'], 'other')

    const answer = await meanwhile(
      test.database,
      (client) => client.query(`update roles set name = 'wanted' where id = $1`, [role.id]),
      () => test.call('PATCH', `${url}/other`, { as: admin, body: { name: 'wanted' } }),
    )

    expect(answer).toMatchObject({ status: 409, body: { code: 'role_name_taken' } })
  })

  it('refuse a change of a role that somebody extends at the same time beyond what the caller holds', async () => {
    const { project, role, url } = await arrange()
    const caller = await createMemberWith(test.db, project, ['roles.update', 'deployments.list'])

    const answer = await meanwhile(
      test.database,
      (client) => client.query('update roles set permissions = $1 where id = $2', [['buckets.delete'], role.id]),
      () => test.call('PATCH', `${url}/racing`, { as: caller, body: { permissions: ['deployments.list'] } }),
    )

    expect(answer).toMatchObject({ status: 403, body: { code: 'escalation' } })
  })

  it('count an assignment that is made while the role is deleted', async () => {
    const { admin, project, role, url } = await arrange()
    const serviceUser = await createServiceUser(test.db, project)

    const answer = await meanwhile(
      test.database,
      (client) =>
        client.query(
          `insert into role_assignments (id, organization_id, project_id, role_id, service_user_id, created_at)
           values ($1, $2, $3, $4, $5, now())`,
          [uuidv7(), project.organizationId, project.id, role.id, serviceUser.id],
        ),
      () => test.call('DELETE', `${url}/racing`, { as: admin }),
    )

    expect(answer.status).toBe(204)
    expect(await test.db.select().from(roleAssignments)).toEqual([])
    expect(await auditTrail(test.db)).toMatchObject([{ before: { role_assignments: 1 } }])
  })

  it('find no project that is deleted while a role is created', async () => {
    const { admin, project, url } = await arrange()

    const answer = await meanwhile(
      test.database,
      (client) => client.query('delete from projects where id = $1', [project.id]),
      () => test.call('POST', url, { as: admin, body: { name: 'late', permissions: ['deployments.list'] } }),
    )

    expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } })
  })
})
