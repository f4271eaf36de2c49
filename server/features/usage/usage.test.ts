import { sql } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { describe, expect, it } from 'vitest'
import { addDays } from '#contract/calendar.ts'
import { usageSeries } from '#contract/usage.ts'
import { usageDays } from '#server/db/schema.ts'
import { ensureUsagePartitions } from '#server/db/usage-months.ts'
import { createMember, createOrganization, createProject, createServiceUser } from '#server/testing/factories.ts'
import { countQueries } from '#server/testing/queries.ts'
import { useTestApp } from '#server/testing/test-app.ts'
import { recordUsage, type UsageRow } from './usage.service.ts'

const test = useTestApp()

interface Series {
  object_type: string
  metric: string
  usage: { start_date: string; end_date: string; value: number }[]
}

async function arrange(values: Parameters<typeof createOrganization>[1] = {}) {
  const organization = await createOrganization(test.db, values)
  const member = await createMember(test.db, organization)
  const url = `/v2.1/organizations/${organization.name}/usage`
  const ask = (query: Record<string, string> = {}) =>
    test.call('GET', `${url}?${new URLSearchParams(query).toString()}`, { as: member })
  const row = (day: string, value: number, rest: Partial<UsageRow> = {}): UsageRow => ({
    organizationId: organization.id,
    projectId: '01900000-0000-7000-8000-000000000001',
    objectId: '01900000-0000-7000-8000-000000000002',
    objectType: 'deployment_version',
    metric: 'credits',
    day,
    value,
    ...rest,
  })
  return { organization, member, url, ask, row }
}

/** Days on which the answer's parts begin, with the end of the last one. */
const cuts = (body: Series[]) => {
  const points = body[0]?.usage ?? []
  return [...points.map(({ start_date }) => start_date), points.at(-1)?.end_date].map((text) =>
    text?.replace('T00:00:00Z', ''),
  )
}
const values = (body: Series[], metric = 'credits', objectType = 'deployment_version') =>
  body.find((series) => series.metric === metric && series.object_type === objectType)?.usage.map(({ value }) => value)

