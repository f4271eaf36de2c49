import { Agent, request } from 'node:http'
import { uuidv7 } from 'uuidv7'
import type { UsageRecord } from '#contract/usage-records.ts'
import { buildApp } from '#server/app.ts'
import { migrateDatabase } from '#server/db/migrate.ts'
import { type Database, openDatabase } from '#server/db/pool.ts'
import { objectVersions } from '#server/db/schema.ts'
import { die } from '#server/serve.ts'
import {
  assignRole,
  createObject,
  createOrganization,
  createProject,
  createRole,
  createServiceUser,
} from '#server/testing/factories.ts'
import type { Group } from './table.ts'

const turns = 20
const warmUps = 3
const batchSize = 10_000
const deployments = 20
const metrics = ['credits', 'input_volume'] as const
/** Of records stored, against what a bare insert does in the same time. */
const leastShare = 0.4
const leastRecordsPerSecond = 20_000

/** Sends batches of new records over HTTP, held against an INSERT of the same rows that does nothing else. */
export async function benchUsageRecords(): Promise<Group> {
  const database = await openDatabase({ temporary: true }, die)
  await migrateDatabase(database)
  const app = await buildApp({ db: database.db })
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  try {
    const sender = await createSender(database)
    const port = Number(new URL(await app.listen({ host: '127.0.0.1', port: 0 })).port)
    await database.pool.query('create table bare_records (like usage_records including all)')
    const subject: number[] = []
    const baseline: number[] = []
    for (let turn = -warmUps; turn < turns; turn += 1) {
      const records = createRecords(turn)
      const body = JSON.stringify({ batch_id: `turn ${turn}`, records })
      const statement = insertOf(records, sender)
      const subjectMs = await timed(() => send({ port, agent, ...sender }, body))
      const baselineMs = await timed(() => database.pool.query(statement))
      if (turn < 0) continue
      subject.push(subjectMs)
      baseline.push(baselineMs)
    }
    await requireSameRows(database)
    return {
      title: `Usage: batches of ${batchSize.toLocaleString('en')} records over HTTP against a bare INSERT of the same rows`,
      measures: [
        { what: `${leastShare} of its speed`, unit: 'ms', subject, baseline, limit: { ratio: 1 / leastShare } },
        {
          what: `${leastRecordsPerSecond.toLocaleString('en')} records a second`,
          unit: 'ms',
          subject,
          baseline,
          limit: { median: (1000 * batchSize) / leastRecordsPerSecond },
        },
      ],
    }
  } finally {
    agent.destroy()
    await app.close()
    await database.close()
  }
}

type Sender = Awaited<ReturnType<typeof createSender>>

/** A service user that may send the usage of a project of 20 deployments, each with one version. */
async function createSender({ db }: Database) {
  const organization = await createOrganization(db)
  const project = await createProject(db, organization)
  const role = await createRole(db, project, ['metrics.create'])
  const serviceUser = await createServiceUser(db, project)
  await assignRole(db, project, role.name, { serviceUser })
  const key = { organizationId: organization.id, projectId: project.id }
  const times = { createdAt: new Date(), updatedAt: new Date() }
  const versionIds: string[] = []
  for (let index = 0; index < deployments; index += 1) {
    const { id: objectId } = await createObject(db, project, 'deployment', `deployment-${index}`)
    const id = uuidv7()
    await db.insert(objectVersions).values({ id, ...key, objectId, name: 'v1', ...times })
    versionIds.push(id)
  }
  return { ...key, versionIds, path: `/v2.1/projects/${project.name}/usage`, token: serviceUser.token }
}

/** As a meter sends them: instant by instant, a value of each metric of each version. */
function createRecords(turn: number): UsageRecord[] {
  const series = deployments * metrics.length
  const start = Date.now() - 86_400_000 + (turn * batchSize * 1000) / series
  return Array.from({ length: batchSize }, (_, index) => ({
    object_type: 'deployment_version',
    object: `deployment-${index % deployments}`,
    version: 'v1',
    metric: metrics[Math.floor(index / deployments) % metrics.length] ?? 'credits',
    timestamp: new Date(start + Math.floor(index / series) * 1000).toISOString(),
    value: ((index * 7919) % 100_000) / 100,
  }))
}

function insertOf(records: readonly UsageRecord[], { organizationId, projectId, versionIds }: Sender): string {
  const rows = records.map(({ object_type, metric, timestamp, value }, index) => {
    const texts = [organizationId, projectId, versionIds[index % deployments], object_type, metric, timestamp]
    return `(${texts.map((text) => `'${text}'`).join(',')},${value})`
  })
  const columns = 'organization_id, project_id, object_id, object_type, metric, at, value'
  return `insert into bare_records (${columns}) values ${rows.join(',')}`
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await run()
  return performance.now() - startedAt
}

function send(to: Pick<Sender, 'path' | 'token'> & { port: number; agent: Agent }, body: string): Promise<void> {
  const { port, path, agent, token } = to
  const headers = { authorization: `Token ${token}`, 'content-type': 'application/json' }
  return new Promise((resolve, reject) => {
    request({ port, path, agent, method: 'POST', headers }, (answer) => {
      answer.resume().once('end', () => {
        if (answer.statusCode === 200) resolve()
        else reject(new Error(`${path} answered ${answer.statusCode}`))
      })
    })
      .once('error', reject)
      .end(body)
  })
}

async function requireSameRows({ pool }: Database): Promise<void> {
  const { rows } = await pool.query<{ differ: boolean }>(`
    select exists (select * from usage_records except select * from bare_records)
      or exists (select * from bare_records except select * from usage_records)
      or (select sum(value) from usage_days) <> (select sum(value) from bare_records) as differ`)
  if (rows[0]?.differ !== false) throw new Error('The records stored are not those of the bare insert')
}
