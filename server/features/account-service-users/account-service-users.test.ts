import { describe, expect, it } from 'vitest'
import type { ApiKeyType } from '#contract/account-service-users.ts'
import type { Profile } from '#contract/profiles.ts'
import { accountApi, basic, HIDDEN, refused, serviceUserBody, withoutId } from '#server/testing/account-api.ts'
import { auditTrail } from '#server/testing/audit-trail.ts'
import { createAccountServiceUser, createMember, createOrganization } from '#server/testing/factories.ts'
import { type Credential, useTestApp } from '#server/testing/test-app.ts'

const test = useTestApp()
const { LIST, path, keyPath, arrange, create, update, generate, revoke } = accountApi(test)

describe('the list', () => {
  it('has the service users of the account by username, as the document shows them', async () => {
    const { organization, owner, reader } = await arrange()
    await createAccountServiceUser(test.db, organization, { username: 'b-robot', keyTypes: [] })
    const robot = await createAccountServiceUser(test.db, organization, {
      username: 'a-robot',
      profile: 'CLUSTER_ADMIN',
      administrators: [owner],
    })
    await createAccountServiceUser(test.db, await createOrganization(test.db))

    const answer = await test.call('GET', LIST, { as: reader })

    expect(answer.status).toBe(200)
    expect(answer.body).toEqual([
      {
        administrators: ['owner@example.com'],
        apiKeys: {
          allowedApiKeyTypes: [
            { displayName: 'Monitoring', name: 'MONITORING' },
            { displayName: 'Read Only Provisioning', name: 'PROVISIONING_READONLY' },
            { displayName: 'Provisioning', name: 'PROVISIONING' },
            { displayName: 'User Management', name: 'USER_MANAGEMENT' },
          ],
          apiKeys: [
            {
              account: organization.id,
              key: `${HIDDEN}${robot.token.slice(-5)}`,
              keyType: 'MONITORING',
              username: 'a-robot',
              creationDate: '2026-03-10T12:00:00.000000Z',
              lastUsed: null,
            },
          ],
        },
        displayName: 'Robot',
        email: 'a-robot@example.com',
        role: 'CLUSTER_ADMIN',
        username: 'a-robot',
        withoutAdministrators: false,
      },
      expect.objectContaining({ username: 'b-robot', administrators: [], withoutAdministrators: true }),
    ])
  })

  it('is empty where there is none', async () => {
    const { reader } = await arrange()

    expect(await test.call('GET', LIST, { as: reader })).toMatchObject({ status: 200, body: [] })
  })

  it('shows a service user only itself', async () => {
    const { organization } = await arrange()
    const robot = await createAccountServiceUser(test.db, organization, { profile: 'OWNER' })
    const other = await createAccountServiceUser(test.db, organization)

    const answer = await test.call('GET', LIST, { as: robot })

    expect(answer.body).toMatchObject([{ username: robot.username }])
    expect(await test.call('GET', path(robot.username), { as: robot })).toMatchObject({ status: 200 })
    expect(await test.call('GET', path(other.username), { as: robot })).toMatchObject(refused(404, 'not_found'))
  })
})

