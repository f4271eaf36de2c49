import { Agent, request } from 'node:http'
import { buildApp } from '#server/app.ts'
import { migrateDatabase } from '#server/db/migrate.ts'
import { connectDatabase, type Database, openDatabase } from '#server/db/pool.ts'
import { die } from '#server/serve.ts'
import type { Measure } from './table.ts'

const warmUps = 10

/** A database to open and to fill. */
export interface World {
  open: () => Promise<Database>
  /** @returns what can be asked of it then */
  fill: (database: Database) => Promise<Question[]>
}

export interface Question {
  title: string
  path: string
  token: string
  status: number
}

interface Comparison {
  turns: number
  /** At most, of the medians. */
  ratio: number
}

/** Asks servers of two worlds the same questions over HTTP. */
export async function compareWorlds(subject: World, baseline: World, limits: Comparison): Promise<Measure[]> {
  const subjectServer = await serve(subject)
  const baselineServer = await serve(baseline)
  try {
    const samples = subjectServer.questions.map(() => ({ subject: [] as number[], baseline: [] as number[] }))
    // In turns, so that whatever else the machine does meets both.
    for (let turn = -warmUps; turn < limits.turns; turn += 1) {
      for (const [index, sides] of samples.entries()) {
        const subjectMs = await ask(subjectServer, index)
        const baselineMs = await ask(baselineServer, index)
        if (turn < 0) continue
        sides.subject.push(subjectMs)
        sides.baseline.push(baselineMs)
      }
    }
    return samples.map((sides, index) => ({
      what: subjectServer.questions[index]?.title ?? '',
      unit: 'ms' as const,
      limit: { ratio: limits.ratio },
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
async function serve({ open, fill }: World): Promise<Served> {
  const database = await open()
  await migrateDatabase(database)
  const questions = await fill(database)
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

export const openEmbedded = () => openDatabase({ temporary: true }, die)

/** A new database of this name, which an older one gives way to. */
export async function openOnServer(maintenanceUrl: string, name: string): Promise<Database> {
  const maintenance = connectDatabase({ connectionString: maintenanceUrl })
  await maintenance.pool.query(`drop database if exists ${name} with (force)`)
  await maintenance.pool.query(`create database ${name}`)
  await maintenance.close()
  const url = new URL(maintenanceUrl)
  url.pathname = `/${name}`
  return connectDatabase({ connectionString: url.href })
}