describe('organizations_usage_get', () => {
  it('answers as the document shows', async () => {
    const { ask, row } = await arrange()
    await recordUsage(test.db, [
      row('2019-08-01', 1_000_000),
      row('2019-08-31', 484_124),
      row('2019-08-15', 1204, { metric: 'input_volume' }),
      row('2019-08-15', 1598, { metric: 'output_volume' }),
      row('2019-08-15', 1840, { metric: 'input_volume', objectType: 'pipeline_version' }),
      row('2019-08-15', 400, { metric: 'output_volume', objectType: 'pipeline_version' }),
      row('2019-07-31', 7),
      row('2019-09-01', 9),
    ])

    const { status, body } = await ask({ start_date: '2019-08-01', end_date: '2019-09-01' })

    const usage = (value: number) => [{ start_date: '2019-08-01T00:00:00Z', end_date: '2019-09-01T00:00:00Z', value }]
    expect(status).toBe(200)
    expect(body).toEqual([
      { object_type: 'deployment_version', metric: 'credits', usage: usage(1_484_124) },
      { object_type: 'deployment_version', metric: 'input_volume', usage: usage(1204) },
      { object_type: 'deployment_version', metric: 'output_volume', usage: usage(1598) },
      { object_type: 'pipeline_version', metric: 'input_volume', usage: usage(1840) },
      { object_type: 'pipeline_version', metric: 'output_volume', usage: usage(400) },
    ])
  })

  it('shows every pair with zeros where nothing was used', async () => {
    const { ask } = await arrange()

    const { body } = await ask({ start_date: '2026-02-01', end_date: '2026-02-04', interval: 'day' })

    expect(body.map(({ object_type, metric }: Series) => ({ object_type, metric }))).toEqual(usageSeries)
    for (const series of body) expect(series.usage.map(({ value }: { value: number }) => value)).toEqual([0, 0, 0])
  })

  it.each([
    // The example of the document.
    ['2020-11-20', '2020-12-01T00:00:00Z', '2020-11-20', '2020-12-20'],
    ['2020-11-20', '2020-12-19T23:59:59Z', '2020-11-20', '2020-12-20'],
    ['2020-11-20', '2020-12-20T00:00:00Z', '2020-12-20', '2021-01-20'],
    ['2026-03-10', '2026-03-10T12:00:00Z', '2026-03-10', '2026-04-10'],
    ['2024-01-31', '2024-02-28T12:00:00Z', '2024-01-31', '2024-02-29'],
    ['2024-01-31', '2024-03-01T12:00:00Z', '2024-02-29', '2024-03-31'],
    ['2024-02-29', '2025-03-01T12:00:00Z', '2025-02-28', '2025-03-29'],
  ])(
    'covers the current period of a subscription from %s, asked at %s, as one month',
    async (startDate, now, start, end) => {
      const { ask } = await arrange({ startDate, endDate: '2030-01-01' })
      test.clock.now = new Date(now)

      const { status, body } = await ask()

      expect(status).toBe(200)
      expect(cuts(body)).toEqual([start, end])
    },
  )

  it('follows the subscription that has taken over', async () => {
    const { organization, ask } = await arrange({ startDate: '2026-01-05' })
    const operator = await createMember(test.db, organization, { admin: true, operator: true })
    await test.call('PATCH', `/v2.1/organizations/${organization.name}`, {
      as: operator,
      body: {
        subscription: 'professional',
        subscription_start_date: '2026-03-20',
        subscription_end_date: '2027-03-20',
      },
    })

    expect(cuts((await ask()).body)).toEqual(['2026-03-05', '2026-04-05'])
    test.clock.now = new Date('2026-03-20T00:00:00Z')
    expect(cuts((await ask()).body)).toEqual(['2026-03-20', '2026-04-20'])
  })

  it.each([
    ['only the start', { start_date: '2026-01-31' }, ['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-05']],
    ['only the end', { end_date: '2026-05-10' }, ['2026-03-05', '2026-04-05', '2026-05-05', '2026-05-10']],
    ['an empty query', {}, ['2026-03-05', '2026-04-05']],
  ])('takes the other end from the current period where %s is given', async (_name, query, expected) => {
    const { ask } = await arrange({ startDate: '2026-01-05' })

    const { status, body } = await ask(query)

    expect(status).toBe(200)
    expect(cuts(body)).toEqual(expected)
  })

  it('counts the months from the day the subscription started, where the start is left out', async () => {
    const { ask } = await arrange({ startDate: '2024-01-31', endDate: null })
    test.clock.now = new Date('2024-03-01T00:00:00Z')

    expect(cuts((await ask({ end_date: '2024-06-01' })).body)).toEqual([
      '2024-02-29',
      '2024-03-31',
      '2024-04-30',
      '2024-05-31',
      '2024-06-01',
    ])
  })

  it.each([
    ['2026-01-15', '2026-03-20', ['2026-01-15', '2026-02-15', '2026-03-15', '2026-03-20']],
    ['2026-01-31', '2026-04-30', ['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30']],
    // A start with a time begins with its day, an end with a time ends with its day, all in UTC.
    ['2026-01-15T13:30:00Z', '2026-01-17T00:00:01Z', ['2026-01-15', '2026-01-18']],
    ['2026-01-15T00:00:00', '2026-01-17T00:00:00', ['2026-01-15', '2026-01-17']],
    ['2026-01-15T01:00:00+02:00', '2026-01-17T01:00:00+02:00', ['2026-01-14', '2026-01-17']],
    ['2026-01-15T23:00:00-02:00', '2026-01-17T23:00:00-01:00', ['2026-01-16', '2026-01-18']],
    ['2026-01-15T10:00:00Z', '2026-01-15T10:00:00Z', ['2026-01-15', '2026-01-16']],
    ['2026-01-15', '2026-01-15T00:00:00.001Z', ['2026-01-15', '2026-01-16']],
    ['9999-11-15', '9999-12-31T12:00:00Z', ['9999-11-15', '9999-12-15', '9999-12-31']],
    ['1970-01-01', '1970-01-02', ['1970-01-01', '1970-01-02']],
  ])('cuts %s to %s by month', async (start_date, end_date, expected) => {
    const { ask } = await arrange()

    const { status, body } = await ask({ start_date, end_date, interval: 'month' })

    expect(status).toBe(200)
    expect(cuts(body)).toEqual(expected)
  })

  it('puts each day in the month and the day that it belongs to, in order', async () => {
    const { ask, row } = await arrange()
    await recordUsage(test.db, [
      row('2026-01-31', 1),
      row('2026-02-27', 2),
      row('2026-02-28', 4),
      row('2026-03-30', 8),
      row('2026-03-31', 16),
    ])
    const range = { start_date: '2026-01-31', end_date: '2026-04-01' }

    const byMonth = await ask(range)
    const byDay = await ask({ ...range, interval: 'day' })

    expect(cuts(byMonth.body)).toEqual(['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-01'])
    expect(values(byMonth.body)).toEqual([3, 12, 16])
    expect(cuts(byDay.body)).toHaveLength(61)
    expect(values(byDay.body)?.filter((value) => value > 0)).toEqual([1, 2, 4, 8, 16])
    expect(values(byDay.body)?.[0]).toBe(1)
    expect(values(byDay.body)?.at(-1)).toBe(16)
  })

  it('adds up projects and versions exactly, and nothing of other organizations', async () => {
    const { ask, row } = await arrange()
    const { row: foreignRow } = await arrange()
    await recordUsage(test.db, [
      row('2026-02-01', 0.1),
      row('2026-02-01', 0.2, { objectId: uuidv7() }),
      row('2026-02-01', 0.4, { projectId: uuidv7() }),
      foreignRow('2026-02-01', 1000),
    ])

    const { body } = await ask({ start_date: '2026-02-01', end_date: '2026-02-02', interval: 'day' })

    expect(values(body)).toEqual([0.7])
  })

  it('leaves out what the contract does not know', async () => {
    const { ask, row } = await arrange()
    await test.db.insert(usageDays).values({ ...row('2026-02-01', 0), metric: 'surprise', value: '5' })

    const { body } = await ask({ start_date: '2026-02-01', end_date: '2026-02-02' })

    expect(body).toHaveLength(usageSeries.length)
    expect(values(body)).toEqual([0])
  })

  it('answers ten years by day with as many queries as one day', async () => {
    const { ask } = await arrange()
    await ask()

    const short = await countQueries(() => ask({ start_date: '2016-01-01', end_date: '2016-01-02' }))
    const long = await countQueries(() => ask({ start_date: '2016-01-01', end_date: '2026-01-01', interval: 'day' }))

    expect(long.result.status).toBe(200)
    expect(values(long.result.body)).toHaveLength(3653)
    expect(long.queries).toEqual(short.queries)
  })

  it.each([
    { start_date: '2026-02-01', end_date: '2026-02-01' },
    { start_date: '2026-02-02', end_date: '2026-02-01' },
    { start_date: '2026-02-01', end_date: '2026-02-01', interval: 'day' },
    { start_date: '2016-01-01', end_date: '2026-01-01T00:00:01Z' },
    { start_date: '2016-01-01', end_date: '2026-01-02', interval: 'day' },
    { start_date: '1970-01-01', end_date: '9999-12-31' },
    // The current period is 10 March to 10 April 2026.
    { start_date: '2026-04-10' },
    { end_date: '2026-03-10' },
    { start_date: '2016-04-09' },
  ])('refuses the range %j', async (query) => {
    const { ask } = await arrange()

    expect(await ask(query)).toMatchObject({
      status: 400,
      body: { code: 'usage_range_invalid', error: expect.any(String) },
    })
  })

  it.each([
    { start_date: '2026-02-30' },
    { start_date: 'infinity' },
    { end_date: '-infinity' },
    { end_date: '10000-01-01' },
    { start_date: '1769904000' },
    { start_date: '' },
    { end_date: "2026-01-01'; drop table usage_days --" },
    { interval: 'week' },
    { interval: '' },
  ])('refuses %j', async (query) => {
    const { ask } = await arrange()

    expect(await ask(query as Record<string, string>)).toMatchObject({
      status: 400,
      body: { code: 'invalid_input', error: expect.any(String) },
    })
  })

  it('refuses a date given twice', async () => {
    const { member, url } = await arrange()

    const answer = await test.call('GET', `${url}?start_date=2026-01-01&start_date=2026-02-01`, { as: member })

    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_input' } })
  })

  it('answers a foreign organization and one that does not exist byte for byte the same', async () => {
    const { organization, url } = await arrange()
    const stranger = await createMember(test.db, await createOrganization(test.db), { admin: true })
    const invited = await createMember(test.db, organization, { admin: true, active: false })
    const { body: missing } = await test.call('GET', '/v2.1/organizations/no-such-organization/usage', { as: stranger })

    for (const as of [stranger, invited]) {
      const { status, body } = await test.call('GET', url, { as })
      expect(status).toBe(404)
      expect({ ...body, request_id: '' }).toEqual({ ...missing, request_id: '' })
    }
  })

  it('refuses a service user of the organization', async () => {
    const { organization, url } = await arrange()
    const serviceUser = await createServiceUser(test.db, await createProject(test.db, organization))

    expect(await test.call('GET', url, { as: serviceUser })).toMatchObject({
      status: 403,
      body: { code: 'service_user_forbidden' },
    })
  })

  it('refuses nobody', async () => {
    const { url } = await arrange()

    expect((await test.call('GET', url)).status).toBe(401)
  })
})

