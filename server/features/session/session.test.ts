import { setTimeout as delay } from 'node:timers/promises'
import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { buildApp } from '#server/app.ts'
import { auditEvents, sessions, throttles } from '#server/db/schema.ts'
import { findByEmail, holdPassword } from '#server/features/account/account.service.ts'
import { hashPassword } from '#server/passwords.ts'
import { auditTrail } from '#server/testing/audit-trail.ts'
import { callWith, cookieOf } from '#server/testing/browser.ts'
import { createOrganization, createPerson, createProject, createServiceUser } from '#server/testing/factories.ts'
import { START, useTestApp } from '#server/testing/test-app.ts'

const test = useTestApp()
const PASSWORD = 'k8Fz2mQ7xTbW'
const HOUR = 3_600_000
const passwordHash = hashPassword(PASSWORD)

const createUser = async (email?: string) =>
  createPerson(test.db, { passwordHash: await passwordHash, ...(email ? { email } : {}) })

const post = (body: unknown, headers: Record<string, string> = {}) =>
  callWith(test, undefined)('POST', '/v2.1/session', body, headers)

async function signedIn() {
  const person = await createUser()
  const cookie = cookieOf(await post({ email: person.email, password: PASSWORD }))
  return { person, cookie, call: callWith(test, cookie) }
}

describe('signing in', () => {
  it('answers who one is and sets a cookie that scripts and other sites cannot use', async () => {
    const person = await createUser()

    const answer = await post({ email: person.email, password: PASSWORD })

    expect(answer).toMatchObject({
      status: 201,
      body: { user: { id: person.id, email: person.email, name: 'Ada', surname: 'Lovelace', operator: false } },
    })
    expect(answer.headers['set-cookie']).toMatch(
      /^steward=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Strict$/,
    )
    expect(answer.headers['cache-control']).toBe('no-store')
    expect(await callWith(test, cookieOf(answer))('GET', '/v2.1/session')).toMatchObject({
      status: 200,
      body: { user: { id: person.id } },
    })
  })

  it('ties the cookie to https and this host where people reach the dashboard by https', async () => {
    const person = await createUser()
    const app = await buildApp({ db: test.db, clock: () => START, publicUrl: 'https://steward.example.com' })

    const answer = await app.inject({
      method: 'POST',
      url: '/v2.1/session',
      headers: { origin: 'https://steward.example.com' },
      payload: { email: person.email, password: PASSWORD },
    })
    const again = await app.inject({
      url: '/v2.1/session',
      headers: { cookie: String(answer.headers['set-cookie']).split(';')[0] ?? '' },
    })
    await app.close()

    expect(answer.headers['set-cookie']).toMatch(/^__Host-steward=[\w-]{43}; .*Secure/)
    expect(again.statusCode).toBe(200)
  })

  it('does not care about the case of the e-mail', async () => {
    await createUser('Ada@Example.com')

    expect((await post({ email: ' aDA@example.COM ', password: PASSWORD })).status).toBe(201)
  })

  it('stores the session’s secret as a hash only', async () => {
    const { cookie } = await signedIn()

    const [row] = await test.db.select().from(sessions)

    expect(row?.tokenHash).toHaveLength(32)
    expect(JSON.stringify(row)).not.toContain(cookie?.split('=')[1])
  })

  it('ends the session that the browser had before', async () => {
    const { person, call } = await signedIn()

    const answer = await call('POST', '/v2.1/session', { email: person.email, password: PASSWORD })

    expect(answer.status).toBe(201)
    expect((await call('GET', '/v2.1/session')).status).toBe(401)
    expect(await test.db.select().from(sessions)).toHaveLength(1)
  })

  it('is written down, and so is failing to', async () => {
    const { person } = await signedIn()
    await post({ email: person.email, password: 'wrong' })

    const rows = await auditTrail(test.db, eq(auditEvents.action, 'session_create'))

    expect(rows).toMatchObject([
      { outcome: 'done', actorId: person.id, objectType: 'session', credentialType: 'session' },
      {
        outcome: 'refused',
        actorType: 'anonymous',
        errorCode: 'wrong_credentials',
        objectType: 'session',
        objectName: person.email,
      },
    ])
  })

  it('answers the same for a wrong password, an unknown address and one without a password', async () => {
    const person = await createUser()
    const invited = await createPerson(test.db)

    const answers = [
      await post({ email: person.email, password: 'wrong' }),
      await post({ email: 'nobody@example.com', password: 'wrong' }),
      await post({ email: invited.email, password: 'wrong' }),
    ]

    const [first] = answers
    expect(first).toMatchObject({ status: 401, body: { code: 'wrong_credentials', error: 'Wrong e-mail or password' } })
    for (const { status, body, headers } of answers) {
      expect({ ...body, request_id: '' }).toEqual({ ...first?.body, request_id: '' })
      expect(status).toBe(401)
      expect(headers['set-cookie']).toBeUndefined()
    }
  })

  it('takes as long for an unknown address as for a wrong password', async () => {
    const person = await createUser()
    const durationOf = async (email: string) => {
      const start = performance.now()
      await post({ email, password: 'wrong' })
      return performance.now() - start
    }
    const known: number[] = []
    const unknown: number[] = []
    for (let round = 0; round < 5; round += 1) {
      known.push(await durationOf(person.email))
      unknown.push(await durationOf('nobody@example.com'))
    }

    // Without the hash it takes a tenth; machines under load vary by less than half.
    expect(Math.min(...unknown)).toBeGreaterThan(Math.min(...known) / 2)
  })

  it.each([
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['a sibling domain', { 'sec-fetch-site': 'same-site' }],
    [
      'another origin, from a browser that sends no Sec-Fetch-Site',
      { 'sec-fetch-site': '', origin: 'https://evil.example' },
    ],
    ['a page without an origin', { 'sec-fetch-site': '', origin: 'null' }],
  ])('is refused for %s', async (_what, headers) => {
    const person = await createUser()
    const sent = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''))

    const answer = await test.call('POST', '/v2.1/session', {
      body: { email: person.email, password: PASSWORD },
      headers: sent,
    })

    expect(answer).toMatchObject({ status: 403, body: { code: 'cross_origin' } })
    expect(await test.db.select().from(sessions)).toHaveLength(0)
  })

  it.each([
    [{}, { email: expect.any(String), password: expect.any(String) }],
    [{ email: 'x', password: 'y' }, { email: 'Not a valid e-mail address' }],
    [{ email: 'a@example.com', password: 'x'.repeat(1025) }, { password: 'Wrong password' }],
    [
      { email: ['a@example.com'], password: { $ne: '' } },
      { email: expect.any(String), password: expect.any(String) },
    ],
  ])('refuses %j', async (body, fields) => {
    expect(await post(body)).toMatchObject({ status: 400, body: { code: 'invalid_input', fields } })
  })
})

