import { uuidv7 } from 'uuidv7'
import { describe, expect, it } from 'vitest'
import { toEtag } from '#server/context.ts'
import { objectVersions, organizationMembers, organizations, subscriptions } from '#server/db/schema.ts'
import { auditTrail } from '#server/testing/audit-trail.ts'
import {
  createMember,
  createObject,
  createOrganization,
  createPerson,
  createProject,
  createServiceUser,
} from '#server/testing/factories.ts'
import { countQueries } from '#server/testing/queries.ts'
import { type CallOptions, START, useTestApp } from '#server/testing/test-app.ts'

// The clock stands at noon of 10 March 2026.
const test = useTestApp()

const LIST = '/v2.1/organizations'
const urlOf = ({ name }: { name: string }) => `${LIST}/${name}`

/** A free organization since 10 March 2026, with an admin who is no operator and one who is. */
async function arrange(values: Parameters<typeof createOrganization>[1] = {}) {
  const organization = await createOrganization(test.db, values)
  const admin = await createMember(test.db, organization, { admin: true })
  const operator = await createMember(test.db, organization, { admin: true, operator: true })
  return { organization, admin, operator, url: urlOf(organization) }
}

const professional = { subscription: 'professional', startDate: '2026-02-01', endDate: '2026-08-01' }

const events = () => auditTrail(test.db)
const get = async (url: string, as: CallOptions['as']) => (await test.call('GET', url, { as })).body
const withoutId = ({
  status,
  body: { request_id: _id, ...body },
}: {
  status: number
  body: { request_id: string }
}) => ({
  status,
  body,
})

type Project = Awaited<ReturnType<typeof createProject>>

const addVersion = ({ organizationId, id: projectId }: Project, { id: objectId }: { id: string }, name: string) =>
  test.db
    .insert(objectVersions)
    .values({ id: uuidv7(), organizationId, projectId, objectId, name, createdAt: START, updatedAt: START })

describe('organizations_list', () => {
  it('lists the organizations where the caller is an active member, by name, as the caller sees them', async () => {
    const person = await createPerson(test.db)
    const [zoo, ant, invited] = [
      await createOrganization(test.db, { name: 'zoo', ...professional }),
      await createOrganization(test.db, { name: 'ant' }),
      await createOrganization(test.db, { name: 'invited' }),
    ]
    await createOrganization(test.db, { name: 'foreign' })
    await test.db.insert(organizationMembers).values([
      { organizationId: zoo.id, accountId: person.id, admin: true, active: true, createdAt: START },
      { organizationId: ant.id, accountId: person.id, admin: false, active: true, createdAt: START },
      { organizationId: invited.id, accountId: person.id, admin: true, active: false, createdAt: START },
    ])

    const { status, body } = await test.call('GET', LIST, { as: person })

    expect(status).toBe(200)
    expect(body).toEqual([
      {
        id: ant.id,
        name: 'ant',
        creation_date: '2026-03-10T12:00:00.000000Z',
        status: 'active',
        subscription: 'free',
        subscription_start_date: '2026-03-10',
        subscription_end_date: '2027-03-10',
        admin: false,
      },
      {
        id: zoo.id,
        name: 'zoo',
        creation_date: '2026-03-10T12:00:00.000000Z',
        status: 'active',
        subscription: 'professional',
        subscription_start_date: '2026-02-01',
        subscription_end_date: '2026-08-01',
        admin: true,
      },
    ])
  })

  it('asks the database as often for twenty organizations as for one', async () => {
    const { organization, admin } = await arrange()
    const alone = await countQueries(() => get(LIST, admin))
    for (let index = 0; index < 19; index += 1) {
      const { id } = await createOrganization(test.db)
      await test.db
        .insert(organizationMembers)
        .values({ organizationId: id, accountId: admin.id, active: true, createdAt: START })
    }

    const many = await countQueries(() => get(LIST, admin))

    expect(alone.result).toMatchObject([{ id: organization.id }])
    expect(many.result).toHaveLength(20)
    expect(many.queries.filter((text) => text.includes('subscriptions'))).toHaveLength(1)
    expect(many.queries.length).toBeLessThanOrEqual(alone.queries.length)
  })

  it('is empty for a person who is in none', async () => {
    const person = await createPerson(test.db)

    expect(await test.call('GET', LIST, { as: person })).toMatchObject({ status: 200, body: [] })
  })

  it('refuses nobody', async () => {
    expect(await test.call('GET', LIST)).toMatchObject({ status: 401, body: { code: 'unauthenticated' } })
  })
})

