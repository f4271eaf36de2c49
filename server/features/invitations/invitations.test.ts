import { and, eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { buildApp } from '#server/app.ts'
import { accounts, auditEvents, invitations, organizationMembers } from '#server/db/schema.ts'
import { hashPassword } from '#server/passwords.ts'
import { auditTrail } from '#server/testing/audit-trail.ts'
import { callWith, cookieOf } from '#server/testing/browser.ts'
import {
  assignRole,
  createMember,
  createOrganization,
  createPerson,
  createProject,
  createServiceUser,
} from '#server/testing/factories.ts'
import { START, useTestApp } from '#server/testing/test-app.ts'

const test = useTestApp()
const PASSWORD = 'k8Fz2mQ7xTbW'
const OTHER_PASSWORD = 'another-7Qx-phrase'
const DAY = 24 * 3_600_000
const UNKNOWN_ID = '019cd000-0000-7000-8000-000000000000'
const passwordHash = hashPassword(PASSWORD)
const person = { name: 'Grace', surname: 'Hopper', password: PASSWORD }

async function organizationWithAdmin() {
  const organization = await createOrganization(test.db)
  const admin = await createMember(test.db, organization, { admin: true })
  const invite = async (email: string) => {
    const added = await test.call('POST', `/v2.1/organizations/${organization.name}/users`, {
      as: admin,
      body: { email },
    })
    if (added.status !== 201) throw new Error(JSON.stringify(added.body))
    return added.body as { id: string; status: string }
  }
  const url = (id: string) => `/v2.1/organizations/${organization.name}/users/${id}/invitation`
  const makeCode = async (id: string) => (await test.call('POST', url(id), { as: admin })).body.code as string
  const statusOf = async (id: string) =>
    (await test.call('GET', `/v2.1/organizations/${organization.name}/users/${id}`, { as: admin })).body.status
  return { organization, admin, invite, url, makeCode, statusOf }
}

async function invited(email = 'grace@example.com') {
  const world = await organizationWithAdmin()
  const { id } = await world.invite(email)
  return { ...world, id, code: await world.makeCode(id) }
}

const nobody = callWith(test, undefined)
const open = (code: string) => nobody('POST', '/v2.1/invitations/open', { code })
const accept = (body: unknown, call = nobody) => call('POST', '/v2.1/invitations/accept', body)
const signIn = (email: string, password: string) => nobody('POST', '/v2.1/session', { email, password })

async function as(email: string, password = PASSWORD) {
  return callWith(test, cookieOf(await signIn(email, password)))
}

describe('making an invitation', () => {
  it('answers a link whose code is in the fragment, valid for seven days', async () => {
    const { admin, url, id, organization } = await invited()

    const answer = await test.call('POST', url(id), { as: admin, headers: { host: 'steward.example.com' } })

    expect(answer).toMatchObject({
      status: 201,
      body: {
        code: expect.stringMatching(/^stw_[0-9A-Za-z]{38}$/) as string,
        url: `http://steward.example.com/invitation#code=${answer.body.code}`,
        expiry_date: '2026-03-17T12:00:00.000000Z',
      },
    })
    expect(answer.headers['cache-control']).toBe('no-store')
    const rows = await auditTrail(test.db, eq(auditEvents.action, 'invitations_create'))
    expect(rows.at(-1)).toMatchObject({
      organizationId: organization.id,
      actorId: admin.id,
      objectType: 'invitations',
      objectName: 'grace@example.com',
      outcome: 'done',
    })
  })

  it('uses the configured address in the link', async () => {
    const { admin, url, id } = await invited()
    const app = await buildApp({ db: test.db, clock: () => START, publicUrl: 'https://steward.example.com' })

    const answer = await app.inject({
      method: 'POST',
      url: url(id),
      headers: { authorization: `Token ${admin.token}`, host: 'evil.example' },
    })
    await app.close()

    expect(answer.json().url).toMatch(/^https:\/\/steward\.example\.com\/invitation#code=stw_/)
  })

  it('ends the one before', async () => {
    const { makeCode, id, code } = await invited()

    const second = await makeCode(id)

    expect((await open(code)).status).toBe(410)
    expect((await open(second)).status).toBe(200)
  })

  it('answers the same code to the same Idempotency-Key', async () => {
    const { admin, url, id } = await invited()
    const headers = { 'idempotency-key': 'a-key-of-enough-length' }

    const first = await test.call('POST', url(id), { as: admin, headers })
    const second = await test.call('POST', url(id), { as: admin, headers })

    expect(second.body).toEqual(first.body)
    expect((await open(first.body.code)).status).toBe(200)
  })

  it('keeps the code as a hash only', async () => {
    const { code } = await invited()

    const [row] = await test.db.select().from(invitations)

    expect(row?.codeHash).toHaveLength(32)
    expect(JSON.stringify(row)).not.toContain(code)
  })

  it('is for admins of the organization', async () => {
    const { organization, url, id } = await invited()
    const member = await createMember(test.db, organization)
    const project = await createProject(test.db, organization)
    const serviceUser = await createServiceUser(test.db, project)
    await assignRole(test.db, project, 'project-admin', { serviceUser })

    expect(await test.call('POST', url(id))).toMatchObject({ status: 401, body: { code: 'unauthenticated' } })
    expect(await test.call('POST', url(id), { as: member })).toMatchObject({ status: 403, body: { code: 'forbidden' } })
    expect(await test.call('POST', url(id), { as: serviceUser })).toMatchObject({
      status: 403,
      body: { code: 'service_user_forbidden' },
    })
    const refusals = await auditTrail(
      test.db,
      and(eq(auditEvents.action, 'invitations_create'), eq(auditEvents.outcome, 'refused')),
    )
    expect(refusals).toMatchObject([
      { actorId: member.id, organizationId: organization.id, errorCode: 'forbidden' },
      { actorId: serviceUser.id, organizationId: organization.id, errorCode: 'service_user_forbidden' },
    ])
  })

  it('is not found for foreign organizations and unknown members, in the same words', async () => {
    const { admin, url, id } = await invited()
    const foreign = await organizationWithAdmin()

    const answers = [
      await test.call('POST', url(id), { as: foreign.admin }),
      await test.call('POST', foreign.url(id), { as: foreign.admin }),
      await test.call('POST', url(UNKNOWN_ID), { as: admin }),
      await test.call('POST', url('1'), { as: admin }),
      await test.call('POST', `/v2.1/organizations/no-such/users/${id}/invitation`, { as: admin }),
    ]

    for (const { status, body } of answers) {
      expect(status).toBe(404)
      expect({ ...body, request_id: '' }).toEqual({ error: 'Not found', code: 'not_found', request_id: '' })
    }
  })

  it('is not needed for whoever has joined', async () => {
    const { admin, organization, url } = await organizationWithAdmin()
    const member = await createMember(test.db, organization)

    expect(await test.call('POST', url(member.id), { as: admin })).toMatchObject({
      status: 409,
      body: { code: 'invitation_not_needed' },
    })
  })
})

describe('opening an invitation', () => {
  it('tells address and organization to whoever has the code', async () => {
    const { code, organization } = await invited()

    expect(await open(code)).toMatchObject({
      status: 200,
      body: { email: 'grace@example.com', organization: organization.name, sign_in_required: false },
    })
  })

  it('works until seven days are over', async () => {
    const { code, makeCode, id } = await invited()

    test.clock.now = new Date(START.getTime() + 7 * DAY - 1)
    expect((await open(code)).status).toBe(200)
    test.clock.now = new Date(START.getTime() + 7 * DAY)
    expect(await open(code)).toMatchObject({ status: 410, body: { code: 'invitation_invalid' } })
    expect(await accept({ code, ...person })).toMatchObject({ status: 410, body: { code: 'invitation_invalid' } })

    expect((await open(await makeCode(id))).status).toBe(200)
  })

  it('refuses made-up codes, and counts the guesses', async () => {
    const { code } = await invited()
    for (let attempt = 0; attempt < 30; attempt += 1) {
      expect((await open(`stw_${'A'.repeat(38)}`)).status).toBe(410)
    }

    const answer = await open(code)

    expect(answer).toMatchObject({ status: 429, body: { code: 'rate_limited' } })
    expect(answer.headers['retry-after']).toBe('900')
    expect((await accept({ code, ...person })).status).toBe(429)
  })

  it('is over when the member is removed', async () => {
    const { code, admin, organization, id } = await invited()

    await test.call('DELETE', `/v2.1/organizations/${organization.name}/users/${id}`, { as: admin })

    expect((await open(code)).status).toBe(410)
  })
})

describe('accepting as somebody new', () => {
  it('makes an account that is signed in and an active member', async () => {
    const { code, organization, id, statusOf } = await invited()
    expect(await statusOf(id)).toBe('invited')

    const answer = await accept({ code, ...person })

    expect(answer).toMatchObject({
      status: 201,
      body: { user: { id, email: 'grace@example.com', name: 'Grace', surname: 'Hopper', operator: false } },
    })
    const call = callWith(test, cookieOf(answer))
    expect((await call('GET', `/v2.1/organizations/${organization.name}`)).status).toBe(200)
    expect((await signIn('grace@example.com', PASSWORD)).status).toBe(201)
    expect(await statusOf(id)).toBe('active')
    expect(await auditTrail(test.db, eq(auditEvents.objectType, 'organization_users'))).toMatchObject([
      { action: 'organization_users_create' },
      {
        action: 'invitations_accept',
        actorId: id,
        organizationId: organization.id,
        before: { status: 'invited' },
        after: { status: 'active' },
      },
    ])
  })

  it('works once', async () => {
    const { code } = await invited()
    await accept({ code, ...person })

    expect((await open(code)).status).toBe(410)
    expect(await accept({ code, ...person, password: OTHER_PASSWORD })).toMatchObject({ status: 410 })
    expect((await signIn('grace@example.com', PASSWORD)).status).toBe(201)
  })

  it('lets one of two at the same time set the password', async () => {
    const { code } = await invited()

    const answers = await Promise.all([
      accept({ code, ...person }),
      accept({ code, ...person, password: OTHER_PASSWORD }),
      accept({ code, ...person, password: OTHER_PASSWORD }),
    ])

    const winners = answers.filter(({ status }) => status === 201)
    expect(winners).toHaveLength(1)
    const password = answers[0].status === 201 ? PASSWORD : OTHER_PASSWORD
    expect((await signIn('grace@example.com', password)).status).toBe(201)
  })

  it('changes the ETag of the member', async () => {
    const { code, organization, admin, id } = await invited()
    const url = `/v2.1/organizations/${organization.name}/users/${id}`
    const { headers } = await test.call('GET', url, { as: admin })

    await accept({ code, ...person })

    const stale = { 'if-match': String(headers.etag) }
    expect((await test.call('PATCH', url, { as: admin, body: { admin: true }, headers: stale })).status).toBe(412)
  })

  it.each([
    ['no name', { password: PASSWORD }, 'invalid_input', ['name']],
    ['no password', { name: 'Grace' }, 'invalid_input', ['password']],
    ['neither', {}, 'invalid_input', ['name', 'password']],
    ['a short password', { name: 'Grace', password: 'short' }, 'invalid_input', ['password']],
    ['a common password', { name: 'Grace', password: 'password2024' }, 'password_common', ['password']],
    ['the own name', { name: 'Grace', surname: 'Hopper', password: 'Grace-Hopper1' }, 'password_common', ['password']],
  ])('refuses %s, and the code still works', async (_what, body, refusal, fields) => {
    const { code } = await invited()

    const answer = await accept({ code, ...body })

    expect(answer).toMatchObject({ status: 400, body: { code: refusal } })
    expect(Object.keys(answer.body.fields)).toEqual(fields)
    expect((await accept({ code, ...person })).status).toBe(201)
  })

  it('gives the roles assigned before from then on', async () => {
    const { code, organization, admin, id } = await invited()
    const project = await createProject(test.db, organization)
    await assignRole(test.db, project, 'project-admin', { person: { id } })

    const answer = await accept({ code, ...person })

    const call = callWith(test, cookieOf(answer))
    expect((await call('GET', `/v2.1/projects/${project.name}/roles`)).status).toBe(200)
    expect(admin.id).not.toBe(id)
  })
})

describe('accepting as somebody who has an account', () => {
  async function invitedAgain() {
    const first = await invited()
    const second = await organizationWithAdmin()
    await second.invite('GRACE@example.com')
    const secondCode = await second.makeCode(first.id)
    await accept({ code: first.code, ...person })
    return { first, second, id: first.id, code: secondCode }
  }

  it('needs to be signed in as that account', async () => {
    const { code } = await invitedAgain()
    const other = await createPerson(test.db, { email: 'other@example.com', passwordHash: await passwordHash })

    expect(await open(code)).toMatchObject({ status: 200, body: { sign_in_required: true } })
    for (const call of [nobody, await as(other.email)]) {
      expect(await accept({ code, ...person }, call)).toMatchObject({
        status: 409,
        body: { code: 'invitation_sign_in' },
      })
    }
  })

  it('joins the organization and keeps name and password, whatever is sent', async () => {
    const { second, id, code } = await invitedAgain()
    const call = await as('grace@example.com')

    const answer = await accept({ code, name: 'Mallory', surname: 'X', password: OTHER_PASSWORD }, call)

    expect(answer).toMatchObject({ status: 201, body: { user: { id, name: 'Grace', surname: 'Hopper' } } })
    expect(answer.headers['set-cookie']).toBeUndefined()
    expect(await second.statusOf(id)).toBe('active')
    expect((await signIn('grace@example.com', PASSWORD)).status).toBe(201)
    expect((await signIn('grace@example.com', OTHER_PASSWORD)).status).toBe(401)
    expect((await open(code)).status).toBe(410)
  })

  it('works with a personal token of the account too', async () => {
    const { second, id, code } = await invitedAgain()
    const call = await as('grace@example.com')
    const { body } = await call('POST', '/v2.1/me/tokens', { name: 'cli' })

    expect(await test.call('POST', '/v2.1/invitations/accept', { as: body, body: { code } })).toMatchObject({
      status: 201,
    })
    expect(await second.statusOf(id)).toBe('active')
  })

  it('is written down when it is refused', async () => {
    const { code } = await invitedAgain()
    const other = await createPerson(test.db, { email: 'other@example.com' })

    await test.call('POST', '/v2.1/invitations/accept', { as: other, body: { code } })

    expect(
      await auditTrail(test.db, and(eq(auditEvents.action, 'invitations_accept'), eq(auditEvents.outcome, 'refused'))),
    ).toMatchObject([{ actorId: other.id, errorCode: 'invitation_sign_in' }])
  })
})

describe('inviting somebody’s address to one’s own organization', () => {
  it('opens no other organization that has invited them', async () => {
    const attacker = await invited('victim@example.com')
    const target = await organizationWithAdmin()
    await target.invite('victim@example.com')
    await target.makeCode(attacker.id)

    const answer = await accept({ code: attacker.code, ...person })

    const call = callWith(test, cookieOf(answer))
    expect(answer.status).toBe(201)
    expect((await call('GET', `/v2.1/organizations/${target.organization.name}`)).status).toBe(404)
    expect((await call('GET', '/v2.1/organizations')).body).toMatchObject([{ name: attacker.organization.name }])
    expect(await target.statusOf(attacker.id)).toBe('invited')
  })

  it('never lets a code set the password of an account that has one', async () => {
    const victim = await createPerson(test.db, { email: 'victim@example.com', passwordHash: await passwordHash })
    const attacker = await organizationWithAdmin()
    await test.db
      .insert(organizationMembers)
      .values({ organizationId: attacker.organization.id, accountId: victim.id, active: false, createdAt: START })
    const code = await attacker.makeCode(victim.id)

    expect((await accept({ code, ...person, password: OTHER_PASSWORD })).status).toBe(409)

    const [row] = await test.db.select().from(accounts).where(eq(accounts.id, victim.id))
    expect(row?.passwordHash).toBe(await passwordHash)
    expect((await signIn('victim@example.com', OTHER_PASSWORD)).status).toBe(401)
  })

  it('lets the one who comes first set the password when two codes are used at the same time', async () => {
    const first = await invited('victim@example.com')
    const second = await organizationWithAdmin()
    await second.invite('victim@example.com')
    const code = await second.makeCode(first.id)

    const answers = await Promise.all([
      accept({ code: first.code, ...person }),
      accept({ code, ...person, password: OTHER_PASSWORD }),
    ])

    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([201, 409])
    const statuses = [await first.statusOf(first.id), await second.statusOf(first.id)]
    expect(new Set(statuses)).toEqual(new Set(['active', 'invited']))
  })
})

it('an invitation accepted while the member is removed leaves no member behind', async () => {
  const { code, admin, organization, id } = await invited()

  const [accepted, removed] = await Promise.all([
    accept({ code, ...person }),
    test.call('DELETE', `/v2.1/organizations/${organization.name}/users/${id}`, { as: admin }),
  ])

  expect(removed.status).toBe(204)
  expect([201, 410]).toContain(accepted.status)
  const url = `/v2.1/organizations/${organization.name}`
  expect((await callWith(test, cookieOf(accepted))('GET', url)).status).not.toBe(200)
})