describe('guessing passwords', () => {
  const wrong = { password: 'wrong' }

  it('stops after ten failures for an account, known or not, and goes on after 15 minutes', async () => {
    const person = await createUser()

    for (const email of [person.email, 'nobody@example.com']) {
      for (let attempt = 1; attempt <= 10; attempt += 1) {
        expect((await post({ email, ...wrong })).status).toBe(401)
      }
      test.clock.now = new Date(START.getTime() + 60_000)
      const refused = await post({ email: email.toUpperCase(), password: PASSWORD })
      expect(refused).toMatchObject({ status: 429, body: { code: 'rate_limited' } })
      expect(refused.headers).toMatchObject({ 'retry-after': '840', 'x-ratelimit-reset': '840' })
      test.clock.now = START
    }

    test.clock.now = new Date(START.getTime() + 15 * 60_000)
    expect((await post({ email: person.email, password: PASSWORD })).status).toBe(201)
  })

  it('gets no more tries by asking at once', async () => {
    const person = await createUser()

    const answers = await Promise.all(Array.from({ length: 25 }, () => post({ email: person.email, ...wrong })))

    expect(answers.filter(({ status }) => status === 401)).toHaveLength(10)
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(15)
  })

  it('does not count successes', async () => {
    const person = await createUser()

    for (let attempt = 0; attempt < 12; attempt += 1) {
      expect((await post({ email: person.email, password: PASSWORD })).status).toBe(201)
    }

    expect(await test.db.select().from(throttles)).toMatchObject([{ attempts: 0 }, { attempts: 0 }])
  })

  it('stops after fifty failures from one address over many accounts', async () => {
    const guess = (attempt: number) => post({ email: `person-${attempt}@example.com`, ...wrong })
    for (let attempt = 0; attempt < 50; attempt += 1) await guess(attempt)

    expect((await guess(50)).status).toBe(429)
  })

  it('keeps no address of a person in the counters', async () => {
    await post({ email: 'somebody@example.com', ...wrong })

    expect(JSON.stringify(await test.db.select().from(throttles))).not.toContain('somebody')
  })
})

