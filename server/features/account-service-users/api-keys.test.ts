import { describe, expect, it } from 'vitest'
import type { ApiKey, ApiKeyType } from '#contract/account-service-users.ts'
import { accountApi, HIDDEN, refused } from '#server/testing/account-api.ts'
import { auditTrail } from '#server/testing/audit-trail.ts'
import { createAccountServiceUser } from '#server/testing/factories.ts'
import { type Reply, useTestApp } from '#server/testing/test-app.ts'

const test = useTestApp()
const { LIST, path, keyPath, arrange, update, generate, revoke } = accountApi(test)

describe('generating a key', () => {
  async function arrangeRobot(keyTypes: ApiKeyType[] = []) {
    const world = await arrange()
    const robot = await createAccountServiceUser(test.db, world.organization, {
      keyTypes,
      profile: 'CLUSTER_ADMIN',
      administrators: [world.clusterAdmin],
    })
    return { ...world, robot, name: robot.username }
  }

  it.each<ApiKeyType>(['MONITORING', 'PROVISIONING_READONLY', 'PROVISIONING', 'USER_MANAGEMENT'])(
    'answers it in full, once: %s',
    async (type) => {
      const { organization, clusterAdmin, name } = await arrangeRobot()

      const answer = await generate(clusterAdmin, name, type)

      expect(answer.status).toBe(200)
      const { key } = answer.body
      expect(answer.body).toEqual({ account: organization.id, key, name, resource: type })
      expect(key).toMatch(/^stw_[0-9A-Za-z]{38}$/)
      expect(answer.headers['cache-control']).toBe('no-store')
      const seen = await test.call('GET', path(name), { as: clusterAdmin })
      expect(seen.body.apiKeys.apiKeys).toEqual([
        {
          account: organization.id,
          key: `${HIDDEN}${key.slice(-5)}`,
          keyType: type,
          username: name,
          creationDate: '2026-03-10T12:00:00.000000Z',
          lastUsed: null,
        },
      ])
      const as = { username: name, token: key }
      expect(await test.call('GET', path(name), { as })).toMatchObject({ status: 200 })
    },
  )

  it('gives one key per type, shown in the order of the document', async () => {
    const { clusterAdmin, name } = await arrangeRobot()

    const types = ['USER_MANAGEMENT', 'MONITORING', 'PROVISIONING', 'PROVISIONING_READONLY']
    for (const type of types) expect(await generate(clusterAdmin, name, type)).toMatchObject({ status: 200 })
    const again = await generate(clusterAdmin, name, 'MONITORING')

    expect(again.status).toBe(400)
    expect(again.body).toEqual({ resource: 'The service user has a MONITORING key already; revoke it first.' })
    const { body } = await test.call('GET', path(name), { as: clusterAdmin })
    expect(body.apiKeys.apiKeys.map(({ keyType }: { keyType: string }) => keyType)).toEqual([
      'MONITORING',
      'PROVISIONING_READONLY',
      'PROVISIONING',
      'USER_MANAGEMENT',
    ])
  })

  it('ends a race of two in one success', async () => {
    const { owner, clusterAdmin, name } = await arrangeRobot()

    const answers = await Promise.all([owner, clusterAdmin, owner].map((as) => generate(as, name, 'PROVISIONING')))

    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 400, 400])
  })

  it.each([[{}], [{ apiKeyType: null }], [undefined]])('refuses %j in the words of the document', async (body) => {
    const { owner, name } = await arrangeRobot(['MONITORING'])

    for (const method of ['POST', 'DELETE']) {
      const answer = await test.call(method, keyPath(name), { as: owner, body })
      expect(answer.status).toBe(400)
      expect(answer.body).toEqual({ resource: 'resource cannot be null.' })
    }
  })

  it('refuses a type that is none', async () => {
    const { owner, name } = await arrangeRobot()

    const answer = await generate(owner, name, 'TERRAFORM')

    expect(answer.status).toBe(400)
    expect(answer.body).toEqual({
      apiKeyType: 'apiKeyType must be one of MONITORING, PROVISIONING_READONLY, PROVISIONING, USER_MANAGEMENT.',
    })
  })

  it.each(['colleague', 'reader'])('is refused to the %s', async (who) => {
    const world = await arrangeRobot()

    expect(await generate(world[who as 'reader'], world.name, 'MONITORING')).toMatchObject(refused(403, 'forbidden'))
    expect(await revoke(world[who as 'reader'], world.name, 'MONITORING')).toMatchObject(refused(403, 'forbidden'))
  })

  it('gives nobody more than the own profile', async () => {
    const { owner, clusterAdmin, name } = await arrangeRobot()
    await update(owner, name, { profile: 'OWNER' })

    expect(await generate(clusterAdmin, name, 'USER_MANAGEMENT')).toMatchObject(refused(403, 'escalation'))
    expect(await generate(owner, name, 'USER_MANAGEMENT')).toMatchObject({ status: 200 })
  })

  it('loses no key with a lost answer, for one who sends an Idempotency-Key', async () => {
    const { clusterAdmin, name } = await arrangeRobot()
    const headers = { 'idempotency-key': 'a-key-of-the-tests' }

    const first = await generate(clusterAdmin, name, 'MONITORING', headers)
    const again = await generate(clusterAdmin, name, 'MONITORING', headers)

    expect(again).toMatchObject({ status: 200, body: first.body })
  })

  it('says in a map what is wrong with an Idempotency-Key', async () => {
    const { owner, name } = await arrangeRobot()

    const answer = await generate(owner, name, 'MONITORING', { 'idempotency-key': 'short' })

    expect(answer.status).toBe(400)
    expect(answer.body).toEqual({ request: 'Idempotency-Key has 16 to 255 characters' })
  })

  it('writes no part of the key down', async () => {
    const { organization, owner, name } = await arrangeRobot()

    const { body } = await generate(owner, name, 'MONITORING')

    const rows = await auditTrail(test.db)
    expect(rows).toMatchObject([
      {
        action: 'account_service_user_keys_create',
        objectType: 'account_service_user_keys',
        objectName: name,
        organizationId: organization.id,
        before: null,
        after: { username: name, type: 'MONITORING' },
      },
    ])
    expect(JSON.stringify(rows)).not.toContain(body.key.slice(-5))
  })
})

