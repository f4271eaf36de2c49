import { randomBytes } from 'node:crypto'
import { createServer } from 'node:net'
import { buildApp } from './app.ts'
import { migrateDatabase } from './db/migrate.ts'
import { openDatabase } from './db/pool.ts'
import { type Env, EnvError, parseEnv } from './env.ts'
import { knownAccounts } from './features/sample-world/known-accounts.ts'
import { insertWorld } from './features/sample-world/sample-world.repository.ts'
import { createWorld } from './features/sample-world/world.ts'
import { logOptions } from './log.ts'
import { hashPassword } from './passwords.ts'
import { builtClient, die, run, serve } from './serve.ts'

/** How many ports to try where none was asked for. */
const PORTS_TRIED = 20

async function main(): Promise<void> {
  // Each request in the log would push the accounts out of sight.
  const env = parseEnv({ LOG_LEVEL: 'warn', ...process.env })
  const port = await choosePort(env, process.env.PORT ? 1 : PORTS_TRIED)
  const password = env.demoPassword ?? randomBytes(10).toString('hex')

  console.log('Making a sample world…')
  // The database starts in its own thread, while this one makes up the world.
  const opening = openDatabase({ temporary: true }, die)
  const world = createWorld({ now: new Date(), passwordHash: await hashPassword(password) })
  const database = await opening
  await migrateDatabase(database)
  await insertWorld(database.db, world)

  const app = await buildApp({
    db: database.db,
    publicUrl: env.publicUrl,
    trustProxy: env.trustProxy,
    logger: logOptions(env.logLevel),
    clientDir: builtClient(),
  })
  const address = await serve(app, database, { host: env.host, port })
  console.log(welcome(env.publicUrl ?? address, password))
}

/**
 * The port of the settings, or the next one that is free.
 * @throws EnvError when none of so many is free
 */
async function choosePort({ host, port }: Env, tries: number): Promise<number> {
  for (let candidate = port; candidate < port + tries; candidate += 1) {
    if (await isFree(host, candidate)) return candidate
  }
  throw new EnvError(`Port ${port} of ${host} is in use. Set PORT to another one.`)
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (error) => {
      if ('code' in error && error.code === 'EADDRINUSE') resolve(false)
      else reject(error)
    })
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)))
  })
}

function welcome(origin: string, password: string): string {
  const shown = knownAccounts.filter(({ purpose }) => purpose !== undefined)
  const width = Math.max(...shown.map(({ email }) => email.length))
  return `
Steward is at ${origin}

Sign in with any of these; the password of all is  ${password}

${shown.map(({ email, purpose }) => `  ${email.padEnd(width)}  ${purpose}`).join('\n')}

Everything is made up and gone when this process ends (Ctrl+C).`
}

run(main)
