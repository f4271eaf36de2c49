import fc from 'fast-check'
import { uuidv7 } from 'uuidv7'
import { describe, expect, it } from 'vitest'
import { addDays } from '#contract/calendar.ts'
import { buildApp } from '#server/app.ts'
import type { Db } from '#server/db/pool.ts'
import { auditEvents, objectVersions, usageBatches, usageDays, usageRecords } from '#server/db/schema.ts'
import {
  assignRole,
  createMember,
  createMemberWith,
  createObject,
  createOrganization,
  createProject,
  createRole,
  createServiceUser,
} from '#server/testing/factories.ts'
import { countQueries } from '#server/testing/queries.ts'
import { type CallOptions, START, useTestApp } from '#server/testing/test-app.ts'

const test = useTestApp()

type Project = Awaited<ReturnType<typeof createProject>>

async function createVersion(project: Project, kind: 'deployment' | 'pipeline', object: string, version: string) {
  const { id: objectId } = await createObject(test.db, project, kind, object)
  const key = { organizationId: project.organizationId, projectId: project.id }
  const times = { createdAt: START, updatedAt: START }
  await test.db.insert(objectVersions).values({ id: uuidv7(), ...key, objectId, name: version, ...times })
}

async function arrange() {
  const organization = await createOrganization(test.db)
  const project = await createProject(test.db, organization)
  await createVersion(project, 'deployment', 'detector', 'v1')
  await createVersion(project, 'pipeline', 'flow', 'v1')
  const sender = await createMemberWith(test.db, project, ['metrics.create'])
  const url = `/v2.1/projects/${project.name}/usage`
  let count = 0
  const send = (records: unknown[], rest: Record<string, unknown> = {}, options: CallOptions = {}) => {
    count += 1
    return test.call('POST', url, {
      as: sender,
      body: { batch_id: `batch ${count}`, records, ...rest },
      ...options,
    })
  }
  return { organization, project, sender, url, send }
}

const record = (value: unknown = 1, rest: Record<string, unknown> = {}) => ({
  object_type: 'deployment_version',
  object: 'detector',
  version: 'v1',
  metric: 'credits',
  timestamp: '2026-03-10T10:00:00Z',
  value,
  ...rest,
})

/** What each day has, as the exact decimal that is stored. */
async function days() {
  const rows = await test.db.select({ day: usageDays.day, value: usageDays.value }).from(usageDays)
  return Object.fromEntries(rows.map(({ day, value }) => [day, value]))
}
const stored = () => test.db.$count(usageRecords)

