import fc from 'fast-check'
import { uuidv7 } from 'uuidv7'
import { describe, expect, it } from 'vitest'
import { type Usage, usageSeries } from '#contract/usage.ts'
import type { UsageByObject, UsageByProject } from '#contract/usage-breakdown.ts'
import { objectVersions, usageDays } from '#server/db/schema.ts'
import {
  assignRole,
  createAccountServiceUser,
  createMember,
  createMemberWith,
  createObject,
  createOrganization,
  createProject,
  createRole,
  createServiceUser,
} from '#server/testing/factories.ts'
import { countQueries } from '#server/testing/queries.ts'
import { type Credential, START, useTestApp } from '#server/testing/test-app.ts'
import { recordUsage, type UsageRow } from './usage.service.ts'

// Who may ask at all is held by server/enforcement.test.ts.

const test = useTestApp()

type Project = Awaited<ReturnType<typeof createProject>>
type Query = Record<string, string>

const february = { start_date: '2026-02-01', end_date: '2026-03-01' }

const ask = (path: string, as: Credential, query: Query = february) =>
  test.call('GET', `/v2.1${path}?${new URLSearchParams(query).toString()}`, { as })

type ProjectUsage = Usage & Pick<UsageByProject['series'][number], 'project'>
type ObjectUsage = Usage & Pick<UsageByObject['series'][number], 'object' | 'version'>

/** Each series of a breakdown with its parts, as the documented answer has them; a refusal as it is. */
async function askBreakdown(...asked: Parameters<typeof ask>) {
  const answer = await ask(...asked)
  if (answer.status !== 200) return answer
  const { parts, series }: UsageByProject = answer.body
  const body = series.map(({ values, ...rest }) => {
    expect(values).toHaveLength(parts.length)
    return { ...rest, usage: parts.map((part, index) => ({ ...part, value: values[index] })) }
  })
  return { ...answer, body: body as typeof answer.body }
}

async function arrange() {
  const organization = await createOrganization(test.db)
  const admin = await createMember(test.db, organization, { admin: true })
  const path = `/organizations/${organization.name}/usage`
  return {
    organization,
    admin,
    askWhole: (query?: Query) => ask(path, admin, query),
    askByProject: (query?: Query, as: Credential = admin) => askBreakdown(`${path}/projects`, as, query),
  }
}

async function arrangeProject() {
  const world = await arrange()
  const project = await createProject(test.db, world.organization)
  const path = `/projects/${project.name}/usage`
  return {
    ...world,
    project,
    askProject: (query?: Query, as: Credential = world.admin) => ask(path, as, query),
    askByObject: (query?: Query, as: Credential = world.admin) => askBreakdown(`${path}/objects`, as, query),
  }
}

const used = (project: Project, value: number, rest: Partial<UsageRow> = {}): UsageRow => ({
  organizationId: project.organizationId,
  projectId: project.id,
  objectId: '01900000-0000-7000-8000-000000000002',
  objectType: 'deployment_version',
  metric: 'credits',
  day: '2026-02-10',
  value,
  ...rest,
})

async function createVersion(project: Project, object: { id: string }, name = 'v1') {
  const id = uuidv7()
  const key = { organizationId: project.organizationId, projectId: project.id, objectId: object.id }
  await test.db.insert(objectVersions).values({ id, ...key, name, createdAt: START, updatedAt: START })
  return id
}

const total = ({ usage }: Usage) => usage.reduce((sum, { value }) => sum + value, 0)
/** The rows of the metric that most tests are about, with their totals. */
const projects = (body: ProjectUsage[], metric = 'credits') =>
  body.filter((row) => row.metric === metric).map((row) => [row.project, total(row)])
const versions = (body: ObjectUsage[], metric = 'credits') =>
  body.filter((row) => row.metric === metric).map((row) => [row.object, row.version, total(row)])

/** The rows of each pair added up by part, as the whole has them; pairs without a row are zeros. */
const addedUp = (rows: readonly Usage[], whole: readonly Usage[]) =>
  whole.map(({ object_type, metric, usage }) => ({
    object_type,
    metric,
    usage: usage.map((point, index) => ({
      ...point,
      value: rows
        .filter((row) => row.object_type === object_type && row.metric === metric)
        .reduce((sum, row) => sum + (row.usage[index]?.value ?? 0), 0),
    })),
  }))