describe('the keys of a service user', () => {
  async function arrangeRobot() {
    const world = await arrange()
    const robot = await createAccountServiceUser(test.db, world.organization, {
      keyTypes: ['MONITORING', 'PROVISIONING'],
    })
    const read = () => test.call('GET', path(robot.username), { as: world.owner })
    return { ...world, robot, name: robot.username, read }
  }
  const datesOf = ({ body }: Reply) =>
    body.apiKeys.apiKeys.map(({ creationDate, lastUsed }: ApiKey) => ({ creationDate, lastUsed }))

  it('say when each was generated and last used', async () => {
    const { robot, read } = await arrangeRobot()
    test.clock.now = new Date('2026-03-11T09:30:00.250Z')
    await test.call('GET', LIST, { as: robot })

    expect(datesOf(await read())).toEqual([
      { creationDate: '2026-03-10T12:00:00.000000Z', lastUsed: '2026-03-11T09:30:00.250000Z' },
      { creationDate: '2026-03-10T12:00:00.000000Z', lastUsed: null },
    ])
  })

  it('are unused when they are generated or rotated', async () => {
    const { owner, robot, name, read } = await arrangeRobot()
    test.clock.now = new Date('2026-03-12T00:00:00.000Z')

    await generate(robot, name, 'MONITORING')
    await revoke(owner, name, 'PROVISIONING')
    await generate(owner, name, 'PROVISIONING')

    const fresh = { creationDate: '2026-03-12T00:00:00.000000Z', lastUsed: null }
    expect(datesOf(await read())).toEqual([fresh, fresh])
  })

  it('make no change stale by being used', async () => {
    const { owner, robot, name, read } = await arrangeRobot()
    const { headers } = await read()
    await test.call('GET', LIST, { as: robot })

    const after = await read()
    const answer = await test.call('PUT', path(name), {
      as: owner,
      body: { profile: 'CLUSTER_ADMIN' },
      headers: { 'if-match': String(headers.etag) },
    })

    expect(datesOf(after)[0].lastUsed).not.toBeNull()
    expect(after.headers.etag).toBe(headers.etag)
    expect(answer).toMatchObject({ status: 200 })
  })
})