describe('usage_records_create', () => {
  it('stores the records and adds them up by day in UTC', async () => {
    const { organization, send } = await arrange()
    const reader = await createMember(test.db, organization)

    const answer = await send([
      record(1),
      record(2, { timestamp: '2026-03-10T11:00:00Z' }),
      record(4, { timestamp: '2026-03-10T01:00:00+02:00' }),
      record(8, { object_type: 'pipeline_version', object: 'flow', metric: 'input_volume' }),
    ])

    expect(answer).toMatchObject({ status: 200 })
    expect(answer.body).toEqual({ batch_id: 'batch 1', accepted: 4, rejected: 0, errors: [] })
    const query = 'start_date=2026-03-09&end_date=2026-03-11&interval=day'
    const { body } = await test.call('GET', `/v2.1/organizations/${organization.name}/usage?${query}`, { as: reader })
    const values = body.map(({ usage }: { usage: { value: number }[] }) => usage.map(({ value }) => value))
    expect(values).toEqual([
      [4, 3],
      [0, 0],
      [0, 0],
      [0, 8],
      [0, 0],
    ])
  })

  it('keeps decimals as they were sent', async () => {
    const { send } = await arrange()

    await send([
      record(0.1),
      record(0.2, { timestamp: '2026-03-10T10:00:00.001Z' }),
      record(1e15, { timestamp: '2026-03-09' }),
      record(1e-9, { timestamp: '2026-03-09 00:00:01' }),
      record(0, { timestamp: '2026-03-08' }),
    ])

    expect(await days()).toEqual({
      '2026-03-10': '0.3',
      '2026-03-09': '1000000000000000.000000001',
      '2026-03-08': '0',
    })
  })

  it('changes the day by the difference where a record is corrected, however late', async () => {
    const { send } = await arrange()
    const late = { timestamp: '2020-02-29T23:59:59.999Z' }

    await send([record(5), record(7, { timestamp: '2026-03-10T11:00:00Z' }), record(1, late)])
    await send([record(2.5), record(3, late)])
    await send([record(2.5)])
    await send([record(4)])

    expect(await days()).toEqual({ '2026-03-10': '11.0', '2020-02-29': '3' })
    expect(await stored()).toBe(3)
  })

  it('takes the last of those that say the same thing twice', async () => {
    const { send } = await arrange()

    const { body } = await send([record(5), record(9, { timestamp: '2026-03-10T12:00:00+02:00' })])

    expect(body).toMatchObject({ accepted: 2, rejected: 0 })
    expect(await days()).toEqual({ '2026-03-10': '9' })
  })

  it('leaves usage where its version and its project are deleted', async () => {
    const { organization, project, send } = await arrange()
    const admin = await createMember(test.db, organization, { admin: true })
    await send([record(5)])

    const deployment = `/v2.1/projects/${project.name}/deployments/detector`
    expect(await test.call('DELETE', deployment, { as: admin })).toMatchObject({ status: 204 })
    expect(await send([record(6)])).toMatchObject({ status: 400 })
    expect(await test.call('DELETE', `/v2.1/projects/${project.name}`, { as: admin })).toMatchObject({ status: 204 })

    expect(await send([], {}, { as: admin, body: { batch_id: 'late', records: [record(7)] } })).toMatchObject({
      status: 404,
    })
    expect(await days()).toEqual({ '2026-03-10': '5' })
    expect(await stored()).toBe(1)
    expect(await test.db.$count(usageBatches)).toBe(0)
  })

  it('takes a batch of 10,000 with as many statements as one of a single record', async () => {
    const { send } = await arrange()
    const many = Array.from({ length: 10_000 }, (_, index) =>
      record(index, { timestamp: new Date(START.getTime() - index * 60_000).toISOString() }),
    )
    await send([record()])

    const one = await countQueries(() => send([record()]))
    const all = await countQueries(() => send(many))

    expect(all.result).toMatchObject({ status: 200, body: { accepted: 10_000 } })
    expect(all.queries).toEqual(one.queries)
    const total = Object.values(await days()).reduce((sum, value) => sum + Number(value), 0)
    // One of them corrects those that were sent before.
    expect(total).toBe((9999 * 10_000) / 2)
  })

  it('writes down one change for a whole batch', async () => {
    const { sender, send } = await arrange()

    await send([record(), record(2, { timestamp: '2026-03-08' }), record(-1)], { on_error: 'skip' })

    const events = await test.db.select().from(auditEvents)
    expect(events).toHaveLength(1)
    expect(events[0]).toMatchObject({
      action: 'usage_records_create',
      actorName: sender.email,
      outcome: 'done',
      objectType: 'usage_records',
      objectName: 'batch 1',
      after: { accepted: 2, rejected: 1, days: 2, first_day: '2026-03-08', last_day: '2026-03-10' },
    })
  })
})

