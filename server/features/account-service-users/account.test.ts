import { describe, expect, it } from 'vitest'
import { hashPassword } from '#server/passwords.ts'
import { accountApi, basic, refused, serviceUserBody, withoutId } from '#server/testing/account-api.ts'
import { auditTrail } from '#server/testing/audit-trail.ts'
import {
  createAccountServiceUser,
  createMember,
  createOrganization,
  createPerson,
  createProject,
  createServiceUser,
} from '#server/testing/factories.ts'
import { useTestApp } from '#server/testing/test-app.ts'

const test = useTestApp()
const { LIST, path, keyPath, arrange, create } = accountApi(test)

describe('who asks', () => {
  it('is named by HTTP Basic, whose scheme, username and e-mail ignore case', async () => {
    const { organization, owner } = await arrange()
    const robot = await createAccountServiceUser(test.db, organization, { username: 'Robot-1' })
    const encoded = (text: string) => Buffer.from(text).toString('base64')

    for (const authorization of [
      `Basic ${encoded(`Robot-1:${robot.token}`)}`,
      `basic  ${encoded(`ROBOT-1:${robot.token}`)}`,
      `Basic ${encoded(`OWNER@Example.com:${owner.token}`)}`,
    ]) {
      expect(await test.call('GET', LIST, { headers: { authorization } })).toMatchObject({ status: 200 })
    }
  })

  it.each([
    ['no credential', () => ({})],
    ['another scheme', ({ token }: { token: string }) => ({ authorization: `Token ${token}` })],
    ['no base64', () => ({ authorization: 'Basic %%%' })],
    ['nothing behind the scheme', () => ({ authorization: 'Basic' })],
    ['no colon', ({ token }: { token: string }) => basic(token)],
    ['no name', ({ token }: { token: string }) => basic(`:${token}`)],
    ['no key', () => basic('robot:')],
    ['a key that is none', () => basic('robot:secret')],
    ['two colons', ({ token }: { token: string }) => basic(`robot::${token}`)],
    ['an unknown name', ({ token }: { token: string }) => basic(`nobody:${token}`)],
    ['the name of another', ({ token }: { token: string }) => basic(`other:${token}`)],
    ['an e-mail instead of the name', ({ token }: { token: string }) => basic(`robot@example.com:${token}`)],
    ['a mistyped key', ({ token }: { token: string }) => basic(`robot:${token.slice(0, -1)}_`)],
    ['a null byte', ({ token }: { token: string }) => basic(`robot\0:${token}`)],
  ])('is nobody with %s', async (_what, headersOf) => {
    const { organization } = await arrange()
    const robot = await createAccountServiceUser(test.db, organization, { username: 'robot' })
    await createAccountServiceUser(test.db, organization, { username: 'other' })

    const answer = await test.call('GET', LIST, { headers: headersOf(robot) })

    expect(answer).toMatchObject(refused(401, 'unauthenticated'))
    expect(answer.headers['www-authenticate']).toBe('Basic realm="Steward", charset="UTF-8"')
  })

  it('is nobody with the token of somebody else', async () => {
    const { owner, reader } = await arrange()

    const answer = await test.call('GET', LIST, { headers: basic(`${owner.email}:${reader.token}`) })

    expect(answer).toMatchObject(refused(401, 'unauthenticated'))
  })

  it('is nobody with the token of a service user of a project', async () => {
    const { organization } = await arrange()
    const serviceUser = await createServiceUser(test.db, await createProject(test.db, organization))

    expect(await test.call('GET', LIST, { as: serviceUser })).toMatchObject(refused(401, 'unauthenticated'))
  })

  it('makes no browser show a dialog of its own', async () => {
    const answer = await test.call('GET', LIST, { headers: { 'sec-fetch-site': 'same-origin' } })

    expect(answer.headers['www-authenticate']).toBe('Token')
  })

  it('learns nothing of the rules without a credential', async () => {
    expect(await test.call('POST', LIST, { body: {} })).toMatchObject(refused(401, 'unauthenticated'))
  })

  it('may use a session, from the own origin only', async () => {
    const { organization } = await arrange()
    const password = 'violet-anchor-92-mosaic'
    await createMember(test.db, organization, {
      admin: true,
      email: 'browser@example.com',
      passwordHash: await hashPassword(password),
    })
    const own = { 'sec-fetch-site': 'same-origin' }
    const session = await test.call('POST', '/v2.1/session', {
      body: { email: 'browser@example.com', password },
      headers: own,
    })
    const cookie = String(session.headers['set-cookie']).split(';')[0] ?? ''
    const headers = { cookie, 'x-account': organization.name }

    const made = await test.call('POST', LIST, { body: serviceUserBody(), headers: { ...headers, ...own } })
    const foreign = await test.call('POST', LIST, {
      body: serviceUserBody({ username: 'another', email: 'another@example.com' }),
      headers: { ...headers, 'sec-fetch-site': 'cross-site' },
    })

    expect(made).toMatchObject({ status: 201, body: { administrators: ['browser@example.com'] } })
    expect(foreign).toMatchObject(refused(403, 'cross_origin'))
    expect((await auditTrail(test.db)).at(-1)).toMatchObject({
      action: 'account_service_users_create',
      errorCode: 'cross_origin',
      organizationId: organization.id,
    })
  })
})

