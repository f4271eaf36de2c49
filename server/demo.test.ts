import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest'

const startMs = 60_000

let folder: string
let child: ChildProcess | undefined

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'demo-'))
})

afterEach(() => {
  child?.kill('SIGKILL')
  child = undefined
  rmSync(folder, { recursive: true, force: true })
})

/** Starts the demo with a folder of its own for temporary files. */
function start(env: Record<string, string>) {
  const started = spawn(process.execPath, ['--import', 'tsx', 'server/demo.ts'], {
    env: { PATH: process.env.PATH, TMPDIR: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child = started
  const output = { text: '', errors: '' }
  started.stdout.setEncoding('utf8').on('data', (text: string) => (output.text += text))
  started.stderr.setEncoding('utf8').on('data', (text: string) => (output.errors += text))
  const exited = once(started, 'close').then(([code]) => code as number | null)
  return {
    output,
    exited,
    stop: () => {
      started.kill('SIGTERM')
      return exited
    },
    said: (text: string) => vi.waitFor(() => expect(output.text).toContain(text), { timeout: startMs, interval: 50 }),
  }
}

const ours = () => readdirSync(folder).filter((name) => name.startsWith('steward-'))

// The demo has its own database, so one of the two suites is enough.
describe.runIf(inject('testDatabaseKind') === 'embedded')('npm run demo', () => {
  it('prints an address and accounts that work there, and leaves nothing behind', async () => {
    const demo = start({ PORT: '0' })
    await demo.said('Ctrl+C')
    const origin = /Steward is at (http:\/\/127\.0\.0\.1:\d+)/.exec(demo.output.text)?.[1]
    const password = /password of all is {2}(\S+)/.exec(demo.output.text)?.[1]
    const emails = [...demo.output.text.matchAll(/^ {2}(\S+@example\.com)/gm)].map(([, email]) => email)
    expect(emails).toContain('admin@example.com')
    expect(ours()).toHaveLength(1)

    for (const email of emails) {
      const answer = await fetch(`${origin}/v2.1/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email, password }),
      })
      expect([email, answer.status]).toEqual([email, 201])
    }

    expect(await demo.stop()).toBe(0)
    expect(demo.output.errors).toBe('')
    expect(ours()).toEqual([])
  }, 90_000)

  it('leaves nothing behind when it is stopped while it starts', async () => {
    const demo = start({ PORT: '0' })
    await vi.waitFor(() => expect(ours()).toHaveLength(1), { timeout: startMs, interval: 20 })

    expect(await demo.stop()).toBe(143)
    expect(ours()).toEqual([])
  }, 90_000)

  describe('on a port that is in use', () => {
    let occupant: Server
    let port: number

    beforeEach(async () => {
      occupant = createServer().listen(0, '127.0.0.1')
      await once(occupant, 'listening')
      const address = occupant.address()
      if (address === null || typeof address === 'string') throw new Error('Listens on no port')
      port = address.port
    })
    afterEach(() => {
      occupant.close()
    })

    it('says so at once', async () => {
      const demo = start({ PORT: String(port) })

      expect(await demo.exited).toBe(1)
      expect(demo.output.errors).toBe(`Port ${port} of 127.0.0.1 is in use. Set PORT to another one.\n`)
      expect(demo.output.text).toBe('')
    })
  })
})