describe('creating', () => {
  it('answers 201 with the service user, which its creator administers', async () => {
    const { organization, clusterAdmin } = await arrange()

    const answer = await create(clusterAdmin, { profile: 'CLUSTER_ADMIN' })

    expect(answer).toMatchObject({
      status: 201,
      body: {
        administrators: ['Ca1@example.com'],
        apiKeys: { apiKeys: [] },
        displayName: 'service user',
        email: 'test_service_user@test.com',
        role: 'CLUSTER_ADMIN',
        username: 'test_service_user',
        withoutAdministrators: false,
      },
    })
    expect(await test.call('GET', path('test_service_user'), { as: clusterAdmin })).toMatchObject({
      status: 200,
      body: answer.body,
    })
    expect(await auditTrail(test.db)).toMatchObject([
      {
        action: 'account_service_users_create',
        outcome: 'done',
        organizationId: organization.id,
        actorId: clusterAdmin.id,
        objectName: 'test_service_user',
        before: null,
        after: { profile: 'CLUSTER_ADMIN', administrators: ['Ca1@example.com'] },
      },
    ])
  })

  it('needs no display name and no messages', async () => {
    const { owner } = await arrange()

    const answer = await create(owner, { displayName: undefined, validationMessages: undefined })

    expect(answer).toMatchObject({ status: 201, body: { displayName: '' } })
  })

  it.each([null, {}, { username: 1, any: { thing: [null] } }])(
    'ignores the messages %j',
    async (validationMessages) => {
      const { owner } = await arrange()

      expect(await create(owner, { validationMessages })).toMatchObject({ status: 201 })
    },
  )

  it.each<[string, Profile, boolean]>([
    ['owner', 'OWNER', true],
    ['owner', 'READ_ONLY', true],
    ['clusterAdmin', 'CLUSTER_ADMIN', true],
    ['clusterAdmin', 'READ_ONLY', true],
    ['clusterAdmin', 'OWNER', false],
  ])('by the %s gives %s: %s', async (who, profile, isAllowed) => {
    const world = await arrange()

    const answer = await create(world[who as 'owner'], { profile })

    expect(answer).toMatchObject(isAllowed ? { status: 201 } : refused(403, 'escalation'))
  })

  it('is refused to who can only read, and to every service user', async () => {
    const { organization, reader } = await arrange()
    const robot = await createAccountServiceUser(test.db, organization, {
      profile: 'OWNER',
      keyTypes: ['USER_MANAGEMENT'],
    })

    expect(await create(reader)).toMatchObject(refused(403, 'forbidden'))
    expect(await create(robot)).toMatchObject(refused(403, 'service_user_forbidden'))
    expect(await auditTrail(test.db)).toMatchObject([
      { errorCode: 'forbidden', organizationId: organization.id, objectName: 'test_service_user' },
      {
        errorCode: 'service_user_forbidden',
        organizationId: organization.id,
        actorType: 'account_service_user',
        actorName: robot.username,
        credentialType: 'api_key',
      },
    ])
  })

  it.each([
    [{}, { username: 'username cannot be null.', email: 'email cannot be null.', profile: 'profile cannot be null.' }],
    [serviceUserBody({ username: null }), { username: 'username cannot be null.' }],
    [serviceUserBody({ username: 1 }), { username: 'username must be text.' }],
    [
      serviceUserBody({ username: 'with space' }),
      {
        username:
          'username has letters, digits, dots, dashes and underscores, starting with a letter or digit; at most 64.',
      },
    ],
    [serviceUserBody({ email: 'nowhere' }), { email: 'email is not a valid e-mail address.' }],
    [serviceUserBody({ profile: 'ADMIN' }), { profile: 'profile must be one of OWNER, CLUSTER_ADMIN, READ_ONLY.' }],
    [serviceUserBody({ displayName: 'x'.repeat(257) }), { displayName: 'displayName has at most 256 characters' }],
    [serviceUserBody({ validationMessages: 'none' }), { validationMessages: 'validationMessages must be an object.' }],
    ['{"username":', { request: 'The body is not valid JSON' }],
  ])('refuses %j by field', async (body, fields) => {
    const { owner } = await arrange()

    const answer = await test.call('POST', LIST, { as: owner, body })

    expect(answer.status).toBe(400)
    expect(answer.body).toEqual(fields)
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
  })

  it.each(['a:b', '@', 'a@b', '', '.hidden', '-dash', 'ä', 'x'.repeat(65), 'a\u200bb'])(
    'takes no username %j',
    async (username) => {
      const { owner } = await arrange()

      const answer = await create(owner, { username })

      expect(answer.status).toBe(400)
      expect(Object.keys(answer.body)).toEqual(['username'])
    },
  )

  it('refuses a username that any organization has, in any case', async () => {
    const { owner } = await arrange()
    await createAccountServiceUser(test.db, await createOrganization(test.db), { username: 'Robot' })

    const answer = await create(owner, { username: 'rOBOT' })

    expect(answer.status).toBe(400)
    expect(answer.body).toEqual({ username: 'username is already in use.' })
    expect(await auditTrail(test.db)).toMatchObject([{ outcome: 'refused', errorCode: 'username_taken' }])
  })

  it.each(['robot@example.com', 'ROBOT@Example.com', 'robot+other@example.com', 'Robot+a+b@EXAMPLE.com'])(
    'refuses the e-mail %s beside robot+ci@example.com',
    async (email) => {
      const { owner } = await arrange()
      await createAccountServiceUser(test.db, await createOrganization(test.db), { email: 'robot+ci@example.com' })

      const answer = await create(owner, { email })

      expect(answer.status).toBe(400)
      expect(answer.body).toEqual({ email: 'email is already in use.' })
    },
  )

  it('ends a race for one username in one success', async () => {
    const { owner, clusterAdmin } = await arrange()

    const answers = await Promise.all(
      [owner, clusterAdmin, owner, clusterAdmin].map((as, index) =>
        create(as, { email: `robot-${index}@example.com` }),
      ),
    )

    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 400, 400, 400])
    expect(await test.call('GET', LIST, { as: owner })).toMatchObject({ body: [{ username: 'test_service_user' }] })
  })

  it('is done once for an Idempotency-Key of one account', async () => {
    const { organization, owner } = await arrange()
    const other = await createOrganization(test.db)
    await test.database.pool.query(
      'insert into organization_members (organization_id, account_id, admin, active, created_at) values ($1, $2, true, true, now())',
      [other.id, owner.id],
    )
    const send = (account: string) =>
      test.call('POST', LIST, {
        as: owner,
        body: serviceUserBody(),
        headers: { 'idempotency-key': 'one-key-of-the-test', 'x-account': account },
      })

    const [first, again, elsewhere] = [
      await send(organization.name),
      await send(organization.name),
      await send(other.name),
    ]

    expect(first.status).toBe(201)
    expect(again.body).toEqual(first.body)
    expect(elsewhere).toMatchObject(refused(409, 'idempotency_key_reused'))
  })
})

