import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'
import { FolderLockedError } from './db/folder-lock.ts'
import type { Database } from './db/pool.ts'
import { EnvError } from './env.ts'
import { toLoggedError } from './log.ts'

/** How long requests in flight may take after a signal. */
const finishMs = 10_000
/** How long giving the connections back and the last checkpoint may take. */
const closeMs = 10_000

const signals = ['SIGTERM', 'SIGINT'] as const

/** The folder of the built dashboard; undefined when run from source, where Vite serves it. */
export function builtClient(): string | undefined {
  const folder = fileURLToPath(new URL('../client', import.meta.url))
  return import.meta.url.endsWith('.ts') || !existsSync(folder) ? undefined : folder
}

/** Runs a process until it listens; what whoever starts it can put right is told in a sentence. */
export function run(main: () => Promise<void>): void {
  process.on('unhandledRejection', die).on('uncaughtException', die)
  for (const signal of signals) process.on(signal, exitAtOnce)
  main().catch(explain)
}

/** Unlike being killed by the signal, this lets the embedded database remove its temporary files. */
function exitAtOnce(signal: NodeJS.Signals): never {
  process.exit(128 + constants.signals[signal])
}

function explain(error: unknown): void {
  if (error instanceof EnvError || error instanceof FolderLockedError) {
    console.error(error.message)
    process.exit(1)
  }
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    console.error(`${error.message}. Set PORT to another one.`)
    process.exit(1)
  }
  die(error)
}

/**
 * Listens, and stops on SIGTERM and SIGINT: requests in flight are finished, then the database is closed. A second
 * signal stops at once.
 * @returns the address it listens at
 */
export async function serve(
  app: FastifyInstance,
  database: Database,
  listen: { host: string; port: number },
): Promise<string> {
  let isStopping = false
  const handleSignal = (signal: NodeJS.Signals) => {
    if (isStopping) process.exit(1)
    isStopping = true
    app.log.info(`${signal}: finishing requests in flight`)
    stop(app, database).then((isClean) => process.exit(isClean ? 0 : 1), die)
  }
  for (const signal of signals) process.off(signal, exitAtOnce).on(signal, handleSignal)

  try {
    return await app.listen({ ...listen, listenTextResolver: (address) => `listening at ${address}` })
  } catch (error) {
    await stop(app, database)
    throw error
  }
}

/** For what leaves the process in a state nobody can know: says it as a line of the log and ends with 1. */
export function die(error: unknown): never {
  const line = { level: 60, time: Date.now(), pid: process.pid, err: toLoggedError(error), msg: 'cannot go on' }
  process.stderr.write(`${JSON.stringify(line)}\n`)
  process.exit(1)
}

async function stop(app: FastifyInstance, database: Database): Promise<boolean> {
  // A connection that was answering when the closing began is kept alive for another request otherwise.
  const closing = setInterval(() => app.server.closeIdleConnections(), 50)
  const isFinished = await within(finishMs, app.close())
  clearInterval(closing)
  if (!isFinished) app.log.warn('requests in flight took too long and are cut off')
  const isClosed = await within(closeMs, database.close())
  if (!isClosed) app.log.warn('the database did not close in time')
  return isFinished && isClosed
}

async function within(ms: number, work: PromiseLike<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const isLate = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms)
  })
  try {
    return await Promise.race([Promise.resolve(work).then(() => true), isLate])
  } finally {
    clearTimeout(timer)
  }
}
