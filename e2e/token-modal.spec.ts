import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { Page } from '@playwright/test'
import { createProject, expect, expectAccessible, signInToOwnOrganization, test, uniqueName } from './fixtures.ts'
import { demoPassword } from './settings.ts'

const tokenDialog = (page: Page) => page.getByRole('dialog', { name: 'Service user created' })
const question = (page: Page) => page.getByRole('dialog', { name: 'Close without storing it?' })

/** Opens the dialog with the token of a new service user, and gives the token. */
async function createServiceUser(page: Page, name: string): Promise<string> {
  await page.getByRole('button', { name: 'Create service user' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'Create service user' })
  await dialog.getByLabel('Name').fill(name)
  await dialog.getByRole('button', { name: 'Create service user' }).click()
  const token = await tokenDialog(page).getByLabel('Token', { exact: true }).inputValue()
  expect(token.length).toBeGreaterThan(20)
  return token
}

/** Every place of the page in which the text stands, except the clipboard. */
async function findInPage(page: Page, secret: string): Promise<string[]> {
  return page.evaluate(async (text) => {
    const found: string[] = []
    const note = (place: string, value: unknown) => {
      if (typeof value === 'string' && value.includes(text)) found.push(place)
    }

    note('document', document.documentElement.outerHTML)
    for (const field of document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('input, textarea'))
      note('field', field.value)
    note('address', location.href)
    note('history state', JSON.stringify(history.state))
    note('cookie', document.cookie)
    note('window name', window.name)
    note('local storage', JSON.stringify(localStorage))
    note('session storage', JSON.stringify(sessionStorage))
    for (const entry of performance.getEntries()) note(`performance entry ${entry.entryType}`, entry.name)
    for (const name of await caches.keys()) {
      const cache = await caches.open(name)
      for (const request of await cache.keys()) {
        note('cached address', request.url)
        note('cached answer', await (await cache.match(request))?.text())
      }
    }
    for (const { name } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open(name ?? '')
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error)
      })
      for (const store of database.objectStoreNames) {
        const rows = await new Promise<unknown[]>((resolve, reject) => {
          const request = database.transaction(store).objectStore(store).getAll()
          request.onsuccess = () => resolve(request.result)
          request.onerror = () => reject(request.error)
        })
        note(`database ${name}`, JSON.stringify(rows))
      }
      database.close()
    }

    // What React shows holds everything else: the query and mutation caches, form states, and the state of components.
    interface Fiber {
      memoizedProps: unknown
      memoizedState: unknown
      child: Fiber | null
      sibling: Fiber | null
    }
    const seen = new WeakSet<object>()
    const search = (place: string, start: unknown) => {
      const left: unknown[] = [start]
      for (let value = left.pop(); left.length > 0 || value !== undefined; value = left.pop()) {
        if (typeof value === 'string') note(place, value)
        if (typeof value !== 'object' || value === null || seen.has(value)) continue
        if (value instanceof Node || value instanceof Window || 'alternate' in value) continue
        seen.add(value)
        if (value instanceof Map) left.push(...value.keys(), ...value.values())
        else if (value instanceof Set) left.push(...value)
        else for (const key of Object.keys(value)) left.push((value as Record<string, unknown>)[key])
      }
    }
    const container = [...document.querySelectorAll('*')].find((element) =>
      Object.keys(element).some((key) => key.startsWith('__reactContainer')),
    )
    const key = Object.keys(container ?? {}).find((name) => name.startsWith('__reactContainer'))
    if (!container || !key) throw new Error('React was not found')
    const host = (container as unknown as Record<string, { stateNode: { current: Fiber } }>)[key]
    let clients = 0
    const left: (Fiber | null)[] = [host?.stateNode.current ?? null]
    while (left.length > 0) {
      const fiber = left.pop()
      if (!fiber) continue
      const props = fiber.memoizedProps as { client?: { getMutationCache?: unknown } } | null
      if (props?.client?.getMutationCache) clients += 1
      search('state of React', [fiber.memoizedProps, fiber.memoizedState])
      left.push(fiber.sibling, fiber.child)
    }
    if (clients === 0) throw new Error('The query client was not among what was searched')
    return [...new Set(found)]
  }, secret)
}