describe('projects_usage_get', () => {
  it('answers for one project as the organization is answered for all', async () => {
    const { organization, project, askProject } = await arrangeProject()
    const other = await createProject(test.db, organization)
    await recordUsage(test.db, [
      used(project, 3),
      used(project, 4, { objectId: uuidv7(), day: '2026-02-28' }),
      used(project, 5, { metric: 'output_volume', objectType: 'pipeline_version' }),
      used(project, 100, { day: '2026-03-01' }),
      used(other, 1000),
    ])

    const { status, body } = await askProject()

    const usage = (value: number) => [{ start_date: '2026-02-01T00:00:00Z', end_date: '2026-03-01T00:00:00Z', value }]
    expect(status).toBe(200)
    expect(body).toEqual([
      { object_type: 'deployment_version', metric: 'credits', usage: usage(7) },
      { object_type: 'deployment_version', metric: 'input_volume', usage: usage(0) },
      { object_type: 'deployment_version', metric: 'output_volume', usage: usage(0) },
      { object_type: 'pipeline_version', metric: 'input_volume', usage: usage(0) },
      { object_type: 'pipeline_version', metric: 'output_volume', usage: usage(5) },
    ])
  })

  it.each<Query>([
    {},
    { interval: 'day' },
    { end_date: '2026-05-01' },
    { start_date: '2026-01-31', end_date: '2026-03-30T12:00:00Z' },
  ])('cuts %j as for the organization', async (query) => {
    const { project, askWhole, askProject } = await arrangeProject()
    await recordUsage(test.db, [used(project, 3, { day: '2026-03-10' }), used(project, 4)])

    expect((await askProject(query)).body).toEqual((await askWhole(query)).body)
  })

  it('refuses a range that nobody can ask for', async () => {
    const { askProject } = await arrangeProject()

    expect(await askProject({ start_date: '2026-02-02', end_date: '2026-02-01' })).toMatchObject({
      status: 400,
      body: { code: 'usage_range_invalid' },
    })
  })
})

