import { describe, expect, it } from 'vitest'
import type { ApiKeyType } from '#contract/account-service-users.ts'
import type { Profile } from '#contract/profiles.ts'
import { accountApi, basic, refused } from '#server/testing/account-api.ts'
import { auditTrail } from '#server/testing/audit-trail.ts'
import {
  createAccountServiceUser,
  createMember,
  createObject,
  createOrganization,
  createProject,
} from '#server/testing/factories.ts'
import { useTestApp } from '#server/testing/test-app.ts'

// Which key of which profile opens which operation is held by server/enforcement.test.ts; here is what comes of it.

const test = useTestApp()
const { arrange, path, update } = accountApi(test)

async function arrangeKey(type: ApiKeyType, profile: Profile) {
  const world = await arrange()
  const robot = await createAccountServiceUser(test.db, world.organization, { profile, keyTypes: [type] })
  return { ...world, robot, users: `/v2.1/organizations/${world.organization.name}/users` }
}

describe('a monitoring key', () => {
  it('reads usage and resources of its organization, and of no other', async () => {
    const { organization, robot } = await arrangeKey('MONITORING', 'READ_ONLY')
    const other = await createOrganization(test.db)

    for (const what of ['resources', 'usage', 'usage/projects']) {
      expect(await test.call('GET', `/v2.1/organizations/${organization.name}/${what}`, { as: robot })).toMatchObject({
        status: 200,
      })
      expect(await test.call('GET', `/v2.1/organizations/${other.name}/${what}`, { as: robot })).toMatchObject(
        refused(404, 'not_found'),
      )
    }
  })

  it('says which key would do what it does not', async () => {
    const { robot, users } = await arrangeKey('MONITORING', 'OWNER')

    const ask = (url: string) => test.call('GET', url, { as: robot })

    expect((await ask('/v2.1/projects')).body).toMatchObject({
      code: 'forbidden',
      error: 'You need an API key of the type PROVISIONING_READONLY or PROVISIONING for this',
    })
    expect((await ask(users)).body.error).toBe('You need an API key of the type USER_MANAGEMENT for this')
    expect((await ask('/v2.1/permissions')).body.error).toBe('No API key opens this')
  })
})

describe('a provisioning key', () => {
  it('sees all projects of its organization, and none of another', async () => {
    const { organization, robot } = await arrangeKey('PROVISIONING_READONLY', 'READ_ONLY')
    const [first, second] = [await createProject(test.db, organization), await createProject(test.db, organization)]
    const foreign = await createProject(test.db, await createOrganization(test.db))
    const deployment = await createObject(test.db, first, 'deployment')

    const { body } = await test.call('GET', '/v2.1/projects', { as: robot })

    expect(body.map(({ name }: { name: string }) => name)).toEqual([first.name, second.name].toSorted())
    const deployments = (project: { name: string }) => `/v2.1/projects/${project.name}/deployments`
    expect(await test.call('GET', deployments(first), { as: robot })).toMatchObject({
      status: 200,
      body: [{ name: deployment.name }],
    })
    expect(await test.call('GET', deployments(foreign), { as: robot })).toMatchObject(refused(404, 'not_found'))
  })

  it('makes projects for an owner too', async () => {
    const { organization, robot } = await arrangeKey('PROVISIONING', 'OWNER')
    const body = { name: 'made-by-robot', organization_name: organization.name, advanced_permissions: false }

    expect(await test.call('POST', '/v2.1/projects', { as: robot, body })).toMatchObject({ status: 201 })
  })

  it('makes projects and objects as its profile allows, and signs for it in the audit trail', async () => {
    const { organization, robot } = await arrangeKey('PROVISIONING', 'CLUSTER_ADMIN')
    const body = { name: 'made-by-robot', organization_name: organization.name, advanced_permissions: false }
    const bucket = { name: 'a-bucket', provider: 'ubiops' }

    expect(await test.call('POST', '/v2.1/projects', { as: robot, body })).toMatchObject({ status: 201 })
    expect(await test.call('POST', '/v2.1/projects/made-by-robot/buckets', { as: robot, body: bucket })).toMatchObject({
      status: 201,
    })
    expect(await test.call('DELETE', '/v2.1/projects/made-by-robot', { as: robot })).toMatchObject({ status: 204 })

    const rows = await auditTrail(test.db)
    expect(rows.map(({ action }) => action)).toEqual(['projects_create', 'buckets_create', 'projects_delete'])
    for (const row of rows) {
      expect(row).toMatchObject({
        outcome: 'done',
        organizationId: organization.id,
        actorType: 'account_service_user',
        actorId: robot.id,
        actorName: robot.username,
        credentialType: 'api_key',
      })
    }
  })

  it('makes nothing in another organization, and nothing where the profile only reads', async () => {
    const { organization, owner, robot } = await arrangeKey('PROVISIONING', 'CLUSTER_ADMIN')
    const other = await createOrganization(test.db)
    const make = (organization_name: string) =>
      test.call('POST', '/v2.1/projects', {
        as: robot,
        body: { name: 'made-by-robot', organization_name, advanced_permissions: false },
      })

    expect(await make(other.name)).toMatchObject(refused(404, 'not_found'))
    await update(owner, robot.username, { profile: 'READ_ONLY' })
    expect(await make(organization.name)).toMatchObject(refused(403, 'forbidden'))
  })

  it('has no part in roles, members and service users of a project', async () => {
    const { organization, robot } = await arrangeKey('PROVISIONING', 'OWNER')
    const { name } = await createProject(test.db, organization)

    for (const what of ['roles', 'users', 'service-users', 'role-assignments', 'access']) {
      expect(await test.call('GET', `/v2.1/projects/${name}/${what}`, { as: robot })).toMatchObject(
        refused(403, 'forbidden'),
      )
    }
  })
})

