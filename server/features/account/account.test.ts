import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { accounts, auditEvents, personalTokens, sessions } from '#server/db/schema.ts'
import { hashPassword } from '#server/passwords.ts'
import { auditTrail } from '#server/testing/audit-trail.ts'
import { callWith, cookieOf } from '#server/testing/browser.ts'
import { createOrganization, createPerson, createProject, createServiceUser } from '#server/testing/factories.ts'
import { START, useTestApp } from '#server/testing/test-app.ts'

const test = useTestApp()
const PASSWORD = 'k8Fz2mQ7xTbW'
const NEW_PASSWORD = 'another-7Qx-phrase'
const passwordHash = hashPassword(PASSWORD)
const UNKNOWN_ID = '019cd000-0000-7000-8000-000000000000'

const createUser = async () => createPerson(test.db, { passwordHash: await passwordHash })

async function signIn(email: string, password = PASSWORD) {
  const answer = await callWith(test, undefined)(
    'POST',
    '/v2.1/session',
    { email, password },
    { 'user-agent': 'Firefox' },
  )
  return { status: answer.status, call: callWith(test, cookieOf(answer)) }
}

const auditOf = (action: string) => auditTrail(test.db, eq(auditEvents.action, action))

describe('every endpoint of the account', () => {
  it.each([
    ['GET', '/v2.1/me', undefined],
    ['PATCH', '/v2.1/me', { name: 'A', surname: 'B' }],
    ['PUT', '/v2.1/me/password', { current_password: PASSWORD, new_password: NEW_PASSWORD }],
    ['GET', '/v2.1/me/tokens', undefined],
    ['POST', '/v2.1/me/tokens', { name: 'ci' }],
    ['DELETE', `/v2.1/me/tokens/${UNKNOWN_ID}`, undefined],
    ['GET', '/v2.1/me/sessions', undefined],
    ['DELETE', `/v2.1/me/sessions/${UNKNOWN_ID}`, undefined],
  ])('is for people: %s %s', async (method, url, body) => {
    const organization = await createOrganization(test.db)
    const serviceUser = await createServiceUser(test.db, await createProject(test.db, organization))

    expect(await test.call(method, url, { body })).toMatchObject({ status: 401, body: { code: 'unauthenticated' } })
    expect(await test.call(method, url, { body, as: serviceUser })).toMatchObject({
      status: 403,
      body: { code: 'service_user_forbidden' },
    })
  })
})

describe('the profile', () => {
  it('is mine', async () => {
    const person = await createUser()

    expect(await test.call('GET', '/v2.1/me', { as: person })).toMatchObject({
      status: 200,
      body: { id: person.id, email: person.email, name: 'Ada', surname: 'Lovelace', operator: false },
    })
  })

  it('takes another name', async () => {
    const person = await createUser()

    const answer = await test.call('PATCH', '/v2.1/me', { as: person, body: { name: ' Grace ', surname: 'Hopper' } })

    expect(answer).toMatchObject({ status: 200, body: { id: person.id, name: 'Grace', surname: 'Hopper' } })
    expect((await test.call('GET', '/v2.1/me', { as: person })).body).toEqual(answer.body)
    expect(await auditOf('me_update')).toMatchObject([
      {
        actorId: person.id,
        objectType: 'account',
        objectId: person.id,
        before: { name: 'Ada', surname: 'Lovelace' },
        after: { name: 'Grace', surname: 'Hopper' },
      },
    ])
  })

  it('changes nothing but the name', async () => {
    const person = await createUser()

    const answer = await test.call('PATCH', '/v2.1/me', {
      as: person,
      body: { name: 'Grace', surname: '', operator: true, email: 'root@example.com', id: UNKNOWN_ID },
    })

    expect(answer.body).toMatchObject({ id: person.id, email: person.email, operator: false })
    expect((await test.call('GET', '/v2.1/me', { as: person })).body).toEqual(answer.body)
  })

  it.each([
    [{}, { name: expect.any(String), surname: expect.any(String) }],
    [{ name: '  ', surname: '' }, { name: 'Name is required' }],
    [
      { name: 'a'.repeat(65), surname: 'b'.repeat(65) },
      { name: expect.any(String), surname: expect.any(String) },
    ],
    [
      { name: 1, surname: null },
      { name: 'Name must be text', surname: 'Surname must be text' },
    ],
  ])('refuses %j', async (body, fields) => {
    const person = await createUser()

    expect(await test.call('PATCH', '/v2.1/me', { as: person, body })).toMatchObject({
      status: 400,
      body: { code: 'invalid_input', fields },
    })
  })
})