describe('organizations_create', () => {
  it('makes the caller an active admin, and runs a free subscription for a year', async () => {
    const person = await createPerson(test.db)

    const { status, body } = await test.call('POST', LIST, {
      as: person,
      body: { name: 'test-organization', subscription: 'free' },
    })

    expect(status).toBe(201)
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      name: 'test-organization',
      creation_date: '2026-03-10T12:00:00.000000Z',
      status: 'active',
      subscription: 'free',
      subscription_start_date: '2026-03-10',
      subscription_end_date: '2027-03-10',
      admin: true,
    })
    expect(await get(LIST, person)).toEqual([body])
    expect(await get(`${LIST}/test-organization/users`, person)).toMatchObject([
      { id: person.id, admin: true, status: 'active' },
    ])
    expect(await events()).toMatchObject([
      {
        organizationId: body.id,
        action: 'organizations_create',
        outcome: 'done',
        actorId: person.id,
        objectType: 'organizations',
        objectId: body.id,
        objectName: 'test-organization',
        before: null,
        after: { name: 'test-organization', subscription: 'free', subscription_end_date: '2027-03-10' },
      },
    ])
  })

  it('ends another subscription on the day it is given', async () => {
    const person = await createPerson(test.db)

    const { status, body } = await test.call('POST', LIST, {
      as: person,
      body: { name: 'paid', subscription: 'professional', subscription_end_date: '2026-03-11' },
    })

    expect(status).toBe(201)
    expect(body).toMatchObject({ subscription: 'professional', subscription_end_date: '2026-03-11' })
  })

  it('takes null for no end date', async () => {
    const person = await createPerson(test.db)

    const { status } = await test.call('POST', LIST, {
      as: person,
      body: { name: 'free-one', subscription: 'free', subscription_end_date: null },
    })

    expect(status).toBe(201)
  })

  it.each([
    [{ subscription: 'free', subscription_end_date: '2027-01-01' }, 400, 'subscription_end_not_custom'],
    [{ subscription: 'professional' }, 400, 'subscription_end_required'],
    [{ subscription: 'professional', subscription_end_date: null }, 400, 'subscription_end_required'],
    [{ subscription: 'professional', subscription_end_date: '2026-03-10' }, 400, 'subscription_dates_reversed'],
    [{ subscription: 'professional', subscription_end_date: '2021-03-25' }, 400, 'subscription_dates_reversed'],
    [{ subscription: 'professional', subscription_end_date: '2026-02-30' }, 400, 'invalid_input'],
    [{ subscription: 'professional', subscription_end_date: 'infinity' }, 400, 'invalid_input'],
    [{ subscription: 'professional', subscription_end_date: 20270101 }, 400, 'invalid_input'],
    [{ subscription: '' }, 400, 'invalid_input'],
    [{ subscription: 'Professional plan' }, 400, 'invalid_input'],
    [{}, 400, 'invalid_input'],
    [{ subscription: 'free', name: 'Test' }, 400, 'invalid_input'],
    [{ subscription: 'free', name: '' }, 400, 'invalid_input'],
    [{ subscription: 'free', name: 'a'.repeat(65) }, 400, 'invalid_input'],
    [{ subscription: 'free', name: null }, 400, 'invalid_input'],
  ])('refuses %j', async (sent, status, code) => {
    const person = await createPerson(test.db)

    const answer = await test.call('POST', LIST, { as: person, body: { name: 'wrong', ...sent } })

    expect(answer).toMatchObject({ status, body: { code, error: expect.any(String) } })
    expect(await get(LIST, person)).toEqual([])
    expect(await test.db.select().from(organizations)).toEqual([])
  })

  it('refuses a name that is taken, and writes down who tried', async () => {
    const { organization } = await arrange()
    const person = await createPerson(test.db)

    const answer = await test.call('POST', LIST, {
      as: person,
      body: { name: organization.name, subscription: 'free' },
    })

    expect(answer).toMatchObject({
      status: 409,
      body: { code: 'organization_name_taken', fields: { name: expect.any(String) } },
    })
    expect(await get(LIST, person)).toEqual([])
    expect(await events()).toMatchObject([
      {
        organizationId: null,
        action: 'organizations_create',
        outcome: 'refused',
        errorCode: 'organization_name_taken',
        actorId: person.id,
      },
    ])
  })

  it('makes one organization of two requests for one name at once', async () => {
    const people = [await createPerson(test.db), await createPerson(test.db)]

    const answers = await Promise.all(
      people.map((as) => test.call('POST', LIST, { as, body: { name: 'wanted', subscription: 'free' } })),
    )

    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409])
    expect(await test.db.select().from(organizationMembers)).toHaveLength(1)
  })

  it('answers a repetition with the same Idempotency-Key the same', async () => {
    const person = await createPerson(test.db)
    const request = {
      as: person,
      body: { name: 'once', subscription: 'free' },
      headers: { 'idempotency-key': 'a-key-of-enough-length' },
    }

    const first = await test.call('POST', LIST, request)
    const second = await test.call('POST', LIST, request)
    const third = await test.call('POST', LIST, { ...request, body: { name: 'twice', subscription: 'free' } })

    expect([first.status, second.status]).toEqual([201, 201])
    expect(second.body).toEqual(first.body)
    expect(third).toMatchObject({ status: 409, body: { code: 'idempotency_key_reused' } })
    expect(await get(LIST, person)).toHaveLength(1)
  })
})

