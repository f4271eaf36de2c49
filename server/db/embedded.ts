import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, rmSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { ClientConfig } from 'pg'
import { maintain } from './embedded-maintenance.ts'
import type { EmbeddedReply, EmbeddedRequest, EmbeddedTask } from './embedded-worker.ts'
import { lockFolder } from './folder-lock.ts'

export type EmbeddedConfig =
  /** Kept in this folder, which is made when it is missing. */
  | { dataDir: string }
  /** In memory, gone when stopped; starts from a file made by `dump` when one is named. */
  | { temporary: true; load?: string }

export interface Embedded {
  /** How `pg` reaches it. */
  connection: ClientConfig & { host: string; user: string; password: string; database: string }
  /** Writes a copy of the whole database to a file, from which a temporary one can start. */
  dump: (file: string) => Promise<void>
  /** Ends what connections have left open, checkpoints and gives the folder free. */
  stop: () => Promise<void>
}

/** The longest socket path that every system takes (104 bytes on macOS, with the ending zero). */
const maxSocketPath = 103
const socketName = '.s.PGSQL.5432'

/**
 * Starts PGlite in a thread of its own, where a slow query does not hold up the process, behind a socket that only this
 * user (Windows: who has the password) can open. See EmbeddedServer for what its connections share.
 * @param onFailure the database broke or its folder was taken away: the process cannot go on
 * @throws FolderLockedError when another process has the folder
 */
export async function startEmbedded(config: EmbeddedConfig, onFailure: (error: Error) => void): Promise<Embedded> {
  if (!('dataDir' in config)) return serve(config, onFailure)

  await mkdir(config.dataDir, { recursive: true, mode: 0o700 })
  const lock = await lockFolder(config.dataDir, onFailure)
  try {
    const folder = await initialized(config.dataDir)
    const embedded = await serve({ folder }, onFailure)
    return {
      ...embedded,
      async stop() {
        await embedded.stop()
        lock.release()
      },
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

/** PGlite's own first start, killed half way, leaves a folder that never opens: so it is done aside and then renamed. */
async function initialized(dataDir: string): Promise<string> {
  const folder = join(dataDir, 'postgres')
  if (existsSync(folder)) return folder

  const leftOvers = (await readdir(dataDir)).filter((name) => name.startsWith('postgres.new-'))
  for (const name of leftOvers) await rm(join(dataDir, name), { recursive: true, force: true })

  const draft = await mkdtemp(join(dataDir, 'postgres.new-'))
  const worker = startWorker({ type: 'initialize', folder: draft })
  await answer(worker)
  await rename(draft, folder)
  return folder
}

async function serve(
  database: { folder?: string; load?: string },
  onFailure: (error: Error) => void,
): Promise<Embedded> {
  const isWindows = process.platform === 'win32'
  const socketFolder = isWindows ? undefined : await makeSocketFolder()
  const password = randomBytes(24).toString('base64url')
  const worker = startWorker({
    type: 'serve',
    ...database,
    password,
    listen: socketFolder ? { path: join(socketFolder, socketName) } : { host: '127.0.0.1', port: 0 },
  })
  const removeSocketFolder = () => {
    if (socketFolder) rmSync(socketFolder, { recursive: true, force: true })
    process.off('exit', removeSocketFolder)
  }
  // A process that gives up, or is told to stop while it starts, does not get to `stop`.
  process.once('exit', removeSocketFolder)

  let port: number
  try {
    const ready = await answer(worker)
    port = ready.type === 'ready' ? (ready.port ?? 5432) : 5432
  } catch (error) {
    removeSocketFolder()
    throw error
  }

  let isStopping = false
  const fail = (error: Error) => {
    if (!isStopping) onFailure(error)
  }
  worker.on('error', fail)
  worker.on('exit', () => fail(new Error('The embedded database ended unexpectedly.')))

  const connection = { host: socketFolder ?? '127.0.0.1', port, user: 'postgres', password, database: 'postgres' }
  const stopMaintenance = maintain(connection, fail)
  const ask = async (request: EmbeddedRequest) => {
    worker.postMessage(request)
    await answer(worker)
  }

  return {
    connection,
    dump: (file) => ask({ type: 'dump', file }),
    async stop() {
      if (isStopping) return
      await stopMaintenance()
      isStopping = true
      const exited = once(worker, 'exit')
      await ask({ type: 'stop' })
      await exited
      removeSocketFolder()
    },
  }
}

/** The thread's next message. Rejects when the thread ends instead. */
function answer(worker: Worker): Promise<EmbeddedReply> {
  return new Promise((resolve, reject) => {
    const settle = () => {
      worker.off('message', handleMessage).off('error', handleError).off('exit', handleExit)
    }
    const handleMessage = (reply: EmbeddedReply) => {
      settle()
      resolve(reply)
    }
    const handleError = (error: Error) => {
      settle()
      reject(error)
    }
    const handleExit = () => {
      settle()
      reject(new Error('The embedded database ended before it answered.'))
    }
    worker.on('message', handleMessage).on('error', handleError).on('exit', handleExit)
  })
}

/** Mode 0700 and a short path; the folder that the system names can be too long for a socket. */
async function makeSocketFolder(): Promise<string> {
  const name = 'steward-'
  const roomy = Buffer.byteLength(join(tmpdir(), `${name}XXXXXX`, socketName)) <= maxSocketPath
  return mkdtemp(join(roomy ? tmpdir() : '/tmp', name))
}

/**
 * The thread's code has another name when built. Postgres recurses as deep as the JSON it is given, some 150 bytes a
 * level, and its own limit does not see WebAssembly's stack: this is enough for anything that fits into a request.
 */
function startWorker(task: EmbeddedTask): Worker {
  const file = import.meta.url.endsWith('.ts') ? './embedded-worker.source.mjs' : './embedded-worker.js'
  return new Worker(new URL(file, import.meta.url), {
    workerData: task,
    execArgv: [],
    resourceLimits: { stackSizeMb: 256 },
  })
}
