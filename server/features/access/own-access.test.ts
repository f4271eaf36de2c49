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
import { START, useTestApp } from '#server/testing/test-app.ts'

const test = useTestApp()

async function arrange() {
  const organization = await createOrganization(test.db)
  const project = await createProject(test.db, organization)
  const ask = (as: { token: string } | undefined, name = project.name) =>
    test.call('GET', `/v2.1/projects/${name}/access`, { as })
  return { organization, project, ask }
}

describe('what a caller may do', () => {
  it('is what their roles on the project give, in the order of the catalogue', async () => {
    const { project, ask } = await arrange()
    const person = await createMemberWith(test.db, project, ['roles.list', 'deployments.list'])
    await createRole(test.db, project, ['projects.get', 'roles.list'], 'second')
    await assignRole(test.db, project, 'second', { person })

    expect(await ask(person)).toMatchObject({
      status: 200,
      body: {
        organization_admin: false,
        permissions: ['projects.get', 'deployments.list', 'roles.list'],
        objects: [],
      },
    })
  })

  it('names the objects on which it is more, with all of it, and no others', async () => {
    const { project, ask } = await arrange()
    const person = await createMemberWith(test.db, project, ['buckets.list', 'buckets.get'])
    const [more, same, pipeline] = [
      await createObject(test.db, project, 'bucket', 'more'),
      await createObject(test.db, project, 'bucket', 'same'),
      await createObject(test.db, project, 'pipeline', 'more'),
    ]
    await createObject(test.db, project, 'bucket', 'nothing')
    await createRole(test.db, project, ['buckets.delete'], 'deleter')
    await createRole(test.db, project, ['buckets.get'], 'reader')
    await assignRole(test.db, project, 'deleter', { person }, more)
    await assignRole(test.db, project, 'reader', { person }, more)
    await assignRole(test.db, project, 'reader', { person }, same)
    await assignRole(test.db, project, 'deleter', { person }, pipeline)

    const { body } = await ask(person)

    const all = ['buckets.list', 'buckets.get', 'buckets.delete']
    expect(body).toEqual({
      organization_admin: false,
      permissions: ['buckets.list', 'buckets.get'],
      objects: [
        { resource: 'more', resource_type: 'bucket', permissions: all },
        { resource: 'more', resource_type: 'pipeline', permissions: all },
      ],
    })
  })

  it('is everything for an admin of the organization', async () => {
    const { organization, project, ask } = await arrange()
    const admin = await createMember(test.db, organization, { admin: true })
    await assignRole(test.db, project, 'file-reader', { person: admin }, await createObject(test.db, project, 'bucket'))

    expect((await ask(admin)).body).toEqual({ organization_admin: true, permissions, objects: [] })
  })

  it('is nothing for a member without a role', async () => {
    const { organization, ask } = await arrange()

    expect((await ask(await createMember(test.db, organization))).body).toEqual({
      organization_admin: false,
      permissions: [],
      objects: [],
    })
  })

  it('leaves out what is closed to a service user, also on objects', async () => {
    const { project, ask } = await arrange()
    const serviceUser = await createServiceUser(test.db, project)
    const bucket = await createObject(test.db, project, 'bucket')
    await createRole(test.db, project, ['roles.list', 'projects.users.list', 'buckets.get'], 'mixed')
    await assignRole(test.db, project, 'mixed', { serviceUser })
    await createRole(test.db, project, ['roles.assignments.list', 'roles.get'], 'closed')
    await assignRole(test.db, project, 'closed', { serviceUser }, bucket)

    expect((await ask(serviceUser)).body).toEqual({
      organization_admin: false,
      permissions: ['buckets.get'],
      objects: [],
    })
  })

  it('is not shown to others: nobody, strangers, the invited, another project, a token that has ended', async () => {
    const { organization, project, ask } = await arrange()
    const invited = await createMember(test.db, organization, { active: false })
    await assignRole(test.db, project, 'project-admin', { person: invited })
    const foreigner = await createMember(test.db, await createOrganization(test.db), { admin: true })
    const otherProject = await createProject(test.db, organization)
    const member = await createMember(test.db, organization)

    expect(await ask(undefined)).toMatchObject({ status: 401 })
    for (const caller of [
      await createPerson(test.db),
      invited,
      foreigner,
      await createServiceUser(test.db, otherProject),
    ]) {
      expect(await ask(caller)).toMatchObject({ status: 404, body: { code: 'not_found' } })
    }
    expect(await ask(await createServiceUser(test.db, project, { expiresAt: START }))).toMatchObject({ status: 401 })
    expect(await ask(member, 'no-such-project')).toMatchObject({ status: 404 })
  })

  it('takes one query for the caller, one for the project and one for all their roles', async () => {
    const { project, ask } = await arrange()
    const person = await createMemberWith(test.db, project, ['buckets.list'])
    for (let count = 0; count < 5; count += 1) {
      const bucket = await createObject(test.db, project, 'bucket')
      await assignRole(test.db, project, 'file-writer', { person }, bucket)
    }
    await ask(person)

    const { result, queries } = await countQueries(() => ask(person))

    expect(result.body.objects).toHaveLength(5)
    expect(queries).toHaveLength(3)
  })
})