describe('organizations_get', () => {
  it('shows any member the details, with an ETag', async () => {
    const { organization, url } = await arrange()
    const member = await createMember(test.db, organization)

    const { status, body, headers } = await test.call('GET', url, { as: member })

    expect(status).toBe(200)
    expect(headers.etag).toBe(toEtag({ id: organization.id, revision: 1 }))
    expect(body).toEqual({
      id: organization.id,
      name: organization.name,
      creation_date: '2026-03-10T12:00:00.000000Z',
      status: 'active',
      subscription: 'free',
      subscription_self_service: true,
      subscription_start_date: '2026-03-10',
      subscription_end_date: '2027-03-10',
      scheduled_subscription: null,
      admin: false,
    })
  })

  it('lets a scheduled subscription take over on its day in UTC, by the clock alone', async () => {
    const { organization, admin, url } = await arrange(professional)
    await test.db
      .insert(subscriptions)
      .values({ organizationId: organization.id, name: 'enterprise', startDate: '2026-04-01', endDate: '2027-04-01' })
    const scheduled = { subscription: 'enterprise', start_date: '2026-04-01', end_date: '2027-04-01' }

    test.clock.now = new Date('2026-03-31T23:59:59.999Z')
    expect(await get(url, admin)).toMatchObject({
      subscription: 'professional',
      subscription_self_service: false,
      scheduled_subscription: scheduled,
    })

    test.clock.now = new Date('2026-04-01T00:00:00.000Z')
    expect(await get(url, admin)).toMatchObject({
      subscription: 'enterprise',
      subscription_start_date: '2026-04-01',
      subscription_end_date: '2027-04-01',
      scheduled_subscription: null,
    })
    expect(await get(LIST, admin)).toMatchObject([{ subscription: 'enterprise' }])
  })
})

