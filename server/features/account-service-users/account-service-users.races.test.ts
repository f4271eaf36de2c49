import type pg from 'pg'
import { describe, expect, it } from 'vitest'
import { accountApi, refused, serviceUserBody } from '#server/testing/account-api.ts'
import { createAccountServiceUser } from '#server/testing/factories.ts'
import { isRaceable, meanwhile } from '#server/testing/races.ts'
import { useTestApp } from '#server/testing/test-app.ts'

const test = useTestApp()
const { arrange, create, generate, path, update } = accountApi(test)

type World = Awaited<ReturnType<typeof arrangeRobot>>

async function arrangeRobot() {
  const world = await arrange()
  const robot = await createAccountServiceUser(test.db, world.organization, {
    username: 'robot',
    administrators: [world.clusterAdmin],
  })
  return { ...world, robot }
}

/** As the API lowers somebody: the member first, then what they administer. */
async function lower(client: pg.Client, { organization }: World, { id }: { id: string }) {
  const key = [organization.id, id]
  await client.query(
    'update organization_members set cluster_admin = false where organization_id = $1 and account_id = $2',
    key,
  )
  await client.query(
    'delete from account_service_user_administrators where organization_id = $1 and account_id = $2',
    key,
  )
}

async function remove(client: pg.Client, { organization }: World, { id }: { id: string }) {
  await client.query('delete from organization_members where organization_id = $1 and account_id = $2', [
    organization.id,
    id,
  ])
}

const administratorsOf = async ({ owner }: World) =>
  (await test.call('GET', path('robot'), { as: owner })).body.administrators

describe.runIf(isRaceable)('at the same time', () => {
  it.each([
    ['lowered', lower],
    ['removed', remove],
  ])('a cluster admin who is %s is not made an administrator', async (_how, change) => {
    const world = await arrangeRobot()
    const administrators = ['ca1@example.com', 'ca2@example.com']

    const answer = await meanwhile(
      test.database,
      (client) => change(client, world, world.colleague),
      () => update(world.owner, 'robot', { profile: 'READ_ONLY', administrators }),
    )

    expect(answer.status).toBe(400)
    expect(Object.keys(answer.body)).toEqual(['administrators'])
    expect(await administratorsOf(world)).toEqual(['Ca1@example.com'])
  })

  it.each([
    ['lowered', lower, 403, 'forbidden'],
    ['removed', remove, 404, 'not_found'],
  ] as const)('a cluster admin who is %s creates none', async (_how, change, status, code) => {
    const world = await arrangeRobot()

    const answer = await meanwhile(
      test.database,
      (client) => change(client, world, world.clusterAdmin),
      () => create(world.clusterAdmin, {}),
    )

    expect(answer).toMatchObject(refused(status, code))
    expect(await test.call('GET', path(serviceUserBody().username), { as: world.owner })).toMatchObject(
      refused(404, 'not_found'),
    )
  })

  it('an administrator who is taken off the list generates no key', async () => {
    const world = await arrangeRobot()

    const answer = await meanwhile(
      test.database,
      async (client) => {
        await client.query('select from account_service_users where id = $1 for update', [world.robot.id])
        await client.query('delete from account_service_user_administrators')
      },
      () => generate(world.clusterAdmin, 'robot', 'PROVISIONING'),
    )

    expect(answer).toMatchObject(refused(403, 'forbidden'))
  })

  it('a service user that is deactivated rotates no key', async () => {
    const world = await arrangeRobot()

    const answer = await meanwhile(
      test.database,
      (client) => client.query('delete from account_service_users where id = $1', [world.robot.id]),
      () => generate(world.robot, 'robot', 'MONITORING'),
    )

    expect(answer).toMatchObject(refused(404, 'not_found'))
  })

  it('a key that is generated elsewhere is the only one of its type', async () => {
    const world = await arrangeRobot()

    const answer = await meanwhile(
      test.database,
      async (client) => {
        await client.query('select from account_service_users where id = $1 for update', [world.robot.id])
        await client.query(`update account_service_user_keys set type = 'PROVISIONING'`)
      },
      () => generate(world.owner, 'robot', 'PROVISIONING'),
    )

    expect(answer.status).toBe(400)
    expect(Object.keys(answer.body)).toEqual(['resource'])
  })
})
