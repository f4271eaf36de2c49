import { randomUUID } from 'node:crypto'
import { linkSync, readFileSync, readlinkSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import * as z from 'zod/mini'

const beatMs = 5000
const silenceMs = 12_000
const longSilenceMs = 60_000
const settleMs = 100

const holderFile = z.object({
  id: z.string(),
  pid: z.int(),
  /** Tells a process from a later one with the same pid; empty where the system does not say. */
  started: z.string(),
  /** Where `pid` means something: this boot of this machine, or container. */
  place: z.string(),
})
type Holder = z.infer<typeof holderFile>

export interface FolderLock {
  release: () => void
}

/** Another process works in the folder. */
export class FolderLockedError extends Error {
  constructor(folder: string, pid: number) {
    super(`${folder} is in use by another process (pid ${pid}). Stop it first, or set DATA_DIR to another folder.`)
    this.name = 'FolderLockedError'
  }
}

/**
 * Takes the exclusive lock of a folder, a file `lock` in it, from a dead process if need be. A holder whose pid cannot
 * be looked up from here (another container, another boot) counts as dead when its lock file stops being touched.
 * @param onLost the lock was taken away, which only happens to a process that stood still: stop writing at once
 * @throws FolderLockedError
 */
export async function lockFolder(folder: string, onLost: (error: Error) => void): Promise<FolderLock> {
  const path = join(folder, 'lock')
  const own: Holder = { id: randomUUID(), pid: process.pid, started: startOf(process.pid), place: here() }
  await acquire(folder, path, own)

  const beat = setInterval(() => {
    if (read(path)?.id === own.id) {
      const now = new Date()
      utimesSync(path, now, now)
    } else {
      clearInterval(beat)
      onLost(new Error(`The lock of ${folder} was taken away from this process.`))
    }
  }, beatMs).unref()

  return {
    release() {
      clearInterval(beat)
      if (read(path)?.id === own.id) rmSync(path, { force: true })
    },
  }
}

async function acquire(folder: string, path: string, own: Holder): Promise<void> {
  for (let attempt = 0; attempt < 10; attempt++) {
    if (create(path, own)) {
      if (attempt === 0) return
      // Whoever judged the same dead process dead may still be about to remove what it takes for its lock.
      await delay(settleMs)
      if (read(path)?.id === own.id) return
      continue
    }
    const holder = read(path)
    if (!holder) continue
    if (await isAlive(path, holder)) throw new FolderLockedError(folder, holder.pid)
    remove(path, holder)
  }
  throw new Error(`Could not lock ${folder}: too many processes want it at once.`)
}

/** Created under another name and linked, so that the file is never seen without its content. */
function create(path: string, own: Holder): boolean {
  const draft = `${path}.${own.id}`
  writeFileSync(draft, JSON.stringify(own), { flag: 'wx', mode: 0o600 })
  try {
    linkSync(draft, path)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

function read(path: string): Holder | undefined {
  try {
    return holderFile.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw new Error(`${path} is not a lock file of Steward. Remove it if no Steward runs in this folder.`, {
      cause: error,
    })
  }
}

/** Moves the file away before looking at it: of two processes that remove a dead one's lock, neither can hit a new one. */
function remove(path: string, dead: Holder): void {
  const aside = `${path}.${randomUUID()}`
  try {
    renameSync(path, aside)
    if (read(aside)?.id !== dead.id) linkSync(aside, path)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'EEXIST') throw error
  }
  rmSync(aside, { force: true })
}

async function isAlive(path: string, holder: Holder): Promise<boolean> {
  if (holder.place === here()) {
    if (!isRunning(holder.pid)) return false
    if (holder.started !== '') return holder.started === startOf(holder.pid)
  }
  const seen = touchedAt(path)
  if (Date.now() - seen > longSilenceMs) return false
  for (let waited = 0; waited < silenceMs; waited += 500) {
    await delay(500)
    if (touchedAt(path) !== seen) return true
  }
  return false
}

function touchedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
}

function isRunning(pid: number): boolean {
  const state = statOf(pid)[0]
  if (state) return state !== 'Z' && state !== 'X'
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}

/** In ticks since boot. */
function startOf(pid: number): string {
  return statOf(pid)[19] ?? ''
}

/** The fields after the command name, which may itself contain spaces and brackets; the first is the state. See proc(5). */
function statOf(pid: number): string[] {
  const stat = readOr('', () => readFileSync(`/proc/${pid}/stat`, 'utf8'))
  return stat === '' ? [] : stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}

function here(): string {
  const boot = readOr('', () => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim())
  const pidNamespace = readOr('', () => readlinkSync('/proc/self/ns/pid'))
  return boot && pidNamespace ? `${boot} ${pidNamespace}` : hostname()
}

function readOr(fallback: string, readIt: () => string): string {
  try {
    return readIt()
  } catch {
    return fallback
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined
}