describe('organizations_update', () => {
  it('lets an admin rename it; the old name is gone and the new one works', async () => {
    const { organization, admin, url } = await arrange()

    const { status, body, headers } = await test.call('PATCH', url, { as: admin, body: { name: 'new-name' } })

    expect(status).toBe(200)
    expect(headers.etag).toBe(toEtag({ id: organization.id, revision: 2 }))
    expect(body).toMatchObject({ id: organization.id, name: 'new-name', subscription: 'free' })
    expect(await get(`${LIST}/new-name`, admin)).toEqual(body)
    expect((await test.call('GET', url, { as: admin })).status).toBe(404)
    expect(await events()).toMatchObject([
      {
        organizationId: organization.id,
        action: 'organizations_update',
        outcome: 'done',
        objectName: 'new-name',
        before: { name: organization.name },
        after: { name: 'new-name' },
      },
    ])
  })

  it.each([{}, { name: null, subscription: null, subscription_start_date: null }])(
    'changes nothing for %j',
    async (body) => {
      const { organization, admin, url } = await arrange()
      const before = await get(url, admin)

      const answer = await test.call('PATCH', url, { as: admin, body })

      const etag = toEtag({ id: organization.id, revision: 1 })
      expect(answer).toMatchObject({ status: 200, body: before, headers: { etag } })
      expect(await events()).toEqual([])
    },
  )

  it('keeps its own name without a change', async () => {
    const { organization, admin, url } = await arrange()

    const answer = await test.call('PATCH', url, { as: admin, body: { name: organization.name } })

    expect(answer).toMatchObject({ status: 200, headers: { etag: toEtag({ id: organization.id, revision: 1 }) } })
    expect(await events()).toEqual([])
  })

  it('refuses a name that another organization has', async () => {
    const { organization, admin, url } = await arrange()
    const other = await createOrganization(test.db)

    const answer = await test.call('PATCH', url, { as: admin, body: { name: other.name } })

    expect(answer).toMatchObject({
      status: 409,
      body: { code: 'organization_name_taken', fields: { name: expect.any(String) } },
    })
    expect(await get(url, admin)).toMatchObject({ id: organization.id })
    expect(await events()).toMatchObject([
      { organizationId: organization.id, outcome: 'refused', errorCode: 'organization_name_taken' },
    ])
  })

  it('refuses a change of what somebody else changed in the meantime', async () => {
    const { admin, url } = await arrange()
    const { headers } = await test.call('GET', url, { as: admin })
    const first = await test.call('PATCH', url, { as: admin, body: { name: 'first' } })

    const stale = await test.call('PATCH', `${LIST}/first`, {
      as: admin,
      body: { name: 'second' },
      headers: { 'if-match': String(headers.etag) },
    })
    const fresh = await test.call('PATCH', `${LIST}/first`, {
      as: admin,
      body: { name: 'second' },
      headers: { 'if-match': String(first.headers.etag) },
    })

    expect(stale).toMatchObject({ status: 412, body: { code: 'stale' } })
    expect(fresh).toMatchObject({ status: 200, body: { name: 'second' } })
  })

  it.each([
    { subscription: 'professional', subscription_start_date: '2026-03-10', subscription_end_date: '2026-09-10' },
    { subscription: 'free' },
    { subscription_start_date: '2026-03-01' },
    { subscription_end_date: '2026-09-10' },
    { subscription_end_date: null },
  ])('refuses %j of an admin who is no operator, and a rename with it', async (subscription) => {
    const { organization, admin, url } = await arrange(professional)
    const before = await get(url, admin)

    const answer = await test.call('PATCH', url, { as: admin, body: { name: 'renamed', ...subscription } })

    expect(answer).toMatchObject({ status: 403, body: { code: 'subscription_operator_only' } })
    expect(await get(url, admin)).toEqual(before)
    expect(await events()).toMatchObject([
      { organizationId: organization.id, outcome: 'refused', errorCode: 'subscription_operator_only' },
    ])
  })

  it('lets an operator change the subscription of an organization that they are not in', async () => {
    const { organization, admin, url } = await arrange()
    const stranger = await createPerson(test.db, { operator: true })
    const body = { subscription: 'premium', subscription_start_date: '2026-03-01', subscription_end_date: '2027-03-01' }

    const { status, body: answer, headers } = await test.call('PATCH', url, { as: stranger, body })

    expect(status).toBe(200)
    expect(headers.etag).toBe(toEtag({ id: organization.id, revision: 2 }))
    expect(answer).toEqual({ ...(await get(url, admin)), admin: false })
    expect(answer).toMatchObject({ id: organization.id, ...body })
    expect(await events()).toMatchObject([
      {
        organizationId: organization.id,
        action: 'organizations_update',
        outcome: 'done',
        actorId: stranger.id,
        before: { subscription: 'free' },
        after: { subscription: 'premium', subscription_end_date: '2027-03-01' },
      },
    ])
  })

  it('refuses an operator who is not in it what somebody else changed in the meantime', async () => {
    const { organization, admin, url } = await arrange(professional)
    const stranger = await createPerson(test.db, { operator: true })
    const end = (revision: number) =>
      test.call('PATCH', url, {
        as: stranger,
        body: { subscription_end_date: null },
        headers: { 'if-match': toEtag({ id: organization.id, revision }) },
      })

    expect(await end(2)).toMatchObject({ status: 412, body: { code: 'stale' } })
    expect(await get(url, admin)).toMatchObject({ subscription_end_date: '2026-08-01' })
    expect(await end(1)).toMatchObject({ status: 200, body: { subscription_end_date: null } })
  })

  it('gives operators no other right in organizations that they do not administer', async () => {
    const { organization, admin, url } = await arrange(professional)
    const before = await get(url, admin)
    const member = await createMember(test.db, organization, { operator: true })
    const stranger = await createPerson(test.db, { operator: true })

    for (const body of [{ name: 'taken-over' }, { name: organization.name, subscription: 'free' }, {}]) {
      expect(await test.call('PATCH', url, { as: member, body })).toMatchObject({
        status: 403,
        body: { code: 'forbidden' },
      })
      expect(await test.call('PATCH', url, { as: stranger, body })).toMatchObject({ status: 404 })
    }
    for (const path of [url, `${url}/users`, `${url}/resources`]) {
      expect(await test.call('GET', path, { as: stranger })).toMatchObject({ status: 404 })
    }
    expect(await get(LIST, stranger)).toEqual([])
    expect(await get(url, admin)).toEqual(before)
    expect(await test.call('PATCH', url, { as: member, body: { subscription: 'free' } })).toMatchObject({ status: 200 })
  })

  it('answers strangers who want another subscription as if the organization did not exist', async () => {
    const { url } = await arrange()
    const stranger = await createMember(test.db, await createOrganization(test.db), { admin: true })
    const operator = await createPerson(test.db, { operator: true })
    const ask = async (path: string, as: CallOptions['as']) =>
      withoutId(await test.call('PATCH', path, { as, body: { subscription: 'free' } }))

    const missing = await ask(`${LIST}/no-such-organization`, operator)

    expect(missing).toMatchObject({ status: 404, body: { code: 'not_found' } })
    expect(await ask(url, stranger)).toEqual(missing)
  })

  it('lets an operator among the admins replace the subscription, and rename in the same request', async () => {
    const { organization, operator, url } = await arrange()

    const { status, body, headers } = await test.call('PATCH', url, {
      as: operator,
      body: {
        name: 'paid',
        subscription: 'professional',
        subscription_start_date: '2026-02-28',
        subscription_end_date: '2026-08-30',
      },
    })

    expect(status).toBe(200)
    expect(headers.etag).toBe(toEtag({ id: organization.id, revision: 2 }))
    expect(body).toMatchObject({
      name: 'paid',
      subscription: 'professional',
      subscription_self_service: false,
      subscription_start_date: '2026-02-28',
      subscription_end_date: '2026-08-30',
      scheduled_subscription: null,
    })
    expect(await get(`${LIST}/paid`, operator)).toEqual(body)
    expect(await test.db.select().from(subscriptions)).toHaveLength(1)
    expect(await events()).toMatchObject([
      {
        organizationId: organization.id,
        outcome: 'done',
        before: { subscription: 'free', subscription_end_date: '2027-03-10' },
        after: { name: 'paid', subscription: 'professional', subscription_end_date: '2026-08-30' },
      },
    ])
  })

  it.each([
    [
      'switches to free from today for a year',
      { subscription: 'free' },
      { subscription: 'free', subscription_start_date: '2026-03-10', subscription_end_date: '2027-03-10' },
    ],
    [
      'switches to free from a given day for a year',
      { subscription: 'free', subscription_start_date: '2024-02-29' },
      { subscription: 'free', subscription_start_date: '2024-02-29', subscription_end_date: '2025-02-28' },
    ],
    [
      'moves the end of the current subscription',
      { subscription_end_date: '2026-12-31' },
      { subscription: 'professional', subscription_start_date: '2026-02-01', subscription_end_date: '2026-12-31' },
    ],
    [
      'moves the start of the current subscription',
      { subscription_start_date: '2026-03-10' },
      { subscription: 'professional', subscription_start_date: '2026-03-10', subscription_end_date: '2026-08-01' },
    ],
    [
      'moves both, also into the past, as the document shows',
      { subscription_start_date: '2020-07-30', subscription_end_date: '2020-08-30' },
      { subscription: 'professional', subscription_start_date: '2020-07-30', subscription_end_date: '2020-08-30' },
    ],
    [
      'takes null for the end date that a free one cannot have',
      { subscription: 'free', subscription_start_date: '2026-03-10', subscription_end_date: null },
      { subscription: 'free', subscription_start_date: '2026-03-10', subscription_end_date: '2027-03-10' },
    ],
    [
      'takes null also where free begins today',
      { subscription: 'free', subscription_end_date: null },
      { subscription: 'free', subscription_start_date: '2026-03-10', subscription_end_date: '2027-03-10' },
    ],
    [
      'deletes the end of the current subscription',
      { subscription_end_date: null },
      { subscription: 'professional', subscription_start_date: '2026-02-01', subscription_end_date: null },
    ],
    [
      'deletes the end and moves the start',
      { subscription_end_date: null, subscription_start_date: '2026-01-01' },
      { subscription: 'professional', subscription_start_date: '2026-01-01', subscription_end_date: null },
    ],
  ])('%s', async (_name, sent, expected) => {
    const { operator, url } = await arrange(professional)

    const { status, body } = await test.call('PATCH', url, { as: operator, body: sent })

    expect(status).toBe(200)
    expect(body).toMatchObject({ ...expected, scheduled_subscription: null })
    expect(await get(url, operator)).toEqual(body)
  })

  it('keeps a free subscription a year long when its start moves', async () => {
    const { operator, url } = await arrange()

    const { body } = await test.call('PATCH', url, { as: operator, body: { subscription_start_date: '2026-01-31' } })

    expect(body).toMatchObject({ subscription_start_date: '2026-01-31', subscription_end_date: '2027-01-31' })
  })

  it.each([
    [
      'another subscription',
      { subscription: 'enterprise', subscription_start_date: '2026-03-11', subscription_end_date: '2027-03-11' },
      { subscription: 'enterprise', start_date: '2026-03-11', end_date: '2027-03-11' },
    ],
    [
      'a free one, for a year',
      { subscription: 'free', subscription_start_date: '2026-08-01', subscription_end_date: null },
      { subscription: 'free', start_date: '2026-08-01', end_date: '2027-08-01' },
    ],
    [
      'the same one, where only dates are given',
      { subscription_start_date: '2026-08-01', subscription_end_date: '2027-08-01' },
      { subscription: 'professional', start_date: '2026-08-01', end_date: '2027-08-01' },
    ],
  ])(
    'schedules %s when the start lies in the future, in place of what was scheduled',
    async (_name, sent, expected) => {
      const { organization, operator, url } = await arrange(professional)
      await test.db
        .insert(subscriptions)
        .values({ organizationId: organization.id, name: 'starter', startDate: '2026-05-01', endDate: '2026-06-01' })

      const { status, body } = await test.call('PATCH', url, { as: operator, body: sent })

      expect(status).toBe(200)
      expect(body).toMatchObject({
        subscription: 'professional',
        subscription_start_date: '2026-02-01',
        subscription_end_date: '2026-08-01',
        scheduled_subscription: expected,
      })
      expect(await test.db.select().from(subscriptions)).toHaveLength(2)

      test.clock.now = new Date(`${expected.start_date}T00:00:00Z`)
      expect(await get(url, operator)).toMatchObject({
        subscription: expected.subscription,
        subscription_end_date: expected.end_date,
        scheduled_subscription: null,
      })
    },
  )

  it('leaves what is scheduled when the current subscription changes', async () => {
    const { organization, operator, url } = await arrange(professional)
    await test.db
      .insert(subscriptions)
      .values({ organizationId: organization.id, name: 'starter', startDate: '2026-05-01', endDate: '2026-06-01' })

    const { body } = await test.call('PATCH', url, { as: operator, body: { subscription: 'free' } })

    expect(body).toMatchObject({ subscription: 'free', scheduled_subscription: { subscription: 'starter' } })
  })

  it.each([
    ['professional', { subscription: 'enterprise' }, 'subscription_end_required'],
    [
      'professional',
      { subscription: 'enterprise', subscription_start_date: '2026-03-10' },
      'subscription_end_required',
    ],
    [
      'professional',
      { subscription: 'enterprise', subscription_start_date: '2026-03-10', subscription_end_date: null },
      'subscription_end_required',
    ],
    ['professional', { subscription: 'enterprise', subscription_end_date: null }, 'subscription_end_required'],
    [
      'professional',
      { subscription: 'enterprise', subscription_end_date: '2027-01-01' },
      'subscription_start_required',
    ],
    ['professional', { subscription_start_date: '2026-04-01' }, 'subscription_end_required'],
    [
      'professional',
      { subscription_start_date: '2026-04-01', subscription_end_date: null },
      'subscription_end_required',
    ],
    ['professional', { subscription: 'free', subscription_end_date: '2027-01-01' }, 'subscription_end_not_custom'],
    ['free', { subscription_end_date: '2026-12-31' }, 'subscription_end_not_custom'],
    ['free', { subscription_end_date: null }, 'subscription_end_not_custom'],
    ['free', { subscription_start_date: '2026-01-01', subscription_end_date: null }, 'subscription_end_not_custom'],
    [
      'free',
      { subscription_start_date: '2026-04-01', subscription_end_date: '2026-12-31' },
      'subscription_end_not_custom',
    ],
    [
      'professional',
      { subscription: 'enterprise', subscription_start_date: '2026-05-01', subscription_end_date: '2026-05-01' },
      'subscription_dates_reversed',
    ],
    [
      'professional',
      { subscription_start_date: '2026-05-01', subscription_end_date: '2026-04-30' },
      'subscription_dates_reversed',
    ],
    ['professional', { subscription_end_date: '2026-02-01' }, 'subscription_dates_reversed'],
    ['professional', { subscription: 'free', subscription_start_date: '9999-12-31' }, 'subscription_dates_reversed'],
    ['professional', { subscription_end_date: '2026-02-30' }, 'invalid_input'],
    ['professional', { subscription_start_date: '2026-03-10T00:00:00Z' }, 'invalid_input'],
    ['professional', { name: '-x' }, 'invalid_input'],
  ])('refuses an organization on %s to change to %j', async (subscription, sent, code) => {
    const { operator, url } = await arrange(subscription === 'free' ? {} : professional)
    const before = await get(url, operator)

    const answer = await test.call('PATCH', url, { as: operator, body: { name: 'renamed', ...sent } })

    expect(answer).toMatchObject({ status: 400, body: { code, error: expect.any(String) } })
    expect(await get(url, operator)).toEqual(before)
  })

  it('refuses the start date before the current one has to end', async () => {
    const { operator, url } = await arrange({ ...professional, endDate: '2026-03-05' })

    const answer = await test.call('PATCH', url, { as: operator, body: { subscription_start_date: '2026-03-06' } })

    expect(answer).toMatchObject({
      status: 400,
      body: { code: 'subscription_dates_reversed', fields: { subscription_end_date: expect.any(String) } },
    })
  })
})

