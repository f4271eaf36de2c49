import { randomUUID } from 'node:crypto'
import { linkSync, readFileSync, readlinkSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import * as z from 'zod/mini'

const defaultTiming = {
  /** How often the holder touches its lock. */
  beatMs: 5000,
  /** For how long a holder that cannot be looked up must be seen not to touch it. */
  silenceMs: 12_000,
  /** A lock untouched for so long needs no watching; clocks of two machines differ by less. */
  longSilenceMs: 60_000,
}
type Timing = typeof defaultTiming

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
export async function lockFolder(
  folder: string,
  onLost: (error: Error) => void,
  timing: Timing = defaultTiming,
): Promise<FolderLock> {
  const path = join(folder, 'lock')
  const own: Holder = { id: randomUUID(), pid: process.pid, started: startOf(process.pid), place: here() }
  await acquire(folder, path, own, timing)

  const beat = setInterval(() => {
    if (read(path)?.id === own.id) {
      const now = new Date()
      utimesSync(path, now, now)
    } else {
      clearInterval(beat)
      onLost(new Error(`The lock of ${folder} was taken away from this process.`))
    }
  }, timing.beatMs).unref()

  return {
    release() {
      clearInterval(beat)
      if (read(path)?.id === own.id) rmSync(path, { force: true })
    },
  }
}

/**
 * Of those who find a dead holder, one may create the file that names its successor, and only that one replaces the
 * lock, in one step. Removing a dead lock and then creating one's own would let a slow process remove a living one.
 */
async function acquire(folder: string, path: string, own: Holder, timing: Timing): Promise<void> {
  // Written aside and then linked, so that no file is ever seen without its content.
  const draft = `${path}.${own.id}`
  writeFileSync(draft, JSON.stringify(own), { flag: 'wx', mode: 0o600 })
  try {
    for (let attempt = 0; attempt < 100; attempt += 1) {
      if (linked(draft, path)) return
      const holders = readHolders(path)
      const [first, last] = [holders.at(0), holders.at(-1)]
      if (!first || !last) continue
      if (await isAlive(last, timing)) throw new FolderLockedError(folder, last.pid)

      const claim = successorOf(path, last.id)
      if (!linked(draft, claim)) continue
      // Whoever had the claim before has replaced the lock before giving it up.
      const isFirst = read(path)?.id === first.id
      if (isFirst) renameSync(draft, path)
      for (const { file } of holders) if (isFirst && file !== path) rmSync(file, { force: true })
      rmSync(claim, { force: true })
      if (isFirst) return
    }
    throw new Error(`Could not lock ${folder}: too many processes want it at once.`)
  } finally {
    rmSync(draft, { force: true })
  }
}

/** The holder of the lock, then those who died while they replaced it. */
function readHolders(path: string): (Holder & { file: string })[] {
  const holders: (Holder & { file: string })[] = []
  let file = path
  for (;;) {
    const holder = read(file)
    if (!holder) return holders
    holders.push({ ...holder, file })
    file = successorOf(path, holder.id)
  }
}

const successorOf = (path: string, id: string) => `${path}.after-${id}`

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
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

async function isAlive({ pid, started, place, file }: Holder & { file: string }, timing: Timing): Promise<boolean> {
  if (place === here()) {
    if (!isRunning(pid)) return false
    if (started !== '') return started === startOf(pid)
  }
  const seen = touchedAt(file)
  if (Date.now() - seen > timing.longSilenceMs) return false
  const deadline = Date.now() + timing.silenceMs
  while (Date.now() < deadline) {
    await delay(Math.min(500, timing.silenceMs))
    if (touchedAt(file) !== seen) return true
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
