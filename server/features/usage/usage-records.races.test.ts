import { uuidv7 } from 'uuidv7'
import { describe, expect, it } from 'vitest'
import { auditEvents, objectVersions, usageDays, usageRecords } from '#server/db/schema.ts'
import { createMemberWith, createObject, createOrganization, createProject } from '#server/testing/factories.ts'
import { isRaceable, meanwhile } from '#server/testing/races.ts'
import { START, useTestApp } from '#server/testing/test-app.ts'
import { type Series, storeRecords } from './usage-records.repository.ts'

const test = useTestApp()

async function arrange() {
  const organization = await createOrganization(test.db)
  const project = await createProject(test.db, organization)
  const key = { organizationId: organization.id, projectId: project.id }
  const { id: objectId } = await createObject(test.db, project, 'deployment', 'detector')
  const versionId = uuidv7()
  const times = { createdAt: START, updatedAt: START }
  await test.db.insert(objectVersions).values({ id: versionId, ...key, objectId, name: 'v1', ...times })
  const sender = await createMemberWith(test.db, project, ['metrics.create'])
  const send = (batchId: string, ...values: number[]) =>
    test.call('POST', `/v2.1/projects/${project.name}/usage`, {
      as: sender,
      body: {
        batch_id: batchId,
        records: values.map((value, hour) => ({
          object_type: 'deployment_version',
          object: 'detector',
          version: 'v1',
          metric: 'credits',
          timestamp: `2026-03-10T0${hour}:00:00Z`,
          value,
        })),
      },
    })
  return { key, versionId, send }
}

const days = async () => (await test.db.select({ value: usageDays.value }).from(usageDays)).map(({ value }) => value)

describe.runIf(isRaceable)('usage sent at the same time', () => {
  it('has one effect where it is one batch, and every sender gets the same answer', async () => {
    const { send } = await arrange()

    const answers = await Promise.all(Array.from({ length: 8 }, () => send('once', 1, 2, 3)))

    for (const { status, body } of answers) {
      expect({ status, body }).toEqual({
        status: 200,
        body: { batch_id: 'once', accepted: 3, rejected: 0, errors: [] },
      })
    }
    expect(await days()).toEqual(['6'])
    expect(await test.db.$count(auditEvents)).toBe(1)
  })

  it('waits for the batch that has its id, and is refused where that is another one', async () => {
    const { key, send } = await arrange()

    const answer = await meanwhile(
      test.database,
      (client) =>
        client.query(
          `insert into usage_batches (organization_id, project_id, batch_id, request_hash, answer, created_at)
           values ($1, $2, 'once', '\\x00', '{}', now())`,
          [key.organizationId, key.projectId],
        ),
      () => send('once', 1),
    )

    expect(answer).toMatchObject({ status: 409, body: { code: 'batch_id_reused' } })
    expect(await days()).toEqual([])
  })

  it('is stored by one of two that share an id and differ', async () => {
    const { send } = await arrange()

    const answers = await Promise.all([send('once', 1), send('once', 2)])

    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409])
    expect(await days()).toEqual([answers[0]?.status === 200 ? '1' : '2'])
  })

  it('corrects what another batch has stored and not committed', async () => {
    const { key, versionId, send } = await arrange()

    const answer = await meanwhile(
      test.database,
      (client) =>
        client.query(
          `with stored as (
             insert into usage_records (organization_id, project_id, object_id, object_type, metric, at, value)
             values ($1, $2, $3, 'deployment_version', 'credits', '2026-03-10T00:00:00Z', 5)
           )
           insert into usage_days (organization_id, project_id, object_id, object_type, metric, day, value)
           values ($1, $2, $3, 'deployment_version', 'credits', '2026-03-10', 5)`,
          [key.organizationId, key.projectId, versionId],
        ),
      () => send('second', 7, 1),
    )

    expect(answer).toMatchObject({ status: 200 })
    expect(await days()).toEqual(['8'])
  })

  it('is not found where its project is deleted', async () => {
    const { key, send } = await arrange()

    const answer = await meanwhile(
      test.database,
      (client) => client.query('delete from projects where id = $1', [key.projectId]),
      () => send('late', 1),
    )

    expect(answer).toMatchObject({ status: 404 })
    expect(await days()).toEqual([])
  })

  it('never waits in a circle, in whatever order the records come', async () => {
    const { key } = await arrange()
    const objectIds = Array.from({ length: 10 }, () => uuidv7())
    const instants = Array.from({ length: 100 }, (_, index) => START.getTime() - index * 3_600_000)
    const series = (value: number): Series[] =>
      objectIds.map((objectId) => ({
        objectId,
        objectType: 'deployment_version',
        metric: 'credits',
        values: new Map(instants.map((at) => [at, value])),
      }))

    // Without the router, which would try again after a deadlock.
    await Promise.all(
      Array.from({ length: 8 }, (_, index) => {
        const given = series(index + 1)
        const ordered = index % 2 === 0 ? given : given.toReversed()
        return test.db.transaction((tx) => storeRecords(tx, key, ordered))
      }),
    )

    const { rows } = await test.database.pool.query(
      'select (select sum(value) from usage_records) = (select sum(value) from usage_days) as agree',
    )
    expect(rows).toEqual([{ agree: true }])
    expect(await test.db.$count(usageRecords)).toBe(1000)
  })
})