describe('organizations_resource_usage', () => {
  it('counts what the organization has, and nothing of others', async () => {
    const { organization, url } = await arrange()
    const member = await createMember(test.db, organization)
    await createMember(test.db, organization, { active: false })
    const [project, second] = [await createProject(test.db, organization), await createProject(test.db, organization)]
    const deployment = await createObject(test.db, project, 'deployment')
    const pipeline = await createObject(test.db, second, 'pipeline')
    await createObject(test.db, second, 'deployment')
    await createObject(test.db, second, 'bucket')
    for (const name of ['v1', 'v2', 'v3']) await addVersion(project, deployment, name)
    await addVersion(second, pipeline, 'v1')
    await createServiceUser(test.db, project)
    const foreign = await createOrganization(test.db)
    const foreignProject = await createProject(test.db, foreign)
    await addVersion(foreignProject, await createObject(test.db, foreignProject, 'deployment'), 'v1')

    const { status, body } = await test.call('GET', `${url}/resources`, { as: member })

    expect(status).toBe(200)
    expect(body).toEqual({
      projects: 2,
      users: 4,
      deployments: 2,
      deployment_versions: 3,
      pipelines: 1,
      pipeline_versions: 1,
      buckets: 1,
      environments: 0,
      service_users: 1,
    })
  })

  it('counts zeros in an empty organization', async () => {
    const { admin, url } = await arrange()

    expect(await get(`${url}/resources`, admin)).toMatchObject({ projects: 0, users: 2, deployment_versions: 0 })
  })
})

