import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { FolderLockedError, lockFolder } from './folder-lock.ts'

const quick = { beatMs: 20, silenceMs: 200, longSilenceMs: 60_000 }

let folder: string
let lost: Error[]
const handleLost = (error: Error) => lost.push(error)
const path = () => join(folder, 'lock')

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'steward-test-'))
  lost = []
})
afterEach(() => rmSync(folder, { recursive: true }))

test('a folder has one holder at a time, and the refusal names its pid', async () => {
  const lock = await lockFolder(folder, handleLost)

  const second = lockFolder(folder, handleLost)

  await expect(second).rejects.toThrow(FolderLockedError)
  await expect(second).rejects.toThrow(`in use by another process (pid ${process.pid})`)
  lock.release()
  expect(readdirSync(folder)).toEqual([])
  ;(await lockFolder(folder, handleLost)).release()
})

test('the lock of a dead process goes to exactly one of those who want it', async () => {
  await leaveLock({ pid: await deadPid() })

  const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(folder, handleLost)))

  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  for (const outcome of outcomes) {
    if (outcome.status === 'fulfilled') outcome.value.release()
    else expect(outcome.reason).toBeInstanceOf(FolderLockedError)
  }
  expect(readdirSync(folder)).toEqual([])
})

test('a process that dies while it replaces a dead one can be replaced too', async () => {
  await leaveLock({ pid: await deadPid() })
  writeFileSync(`${path()}.after-other`, readFileSync(path(), 'utf8').replace('"other"', '"heir"'))

  const lock = await lockFolder(folder, handleLost)

  expect(readdirSync(folder)).toEqual(['lock'])
  lock.release()
})

test.runIf(existsSync('/proc/self/stat'))("a process that got a dead one's pid does not hold its lock", async () => {
  await leaveLock({ pid: process.pid, started: '1' })

  const lock = await lockFolder(folder, handleLost)

  lock.release()
})

test('a holder in another container counts as alive while it touches its lock', async () => {
  await leaveLock({ pid: 1, place: 'elsewhere' })
  const beat = setInterval(() => utimesSync(path(), new Date(), new Date()), 20)

  await expect(lockFolder(folder, handleLost, quick)).rejects.toThrow(FolderLockedError)

  clearInterval(beat)
})

test('a holder in another container counts as dead when it is silent', async () => {
  await leaveLock({ pid: 1, place: 'elsewhere' })

  const lock = await lockFolder(folder, handleLost, quick)

  lock.release()
})

test('a holder that stood still is told when its lock was taken away, and leaves the new one alone', async () => {
  const lock = await lockFolder(folder, handleLost, quick)
  await leaveLock({ pid: 1, place: 'elsewhere' })

  await delay(100)

  expect(lost).toHaveLength(1)
  lock.release()
  expect(existsSync(path())).toBe(true)
})

test('a file that is no lock is not overwritten', async () => {
  writeFileSync(path(), 'my notes')

  await expect(lockFolder(folder, handleLost)).rejects.toThrow('is not a lock file')

  expect(readFileSync(path(), 'utf8')).toBe('my notes')
})

/** As another process would have left it behind, made from one of our own. */
async function leaveLock(changes: { pid: number; started?: string; place?: string }): Promise<void> {
  rmSync(path(), { force: true })
  const lock = await lockFolder(folder, handleLost)
  const own: object = JSON.parse(readFileSync(path(), 'utf8'))
  lock.release()
  writeFileSync(path(), JSON.stringify({ ...own, id: 'other', ...changes }))
}

function deadPid(): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' })
    child.once('exit', () => resolve(child.pid ?? 0))
  })
}