describe('recordUsage', () => {
  const stored = async () => {
    const rows = await test.db.select({ day: usageDays.day, value: usageDays.value }).from(usageDays)
    return Object.fromEntries(rows.map(({ day, value }) => [day, Number(value)]))
  }

  it('adds to what a day has, also within one call', async () => {
    const { row } = await arrange()

    await recordUsage(test.db, [row('2026-02-01', 1), row('2026-02-01', 2), row('2026-02-02', 5)])
    await recordUsage(test.db, [row('2026-02-01', 0.5)])

    expect(await stored()).toEqual({ '2026-02-01': 3.5, '2026-02-02': 5 })
  })

  it('takes no rows, and more than one statement holds', async () => {
    const { row } = await arrange()

    await recordUsage(test.db, [])
    await recordUsage(
      test.db,
      Array.from({ length: 20_001 }, () => row('2026-02-01', 1)),
    )

    expect(await stored()).toEqual({ '2026-02-01': 20_001 })
  })

  it('loses nothing when many add to the same days at once, in whatever order', async () => {
    const { row } = await arrange()
    const days = Array.from({ length: 50 }, (_, index) => addDays('2026-01-01', index))
    const forwards = days.map((day) => row(day, 1))

    await Promise.all(
      Array.from({ length: 8 }, (_, index) => recordUsage(test.db, index % 2 === 0 ? forwards : forwards.toReversed())),
    )

    expect(await stored()).toEqual(Object.fromEntries(days.map((day) => [day, 8])))
  })
})

