import { Agent, request } from 'node:http'
import { buildApp } from '#server/app.ts'
import { migrateDatabase } from '#server/db/migrate.ts'
import { connectDatabase, type Database, openDatabase } from '#server/db/pool.ts'
import { die } from '#server/serve.ts'
import { startPostgresServer } from '#server/testing/postgres-server.ts'
import { fillWorld, type Question, type Size } from './access-world.ts'
import type { Group } from './table.ts'

const turns = 100
const mostRatio = 1.5
const warmUps = 10

const many = { assignments: 1_000_000, ofBusiest: 1000 }
const few = { assignments: 1000, ofBusiest: 1 }
const layouts = [
  { title: '1,000,000 role assignments against 1,000, in 1,000 projects', projects: 1000, members: 200 },
  { title: '1,000,000 role assignments against 1,000, in one project', projects: 1, members: 5000 },
]

/**
 * Asks servers over HTTP for what takes little but the permission decision, with many role assignments in the database
 * and with few.
 */
export async function benchAccess(): Promise<Group[]> {
  const groups: Group[] = []
  for (const { title, ...layout } of layouts) {
    groups.push({ title: `Embedded: ${title}`, measures: await compare(openEmbedded, openEmbedded, layout) })
  }
  const postgres = await startPostgresServer()
  try {
    const open = (name: string) => () => openOnServer(postgres.url, name)
    for (const { title, ...layout } of layouts) {
      groups.push({ title: `PostgreSQL: ${title}`, measures: await compare(open('many'), open('few'), layout) })
    }
  } finally {
    await postgres.stop()
  }
  return groups
}

type Layout = Pick<Size, 'projects' | 'members'>

async function compare(openMany: () => Promise<Database>, openFew: () => Promise<Database>, layout: Layout) {
  const subjectServer = await serve(openMany, { ...layout, ...many })
  const baselineServer = await serve(openFew, { ...layout, ...few })
  try {
    const samples = subjectServer.questions.map(() => ({ subject: [] as number[], baseline: [] as number[] }))
    // In turns, so that whatever else the machine does meets both.
    for (let turn = -warmUps; turn < turns; turn += 1) {
      for (const [index, { subject, baseline }] of samples.entries()) {
        const subjectMs = await ask(subjectServer, index)
        const baselineMs = await ask(baselineServer, index)
        if (turn < 0) continue
        subject.push(subjectMs)
        baseline.push(baselineMs)
      }
    }
    return samples.map((sides, index) => ({
      what: subjectServer.questions[index]?.title ?? '',
      unit: 'ms' as const,
      limit: { ratio: mostRatio },
      ...sides,
    }))
  } finally {
    await subjectServer.stop()
    await baselineServer.stop()
  }
}

interface Served {
  port: number
  questions: Question[]
  agent: Agent
  stop: () => Promise<void>
}

/** A server that listens, on a database that it has to itself. */
async function serve(open: () => Promise<Database>, size: Size): Promise<Served> {
  const database = await open()
  await migrateDatabase(database)
  const questions = await fillWorld(database, size)
  const app = await buildApp({ db: database.db })
  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const stop = async () => {
    agent.destroy()
    await app.close()
    await database.close()
  }
  return { port: Number(new URL(address).port), questions, agent, stop }
}

/** How long the answer took, in milliseconds. */
function ask({ port, questions, agent }: Served, index: number): Promise<number> {
  const question = questions[index]
  if (!question) throw new Error(`There is no question ${index}`)
  const { path, token, status } = question
  return new Promise((resolve, reject) => {
    const startedAt = performance.now()
    request({ port, path, agent, headers: { authorization: `Token ${token}` } }, (answer) => {
      answer.resume().once('end', () => {
        if (answer.statusCode === status) resolve(performance.now() - startedAt)
        else reject(new Error(`${path} answered ${answer.statusCode} instead of ${status}`))
      })
    })
      .once('error', reject)
      .end()
  })
}

const openEmbedded = () => openDatabase({ temporary: true }, die)

/** A new database of this name, which an older one gives way to. */
async function openOnServer(maintenanceUrl: string, name: string): Promise<Database> {
  const maintenance = connectDatabase({ connectionString: maintenanceUrl })
  await maintenance.pool.query(`drop database if exists ${name} with (force)`)
  await maintenance.pool.query(`create database ${name}`)
  await maintenance.close()
  const url = new URL(maintenanceUrl)
  url.pathname = `/${name}`
  return connectDatabase({ connectionString: url.href })
}
