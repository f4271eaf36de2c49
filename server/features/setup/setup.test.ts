import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { accounts, auditEvents, setupCodes } from '#server/db/schema.ts'
import { auditTrail } from '#server/testing/audit-trail.ts'
import { callWith, cookieOf } from '#server/testing/browser.ts'
import { createPerson } from '#server/testing/factories.ts'
import { START, useTestApp } from '#server/testing/test-app.ts'
import { createFirstAdmin, prepareSetup } from './setup.service.ts'

const test = useTestApp()
const admin = { email: 'root@example.com', password: 'k8Fz2mQ7xTbW', name: 'Grace', surname: 'Hopper' }

async function printedCode(): Promise<string> {
  const prepared = await prepareSetup(test.db, START)
  if (!prepared) throw new Error('There is an account already')
  return prepared.code
}

const complete = (body: unknown) => callWith(test, undefined)('POST', '/v2.1/setup', body)
const needed = async () => (await test.call('GET', '/v2.1/setup')).body.needed

describe('the first run', () => {
  it('makes an operator who is signed in, and is over then', async () => {
    const code = await printedCode()
    expect(await needed()).toBe(true)

    const answer = await complete({ ...admin, code })

    expect(answer).toMatchObject({
      status: 201,
      body: { user: { email: 'root@example.com', name: 'Grace', surname: 'Hopper', operator: true } },
    })
    expect(await callWith(test, cookieOf(answer))('GET', '/v2.1/session')).toMatchObject({ status: 200 })
    expect(await needed()).toBe(false)
    expect(await test.db.select().from(setupCodes)).toHaveLength(0)
    expect((await callWith(test, undefined)('POST', '/v2.1/session', admin)).status).toBe(201)
    expect(await auditTrail(test.db, eq(auditEvents.objectType, 'account'))).toMatchObject([
      { action: 'setup_create', actorId: answer.body.user.id, after: { email: 'root@example.com', operator: true } },
    ])
  })

  it('gives each process its own code, all of which end with it', async () => {
    const [first, second] = [await printedCode(), await printedCode()]

    expect(first).not.toBe(second)
    expect((await complete({ ...admin, code: first })).status).toBe(201)
    expect(await complete({ ...admin, email: 'other@example.com', code: second })).toMatchObject({
      status: 409,
      body: { code: 'setup_done' },
    })
    expect(await prepareSetup(test.db, START)).toBeUndefined()
  })

  it('refuses another code, and counts the guesses', async () => {
    await printedCode()
    const guess = () => complete({ ...admin, code: 'stw_guess' })

    expect(await guess()).toMatchObject({ status: 403, body: { code: 'setup_code_wrong' } })
    for (let attempt = 1; attempt < 20; attempt += 1) await guess()
    const answer = await guess()

    expect(answer).toMatchObject({ status: 429, body: { code: 'rate_limited' } })
    expect(answer.headers['x-ratelimit-reset']).toBe('900')
    expect(await needed()).toBe(true)
  })

  it('is not open to anybody once there is an account', async () => {
    const code = await printedCode()
    await createPerson(test.db)

    expect(await needed()).toBe(false)
    expect(await complete({ ...admin, code })).toMatchObject({ status: 409, body: { code: 'setup_done' } })
  })

  it.each([
    ['a common password', { password: 'administrator1' }, 'password_common', 'password'],
    ['a short password', { password: 'k8Fz2mQ7xTb' }, 'invalid_input', 'password'],
    ['no name', { name: ' ' }, 'invalid_input', 'name'],
    ['no e-mail', { email: 'root' }, 'invalid_input', 'email'],
    ['no code', { code: '' }, 'invalid_input', 'code'],
  ])('refuses %s and can be tried again', async (_what, wrong, refusal, field) => {
    const code = await printedCode()

    expect(await complete({ ...admin, code, ...wrong })).toMatchObject({
      status: 400,
      body: { code: refusal, fields: { [field]: expect.any(String) as string } },
    })
    expect((await complete({ ...admin, code })).status).toBe(201)
  })

  it('makes one admin of two who come at the same time', async () => {
    const [first, second] = [await printedCode(), await printedCode()]

    const answers = await Promise.all([
      complete({ ...admin, code: first }),
      complete({ ...admin, email: 'other@example.com', code: second }),
      complete({ ...admin, email: 'third@example.com', code: second }),
    ])

    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([201, 409, 409])
    expect(await test.db.select().from(accounts)).toHaveLength(1)
  })

  it('keeps the code as a hash only', async () => {
    const code = await printedCode()

    const [row] = await test.db.select().from(setupCodes)

    expect(row?.codeHash).toHaveLength(32)
    expect(row?.codeHash.toString('utf8')).not.toContain(code)
  })

  it('is refused to other sites', async () => {
    const code = await printedCode()

    const answer = await test.call('POST', '/v2.1/setup', {
      body: { ...admin, code },
      headers: { 'sec-fetch-site': 'cross-site' },
    })

    expect(answer).toMatchObject({ status: 403, body: { code: 'cross_origin' } })
  })
})

describe('an admin from the environment', () => {
  const { email, password } = admin

  it('is an operator who can sign in', async () => {
    const code = await printedCode()

    expect(await createFirstAdmin(test.db, { email, password }, START)).toBe(true)

    expect(await callWith(test, undefined)('POST', '/v2.1/session', { email, password })).toMatchObject({
      status: 201,
      body: { user: { email, operator: true } },
    })
    expect(await complete({ ...admin, code })).toMatchObject({ status: 409 })
    expect(await auditTrail(test.db, eq(auditEvents.objectType, 'account'))).toMatchObject([
      { action: 'setup_create', actorType: 'system', actorId: null, after: { email } },
      { action: 'setup_create', actorType: 'anonymous', errorCode: 'setup_done', objectName: 'root@example.com' },
    ])
  })

  it('is not made, nor changed, where there is an account', async () => {
    await createFirstAdmin(test.db, { email, password }, START)

    expect(await createFirstAdmin(test.db, { email, password: 'another-7Qx-phrase' }, START)).toBe(false)
    expect((await callWith(test, undefined)('POST', '/v2.1/session', { email, password })).status).toBe(201)
  })

  it('is made once by processes that start together', async () => {
    const made = await Promise.all([
      createFirstAdmin(test.db, { email, password }, START),
      createFirstAdmin(test.db, { email, password }, START),
    ])

    expect(new Set(made)).toEqual(new Set([true, false]))
  })

  it('needs a password that is not common', async () => {
    await expect(createFirstAdmin(test.db, { email, password: 'password1234' }, START)).rejects.toMatchObject({
      code: 'password_common',
    })
  })
})