describe('a user management key', () => {
  it('manages the members for an owner', async () => {
    const { organization, reader, robot, users } = await arrangeKey('USER_MANAGEMENT', 'OWNER')

    const added = await test.call('POST', users, { as: robot, body: { email: 'new@example.com' } })
    const raised = await test.call('PATCH', `${users}/${reader.id}`, { as: robot, body: { profile: 'CLUSTER_ADMIN' } })
    const removed = await test.call('DELETE', `${users}/${added.body.id}`, { as: robot })

    expect([added.status, raised.status, removed.status]).toEqual([201, 200, 204])
    expect(raised.body).toMatchObject({ profile: 'CLUSTER_ADMIN' })
    for (const row of await auditTrail(test.db)) {
      expect(row).toMatchObject({ outcome: 'done', organizationId: organization.id, actorName: robot.username })
    }
  })

  it('leaves the last owner in place', async () => {
    const { owner, robot, users } = await arrangeKey('USER_MANAGEMENT', 'OWNER')

    const answer = await test.call('DELETE', `${users}/${owner.id}`, { as: robot })

    expect(answer).toMatchObject(refused(409, 'last_admin'))
  })

  it('leaves one of two owners whom it lowers at the same time', async () => {
    const { organization, owner, robot, users } = await arrangeKey('USER_MANAGEMENT', 'OWNER')
    const another = await createMember(test.db, organization, { admin: true })

    const answers = await Promise.all(
      [owner, another].map(({ id }) =>
        test.call('PATCH', `${users}/${id}`, { as: robot, body: { profile: 'CLUSTER_ADMIN' } }),
      ),
    )

    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409])
  })

  it.each<Profile>(['CLUSTER_ADMIN', 'READ_ONLY'])('only lists them for the profile %s', async (profile) => {
    const { reader, robot, users } = await arrangeKey('USER_MANAGEMENT', profile)

    expect(await test.call('GET', users, { as: robot })).toMatchObject({ status: 200 })
    expect(await test.call('GET', `${users}/${reader.id}`, { as: robot })).toMatchObject(refused(403, 'forbidden'))
    expect(await test.call('POST', users, { as: robot, body: { email: 'new@example.com' } })).toMatchObject(
      refused(403, 'forbidden'),
    )
  })

  it('has no part in another organization', async () => {
    const { robot } = await arrangeKey('USER_MANAGEMENT', 'OWNER')
    const other = await createOrganization(test.db)
    const { id } = await createMember(test.db, other)
    const users = `/v2.1/organizations/${other.name}/users`

    for (const [method, url, body] of [
      ['GET', users, undefined],
      ['POST', users, { email: 'new@example.com' }],
      ['PATCH', `${users}/${id}`, { admin: true }],
      ['DELETE', `${users}/${id}`, undefined],
    ] as const) {
      expect(await test.call(method, url, { as: robot, body })).toMatchObject(refused(404, 'not_found'))
    }
  })
})

describe('any key', () => {
  it('opens nothing from the moment that its service user is deactivated', async () => {
    const { owner, robot, users } = await arrangeKey('USER_MANAGEMENT', 'OWNER')
    await test.call('DELETE', path(robot.username), { as: owner })

    expect(await test.call('GET', users, { as: robot })).toMatchObject(refused(401, 'unauthenticated'))
  })

  it('is taken by HTTP Basic only, and the token of a person there is not', async () => {
    const { owner, robot, users } = await arrangeKey('USER_MANAGEMENT', 'OWNER')

    for (const headers of [
      { authorization: `Token ${robot.token}` },
      { authorization: `Bearer ${robot.token}` },
      basic(`${owner.email}:${owner.token}`),
    ]) {
      const answer = await test.call('GET', users, { headers })
      expect(answer).toMatchObject(refused(401, 'unauthenticated'))
      expect(answer.headers['www-authenticate']).toBe('Token')
    }
  })
})
