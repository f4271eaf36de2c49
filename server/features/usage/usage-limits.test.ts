import { describe, expect, it } from 'vitest'
import { organizations, usageLimits } from '#server/db/schema.ts'
import { auditTrail } from '#server/testing/audit-trail.ts'
import {
  createAccountServiceUser,
  createMember,
  createOrganization,
  createProject,
  createServiceUser,
} from '#server/testing/factories.ts'
import { type CallOptions, START, useTestApp } from '#server/testing/test-app.ts'

const test = useTestApp()

async function arrange() {
  const organization = await createOrganization(test.db)
  const admin = await createMember(test.db, organization, { admin: true })
  const member = await createMember(test.db, organization)
  const url = `/v2.1/organizations/${organization.name}/usage-limits`
  const list = (as: CallOptions['as'] = member) => test.call('GET', url, { as })
  const set = (metric: string, value: unknown, options: CallOptions = {}) =>
    test.call('PUT', `${url}/${metric}`, { as: admin, body: { value }, ...options })
  const remove = (metric: string, options: CallOptions = {}) =>
    test.call('DELETE', `${url}/${metric}`, { as: admin, ...options })
  return { organization, admin, member, url, list, set, remove }
}

const refused = (status: number, code: string) => ({ status, body: { code } })

describe('the limits of an organization', () => {
  it('are none at first, and in the order of the metrics once they are set', async () => {
    const { list, set } = await arrange()
    expect(await list()).toMatchObject({ status: 200, body: [] })

    await set('output_volume', 3)
    await set('credits', 1.5)
    await set('input_volume', 2)

    expect((await list()).body).toEqual([
      { metric: 'credits', value: 1.5 },
      { metric: 'input_volume', value: 2 },
      { metric: 'output_volume', value: 3 },
    ])
  })

  it('are those of no other organization', async () => {
    const { set } = await arrange()
    const other = await arrange()
    await set('credits', 5)

    expect((await other.list()).body).toEqual([])
    expect(await other.remove('credits')).toMatchObject(refused(404, 'not_found'))
  })

  it('go with it', async () => {
    const { set } = await arrange()
    await set('credits', 5)

    await test.db.delete(organizations)

    expect(await test.db.select().from(usageLimits)).toEqual([])
  })

  it('are shown to members, to nobody of elsewhere, to no service user and to no API key', async () => {
    const { organization, list } = await arrange()
    const foreigner = await createMember(test.db, await createOrganization(test.db), { admin: true })
    const invited = await createMember(test.db, organization, { active: false })
    const serviceUser = await createServiceUser(test.db, await createProject(test.db, organization))
    const owner = await createAccountServiceUser(test.db, organization, { profile: 'OWNER', keyTypes: ['MONITORING'] })

    expect(await list(foreigner)).toMatchObject(refused(404, 'not_found'))
    expect(await list(invited)).toMatchObject(refused(404, 'not_found'))
    expect(await list(serviceUser)).toMatchObject(refused(403, 'service_user_forbidden'))
    expect(await list(owner)).toMatchObject(refused(403, 'forbidden'))
  })
})

describe('usage_limits_update', () => {
  it('sets a limit and changes it, each with what it was before', async () => {
    const { organization, set } = await arrange()

    expect(await set('credits', 1000)).toMatchObject({ status: 200, body: { metric: 'credits', value: 1000 } })
    expect(await set('credits', 0.000_001)).toMatchObject({ status: 200, body: { value: 0.000_001 } })

    const row = { organizationId: organization.id, projectId: null, objectType: 'usage_limits', objectName: 'credits' }
    expect(await auditTrail(test.db)).toMatchObject([
      { ...row, before: null, after: { metric: 'credits', value: 1000 } },
      { ...row, before: { metric: 'credits', value: 1000 }, after: { metric: 'credits', value: 0.000_001 } },
    ])
  })

  it('keeps the largest values as they are', async () => {
    const { list, set } = await arrange()

    await set('credits', 1e15)
    await set('input_volume', 123_456_789.123_456)

    expect((await list()).body).toMatchObject([{ value: 1e15 }, { value: 123_456_789.123_456 }])
  })

  it('is no change where the value stays', async () => {
    const { set } = await arrange()
    const first = await set('credits', 1000)

    const second = await set('credits', 1000)

    expect(second).toMatchObject({ status: 200, body: { value: 1000 } })
    expect(second.headers.etag).toBe(first.headers.etag)
    expect(await auditTrail(test.db)).toHaveLength(1)
  })

  it.each([
    [0, 'Limit is more than 0'],
    [-1, 'Limit is more than 0'],
    [1e15 + 1, 'Limit is at most 1,000,000,000,000,000'],
    [0.000_000_1, 'Limit has at most 6 decimals'],
    [1.234_567_8, 'Limit has at most 6 decimals'],
    ['12', 'Limit must be a number'],
    [null, 'Limit must be a number'],
    [undefined, 'Limit must be a number'],
  ])('refuses %j', async (value, sentence) => {
    const { list, set } = await arrange()

    expect(await set('credits', value)).toMatchObject({
      status: 400,
      body: { code: 'invalid_input', fields: { value: sentence } },
    })
    expect((await list()).body).toEqual([])
  })

  it.each(['requests', 'CREDITS', 'constructor'])('refuses the metric %s', async (metric) => {
    const { set, remove, url, member } = await arrange()

    const read = await test.call('GET', `${url}/${metric}`, { as: member })
    for (const answer of [await set(metric, 1), await remove(metric), read]) {
      expect(answer).toMatchObject({
        status: 400,
        body: { code: 'invalid_input', fields: { metric: 'Metric is one of credits, input_volume, output_volume' } },
      })
    }
  })

  it('refuses a member who is no admin', async () => {
    const { member, list, set, remove } = await arrange()
    await set('credits', 10)

    expect(await set('credits', 20, { as: member })).toMatchObject(refused(403, 'forbidden'))
    expect(await remove('credits', { as: member })).toMatchObject(refused(403, 'forbidden'))
    expect((await list()).body).toEqual([{ metric: 'credits', value: 10 }])
  })

  it('refuses to set what somebody has removed since it was seen', async () => {
    const { list, set, remove } = await arrange()
    const seen = { headers: { 'if-match': String((await set('credits', 10)).headers.etag) } }
    await remove('credits')

    expect(await set('credits', 20, seen)).toMatchObject(refused(412, 'stale'))
    expect((await list()).body).toEqual([])
  })

  it('takes a limit that was removed and set again for another one', async () => {
    const { set, remove } = await arrange()
    const seen = { headers: { 'if-match': String((await set('credits', 10)).headers.etag) } }
    await remove('credits')
    test.clock.now = new Date(START.getTime() + 1)
    await set('credits', 10)

    expect(await remove('credits', seen)).toMatchObject(refused(412, 'stale'))
  })
})

describe('usage_limits_delete', () => {
  it('removes the limit, once', async () => {
    const { list, set, remove, url, member } = await arrange()
    await set('credits', 10)

    expect(await remove('credits')).toMatchObject({ status: 204 })

    expect((await list()).body).toEqual([])
    expect(await test.call('GET', `${url}/credits`, { as: member })).toMatchObject(refused(404, 'not_found'))
    expect((await auditTrail(test.db)).at(-1)).toMatchObject({
      action: 'usage_limits_delete',
      objectType: 'usage_limits',
      objectName: 'credits',
      before: { metric: 'credits', value: 10 },
      after: null,
    })
    expect(await remove('credits')).toMatchObject(refused(404, 'not_found'))
  })
})