describe('ensureUsagePartitions', () => {
  /** In which partition the rows of each day lie. */
  const places = async () => {
    const { rows } = await test.db.execute<{ day: string; place: string }>(
      sql`select day::text as day, tableoid::regclass::text as place from usage_days order by day`,
    )
    return Object.fromEntries(rows.map(({ day, place }) => [day, place]))
  }

  /** Partitions stay in the database that later tests use. */
  const dropYear = async (year: number) => {
    for (let month = 1; month <= 12; month += 1) {
      const name = `usage_days_${year}_${String(month).padStart(2, '0')}`
      await test.db.execute(sql`drop table if exists ${sql.raw(name)}`)
    }
  }

  it('moves the rows of a month out of the default partition, and only these', async () => {
    await dropYear(2001)
    const { ask, row } = await arrange()
    const days = ['2000-12-31', '2001-01-01', '2001-01-31', '2001-02-01', '2001-03-01']
    await recordUsage(
      test.db,
      days.map((day) => row(day, 1)),
    )

    await ensureUsagePartitions(test.db, '2001-01-15', '2001-02-01')
    await recordUsage(test.db, [row('2001-01-01', 1), row('2001-02-28', 1)])

    expect(await places()).toEqual({
      '2000-12-31': 'usage_days_default',
      '2001-01-01': 'usage_days_2001_01',
      '2001-01-31': 'usage_days_2001_01',
      '2001-02-01': 'usage_days_2001_02',
      '2001-02-28': 'usage_days_2001_02',
      '2001-03-01': 'usage_days_default',
    })
    const { body } = await ask({ start_date: '2000-12-01', end_date: '2001-04-01' })
    expect(values(body)).toEqual([1, 3, 2, 1])
    await dropYear(2001)
  })

  it('has every month vacuumed to its end, whichever way its partition came', async () => {
    await dropYear(2004)
    const { row } = await arrange()
    await recordUsage(test.db, [row('2004-02-01', 1)])

    await ensureUsagePartitions(test.db, '2004-01-01', '2004-02-01')

    const { rows } = await test.db.execute(
      sql`select relname, reloptions from pg_class where relkind = 'r' and relname like 'usage_days_2004%' order by relname`,
    )
    const reloptions = ['autovacuum_vacuum_insert_scale_factor=0.01']
    expect(rows).toEqual([
      { relname: 'usage_days_2004_01', reloptions },
      { relname: 'usage_days_2004_02', reloptions },
    ])
    await dropYear(2004)
  })

  it('does nothing where the partitions are there', async () => {
    await dropYear(2002)
    await ensureUsagePartitions(test.db, '2002-01-01', '2002-12-31')
    const { row } = await arrange()
    await recordUsage(test.db, [row('2002-06-15', 1)])

    await ensureUsagePartitions(test.db, '2002-01-01', '2002-12-31')

    expect(await places()).toEqual({ '2002-06-15': 'usage_days_2002_06' })
    await dropYear(2002)
  })

  it('loses nothing while others make the same partitions and write usage at the same time', async () => {
    await dropYear(2003)
    const { ask, row } = await arrange()
    const days = Array.from({ length: 365 }, (_, index) => addDays('2003-01-01', index))
    const write = () =>
      recordUsage(
        test.db,
        days.map((day) => row(day, 1)),
      )
    await write()

    await Promise.all([
      write(),
      ensureUsagePartitions(test.db, '2003-01-01', '2003-12-31'),
      write(),
      ensureUsagePartitions(test.db, '2003-06-01', '2003-12-31'),
      write(),
      ask({ start_date: '2003-01-01', end_date: '2004-01-01' }),
      write(),
    ])

    const { body } = await ask({ start_date: '2003-01-01', end_date: '2004-01-01', interval: 'day' })
    expect(new Set(values(body))).toEqual(new Set([5]))
    expect(Object.values(await places())).not.toContain('usage_days_default')
    await dropYear(2003)
  })
})