describe('updating', () => {
  async function arrangeRobot(profile: Profile = 'READ_ONLY') {
    const world = await arrange()
    const robot = await createAccountServiceUser(test.db, world.organization, {
      profile,
      administrators: [world.clusterAdmin],
    })
    return { ...world, robot, name: robot.username }
  }

  it('changes display name, profile and administrators', async () => {
    const { clusterAdmin, owner, organization, name } = await arrangeRobot()

    const answer = await update(clusterAdmin, name, {
      displayName: 'New name',
      profile: 'CLUSTER_ADMIN',
      administrators: ['CA2@example.com', 'ca2@example.com', 'owner@example.com'],
      validationMessages: { profile: 'said elsewhere' },
    })

    expect(answer).toMatchObject({
      status: 200,
      body: {
        displayName: 'New name',
        role: 'CLUSTER_ADMIN',
        administrators: ['ca2@example.com', 'owner@example.com'],
        username: name,
      },
    })
    expect(await test.call('GET', path(name), { as: owner })).toMatchObject({ body: answer.body })
    expect(await auditTrail(test.db)).toMatchObject([
      {
        action: 'account_service_users_update',
        organizationId: organization.id,
        before: { profile: 'READ_ONLY', administrators: ['Ca1@example.com'] },
        after: { profile: 'CLUSTER_ADMIN', administrators: ['ca2@example.com', 'owner@example.com'] },
      },
    ])
    // Who took their own name off the list is out.
    expect(await update(clusterAdmin, name, { profile: 'READ_ONLY' })).toMatchObject(refused(403, 'forbidden'))
  })

  it('leaves as it is what is left out', async () => {
    const { clusterAdmin, name } = await arrangeRobot()

    for (const body of [{ profile: 'READ_ONLY' }, { profile: 'READ_ONLY', displayName: null, administrators: null }]) {
      expect(await update(clusterAdmin, name, body)).toMatchObject({
        status: 200,
        body: { displayName: 'Robot', administrators: ['Ca1@example.com'] },
      })
    }
  })

  it('needs a profile', async () => {
    const { owner, name } = await arrangeRobot()

    const answer = await update(owner, name, { displayName: 'x' })

    expect(answer.status).toBe(400)
    expect(answer.body).toEqual({ profile: 'profile cannot be null.' })
  })

  it.each<[string, number, string]>([
    ['colleague', 403, 'forbidden'],
    ['reader', 403, 'forbidden'],
    ['robot', 403, 'service_user_forbidden'],
  ])('is refused to the %s', async (who, status, code) => {
    const world = await arrangeRobot()

    const answer = await update(world[who as 'robot'], world.name, { profile: 'READ_ONLY' })

    expect(answer).toMatchObject(refused(status, code))
  })

  it('takes no service user above or from above the own profile', async () => {
    const { clusterAdmin, owner, name } = await arrangeRobot()

    expect(await update(clusterAdmin, name, { profile: 'OWNER' })).toMatchObject(refused(403, 'escalation'))
    expect(await update(owner, name, { profile: 'OWNER' })).toMatchObject({ status: 200 })
    expect(await update(clusterAdmin, name, { profile: 'READ_ONLY' })).toMatchObject(refused(403, 'escalation'))
  })

  it.each(['reader@example.com', 'nobody@example.com', 'invited@example.com', 'stranger@example.com', 'no address'])(
    'invites nobody but owners and cluster admins of the account: %s',
    async (email) => {
      const { organization, clusterAdmin, name } = await arrangeRobot()
      await createMember(test.db, organization, { clusterAdmin: true, active: false, email: 'invited@example.com' })
      await createMember(test.db, await createOrganization(test.db), { admin: true, email: 'stranger@example.com' })

      const answer = await update(clusterAdmin, name, {
        profile: 'READ_ONLY',
        administrators: ['ca2@example.com', email],
      })

      expect(answer.status).toBe(400)
      expect(answer.body).toEqual({
        administrators: `${email} is neither an owner nor a cluster admin of the account.`,
      })
      expect(await test.call('GET', path(name), { as: clusterAdmin })).toMatchObject({
        body: { administrators: ['Ca1@example.com'] },
      })
    },
  )

  it('lets an invited cluster admin administer', async () => {
    const { clusterAdmin, colleague, name } = await arrangeRobot()
    await update(clusterAdmin, name, {
      profile: 'READ_ONLY',
      administrators: ['ca1@example.com', 'ca2@example.com'],
    })

    expect(await generate(colleague, name, 'MONITORING')).toMatchObject({ status: 400 })
    expect(await revoke(colleague, name, 'MONITORING')).toMatchObject({ status: 204 })
    expect(await update(colleague, name, { profile: 'READ_ONLY' })).toMatchObject({ status: 200 })
  })

  it.each([[{ administrators: 'ca1@example.com' }], [{ administrators: [1] }]])(
    'takes a list of administrators only: %j',
    async (body) => {
      const { owner, name } = await arrangeRobot()

      const answer = await update(owner, name, { profile: 'READ_ONLY', ...body })

      expect(answer.status).toBe(400)
      expect(Object.values(answer.body)).toEqual(['administrators must be a list of e-mail addresses.'])
    },
  )

  it('of another state is refused', async () => {
    const { owner, name } = await arrangeRobot()
    const seen = String((await test.call('GET', path(name), { as: owner })).headers.etag)
    await generate(owner, name, 'PROVISIONING')

    const answer = await test.call('PUT', path(name), {
      as: owner,
      body: { profile: 'READ_ONLY' },
      headers: { 'if-match': seen },
    })

    expect(answer).toMatchObject(refused(412, 'stale'))
  })

  it('tells nobody of the state who may not change it', async () => {
    const { reader, name } = await arrangeRobot()
    const body = { profile: 'READ_ONLY' }

    const answer = await test.call('PUT', path(name), { as: reader, body, headers: { 'if-match': '"another"' } })

    expect(withoutId(answer)).toEqual(withoutId(await update(reader, name, body)))
  })
})