test.beforeEach(async ({ context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
})

test('can be closed only once the token was taken and the tick set', async ({ page }) => {
  const project = await createProject(page, await signInToOwnOrganization(page))
  await page.goto(`/projects/${project}/service-users`)
  const token = await createServiceUser(page, 'careful')
  const dialog = tokenDialog(page)
  const done = dialog.getByRole('button', { name: 'Done' })

  await expect(dialog.getByText('It will not be shown again.')).toBeVisible()
  await expect(dialog.getByText(new RegExp(`Token ${token}.*/v2.1/projects/${project}/`))).toBeVisible()
  await expect(done).toBeDisabled()
  await dialog.getByLabel('I have stored it').check()
  await expect(done).toBeDisabled()
  await expectAccessible(page)

  await dialog.getByRole('button', { name: 'Copy', exact: true }).click()
  await expect(dialog.getByRole('button', { name: 'Copied', exact: true })).toBeVisible()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(token)
  await expect(done).toBeEnabled()
  await dialog.getByLabel('I have stored it').uncheck()
  await expect(done).toBeDisabled()
  await dialog.getByLabel('I have stored it').check()
  await done.click()
  await expect(dialog).toBeHidden()
})

test('gives a file whose name says whose token it is', async ({ page }) => {
  const project = await createProject(page, await signInToOwnOrganization(page))
  await page.goto(`/projects/${project}/service-users`)
  const token = await createServiceUser(page, 'Nightly Batch 2')
  const dialog = tokenDialog(page)

  const downloading = page.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Download as .env' }).click()
  const download = await downloading
  const chunks: Buffer[] = []
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer)

  expect(download.suggestedFilename()).toBe('nightly-batch-2.env')
  expect(Buffer.concat(chunks).toString()).toBe(`STEWARD_TOKEN=${token}\n`)
  await dialog.getByLabel('I have stored it').check()
  await dialog.getByRole('button', { name: 'Done' }).click()
})

test('asks before any other way out, and keeps the token until the answer', async ({ page }) => {
  const organization = await signInToOwnOrganization(page)
  const project = await createProject(page, organization)
  await page.goto(`/organizations/${organization}/projects`)
  await page.getByRole('link', { name: project, exact: true }).click()
  const token = await createServiceUser(page, 'hasty')

  const waysOut: Record<string, () => Promise<unknown>> = {
    Escape: () => page.keyboard.press('Escape'),
    backdrop: () => page.mouse.click(8, 450),
    'close button': () => tokenDialog(page).getByRole('button', { name: 'Close' }).click(),
    'back button': () => page.evaluate(() => history.back()),
    'route change': () =>
      page.getByRole('link', { name: 'Roles', includeHidden: true }).evaluate((link: HTMLElement) => link.click()),
  }
  for (const [way, leave] of Object.entries(waysOut)) {
    await test.step(way, async () => {
      await leave()
      await expect(question(page)).toBeVisible()
      await question(page).getByRole('button', { name: 'Go back' }).click()
      await expect(question(page)).toBeHidden()
      await expect(tokenDialog(page).getByLabel('Token', { exact: true })).toHaveValue(token)
      await expect(page).toHaveURL(`/projects/${project}/service-users`)
    })
  }

  await page.keyboard.press('Escape')
  await question(page).getByRole('button', { name: 'Close anyway' }).click()
  await expect(tokenDialog(page)).toBeHidden()
  expect(await findInPage(page, token)).toEqual([])
})