describe('a service user that rotates its key', () => {
  async function arrangeRobot() {
    const world = await arrange()
    const robot = await createAccountServiceUser(test.db, world.organization, {
      keyTypes: ['MONITORING', 'PROVISIONING'],
    })
    return { ...world, robot, name: robot.username }
  }

  it('gets a new one in its place', async () => {
    const { organization, robot, name } = await arrangeRobot()

    const answer = await generate(robot, name, 'MONITORING')

    expect(answer).toMatchObject({ status: 200, body: { account: organization.id, name, resource: 'MONITORING' } })
    expect(answer.body.key).not.toBe(robot.token)
    expect(await test.call('GET', LIST, { as: robot })).toMatchObject(refused(401, 'unauthenticated'))
    const renewed = await test.call('GET', path(name), { as: { username: name, token: answer.body.key } })
    expect(renewed.body.apiKeys.apiKeys).toMatchObject([
      { keyType: 'MONITORING', key: `${HIDDEN}${answer.body.key.slice(-5)}` },
      { keyType: 'PROVISIONING', key: `${HIDDEN}${robot.keys[1]!.token.slice(-5)}` },
    ])
    expect(await auditTrail(test.db)).toMatchObject([
      {
        action: 'account_service_user_keys_create',
        actorType: 'account_service_user',
        before: { username: name, type: 'MONITORING' },
        after: { username: name, type: 'MONITORING' },
      },
    ])
  })

  it.each(['PROVISIONING', 'USER_MANAGEMENT'])('gets none of another type: %s', async (type) => {
    const { robot, name } = await arrangeRobot()

    expect(await generate(robot, name, type)).toMatchObject(refused(403, 'escalation'))
  })

  it('revokes none', async () => {
    const { robot, name } = await arrangeRobot()

    expect(await revoke(robot, name, 'MONITORING')).toMatchObject(refused(403, 'service_user_forbidden'))
  })

  it('gets one new key from two requests at once', async () => {
    const { owner, robot, name } = await arrangeRobot()

    const answers = await Promise.all([1, 2, 3].map(() => generate(robot, name, 'MONITORING')))

    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 401, 401])
    const { body } = await test.call('GET', path(name), { as: owner })
    expect(body.apiKeys.apiKeys).toHaveLength(2)
  })
})

describe('revoking a key', () => {
  it('ends that key and no other', async () => {
    const { organization, owner } = await arrange()
    const robot = await createAccountServiceUser(test.db, organization, { keyTypes: ['MONITORING', 'PROVISIONING'] })
    const name = robot.username

    const answer = await revoke(owner, name, 'MONITORING')

    expect(answer).toMatchObject({ status: 204, body: undefined })
    expect(await test.call('GET', LIST, { as: robot })).toMatchObject(refused(401, 'unauthenticated'))
    expect(await test.call('GET', LIST, { as: { username: name, token: robot.keys[1]!.token } })).toMatchObject({
      status: 200,
    })
    expect((await auditTrail(test.db))[0]).toMatchObject({
      action: 'account_service_user_keys_delete',
      outcome: 'done',
      objectName: name,
      before: { username: name, type: 'MONITORING' },
    })
    expect(await generate(owner, name, 'MONITORING')).toMatchObject({ status: 200 })
  })

  it('refuses a type that the service user has no key of', async () => {
    const { organization, owner } = await arrange()
    const robot = await createAccountServiceUser(test.db, organization, { keyTypes: [] })

    const answer = await revoke(owner, robot.username, 'PROVISIONING')

    expect(answer.status).toBe(400)
    expect(answer.body).toEqual({ resource: 'The service user has no PROVISIONING key.' })
    expect(await auditTrail(test.db)).toMatchObject([{ outcome: 'refused', errorCode: 'api_key_missing' }])
  })

  it('ends a race of two in one success', async () => {
    const { organization, owner, clusterAdmin } = await arrange()
    const robot = await createAccountServiceUser(test.db, organization, { administrators: [clusterAdmin] })

    const answers = await Promise.all([owner, clusterAdmin].map((as) => revoke(as, robot.username, 'MONITORING')))

    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([204, 400])
  })
})