describe('a batch sent again', () => {
  it('gets the same answer and changes nothing, whatever has changed since', async () => {
    const { organization, project, send } = await arrange()
    const admin = await createMember(test.db, organization, { admin: true })
    const records = [record(5), record(-1), { ...record(3), timestamp: '2026-03-09' }]
    const rest = { batch_id: 'once', on_error: 'skip' }
    const first = await send(records, rest)
    await send([record(6)])
    await test.call('DELETE', `/v2.1/projects/${project.name}/deployments/detector`, { as: admin })
    test.clock.now = new Date('2040-01-01T00:00:00Z')
    const before = await test.db.$count(auditEvents)

    const reversed = records.map((one) => Object.fromEntries([...Object.entries(one).reverse(), ['note', 'x']]))
    const again = await send(reversed, rest)

    expect(first).toMatchObject({ status: 200, body: { accepted: 2, rejected: 1 } })
    expect(again.status).toBe(200)
    expect(JSON.stringify(again.body)).toBe(JSON.stringify(first.body))
    expect(await days()).toEqual({ '2026-03-10': '6', '2026-03-09': '3' })
    expect(await test.db.$count(auditEvents)).toBe(before)
  })

  it.each([
    ['another value', [record(6)], {}],
    ['another instant', [record(5, { timestamp: '2026-03-10T10:00:01Z' })], {}],
    ['one record more', [record(5), record(5, { timestamp: '2026-03-09' })], {}],
    ['bad records', [record(-5)], {}],
    ['another way with errors', [record(5)], { on_error: 'skip' }],
  ])('with %s is refused', async (_name, records, rest) => {
    const { send } = await arrange()
    await send([record(5)], { batch_id: 'once' })

    const answer = await send(records, { batch_id: 'once', ...rest })

    expect(answer).toMatchObject({
      status: 409,
      body: { code: 'batch_id_reused', fields: { batch_id: expect.any(String) } },
    })
    expect(await days()).toEqual({ '2026-03-10': '5' })
  })

  it('after it was refused is taken as new', async () => {
    const { send } = await arrange()
    await send([record(5), record(-5)], { batch_id: 'once' })

    expect(await send([record(5)], { batch_id: 'once' })).toMatchObject({ status: 200 })
    expect(await days()).toEqual({ '2026-03-10': '5' })
  })

  it('to another project is another one', async () => {
    const here = await arrange()
    const there = await arrange()

    await here.send([record(5)], { batch_id: 'once' })
    expect(await there.send([record(6)], { batch_id: 'once' })).toMatchObject({ status: 200 })
    expect(await stored()).toBe(2)
  })
})

describe('a bad record', () => {
  it.each<[Record<string, unknown>, string]>([
    [{ object_type: 'bucket' }, 'object_type'],
    [{ object_type: undefined }, 'object_type'],
    [{ object: 'no-such-deployment' }, 'object'],
    [{ object: 'flow' }, 'object'],
    [{ object: 'detector\0' }, 'object'],
    [{ object: 'NULL' }, 'object'],
    [{ version: 'v2' }, 'object'],
    [{ version: '' }, 'version'],
    [{ metric: 'surprise' }, 'metric'],
    [{ object_type: 'pipeline_version', object: 'flow', metric: 'credits' }, 'metric'],
    [{ timestamp: '2026-02-30' }, 'timestamp'],
    [{ timestamp: 1773136800 }, 'timestamp'],
    [{ timestamp: '2026-03-10T12:05:00.001Z' }, 'timestamp'],
    [{ timestamp: '2016-03-09T23:59:59Z' }, 'timestamp'],
    [{ value: -0.001 }, 'value'],
    [{ value: 1e15 + 1 }, 'value'],
    [{ value: '1' }, 'value'],
    [{ value: null }, 'value'],
  ])('%j refuses the batch and is named', async (change, field) => {
    const { send } = await arrange()

    const { status, body } = await send([record(1), record(1, change), record(2, { timestamp: '2026-03-09' })])

    expect({ status, code: body.code }).toEqual({ status: 400, code: 'invalid_input' })
    expect(body.error).toBe('1 record is not valid')
    expect(body.fields).toEqual({ [`records.1.${field}`]: expect.any(String) })
    expect(await days()).toEqual({})
    expect(await test.db.$count(usageBatches)).toBe(0)
  })

  it.each([
    { timestamp: '2026-03-10T12:05:00Z' },
    { timestamp: '2016-03-10T00:00:00Z' },
    { value: 1e15 },
    { value: 0 },
  ])('is none at the limit: %j', async (change) => {
    const { send } = await arrange()

    expect(await send([record(1, change)])).toMatchObject({ status: 200, body: { accepted: 1 } })
  })

  it.each([[null], ['text'], [[]], [7]])('that is %j is named', async (junk) => {
    const { send } = await arrange()

    const { status, body } = await send([record(), junk])

    expect(status).toBe(400)
    expect(Object.keys(body.fields)).toEqual(['records.1'])
  })

  it('beyond the hundredth is only counted', async () => {
    const { send } = await arrange()

    const { body } = await send([record(), ...Array.from({ length: 150 }, () => record(-1))])

    expect(Object.keys(body.fields)).toHaveLength(100)
    expect(body.fields).toHaveProperty(['records.100.value'])
    expect(body.error).toBe('150 records are not valid; fields names the first 100, and there are 50 more')
  })

  it('is skipped where that is asked for', async () => {
    const { send } = await arrange()

    const { status, body } = await send([record(-1), record(3), record(1, { version: 'v9' }), null], {
      on_error: 'skip',
    })

    expect(status).toBe(200)
    expect(body).toEqual({
      batch_id: 'batch 1',
      accepted: 1,
      rejected: 3,
      errors: [
        { index: 0, field: 'value', error: 'Value is at least 0' },
        { index: 2, field: 'object', error: 'There is no version v9 of a deployment detector here' },
        { index: 3, field: '', error: 'A record is an object' },
      ],
    })
    expect(await days()).toEqual({ '2026-03-10': '3' })
  })

  it('leaves nothing where there are no others', async () => {
    const { send } = await arrange()

    expect(await send([record(-1)], { on_error: 'skip' })).toMatchObject({
      status: 200,
      body: { accepted: 0, rejected: 1 },
    })
    expect(await days()).toEqual({})
  })

  it('is one however deep it is', async () => {
    const { url, sender } = await arrange()
    const deep = `${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`
    const bad = JSON.stringify(record('deep')).replace('"deep"', deep)

    const body = `{"batch_id":"deep","records":[${bad}]}`

    expect(await test.call('POST', url, { as: sender, body })).toMatchObject({
      status: 400,
      body: { fields: { 'records.0.value': 'Value must be a number' } },
    })
  })
})