describe('organizations_usage_projects_list', () => {
  it('lists for each metric the projects that used most of it, with all their types, and the rest', async () => {
    const { organization, askByProject } = await arrange()
    const first = await createProject(test.db, organization, 'first')
    const second = await createProject(test.db, organization, 'second')
    const volume = { metric: 'input_volume' } as const
    await recordUsage(test.db, [
      used(first, 5),
      used(second, 7, { day: '2026-02-01' }),
      used(second, 1, { day: '2026-02-28' }),
      used(first, 20, volume),
      used(first, 2, { ...volume, objectType: 'pipeline_version' }),
      used(second, 21, volume),
    ])

    const { status, body } = await askByProject({ ...february, limit: '1' })

    const row = (project: string | null, object_type: string, metric: string, value: number) => ({
      project,
      object_type,
      metric,
      usage: [{ start_date: '2026-02-01T00:00:00Z', end_date: '2026-03-01T00:00:00Z', value }],
    })
    expect(status).toBe(200)
    expect(body).toEqual([
      row('second', 'deployment_version', 'credits', 8),
      row(null, 'deployment_version', 'credits', 5),
      row('first', 'deployment_version', 'input_volume', 20),
      row('first', 'pipeline_version', 'input_volume', 2),
      row(null, 'deployment_version', 'input_volume', 21),
      row(null, 'pipeline_version', 'input_volume', 0),
    ])
  })

  it('names ten without a limit, most first, and those that used the same by name', async () => {
    const { organization, askByProject } = await arrange()
    const names = ['l', 'k', 'j', 'i', 'h', 'g', 'f', 'e', 'd', 'c', 'b', 'a'].map((letter) => `project-${letter}`)
    for (const name of names) {
      const project = await createProject(test.db, organization, name)
      await recordUsage(test.db, [used(project, name === 'project-l' ? 9 : 2)])
    }

    const { body } = await askByProject()

    const named = ['l', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'].map((letter) => `project-${letter}`)
    expect(projects(body)).toEqual([...named.map((name) => [name, name === 'project-l' ? 9 : 2]), [null, 4]])
  })

  it('compares exact sums, not what a number holds of them', async () => {
    const { organization, askByProject } = await arrange()
    const more = await createProject(test.db, organization, 'more')
    const less = await createProject(test.db, organization, 'less')
    const row = (project: Project, value: string) => ({ ...used(project, 0), value })
    await test.db.insert(usageDays).values([row(more, '1.00000000000000000001'), row(less, '1')])

    const { body } = await askByProject({ ...february, limit: '1' })

    expect(projects(body)).toEqual([
      ['more', 1],
      [null, 1],
    ])
  })

  it('lists no project that used nothing in the range, and no rest where there is none', async () => {
    const { organization, askByProject } = await arrange()
    const project = await createProject(test.db, organization, 'busy')
    const idle = await createProject(test.db, organization, 'idle')
    await recordUsage(test.db, [used(project, 1), used(idle, 0), used(idle, 5, { day: '2026-03-01' })])

    const { body } = await askByProject()

    expect(body).toHaveLength(1)
    expect(projects(body)).toEqual([['busy', 1]])
  })

  it('answers with nothing where nothing was used', async () => {
    const { askByProject } = await arrange()

    expect(await askByProject()).toMatchObject({ status: 200, body: [] })
  })

  it('counts to the rest what the caller may not see', async () => {
    const { organization, askByProject } = await arrange()
    const seen = await createProject(test.db, organization, 'seen')
    const hidden = await createProject(test.db, organization, 'hidden')
    const reader = await createMemberWith(test.db, seen, ['metrics.get'])
    const role = await createRole(test.db, hidden, ['metrics.list', 'projects.get'])
    await assignRole(test.db, hidden, role.name, { person: reader })
    const outsider = await createMember(test.db, organization)
    await recordUsage(test.db, [used(seen, 1), used(hidden, 9)])

    expect(projects((await askByProject()).body)).toEqual([
      ['hidden', 9],
      ['seen', 1],
    ])
    expect(projects((await askByProject({ ...february, limit: '1' }, reader)).body)).toEqual([
      ['seen', 1],
      [null, 9],
    ])
    expect(projects((await askByProject(february, outsider)).body)).toEqual([[null, 10]])
  })

  it('counts to the rest what deleted projects used', async () => {
    const { organization, admin, askByProject } = await arrange()
    const kept = await createProject(test.db, organization, 'kept')
    const deleted = await createProject(test.db, organization, 'deleted')
    await recordUsage(test.db, [used(kept, 1), used(deleted, 9)])

    await test.call('DELETE', `/v2.1/projects/${deleted.name}`, { as: admin })

    expect(projects((await askByProject()).body)).toEqual([
      ['kept', 1],
      [null, 9],
    ])
  })

  it('takes a renamed project by its new name, and nothing of another organization', async () => {
    const { organization, admin, askByProject } = await arrange()
    const project = await createProject(test.db, organization, 'before')
    const foreign = await createProject(test.db, await createOrganization(test.db))
    await recordUsage(test.db, [used(project, 1), used(foreign, 9)])

    await test.call('PATCH', `/v2.1/projects/${project.name}`, { as: admin, body: { name: 'after' } })

    expect(projects((await askByProject()).body)).toEqual([['after', 1]])
  })

  it('asks a monitoring key for no permission, in its organization only', async () => {
    const { organization, askByProject } = await arrange()
    const robot = await createAccountServiceUser(test.db, organization)
    const stranger = await createAccountServiceUser(test.db, await createOrganization(test.db))
    const project = await createProject(test.db, organization, 'monitored')
    await recordUsage(test.db, [used(project, 1)])

    expect(projects((await askByProject(february, robot)).body)).toEqual([['monitored', 1]])
    expect((await askByProject(february, stranger)).status).toBe(404)
  })

  it.each<[Query, string[]]>([
    [{ metric: 'credits' }, ['large deployment_version credits 3', 'small deployment_version credits 1']],
    [
      { metric: 'input_volume' },
      [
        'small deployment_version input_volume 0',
        'small pipeline_version input_volume 8',
        'large deployment_version input_volume 5',
        'large pipeline_version input_volume 0',
      ],
    ],
    [{ metric: 'input_volume', object_type: 'deployment_version' }, ['large deployment_version input_volume 5']],
    [{ object_type: 'pipeline_version' }, ['small pipeline_version input_volume 8']],
    [{ metric: 'output_volume' }, []],
    // No such pair.
    [{ metric: 'credits', object_type: 'pipeline_version' }, []],
  ])('sums and ranks by what %j asks for only', async (query, expected) => {
    const { organization, askByProject } = await arrange()
    const large = await createProject(test.db, organization, 'large')
    const small = await createProject(test.db, organization, 'small')
    await recordUsage(test.db, [
      used(large, 3),
      used(small, 1),
      used(large, 5, { metric: 'input_volume' }),
      used(small, 8, { metric: 'input_volume', objectType: 'pipeline_version' }),
      used(small, 90, { objectType: 'pipeline_version' }),
    ])

    const { status, body } = await askByProject({ ...february, ...query })

    expect(status).toBe(200)
    expect(body.map((row: ProjectUsage) => `${row.project} ${row.object_type} ${row.metric} ${total(row)}`)).toEqual(
      expected,
    )
  })

  it.each<Query>([
    { limit: '0' },
    { limit: '51' },
    { limit: '1.5' },
    { limit: '' },
    { limit: 'all' },
    { metric: 'surprise' },
    { object_type: 'bucket' },
    { interval: 'week' },
  ])('refuses %j', async (query) => {
    const { askByProject } = await arrange()

    expect(await askByProject(query)).toMatchObject({ status: 400, body: { code: 'invalid_input' } })
  })

  it('refuses a range that nobody can ask for', async () => {
    const { askByProject } = await arrange()

    expect(await askByProject({ start_date: '2016-01-01', end_date: '2026-01-02' })).toMatchObject({
      status: 400,
      body: { code: 'usage_range_invalid' },
    })
  })

  it('gives ten years by day of as many projects as it names by itself, and no more', async () => {
    const { askByProject } = await arrange()
    const tenYears = { start_date: '2016-03-10', end_date: '2026-03-10', interval: 'day' }

    expect((await askByProject(tenYears)).status).toBe(200)
    expect((await askByProject({ ...tenYears, limit: '50', metric: 'credits' })).status).toBe(200)
    expect(await askByProject({ ...tenYears, limit: '50' })).toMatchObject({
      status: 400,
      body: { code: 'usage_range_invalid', error: expect.stringContaining('250,000') },
    })
  })

  it('asks as many queries for forty projects by day as for one by month', async () => {
    const { organization, askByProject } = await arrange()
    const fill = async () => recordUsage(test.db, [used(await createProject(test.db, organization), 1)])
    await fill()
    await askByProject()

    const one = await countQueries(() => askByProject())
    for (let count = 1; count < 40; count += 1) await fill()
    const forty = await countQueries(() => askByProject({ ...february, interval: 'day', limit: '50' }))

    expect(projects(forty.result.body)).toHaveLength(40)
    expect(forty.queries).toHaveLength(one.queries.length)
  })
})

describe('projects_usage_objects_list', () => {
  it('lists the versions that used most, each with its own type, and the rest with deleted ones', async () => {
    const { organization, admin, project, askByObject } = await arrangeProject()
    const deployment = await createObject(test.db, project, 'deployment', 'same-name')
    const pipeline = await createObject(test.db, project, 'pipeline', 'same-name')
    const [first, second] = [await createVersion(project, deployment), await createVersion(project, deployment, 'v2')]
    const flow = await createVersion(project, pipeline)
    const volume = { metric: 'input_volume' } as const
    await recordUsage(test.db, [
      used(project, 1, { objectId: first }),
      used(project, 2, { objectId: second }),
      used(project, 4, { objectId: uuidv7() }),
      used(project, 5, { ...volume, objectId: first }),
      used(project, 6, { ...volume, objectId: flow, objectType: 'pipeline_version' }),
      used(await createProject(test.db, organization), 1000, { objectId: first }),
    ])
    const before = await askByObject()

    await test.call('DELETE', `/v2.1/projects/${project.name}/deployments/same-name/versions/v2`, { as: admin })
    const after = await askByObject()

    expect(versions(before.body)).toEqual([
      ['same-name', 'v2', 2],
      ['same-name', 'v1', 1],
      [null, null, 4],
    ])
    expect(versions(after.body)).toEqual([
      ['same-name', 'v1', 1],
      [null, null, 6],
    ])
    const volumes = after.body.filter(({ metric }: ObjectUsage) => metric === 'input_volume')
    expect(volumes.map(({ object_type, ...row }: ObjectUsage) => [object_type, row.object])).toEqual([
      ['pipeline_version', 'same-name'],
      ['deployment_version', 'same-name'],
    ])
  })

  it('names as many as the limit says, and those that used the same by object and version', async () => {
    const { project, askByObject } = await arrangeProject()
    const b = await createObject(test.db, project, 'deployment', 'b')
    const a = await createObject(test.db, project, 'deployment', 'a')
    for (const [object, name] of [
      [b, 'v1'],
      [a, 'v10'],
      [a, 'v2'],
      [a, 'v1'],
    ] as const) {
      await recordUsage(test.db, [used(project, 3, { objectId: await createVersion(project, object, name) })])
    }

    const { body } = await askByObject({ ...february, limit: '3' })

    expect(versions(body)).toEqual([
      ['a', 'v1', 3],
      ['a', 'v2', 3],
      ['a', 'v10', 3],
      [null, null, 3],
    ])
  })

  it('answers a service user that holds the permission', async () => {
    const { project, askProject, askByObject } = await arrangeProject()
    const serviceUser = await createServiceUser(test.db, project)
    const role = await createRole(test.db, project, ['metrics.list'])
    await assignRole(test.db, project, role.name, { serviceUser })
    await recordUsage(test.db, [used(project, 1)])

    expect(versions((await askByObject(february, serviceUser)).body)).toEqual([[null, null, 1]])
    expect(await askProject(february, serviceUser)).toMatchObject({ status: 403, body: { code: 'forbidden' } })
  })

  it('asks as many queries for thirty versions by day as for one by month', async () => {
    const { project, askByObject } = await arrangeProject()
    const deployment = await createObject(test.db, project, 'deployment')
    const fill = async (name: string) =>
      recordUsage(test.db, [used(project, 1, { objectId: await createVersion(project, deployment, name) })])
    await fill('v0')
    await askByObject()

    const one = await countQueries(() => askByObject())
    for (let count = 1; count < 30; count += 1) await fill(`v${count}`)
    const thirty = await countQueries(() => askByObject({ ...february, interval: 'day', limit: '50' }))

    expect(versions(thirty.result.body)).toHaveLength(30)
    expect(thirty.queries).toHaveLength(one.queries.length)
  })
})

describe('the rows of a breakdown', () => {
  const day = fc.integer({ min: 1, max: 31 }).map((number) => `2026-01-${String(number).padStart(2, '0')}`)
  const entries = fc.array(
    fc.record({
      project: fc.nat(2),
      version: fc.nat(1),
      pair: fc.constantFrom(...usageSeries),
      day,
      value: fc.nat(1_000_000),
    }),
    { maxLength: 40 },
  )
  const queries = fc.record({
    interval: fc.constantFrom('day', 'month'),
    limit: fc.integer({ min: 1, max: 5 }).map(String),
  })

  it('add up to the answer for the whole, of projects and of versions, whatever was used', async () => {
    const { organization, admin, askWhole, askByProject } = await arrange()
    const world = await arrangeParties(organization, admin)

    await fc.assert(
      fc.asyncProperty(entries, queries, async (given, cut) => {
        await test.db.delete(usageDays)
        await recordUsage(
          test.db,
          given.map(({ project, version, pair, day: on, value }) =>
            used(world.projects[project] as Project, value, {
              objectId: world.objectIds[pair.object_type][version] as string,
              objectType: pair.object_type,
              metric: pair.metric,
              day: on,
            }),
          ),
        )
        const query = { ...cut, start_date: '2026-01-05', end_date: '2026-02-01' }
        const { name } = world.projects[0] as Project

        const { body: whole } = await askWhole(query)
        for (const as of [admin, world.reader]) {
          expect(addedUp((await askByProject(query, as)).body, whole)).toEqual(whole)
        }
        const { body: ofProject } = await ask(`/projects/${name}/usage`, admin, query)
        const { body: byObject } = await askBreakdown(`/projects/${name}/usage/objects`, admin, query)
        expect(addedUp(byObject, ofProject)).toEqual(ofProject)
      }),
      { numRuns: 40 },
    )
  }, 60_000)

  /** A project seen by both, one seen by the admin only, and one that is no more; of each type a version and one that is no more. */
  async function arrangeParties(organization: { id: string }, admin: Credential) {
    const [seen, hidden, deleted] = [
      await createProject(test.db, organization),
      await createProject(test.db, organization),
      await createProject(test.db, organization),
    ]
    await test.call('DELETE', `/v2.1/projects/${deleted.name}`, { as: admin })
    const deployment = await createVersion(seen, await createObject(test.db, seen, 'deployment'))
    const pipeline = await createVersion(seen, await createObject(test.db, seen, 'pipeline'))
    return {
      reader: await createMemberWith(test.db, seen, ['metrics.get']),
      projects: [seen, hidden, deleted],
      objectIds: { deployment_version: [deployment, uuidv7()], pipeline_version: [pipeline, uuidv7()] },
    }
  }
})
