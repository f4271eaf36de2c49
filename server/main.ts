import { setTimeout as delay } from 'node:timers/promises'
import { buildApp } from './app.ts'
import { migrateDatabase } from './db/migrate.ts'
import { type Database, isUnavailable, openDatabase } from './db/pool.ts'
import { type Env, EnvError, parseEnv } from './env.ts'
import { DomainError } from './errors.ts'
import { createFirstAdmin, prepareSetup } from './features/setup/setup.service.ts'
import { keepHouse } from './housekeeping.ts'
import { logOptions } from './log.ts'
import { builtClient, die, run, serve } from './serve.ts'

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
    clientDir: builtClient(),
  })
  if (env.admin) await createAdmin(database, env.admin)
  const setup = await prepareSetup(database.db, new Date())

  const address = await serve(app, database, env)
  keepHouse(database.db, app.log)
  const origin = env.publicUrl ?? address
  console.log(`\nSteward is at ${origin}`)
  if (setup) console.log(`Create the first admin at ${origin}/setup#code=${setup.code}`)
}

async function createAdmin({ db }: Database, admin: NonNullable<Env['admin']>): Promise<void> {
  try {
    await createFirstAdmin(db, admin, new Date())
  } catch (error) {
    throw error instanceof DomainError ? new EnvError(`ADMIN_PASSWORD: ${error.message}.`) : error
  }
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
