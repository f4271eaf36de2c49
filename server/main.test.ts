import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, afterEach, expect, test } from 'vitest'
import { testDatabase } from './testing/database.ts'

const database = testDatabase()
const children: ChildProcess[] = []
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  await database.truncate()
})
afterAll(database.close)

const admin = { ADMIN_EMAIL: 'ada@example.com', ADMIN_PASSWORD: 'correct horse battery' }

test('an empty installation prints where to make the first admin, one with an admin does not', async () => {
  const first = start()
  await first.said(/Create the first admin at http:\/\/127\.0\.0\.1:\d+\/setup#code=stw_\w+\n/)
  expect(await first.end('SIGTERM')).toBe(0)

  const second = start(admin)
  await second.said(/Steward is at http:/)
  await delay(50)
  expect(second.text()).not.toContain('Create the first admin')
  expect(await second.end('SIGINT')).toBe(0)
})

test('a request in flight is answered after SIGTERM, and later ones are not taken', async () => {
  const server = start({ ...admin, LOG_LEVEL: 'info' })
  const origin = await server.said(/Steward is at (http:\S+)/)
  const { ADMIN_EMAIL: email, ADMIN_PASSWORD: password } = admin
  const signIn = () =>
    fetch(`${origin}/v2.1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
      body: JSON.stringify({ email, password }),
    })
  expect((await signIn()).status).toBe(201)

  // Checking a password takes long enough for the signal to come in the middle.
  const inFlight = signIn()
  await server.said(/(?:incoming request[^]*){2}/)
  const ended = server.end('SIGTERM')

  expect((await inFlight).status).toBe(201)
  expect(await ended).toBe(0)
  await expect(signIn()).rejects.toThrow()
})

test.each([
  [{ PORT: 'x', LOG_LEVEL: 'loud' }, 'PORT: A number from 0 to 65535.\nLOG_LEVEL: One of'],
  [{ ...admin, ADMIN_PASSWORD: 'password1234' }, 'ADMIN_PASSWORD: '],
])('wrong settings are told in a sentence: %o', async (env, sentence) => {
  const server = start(env)

  expect(await server.ended).toBe(1)
  expect(server.text()).toContain(sentence)
  expect(server.text()).not.toContain('    at ')
})

test('a port that is taken is told in a sentence', async () => {
  const first = start(admin)
  const port = await first.said(/Steward is at http:\/\/127\.0\.0\.1:(\d+)/)

  const second = start({ PORT: port })

  expect(await second.ended).toBe(1)
  expect(second.text()).toContain('Set PORT to another one.')
})

/** Runs the server on this worker's database. */
function start(env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'server/main.ts'], {
    env: { PATH: process.env.PATH, DATABASE_URL: database.url, PORT: '0', LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.push(child)
  let text = ''
  const collect = (data: Buffer) => {
    text += String(data)
  }
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  return {
    text: () => text,
    ended,
    end: (signal: NodeJS.Signals) => {
      child.kill(signal)
      return ended
    },
    /** Waits for the output to match and gives the first group. */
    said: async (pattern: RegExp): Promise<string> => {
      for (;;) {
        const match = pattern.exec(text)
        if (match) return match[1] ?? ''
        if (child.exitCode !== null) throw new Error(text)
        await delay(20)
      }
    },
  }
}