describe('a session', () => {
  it('ends after 12 hours without a request', async () => {
    const { call } = await signedIn()

    test.clock.now = new Date(START.getTime() + 12 * HOUR - 1)
    expect((await call('GET', '/v2.1/session')).status).toBe(200)
    test.clock.now = new Date(START.getTime() + 24 * HOUR - 2)
    expect((await call('GET', '/v2.1/session')).status).toBe(200)
    test.clock.now = new Date(START.getTime() + 36 * HOUR - 2)

    expect((await call('GET', '/v2.1/session')).status).toBe(401)
  })

  it('ends after 7 days, however busy', async () => {
    const { call } = await signedIn()
    const end = START.getTime() + 7 * 24 * HOUR

    for (let at = START.getTime(); at < end; at += 10 * HOUR) {
      test.clock.now = new Date(at)
      expect((await call('GET', '/v2.1/session')).status).toBe(200)
    }
    test.clock.now = new Date(end - 1)
    expect((await call('GET', '/v2.1/session')).status).toBe(200)
    test.clock.now = new Date(end)

    expect((await call('GET', '/v2.1/session')).status).toBe(401)
  })

  it.each(['', 'x', 'A'.repeat(43), 'A'.repeat(5000), '%00', '../../etc'])(
    'is not a made-up one: %s',
    async (secret) => {
      const answer = await callWith(test, `steward=${secret}`)('GET', '/v2.1/session')

      expect(answer).toMatchObject({ status: 401, body: { code: 'unauthenticated' } })
    },
  )

  it('gives way to an Authorization header, also to a dead one', async () => {
    const { call } = await signedIn()
    const other = await createUser()

    const answer = await call('GET', '/v2.1/session', undefined, { authorization: `Token ${other.token}` })
    const dead = await call('GET', '/v2.1/session', undefined, { authorization: 'Token nothing' })

    expect(answer.body.user.id).toBe(other.id)
    expect(dead).toMatchObject({ status: 401, body: { code: 'unauthenticated' } })
  })

  it('changes nothing for another site, nor without a JSON content type', async () => {
    const { cookie, person } = await signedIn()
    const url = '/v2.1/me'
    const body = { name: 'Mallory', surname: '' }
    const headers = { cookie: cookie ?? '', 'content-type': 'application/json' }

    const foreign = await test.call('PATCH', url, { body, headers: { ...headers, 'sec-fetch-site': 'cross-site' } })
    const unknown = await test.call('PATCH', url, { body, headers })
    const form = await callWith(test, cookie)('DELETE', '/v2.1/session', '', { 'content-type': 'text/plain' })

    expect(foreign).toMatchObject({ status: 403, body: { code: 'cross_origin' } })
    expect(unknown).toMatchObject({ status: 403, body: { code: 'cross_origin' } })
    expect(form).toMatchObject({ status: 415, body: { code: 'unsupported_media_type' } })
    expect((await test.call('GET', url, { as: person })).body.name).toBe('Ada')
    const refusals = await auditTrail(test.db, eq(auditEvents.outcome, 'refused'))
    expect(refusals.map(({ action, errorCode, actorId }) => [action, errorCode, actorId])).toEqual([
      ['me_update', 'cross_origin', person.id],
      ['me_update', 'cross_origin', person.id],
      ['session_delete', 'unsupported_media_type', person.id],
    ])
  })

  it('is read by other sites’ requests no more than by anybody’s', async () => {
    const { cookie } = await signedIn()

    const answer = await test.call('GET', '/v2.1/session', {
      headers: { cookie: cookie ?? '', origin: 'https://evil.example' },
    })

    expect(answer.headers['access-control-allow-origin']).toBeUndefined()
  })
})