test('leaves the token nowhere in the page, and in no request but its own', async ({ page }) => {
  const said: string[] = []
  const sent: string[] = []
  page.on('console', (message) => said.push(message.text()))
  page.on('request', (request) =>
    sent.push(`${request.url()} ${JSON.stringify(request.headers())} ${request.postData() ?? ''}`),
  )
  const project = await createProject(page, await signInToOwnOrganization(page))
  await page.goto(`/projects/${project}/service-users`)
  const token = await createServiceUser(page, 'private')
  // The search works at all: while the dialog is open it finds the token.
  expect(await findInPage(page, token)).toEqual(expect.arrayContaining(['document', 'field', 'state of React']))

  await tokenDialog(page).getByRole('button', { name: 'Copy', exact: true }).click()
  await tokenDialog(page).getByLabel('I have stored it').check()
  await tokenDialog(page).getByRole('button', { name: 'Done' }).click()
  await expect(tokenDialog(page)).toBeHidden()
  await expect(page.getByRole('cell', { name: 'private', exact: true })).toBeVisible()
  expect(await findInPage(page, token)).toEqual([])

  await page.getByRole('button', { name: 'Actions for private' }).click()
  await page.getByRole('menuitem', { name: 'Reset token' }).click()
  await page.getByRole('button', { name: 'Reset token' }).click()
  const reset = page.getByRole('dialog', { name: 'Token reset' })
  const second = await reset.getByLabel('Token', { exact: true }).inputValue()
  await reset.getByRole('button', { name: 'Copy', exact: true }).click()
  await reset.getByLabel('I have stored it').check()
  await reset.getByRole('button', { name: 'Done' }).click()
  await expect(reset).toBeHidden()
  expect(await findInPage(page, second)).toEqual([])

  await page.reload()
  await expect(page.getByRole('cell', { name: 'private', exact: true })).toBeVisible()
  for (const secret of [token, second]) {
    expect(await findInPage(page, secret)).toEqual([])
    expect(said.filter((text) => text.includes(secret))).toEqual([])
    expect(sent.filter((text) => text.includes(secret))).toEqual([])
  }
})

test.describe('the log of a server that logs everything', () => {
  let server: ChildProcess
  let log = ''
  let origin = ''

  test.beforeAll(async () => {
    test.setTimeout(120_000)
    const probe = createServer().listen(0, '127.0.0.1')
    await once(probe, 'listening')
    const address = probe.address()
    const freePort = typeof address === 'object' && address ? address.port : 0
    probe.close()
    await once(probe, 'close')
    origin = `http://127.0.0.1:${freePort}`
    server = spawn(process.execPath, ['dist/server/demo.js'], {
      env: {
        ...process.env,
        HOST: '127.0.0.1',
        PORT: String(freePort),
        DEMO_PASSWORD: demoPassword,
        LOG_LEVEL: 'trace',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    await new Promise<void>((resolve, reject) => {
      const read = (chunk: Buffer) => {
        log += chunk.toString()
        if (log.includes('Steward is at')) resolve()
      }
      server.stdout?.on('data', read)
      server.stderr?.on('data', read)
      server.once('exit', () => reject(new Error(`The server ended: ${log}`)))
    })
  })

  test.afterAll(async () => {
    if (server.exitCode !== null) return
    server.kill('SIGTERM')
    await once(server, 'exit')
  })

  test('has neither the token nor the password', async ({ page }) => {
    const headers = { origin, accept: 'application/json' }
    const post = async (path: string, data: unknown) => {
      const answer = await page.request.post(`${origin}${path}`, { headers, data })
      expect(answer.ok()).toBe(true)
    }
    const [organization, project] = [uniqueName('logged'), uniqueName('logged')]
    await post('/v2.1/session', { email: 'admin@example.com', password: demoPassword })
    await post('/v2.1/organizations', { name: organization, subscription: 'free' })
    await post('/v2.1/projects', { name: project, organization_name: organization })

    await page.goto(`${origin}/projects/${project}/service-users`)
    const token = await createServiceUser(page, 'logged')
    const before = log.length
    const used = await page.request.get(`${origin}/v2.1/projects/${project}/deployments`, {
      headers: { authorization: `Token ${token}` },
    })
    expect([200, 403]).toContain(used.status())
    await tokenDialog(page).getByRole('button', { name: 'Copy', exact: true }).click()
    await tokenDialog(page).getByLabel('I have stored it').check()
    await tokenDialog(page).getByRole('button', { name: 'Done' }).click()
    await expect(page.getByRole('cell', { name: 'logged', exact: true })).toBeVisible()

    await expect.poll(() => log.length).toBeGreaterThan(before)
    expect(log).not.toContain(token)
    // The sample world's welcome says the password, as it must; nothing after it does.
    expect(log.slice(log.indexOf('Ctrl+C'))).not.toContain(demoPassword)
  })
})
