import { openAsBlob } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import type { ListenOptions } from 'node:net'
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { EmbeddedServer } from './embedded-server.ts'

/** What the thread is started with. */
export type EmbeddedTask =
  | { type: 'initialize'; folder: string }
  | {
      type: 'serve'
      /** Without a folder the database lives in memory. */
      folder?: string
      /** In memory: starts from this file, made by `dump`. */
      load?: string
      listen: ListenOptions
      password: string
    }

export type EmbeddedRequest = { type: 'stop' } | { type: 'dump'; file: string }
export type EmbeddedReply = { type: 'ready'; port?: number } | { type: 'done' }

/** Checkpoints are asked for by `maintain`; this keeps what they leave behind small. */
const startParams = [...PGlite.defaultStartParams, '-c', 'max_wal_size=64MB', '-c', 'min_wal_size=32MB']

async function main(task: EmbeddedTask): Promise<void> {
  const port = parentPort
  if (!port) throw new Error('embedded-worker is started as a thread by embedded.ts')
  const reply = (message: EmbeddedReply) => port.postMessage(message)

  if (task.type === 'initialize') {
    const engine = await PGlite.create({ dataDir: task.folder, startParams })
    await engine.close()
    reply({ type: 'done' })
    return
  }

  const engine = await PGlite.create({
    ...(task.folder === undefined ? {} : { dataDir: task.folder }),
    ...(task.load === undefined ? {} : { loadDataDir: await openAsBlob(task.load) }),
    startParams,
  })
  const server = await EmbeddedServer.start(engine, { ...task, onFailure: endThread })

  port.on('message', (request: EmbeddedRequest) => {
    handle(request).catch(endThread)
  })
  reply({ type: 'ready', ...(server.port === undefined ? {} : { port: server.port }) })

  async function handle(request: EmbeddedRequest): Promise<void> {
    if (request.type === 'dump') {
      const dump = await server.exclusively(() => engine.dumpDataDir('none'))
      await writeFile(request.file, Buffer.from(await dump.arrayBuffer()))
    } else {
      await server.stop()
      await engine.close()
    }
    reply({ type: 'done' })
    if (request.type === 'stop') port?.close()
  }
}

/** The main thread gets the error as its `error` event. */
function endThread(error: unknown): void {
  setImmediate(() => {
    throw error
  })
}

main(workerData as EmbeddedTask).catch(endThread)