describe('a batch as a whole', () => {
  it.each<[string, Record<string, unknown>]>([
    ['records', { records: [] }],
    ['records', { records: Array.from({ length: 10_001 }, () => 0) }],
    ['records', { records: record() }],
    ['records', { records: undefined }],
    ['batch_id', { batch_id: '' }],
    ['batch_id', { batch_id: 'a'.repeat(129) }],
    ['batch_id', { batch_id: 'a\u0007b' }],
    ['batch_id', { batch_id: 1 }],
    ['on_error', { on_error: 'ignore' }],
  ])('is refused for its %s', async (field, change) => {
    const { send } = await arrange()

    expect(await send([record()], change)).toMatchObject({
      status: 400,
      body: { code: 'invalid_input', fields: { [field]: expect.any(String) } },
    })
  })

  it('is described down to the fields of its records', async () => {
    const { body } = await test.call('GET', '/v2.1/openapi.json')

    const { requestBody } = body.paths['/v2.1/projects/{project}/usage'].post
    const { items } = requestBody.content['application/json'].schema.properties.records
    expect(items.required).toEqual(['object_type', 'object', 'version', 'metric', 'timestamp', 'value'])
    expect(items.properties.value).toEqual({ type: 'number', minimum: 0, maximum: 1e15 })
  })

  it('may be larger than other bodies, but not of any size', async () => {
    const { send } = await arrange()
    const padded = (bytes: number) => [record(1, { note: 'x'.repeat(bytes) })]

    expect(await send(padded(7_000_000))).toMatchObject({ status: 200 })
    expect(await send(padded(9_000_000))).toMatchObject({ status: 413, body: { code: 'too_large' } })
  })

  it('is not read where nobody sends it', async () => {
    const { url } = await arrange()

    expect(await test.call('POST', url, { body: 'x'.repeat(9_000_000) })).toMatchObject({ status: 401 })
  })
})

describe('who may send usage', () => {
  it('is a service user that holds metrics.create on the project', async () => {
    const { project, send } = await arrange()
    const serviceUser = await createServiceUser(test.db, project)
    const role = await createRole(test.db, project, ['metrics.create'])
    expect(await send([record()], {}, { as: serviceUser })).toMatchObject({ status: 403, body: { code: 'forbidden' } })

    await assignRole(test.db, project, role.name, { serviceUser })

    const body = { batch_id: 'from a robot', records: [record()] }
    expect(await send([], {}, { as: serviceUser, body })).toMatchObject({ status: 200 })
  })

  it('is nobody of another organization, who learns nothing', async () => {
    const { send } = await arrange()
    const stranger = await createMember(test.db, await createOrganization(test.db), { admin: true })

    const body = { batch_id: 'from elsewhere', records: [record(-1)] }

    expect(await send([], {}, { as: stranger, body })).toMatchObject({ status: 404 })
  })
})