describe('changing the password', () => {
  const change = { current_password: PASSWORD, new_password: NEW_PASSWORD }

  it('lets in with the new one only, and ends every other session', async () => {
    const person = await createUser()
    const here = await signIn(person.email)
    const elsewhere = await signIn(person.email)

    const answer = await here.call('PUT', '/v2.1/me/password', change)

    expect(answer).toMatchObject({ status: 204, body: undefined })
    expect((await here.call('GET', '/v2.1/session')).status).toBe(200)
    expect((await elsewhere.call('GET', '/v2.1/session')).status).toBe(401)
    expect((await signIn(person.email)).status).toBe(401)
    expect((await signIn(person.email, NEW_PASSWORD)).status).toBe(201)
    expect(await auditOf('me_password_update')).toMatchObject([
      { outcome: 'done', objectType: 'account', objectId: person.id, before: { other_sessions: 1 }, after: null },
    ])
  })

  it('ends every session when a personal token changes it', async () => {
    const person = await createUser()
    const session = await signIn(person.email)

    expect((await test.call('PUT', '/v2.1/me/password', { as: person, body: change })).status).toBe(204)
    expect((await session.call('GET', '/v2.1/session')).status).toBe(401)
  })

  it('is refused without the current one, and changes nothing', async () => {
    const person = await createUser()
    const { call } = await signIn(person.email)

    const answer = await call('PUT', '/v2.1/me/password', { ...change, current_password: 'wrong' })

    expect(answer).toMatchObject({
      status: 401,
      body: { code: 'wrong_credentials', fields: { current_password: 'Wrong password' } },
    })
    expect((await signIn(person.email)).status).toBe(201)
    expect(await auditOf('me_password_update')).toMatchObject([
      { outcome: 'refused', errorCode: 'wrong_credentials', actorId: person.id },
    ])
  })

  it('cannot be used to guess it', async () => {
    const person = await createUser()
    const guess = () =>
      test.call('PUT', '/v2.1/me/password', { as: person, body: { ...change, current_password: 'wrong' } })
    for (let attempt = 0; attempt < 10; attempt += 1) expect((await guess()).status).toBe(401)

    const answer = await guess()

    expect(answer).toMatchObject({ status: 429, body: { code: 'rate_limited' } })
    expect(answer.headers['retry-after']).toBe('900')
    expect((await signIn(person.email)).status).toBe(429)
  })

  it.each([
    ['a common one', 'password2024', 'password_common', 400],
    ['my own name', 'AdaLovelace1815', 'password_common', 400],
    ['eleven characters', 'k8Fz2mQ7xTb', 'invalid_input', 400],
    ['129 characters', 'k8Fz2mQ7xTbW'.repeat(11), 'invalid_input', 400],
  ])('refuses %s', async (_what, password, code, status) => {
    const person = await createUser()

    const answer = await test.call('PUT', '/v2.1/me/password', {
      as: person,
      body: { ...change, new_password: password },
    })

    expect(answer).toMatchObject({ status, body: { code, fields: { new_password: expect.any(String) as string } } })
    expect((await signIn(person.email)).status).toBe(201)
  })

  it('lets one of two changes at the same time win', async () => {
    const person = await createUser()
    const to = (password: string) =>
      test.call('PUT', '/v2.1/me/password', { as: person, body: { ...change, new_password: password } })

    const [first, second] = await Promise.all([to('first-new-7Qx-phrase'), to('second-new-7Qx-phrase')])

    expect(new Set([first.status, second.status])).toEqual(new Set([204, 401]))
    const winner = first.status === 204 ? 'first-new-7Qx-phrase' : 'second-new-7Qx-phrase'
    expect((await signIn(person.email, winner)).status).toBe(201)
  })
})