describe('the account', () => {
  it('is the one organization of a person, unless X-Account names another', async () => {
    const { organization, owner } = await arrange()
    await createAccountServiceUser(test.db, organization, { username: 'robot' })
    const other = await createOrganization(test.db)

    const ask = (headers: Record<string, string> = {}) => test.call('GET', LIST, { as: owner, headers })

    expect(await ask()).toMatchObject({ status: 200, body: [{ username: 'robot' }] })
    expect(await ask({ 'x-account': organization.name })).toMatchObject({ status: 200 })
    expect(await ask({ 'x-account': other.name })).toMatchObject(refused(404, 'not_found'))
    expect(withoutId(await ask({ 'x-account': other.name }))).toEqual(
      withoutId(await ask({ 'x-account': 'no-such-organization' })),
    )
  })

  it('has to be named by a person who is in several', async () => {
    const { organization, owner } = await arrange()
    const other = await createOrganization(test.db)
    await createAccountServiceUser(test.db, other, { username: 'robot-of-other' })
    await test.database.pool.query(
      'insert into organization_members (organization_id, account_id, active, created_at) values ($1, $2, true, now())',
      [other.id, owner.id],
    )

    const ask = (headers: Record<string, string> = {}) => test.call('GET', LIST, { as: owner, headers })

    expect(await ask()).toMatchObject({
      status: 400,
      body: { 'X-Account': 'X-Account must name the organization, for you are in several.' },
    })
    expect(await ask({ 'x-account': organization.name })).toMatchObject({ status: 200, body: [] })
    expect(await ask({ 'x-account': other.name })).toMatchObject({
      status: 200,
      body: [{ username: 'robot-of-other' }],
    })
    expect(
      await test.call('POST', LIST, { as: owner, body: serviceUserBody(), headers: { 'x-account': other.name } }),
    ).toMatchObject(refused(403, 'forbidden'))
  })

  it('is none for a person without an organization, or whose invitation is open', async () => {
    const { organization } = await arrange()
    const stranger = await createPerson(test.db)
    const invited = await createMember(test.db, organization, { active: false, admin: true })

    for (const as of [stranger, invited]) {
      expect(await test.call('GET', LIST, { as })).toMatchObject(refused(404, 'not_found'))
      expect(await create(as)).toMatchObject(refused(404, 'not_found'))
    }
  })

  it('is that of the key, whatever X-Account says', async () => {
    const { organization } = await arrange()
    const robot = await createAccountServiceUser(test.db, organization)
    const other = await createOrganization(test.db)

    const ask = (account: string) => test.call('GET', LIST, { as: robot, headers: { 'x-account': account } })

    expect(await ask(organization.name)).toMatchObject({ status: 200 })
    expect(await ask(other.name)).toMatchObject(refused(404, 'not_found'))
  })

  it('shows nothing of itself to others: every operation answers as if there were nothing', async () => {
    const { organization, owner } = await arrange()
    const robot = await createAccountServiceUser(test.db, organization)
    const stranger = await createMember(test.db, await createOrganization(test.db), { admin: true })
    const foreignRobot = await createAccountServiceUser(test.db, await createOrganization(test.db), {
      profile: 'OWNER',
      keyTypes: ['USER_MANAGEMENT'],
    })

    for (const as of [stranger, foreignRobot]) {
      for (const [method, of, body] of [
        ['GET', path, undefined],
        ['PUT', path, { profile: 'READ_ONLY' }],
        ['DELETE', path, undefined],
        ['POST', keyPath, { apiKeyType: 'USER_MANAGEMENT' }],
        ['DELETE', keyPath, { apiKeyType: 'MONITORING' }],
      ] as const) {
        const theirs = await test.call(method, of(robot.username), { as, body })
        expect(theirs).toMatchObject(refused(404, 'not_found'))
        expect(withoutId(theirs)).toEqual(withoutId(await test.call(method, of('no-such-robot'), { as, body })))
      }
    }
    expect(await test.call('GET', path(robot.username), { as: owner })).toMatchObject({ status: 200 })
  })

  it('is told of what others tried on it', async () => {
    const { organization } = await arrange()
    const robot = await createAccountServiceUser(test.db, organization)
    const stranger = await createMember(test.db, await createOrganization(test.db), { admin: true })

    await test.call('DELETE', path(robot.username), {
      as: stranger,
      headers: { 'x-account': organization.name },
    })

    expect(await auditTrail(test.db)).toMatchObject([
      {
        action: 'account_service_users_delete',
        outcome: 'refused',
        errorCode: 'not_found',
        organizationId: organization.id,
        actorId: stranger.id,
        objectName: robot.username,
      },
    ])
  })
})
