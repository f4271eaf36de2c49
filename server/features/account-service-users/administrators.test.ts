import { describe, expect, it } from 'vitest'
import { accountApi, refused } from '#server/testing/account-api.ts'
import { auditTrail } from '#server/testing/audit-trail.ts'
import { createAccountServiceUser, createMember } from '#server/testing/factories.ts'
import { useTestApp } from '#server/testing/test-app.ts'

const test = useTestApp()
const { LIST, path, arrange, generate } = accountApi(test)

describe('an administrator', () => {
  async function arrangeRobots() {
    const world = await arrange()
    const { organization, clusterAdmin, colleague } = world
    const alone = await createAccountServiceUser(test.db, organization, { administrators: [clusterAdmin] })
    const shared = await createAccountServiceUser(test.db, organization, { administrators: [clusterAdmin, colleague] })
    return { ...world, alone, shared, member: `/v2.1/organizations/${organization.name}/users/${clusterAdmin.id}` }
  }

  async function expectEnded({ owner, alone, shared }: Awaited<ReturnType<typeof arrangeRobots>>) {
    expect(await test.call('GET', path(alone.username), { as: owner })).toMatchObject({
      body: { administrators: [], withoutAdministrators: true },
    })
    expect(await test.call('GET', path(shared.username), { as: owner })).toMatchObject({
      body: { administrators: ['ca2@example.com'], withoutAdministrators: false },
    })
    expect((await auditTrail(test.db)).at(-1)).toMatchObject({
      before: { account_service_users: [alone.username, shared.username] },
    })
    expect(await generate(owner, alone.username, 'PROVISIONING')).toMatchObject({ status: 200 })
  }

  it('stops being one with the membership, and the owners keep what they leave', async () => {
    const world = await arrangeRobots()

    expect(await test.call('DELETE', world.member, { as: world.owner })).toMatchObject({ status: 204 })

    await expectEnded(world)
    expect(await test.call('GET', LIST, { as: world.clusterAdmin })).toMatchObject(refused(404, 'not_found'))
  })

  it.each([{ profile: 'READ_ONLY' }])('stops being one who can only read from now on: %j', async (body) => {
    const world = await arrangeRobots()

    expect(await test.call('PATCH', world.member, { as: world.owner, body })).toMatchObject({ status: 200 })

    await expectEnded(world)
    await test.call('PATCH', world.member, { as: world.owner, body: { profile: 'CLUSTER_ADMIN' } })
    expect(await generate(world.clusterAdmin, world.alone.username, 'USER_MANAGEMENT')).toMatchObject(
      refused(403, 'forbidden'),
    )
  })

  it('stays one as an owner who becomes a cluster admin', async () => {
    const { organization, owner } = await arrange()
    const founder = await createMember(test.db, organization, { admin: true })
    const robot = await createAccountServiceUser(test.db, organization, { administrators: [founder] })
    const member = `/v2.1/organizations/${organization.name}/users/${founder.id}`

    await test.call('PATCH', member, { as: owner, body: { profile: 'CLUSTER_ADMIN' } })

    expect(await generate(founder, robot.username, 'PROVISIONING')).toMatchObject({ status: 200 })
  })
})
