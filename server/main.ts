import { setTimeout as delay } from 'node:timers/promises'
import { buildApp } from './app.ts'
import { migrateDatabase } from './db/migrate.ts'
import { type Database, isUnavailable, openDatabase } from './db/pool.ts'
import { parseEnv } from './env.ts'
import { logOptions } from './log.ts'
import { die, run, serve } from './serve.ts'

/** Database and server are often started together, and the database takes longer. */
const databaseStartMs = 60_000

async function main(): Promise<void> {
  const env = parseEnv(process.env)
  const { databaseUrl, dataDir } = env
  const database = await openDatabase(databaseUrl ? { databaseUrl } : { dataDir }, die)
  await migrateWhenReachable(database)

  const app = await buildApp({
    db: database.db,
    publicUrl: env.publicUrl,
    trustProxy: env.trustProxy,
    logger: logOptions(env.logLevel),
  })
  const address = await serve(app, database, env)
  const origin = env.publicUrl ?? address
  console.log(`\nSteward is at ${origin}`)
}

async function migrateWhenReachable(database: Database): Promise<void> {
  const deadline = Date.now() + databaseStartMs
  for (;;) {
    try {
      return await migrateDatabase(database)
    } catch (error) {
      if (!isUnavailable(error) || Date.now() > deadline) throw error
      console.error('The database cannot be reached yet; trying again.')
      await delay(2000)
    }
  }
}

run(main)