describe('who am I', () => {
  it('answers a personal token like a session', async () => {
    const person = await createUser()

    expect(await test.call('GET', '/v2.1/session', { as: person })).toMatchObject({
      status: 200,
      body: { user: { id: person.id } },
    })
  })

  it('is refused to nobody and to a service user', async () => {
    const organization = await createOrganization(test.db)
    const serviceUser = await createServiceUser(test.db, await createProject(test.db, organization))

    expect(await test.call('GET', '/v2.1/session')).toMatchObject({ status: 401, body: { code: 'unauthenticated' } })
    expect(await test.call('GET', '/v2.1/session', { as: serviceUser })).toMatchObject({
      status: 403,
      body: { code: 'service_user_forbidden' },
    })
  })
})

describe('signing out', () => {
  it('ends the session and forgets the cookie', async () => {
    const { call, person } = await signedIn()

    const answer = await call('DELETE', '/v2.1/session')

    expect(answer).toMatchObject({ status: 204, body: undefined })
    expect(answer.headers['set-cookie']).toMatch(/^steward=; Max-Age=0; Path=\/;|^steward=; .*Expires=Thu, 01 Jan 1970/)
    expect((await call('GET', '/v2.1/session')).status).toBe(401)
    expect(await auditTrail(test.db, eq(auditEvents.action, 'session_delete'))).toMatchObject([
      { actorId: person.id, objectType: 'session', outcome: 'done' },
    ])
  })

  it('is fine without a session, with an ended one, and with a token', async () => {
    const { call, person } = await signedIn()
    await call('DELETE', '/v2.1/session')

    expect((await call('DELETE', '/v2.1/session')).status).toBe(204)
    expect((await test.call('DELETE', '/v2.1/session')).status).toBe(204)
    expect((await test.call('DELETE', '/v2.1/session', { as: person })).status).toBe(204)
  })

  it('ends one session, not the person’s others', async () => {
    const { call, person } = await signedIn()
    const other = callWith(test, cookieOf(await post({ email: person.email, password: PASSWORD })))

    await call('DELETE', '/v2.1/session')

    expect((await other('GET', '/v2.1/session')).status).toBe(200)
  })

  it('everywhere ends every session of the person and of nobody else', async () => {
    const { call, person } = await signedIn()
    const elsewhere = callWith(test, cookieOf(await post({ email: person.email, password: PASSWORD })))
    const somebodyElse = await signedIn()

    const answer = await call('DELETE', '/v2.1/session/all')

    expect(answer).toMatchObject({ status: 204, body: undefined })
    expect((await call('GET', '/v2.1/session')).status).toBe(401)
    expect((await elsewhere('GET', '/v2.1/session')).status).toBe(401)
    expect((await somebodyElse.call('GET', '/v2.1/session')).status).toBe(200)
    expect(await auditTrail(test.db, eq(auditEvents.action, 'session_delete_all'))).toMatchObject([
      { actorId: person.id, before: { sessions: 2 } },
    ])
  })

  it('everywhere is refused to nobody', async () => {
    expect(await test.call('DELETE', '/v2.1/session/all')).toMatchObject({
      status: 401,
      body: { code: 'unauthenticated' },
    })
  })
})

describe('a password that changes while somebody signs in with the old one', () => {
  const change = (person: { token: string }) =>
    test.call('PUT', '/v2.1/me/password', {
      as: person,
      body: { current_password: PASSWORD, new_password: 'another-7Qx-phrase' },
    })

  it('lets nobody in who was checked before', async () => {
    const person = await createUser()
    const checked = await findByEmail(test.db, person.email)
    await change(person)

    expect(await test.db.transaction(async (tx) => checked && holdPassword(tx, checked))).toBeUndefined()
  })

  it('waits for whoever is getting in, and ends their session', async () => {
    const person = await createUser()
    const checked = await findByEmail(test.db, person.email)
    if (!checked) throw new Error('The account is there')
    let changed: Promise<unknown> | undefined

    await test.db.transaction(async (tx) => {
      await holdPassword(tx, checked)
      changed = change(person)
      await delay(500)
      const session = { accountId: person.id, tokenHash: Buffer.alloc(32), userAgent: '', address: '' }
      await tx.insert(sessions).values({ ...session, id: checked.id, createdAt: START, lastSeenAt: START })
    })

    expect(await changed).toMatchObject({ status: 204 })
    expect(await test.db.select().from(sessions)).toHaveLength(0)
  })
})