describe('personal tokens', () => {
  const create = (person: { token: string }, body: unknown = { name: 'ci' }, headers: Record<string, string> = {}) =>
    test.call('POST', '/v2.1/me/tokens', { as: person, body, headers })

  it('are told once and work at once', async () => {
    const person = await createUser()

    const answer = await create(person, { name: 'ci', expiry_date: '2026-04-01' })

    expect(answer).toMatchObject({
      status: 201,
      body: {
        name: 'ci',
        token: expect.stringMatching(/^stw_[0-9A-Za-z]{38}$/) as string,
        creation_date: '2026-03-10T12:00:00.000000Z',
        expiry_date: '2026-04-01T00:00:00.000000Z',
        last_used: null,
      },
    })
    expect(answer.body.prefix).toBe(answer.body.token.slice(0, 10))
    expect(answer.headers['cache-control']).toBe('no-store')
    expect(await test.call('GET', '/v2.1/me', { as: answer.body })).toMatchObject({ body: { id: person.id } })
    const list = await test.call('GET', '/v2.1/me/tokens', { as: person })
    const { token, ...listed } = answer.body
    expect(list.body).toContainEqual({ ...listed, last_used: '2026-03-10T12:00:00.000000Z' })
    expect(JSON.stringify(list.body)).not.toContain(token)
    expect(await auditOf('me_tokens_create')).toMatchObject([
      { objectType: 'personal_token', objectId: answer.body.id, objectName: 'ci', after: { name: 'ci' } },
    ])
  })

  it('never expire without an expiry date', async () => {
    const person = await createUser()

    for (const body of [{ name: 'a' }, { name: 'b', expiry_date: null }]) {
      expect(await create(person, body)).toMatchObject({ status: 201, body: { expiry_date: null } })
    }
  })

  it('stop working at their expiry date', async () => {
    const person = await createUser()
    const { body: token } = await create(person, { name: 'ci', expiry_date: '2026-03-10T13:00:00Z' })

    test.clock.now = new Date('2026-03-10T12:59:59.999Z')
    expect((await test.call('GET', '/v2.1/me', { as: token })).status).toBe(200)
    test.clock.now = new Date('2026-03-10T13:00:00.000Z')

    expect((await test.call('GET', '/v2.1/me', { as: token })).status).toBe(401)
  })

  it.each([
    [{ name: 'ci', expiry_date: '2026-03-10T12:00:00Z' }, 'expiry_date'],
    [{ name: 'ci', expiry_date: '2020-01-01' }, 'expiry_date'],
    [{ name: 'ci', expiry_date: 'infinity' }, 'expiry_date'],
    [{ name: '' }, 'name'],
    [{}, 'name'],
    [{ name: 'a'.repeat(65) }, 'name'],
  ])('are not made of %j', async (body, field) => {
    const person = await createUser()

    expect(await create(person, body)).toMatchObject({
      status: 400,
      body: { code: 'invalid_input', fields: { [field]: expect.any(String) as string } },
    })
    expect(await test.db.select().from(personalTokens)).toHaveLength(1)
  })

  it('are answered again to the same Idempotency-Key, and refused to it with another body', async () => {
    const person = await createUser()
    const headers = { 'idempotency-key': 'a-key-of-enough-length' }

    const first = await create(person, { name: 'ci' }, headers)
    const second = await create(person, { name: 'ci' }, headers)
    const other = await create(person, { name: 'other' }, headers)

    expect(second.body).toEqual(first.body)
    expect(other).toMatchObject({ status: 409, body: { code: 'idempotency_key_reused' } })
    expect(await test.db.select().from(personalTokens)).toHaveLength(2)
  })

  it('are mine only, the newest first', async () => {
    const person = await createUser()
    await create(await createUser(), { name: 'theirs' })
    test.clock.now = new Date(START.getTime() + 1000)
    await create(person, { name: 'later' })

    const { body } = await test.call('GET', '/v2.1/me/tokens', { as: person })

    expect(body.map(({ name }: { name: string }) => name)).toEqual(['later', 'test'])
  })

  it('are deleted at once', async () => {
    const person = await createUser()
    const { body: token } = await create(person)

    expect(await test.call('DELETE', `/v2.1/me/tokens/${token.id}`, { as: person })).toMatchObject({ status: 204 })
    expect((await test.call('GET', '/v2.1/me', { as: token })).status).toBe(401)
    expect((await test.call('DELETE', `/v2.1/me/tokens/${token.id}`, { as: person })).status).toBe(404)
    expect(await auditOf('me_tokens_delete')).toMatchObject([
      { outcome: 'done', objectId: token.id, before: { name: 'ci', prefix: token.prefix } },
      { outcome: 'refused', errorCode: 'not_found', objectName: token.id },
    ])
  })

  it('of somebody else are not found, like those of nobody', async () => {
    const person = await createUser()
    const other = await createUser()
    const { body: token } = await create(other)

    const theirs = await test.call('DELETE', `/v2.1/me/tokens/${token.id}`, { as: person })
    const nobodys = await test.call('DELETE', `/v2.1/me/tokens/${UNKNOWN_ID}`, { as: person })
    const none = await test.call('DELETE', '/v2.1/me/tokens/1', { as: person })

    for (const answer of [theirs, nobodys, none]) {
      expect(answer.status).toBe(404)
      expect({ ...answer.body, request_id: '' }).toEqual({ ...nobodys.body, request_id: '' })
    }
    expect((await test.call('GET', '/v2.1/me', { as: token })).status).toBe(200)
  })
})