describe('days', () => {
  const names = [
    { object_type: 'deployment_version', object: 'detector', version: 'v1' },
    { object_type: 'pipeline_version', object: 'flow', version: 'v1' },
  ] as const
  // Few instants, so that many records meet; on both sides of midnight in UTC and in the zones of the sessions below.
  const instants = fc.tuple(fc.nat(2), fc.constantFrom(0, 1, 8 * 3600e3, 11 * 3600e3, 86_400e3 - 1), fc.boolean())
  const records = fc
    .tuple(fc.constantFrom(...names), fc.constantFrom('input_volume', 'output_volume'), instants, fc.nat(5000))
    .map(([name, metric, [day, ms, isShifted], thousandths]) => {
      const at = Date.parse(`${addDays('2026-03-07', day)}T00:00:00Z`) + ms
      // The same instant, said in another time zone.
      const shifted = new Date(at + 9 * 3600e3).toISOString().replace('Z', '+09:00')
      const timestamp = isShifted ? shifted : new Date(at).toISOString()
      return { ...name, metric, timestamp, value: thousandths / 1000, at, thousandths }
    })
  type Sent = typeof records extends fc.Arbitrary<infer One> ? One : never
  const batches = fc.array(
    fc.record({ records: fc.array(records, { minLength: 1, maxLength: 12 }), isSentTwice: fc.boolean() }),
    { minLength: 1, maxLength: 6 },
  )

  /** What each day of each version and metric should have, in thousandths. */
  function model(all: readonly (readonly Sent[])[]): Record<string, number> {
    const latest = new Map<string, Sent>()
    for (const one of all.flat()) latest.set(`${one.object} ${one.metric} ${one.at}`, one)
    const sums: Record<string, number> = {}
    for (const { object, metric, at, thousandths } of latest.values()) {
      const key = `${object} ${metric} ${new Date(at).toISOString().slice(0, 10)}`
      sums[key] = (sums[key] ?? 0) + thousandths
    }
    return sums
  }

  /** The database, its transactions in sessions of another time zone. */
  function inZone(zone: string): Db {
    const db = Object.create(test.db) as Db
    db.transaction = (run, config) =>
      test.db.transaction(async (tx) => {
        await tx.execute(`set local time zone '${zone}'`)
        return run(tx)
      }, config)
    return db
  }

  it.each(['UTC', 'Pacific/Auckland', 'America/Los_Angeles'])(
    'are the sums of the records, whatever is sent, in a session of %s',
    async (zone) => {
      const app = await buildApp({ db: inZone(zone), clock: () => START })
      const organization = await createOrganization(test.db)

      await fc.assert(
        fc.asyncProperty(batches, async (sent) => {
          const project = await createProject(test.db, organization)
          await createVersion(project, 'deployment', 'detector', 'v1')
          await createVersion(project, 'pipeline', 'flow', 'v1')
          const { token } = await createMemberWith(test.db, project, ['metrics.create'])
          for (const [index, { records: given, isSentTwice }] of sent.entries()) {
            for (let time = 0; time < (isSentTwice ? 2 : 1); time += 1) {
              const answer = await app.inject({
                method: 'POST',
                url: `/v2.1/projects/${project.name}/usage`,
                headers: { authorization: `Token ${token}` },
                payload: { batch_id: `${index}`, records: given },
              })
              expect(answer.statusCode).toBe(200)
            }
          }

          const { rows } = await test.database.pool.query<{ key: string; thousandths: string }>(
            `select objects.name || ' ' || metric || ' ' || day as key, (value * 1000)::float8::text as thousandths
             from usage_days
             join object_versions on object_versions.id = usage_days.object_id
             join objects on objects.id = object_versions.object_id
             where usage_days.project_id = $1`,
            [project.id],
          )
          const found = Object.fromEntries(rows.map(({ key, thousandths }) => [key, Number(thousandths)]))
          expect(found).toEqual(model(sent.map(({ records: given }) => given)))
          const { rows: differing } = await test.database.pool.query(
            `select from (
               select object_id, metric, (at at time zone 'UTC')::date as day, sum(value) as value
               from usage_records where project_id = $1 group by 1, 2, 3
             ) as summed
             full join (select * from usage_days where project_id = $1) as days using (object_id, metric, day)
             where summed.value is distinct from days.value`,
            [project.id],
          )
          expect(differing).toEqual([])
        }),
        { numRuns: 25 },
      )
      await app.close()
    },
  )
})
