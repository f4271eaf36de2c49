import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, expectAccessible, test } from './fixtures.ts'
import { port } from './settings.ts'

const address = `http://127.0.0.1:${port + 1}`
const password = 'rain on the seventh roof'
let folder: string
let server: ChildProcess
let printed = ''

// One server for both: the second journey finds it set up.
test.describe.configure({ mode: 'serial' })

test.beforeAll(async () => {
  test.setTimeout(120_000)
  folder = await mkdtemp(path.join(tmpdir(), 'steward-setup-'))
  server = spawn(process.execPath, ['dist/server/main.js'], {
    env: { ...process.env, HOST: '127.0.0.1', PORT: String(port + 1), DATA_DIR: folder, LOG_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await new Promise<void>((resolve, reject) => {
    server.once('exit', (code) => reject(new Error(`The server ended with ${code} before it printed the code`)))
    server.stdout?.on('data', (chunk: Buffer) => {
      printed += chunk.toString()
      if (printed.includes('/setup#code=')) resolve()
    })
  })
})

test.afterAll(async () => {
  if (server.exitCode === null) {
    const ended = once(server, 'exit')
    server.kill('SIGTERM')
    await ended
  }
  await rm(folder, { recursive: true, force: true })
})

test('makes the first admin once, with the code of the terminal', async ({ page, guard }) => {
  guard.expectRefusals(403)
  const code = /\/setup#code=(\S+)/.exec(printed)?.[1] ?? ''

  // Whoever opens the dashboard first is led to the setup.
  await page.goto(address)
  await expect(page.getByRole('heading', { level: 1, name: 'Set up Steward' })).toBeVisible()
  await expectAccessible(page)

  // A wrong code creates nothing and loses nothing.
  await page.getByLabel('Setup code').fill('guessed')
  await page.getByLabel('E-mail').fill('first@example.com')
  await page.getByLabel('Name', { exact: true }).fill('Grace')
  await page.getByLabel('Surname').fill('Hopper')
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Create account' }).click()
  await expect(page.getByText(/code/i).filter({ hasText: /wrong|not/i })).toBeVisible()
  await expect(page.getByLabel('E-mail')).toHaveValue('first@example.com')

  await page.getByLabel('Setup code').fill(code)
  await page.getByRole('button', { name: 'Create account' }).click()

  await expect(page.getByRole('heading', { level: 1, name: 'Organizations' })).toBeVisible()
  await expect(page.getByRole('button', { name: /Grace Hopper/ })).toBeVisible()

  await page.goto(`${address}/setup`)
  await expect(page.getByRole('heading', { name: 'Already set up' })).toBeVisible()
})

test('takes the code out of the address', async ({ page }) => {
  await page.goto(`${address}/setup#code=from-the-terminal`)

  await expect(page).toHaveURL(`${address}/setup`)
  expect(await page.evaluate(() => JSON.stringify(window.history.state))).not.toContain('from-the-terminal')
})