describe('sessions', () => {
  it('are listed with where they are, the last seen first', async () => {
    const person = await createUser()
    const first = await signIn(person.email)
    test.clock.now = new Date(START.getTime() + 30_000)
    await signIn(person.email)
    await signIn((await createUser()).email)

    const answer = await first.call('GET', '/v2.1/me/sessions')

    expect(answer).toMatchObject({
      status: 200,
      body: [
        { current: false, user_agent: 'Firefox', address: '127.0.0.1', creation_date: '2026-03-10T12:00:30.000000Z' },
        { current: true, creation_date: '2026-03-10T12:00:00.000000Z', last_seen: '2026-03-10T12:00:00.000000Z' },
      ],
    })
  })

  it('that have ended are not listed', async () => {
    const person = await createUser()
    await signIn(person.email)
    test.clock.now = new Date(START.getTime() + 12 * 3_600_000)

    expect((await test.call('GET', '/v2.1/me/sessions', { as: person })).body).toEqual([])
  })

  it('end one by one', async () => {
    const person = await createUser()
    const here = await signIn(person.email)
    const elsewhere = await signIn(person.email)
    const { body } = await here.call('GET', '/v2.1/me/sessions')
    const other = body.find(({ current }: { current: boolean }) => !current)

    expect(await here.call('DELETE', `/v2.1/me/sessions/${other.id}`)).toMatchObject({ status: 204, body: undefined })

    expect((await elsewhere.call('GET', '/v2.1/session')).status).toBe(401)
    expect((await here.call('GET', '/v2.1/session')).status).toBe(200)
    expect((await here.call('GET', '/v2.1/me/sessions')).body).toHaveLength(1)
    expect(await auditOf('me_sessions_delete')).toMatchObject([
      { actorId: person.id, objectId: other.id, before: { user_agent: 'Firefox', address: '127.0.0.1' } },
    ])
  })

  it('of somebody else are not found', async () => {
    const person = await createUser()
    const other = await createUser()
    const { call } = await signIn(other.email)
    const [row] = await test.db.select().from(sessions)

    const theirs = await test.call('DELETE', `/v2.1/me/sessions/${row?.id}`, { as: person })
    const nobodys = await test.call('DELETE', `/v2.1/me/sessions/${UNKNOWN_ID}`, { as: person })

    expect(theirs.status).toBe(404)
    expect({ ...theirs.body, request_id: '' }).toEqual({ ...nobodys.body, request_id: '' })
    expect((await call('GET', '/v2.1/session')).status).toBe(200)
  })

  it('keep as much of a browser’s name as is of use', async () => {
    const person = await createUser()
    const headers = { 'user-agent': 'x'.repeat(5000) }
    await callWith(test, undefined)('POST', '/v2.1/session', { email: person.email, password: PASSWORD }, headers)

    const { body } = await test.call('GET', '/v2.1/me/sessions', { as: person })

    expect(body[0].user_agent).toHaveLength(300)
  })
})

it('never answers a password’s hash', async () => {
  const person = await createUser()

  const answers = await Promise.all([
    test.call('GET', '/v2.1/me', { as: person }),
    test.call('GET', '/v2.1/session', { as: person }),
    test.call('PATCH', '/v2.1/me', { as: person, body: { name: 'A', surname: '' } }),
  ])

  expect(JSON.stringify(answers)).not.toContain('argon2')
  const [row] = await test.db.select().from(accounts).where(eq(accounts.id, person.id))
  expect(row?.passwordHash).toBe(await passwordHash)
})