describe('deactivating', () => {
  it('ends every key at once and leaves no trace but the audit trail', async () => {
    const { organization, owner, clusterAdmin } = await arrange()
    const keyTypes: ApiKeyType[] = ['MONITORING', 'PROVISIONING']
    const robot = await createAccountServiceUser(test.db, organization, { keyTypes, administrators: [clusterAdmin] })

    const answer = await test.call('DELETE', path(robot.username), { as: clusterAdmin })

    expect(answer).toMatchObject({ status: 204, body: undefined })
    for (const { token } of robot.keys) {
      const as = { username: robot.username, token }
      expect(await test.call('GET', LIST, { as })).toMatchObject(refused(401, 'unauthenticated'))
    }
    expect(await test.call('GET', path(robot.username), { as: owner })).toMatchObject(refused(404, 'not_found'))
    expect(await test.call('DELETE', path(robot.username), { as: owner })).toMatchObject(refused(404, 'not_found'))
    const [done] = await auditTrail(test.db)
    expect(done).toMatchObject({
      action: 'account_service_users_delete',
      outcome: 'done',
      objectName: robot.username,
      before: { username: robot.username },
      after: null,
    })
  })

  it('frees the username and the address, whose old keys stay dead', async () => {
    const { organization, owner } = await arrange()
    const robot = await createAccountServiceUser(test.db, organization, { username: 'robot' })
    await test.call('DELETE', path('robot'), { as: owner })

    expect(await create(owner, { username: 'robot', email: 'robot@example.com' })).toMatchObject({ status: 201 })
    expect(await test.call('GET', LIST, { as: robot })).toMatchObject(refused(401, 'unauthenticated'))
  })

  it('is refused to whoever does not administer it, and to itself', async () => {
    const { organization, colleague, reader } = await arrange()
    const robot = await createAccountServiceUser(test.db, organization, { profile: 'OWNER' })

    expect(await test.call('DELETE', path(robot.username), { as: colleague })).toMatchObject(refused(403, 'forbidden'))
    expect(await test.call('DELETE', path(robot.username), { as: reader })).toMatchObject(refused(403, 'forbidden'))
    expect(await test.call('DELETE', path(robot.username), { as: robot })).toMatchObject(
      refused(403, 'service_user_forbidden'),
    )
  })
})