describe.each([
  { method: 'GET', path: '' },
  { method: 'PATCH', path: '', body: { name: 'renamed' } },
  { method: 'GET', path: '/resources' },
])('$method of an organization$path', ({ method, path, body }) => {
  it('answers a foreign organization and one that does not exist byte for byte the same', async () => {
    const { organization, url } = await arrange()
    const stranger = await createMember(test.db, await createOrganization(test.db), { admin: true })
    const invited = await createMember(test.db, organization, { active: false, admin: true })

    const missing = await test.call(method, `${LIST}/no-such-organization${path}`, { as: stranger, body })

    expect(missing).toMatchObject({ status: 404, body: { code: 'not_found' } })
    for (const as of [stranger, invited]) {
      expect(withoutId(await test.call(method, url + path, { as, body }))).toEqual(withoutId(missing))
    }
  })

  it('refuses a service user of the organization', async () => {
    const { organization, url } = await arrange()
    const serviceUser = await createServiceUser(test.db, await createProject(test.db, organization))

    expect(await test.call(method, url + path, { as: serviceUser, body })).toMatchObject({
      status: 403,
      body: { code: 'service_user_forbidden' },
    })
  })

  it('refuses nobody', async () => {
    const { url } = await arrange()

    expect((await test.call(method, url + path, { body })).status).toBe(401)
  })
})

describe('a service user', () => {
  it.each([
    ['GET', undefined],
    ['POST', { name: 'mine', subscription: 'free' }],
  ])('can neither list nor create organizations: %s', async (method, body) => {
    const { organization } = await arrange()
    const serviceUser = await createServiceUser(test.db, await createProject(test.db, organization))

    expect(await test.call(method, LIST, { as: serviceUser, body })).toMatchObject({
      status: 403,
      body: { code: 'service_user_forbidden' },
    })
  })
})

describe('a member who is no admin', () => {
  it('cannot rename the organization', async () => {
    const { organization, url } = await arrange()
    const member = await createMember(test.db, organization)

    const answer = await test.call('PATCH', url, { as: member, body: { name: 'renamed' } })

    expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } })
    expect(await get(url, member)).toMatchObject({ name: organization.name })
    expect(await events()).toMatchObject([
      { organizationId: organization.id, actorId: member.id, outcome: 'refused', errorCode: 'forbidden' },
    ])
  })
})