describe('an organization that is deleted', () => {
  it('takes its service users along', async () => {
    const { organization } = await arrange()
    const robot = await createAccountServiceUser(test.db, organization)

    await test.database.pool.query('delete from organizations where id = $1', [organization.id])

    expect(await test.call('GET', LIST, { as: robot })).toMatchObject(refused(401, 'unauthenticated'))
  })
})

describe('from outside', () => {
  it('takes every operation of the document over plain HTTP Basic', async () => {
    const { organization, owner } = await arrange()
    await test.app.listen({ port: 0, host: '127.0.0.1' })
    const ask = async (method: string, url: string, who: Credential, body?: object) => {
      const name = who.username ?? who.email
      const answer = await fetch(`${test.app.listeningOrigin}${url}`, {
        method,
        headers: { ...basic(`${name}:${who.token}`), ...(body ? { 'content-type': 'application/json' } : {}) },
        ...(body ? { body: JSON.stringify(body) } : {}),
      })
      const text = await answer.text()
      return { status: answer.status, body: text ? JSON.parse(text) : undefined }
    }
    const name = 'test_service_user'

    expect(await ask('POST', LIST, owner, serviceUserBody())).toMatchObject({ status: 201, body: { username: name } })
    const generated = await ask('POST', keyPath(name), owner, { apiKeyType: 'MONITORING' })
    expect(generated).toMatchObject({ status: 200, body: { account: organization.id, resource: 'MONITORING' } })
    const robot = { username: name, token: generated.body.key }
    expect(await ask('GET', LIST, robot)).toMatchObject({ status: 200, body: [{ username: name }] })
    expect(await ask('GET', path(name), robot)).toMatchObject({ status: 200, body: { role: 'READ_ONLY' } })
    expect(await ask('PUT', path(name), owner, { profile: 'OWNER' })).toMatchObject({
      status: 200,
      body: { role: 'OWNER' },
    })
    expect(await ask('DELETE', keyPath(name), owner, { apiKeyType: 'MONITORING' })).toEqual({ status: 204 })
    expect(await ask('DELETE', path(name), owner)).toEqual({ status: 204 })
    expect(await ask('GET', path(name), owner)).toMatchObject({ status: 404 })
  })

  it('answers what a path does not take with the ways it takes', async () => {
    const { owner } = await arrange()

    const answer = await test.call('PATCH', LIST, { as: owner, body: {} })

    expect(answer).toMatchObject(refused(405, 'method_not_allowed'))
    expect(answer.headers.allow).toBe('GET, POST')
  })
})
