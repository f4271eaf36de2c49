import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import type { Credential } from '#contract/credentials.ts'
import {
  callApi,
  createProject,
  expect,
  expectAccessible,
  people,
  signIn,
  signInToOwnOrganization,
  test,
} from './fixtures.ts'

const DAY_MS = 86_400_000
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS + 3_600_000).toISOString()

/** An organization with a project and these tokens in it. */
async function arrange(page: Page, tokens: Readonly<Record<string, string | null>> = {}) {
  const organization = await signInToOwnOrganization(page)
  const project = await createProject(page, organization)
  for (const [name, expiry_date] of Object.entries(tokens))
    await callApi(page, 'POST', `/v2.1/projects/${project}/service-users`, { name, expiry_date })
  return { organization, project, path: `/organizations/${organization}/credentials` }
}

const tokens = () => ({
  'ended, "long" ago': inDays(-30),
  'in-3': inDays(3),
  'in-20': inDays(20),
  'in-80': inDays(80),
  'never-ends': null,
})

const bucket = (page: Page, label: string) =>
  page.getByRole('group', { name: 'Show by when they expire' }).getByRole('button', { name: label })
const names = (page: Page) => page.getByRole('table', { name: 'credentials' }).locator('tbody tr td:first-child')
const extend = (page: Page, name: string) => page.getByRole('button', { name: `+90 days for ${name}`, exact: true })
const longDay = (instant: Date) =>
  instant.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })

async function expiryOf(page: Page, organization: string, name: string): Promise<number> {
  const list = await callApi<Credential[]>(page, 'GET', `/v2.1/organizations/${organization}/credentials`)
  return Date.parse(list.find((credential) => credential.name === name)?.expiry_date ?? '')
}

async function download(page: Page, button: string): Promise<{ name: string; text: string }> {
  const event = page.waitForEvent('download')
  await page.getByRole('button', { name: button }).click()
  const file = await event
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') }
}

test('filters by the radar, in the address, through back, forward, reload and paste', async ({ page }) => {
  const { path } = await arrange(page, tokens())
  await page.goto(path)
  await expect(page.getByRole('heading', { level: 1, name: 'Credentials (5)' })).toBeVisible()
  await expect(names(page)).toHaveText(['ended, "long" ago', 'in-3', 'in-20', 'in-80', 'never-ends'])
  for (const label of ['Expired 1', '< 7 days 1', '< 30 days 2', '< 90 days 3', 'Never 1'])
    await expect(bucket(page, label)).toBeVisible()

  await bucket(page, '< 30 days').click()
  await expect(page).toHaveURL(`${path}?expiry=30`)
  await expect(names(page)).toHaveText(['in-3', 'in-20'])
  await bucket(page, 'Expired').click()
  await expect(names(page)).toHaveText(['ended, "long" ago'])
  await expectAccessible(page)
  await page.goBack()
  await expect(bucket(page, '< 30 days')).toHaveAttribute('aria-pressed', 'true')
  await expect(names(page)).toHaveText(['in-3', 'in-20'])
  await page.goForward()
  await expect(names(page)).toHaveText(['ended, "long" ago'])
  await page.reload()
  await expect(bucket(page, 'Expired')).toHaveAttribute('aria-pressed', 'true')
  await expect(names(page)).toHaveText(['ended, "long" ago'])

  await page.goto(`${path}?expiry=90&kind=api_key`)
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await expect(page).toHaveURL(path)
  await expect(names(page)).toHaveCount(5)
})

test('moves a token from one bucket to the next at the very instant', async ({ page }) => {
  const end = Date.now() + 40 * DAY_MS
  const { path } = await arrange(page, { nightly: new Date(end).toISOString() })
  const look = async (instant: number, ...expected: string[]) => {
    await page.clock.setFixedTime(instant)
    await page.goto(path)
    for (const label of expected) await expect(bucket(page, label)).toBeVisible()
  }

  await look(end - 30 * DAY_MS, '< 30 days 0', '< 90 days 1')
  await look(end - 30 * DAY_MS + 1, '< 7 days 0', '< 30 days 1')
  await look(end - 7 * DAY_MS, '< 7 days 0', '< 30 days 1')
  await look(end - 7 * DAY_MS + 1, '< 7 days 1')
  await look(end - 1, 'Expired 0', '< 7 days 1')
  await look(end, 'Expired 1', '< 7 days 0', '< 90 days 0')
  await expect(extend(page, 'nightly')).toHaveAccessibleDescription(
    'Expired tokens cannot be extended; rotate it instead',
  )
})

test('extends a token at one press, and undoes it from another page by the keyboard', async ({ page }) => {
  const { organization, path } = await arrange(page, { nightly: inDays(3), other: inDays(40) })
  const before = await expiryOf(page, organization, 'nightly')
  await page.goto(path)
  await expect(names(page)).toHaveText(['nightly', 'other'])

  await extend(page, 'nightly').click()
  await expect(page.getByText(`nightly now expires on ${longDay(new Date(before + 90 * DAY_MS))}`)).toBeVisible()
  expect(await expiryOf(page, organization, 'nightly')).toBe(before + 90 * DAY_MS)
  await expect(names(page)).toHaveText(['other', 'nightly'])
  await expect(bucket(page, '< 7 days 0')).toBeVisible()

  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Overview' }).click()
  await expect(page.getByText('Nothing that you see expires in the next 30 days')).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).focus()
  await expectAccessible(page)
  await page.keyboard.press('Enter')
  await expect(page.getByText(`nightly expires on ${longDay(new Date(before))} again`)).toBeVisible()
  expect(await expiryOf(page, organization, 'nightly')).toBe(before)

  await page.getByRole('link', { name: 'expires in less than 7 days' }).click()
  await expect(page).toHaveURL(`${path}?expiry=7`)
  await expect(names(page)).toHaveText(['nightly'])
})

test('says that an end was not put back that somebody else has changed meanwhile', async ({ page, second }) => {
  const { organization, project, path } = await arrange(page, { nightly: inDays(3) })
  await page.goto(path)
  await extend(page, 'nightly').click()
  const undo = page.getByRole('button', { name: 'Undo' })
  await undo.focus()

  await signIn(second.page, people.admin)
  const list = await callApi<Credential[]>(second.page, 'GET', `/v2.1/organizations/${organization}/credentials`)
  const changed = inDays(50)
  await callApi(second.page, 'PATCH', `/v2.1/projects/${project}/service-users/${list[0]?.id}`, {
    expiry_date: changed,
  })
  await undo.click()

  await expect(page.getByText('nightly could not be given its earlier expiry date again')).toBeVisible()
  expect(await expiryOf(page, organization, 'nightly')).toBe(Date.parse(changed))
  await expect(page.getByRole('row', { name: /nightly/ })).toContainText('in 50 days')
})

test('exports what is filtered as CSV and as a calendar', async ({ page, baseURL }) => {
  const { organization, path } = await arrange(page, tokens())
  const ends = await expiryOf(page, organization, 'in-20')
  await page.goto(`${path}?expiry=30&q=in-20`)
  await expect(names(page)).toHaveText(['in-20'])

  const csv = await download(page, 'Export CSV')
  expect(csv.name).toBe(`${organization}-credentials.csv`)
  const [header, row, ...more] = csv.text.trim().split('\r\n')
  expect(header).toBe('Name,Kind,Project,E-mail,Last used,Expiry date,Created')
  expect(row).toMatch(/^in-20,Token,/)
  expect(more).toEqual([])

  const calendar = await download(page, 'Calendar (.ics)')
  expect(calendar.name).toBe(`${organization}-credentials.ics`)
  const lines = calendar.text.replaceAll('\r\n ', '').split('\r\n')
  expect(lines.filter((line) => line === 'BEGIN:VEVENT')).toHaveLength(1)
  const stamp = new Date(ends).toISOString().replaceAll(/[-:]|\.\d{3}/g, '')
  expect(lines).toContain(`DTSTART:${stamp}`)
  expect(lines).toContain('TRIGGER:-P7D')
  expect(lines.find((line) => line.startsWith('SUMMARY:'))).toMatch(/^SUMMARY:Token of in-20 \(.*\) expires$/)
  const url = lines.find((line) => line.startsWith('URL:'))?.slice('URL:'.length) ?? ''
  expect(url).toMatch(new RegExp(`^${baseURL}${path}\\?q=`))
  await page.goto(url)
  await expect(names(page)).toHaveText(['in-20'])
  await page.getByRole('link', { name: 'in-20' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Service users (5)' })).toBeVisible()
  await expect(page.getByText('1 of 5')).toBeVisible()

  await page.goto(`${path}?expiry=never`)
  await expect(page.getByRole('button', { name: 'Calendar (.ics)' })).toHaveAccessibleDescription(
    'Nothing that is shown has an end to come',
  )
})

test('shows a member the tokens that their roles show, and every API key', async ({ page, guard }) => {
  guard.expectRefusals(404)
  await signIn(page, people.admin)
  const all = await callApi<Credential[]>(page, 'GET', '/v2.1/organizations/acme-vision/credentials')
  const keys = all.filter(({ kind }) => kind === 'api_key').length
  await signIn(page, people.member)
  await page.goto('/organizations/acme-vision/credentials?kind=api_key')
  await expect(page.getByText(/You see the tokens of projects where you may list service users/)).toBeVisible()
  await expect(names(page)).toHaveCount(keys)

  await page.goto('/organizations/acme-vision/credentials?kind=service_user_token')
  await expect(page.getByRole('link', { name: 'nightly-batch' })).toBeVisible()
  await expect(page.getByText(/gateway-/)).toHaveCount(0)
  await expect(extend(page, 'nightly-batch')).toHaveAccessibleDescription(
    /^You need the permission service_users.update on defect-detection\./,
  )

  await page.goto('/organizations/no-such-organization/credentials')
  await expect(page.getByRole('heading', { name: 'Not found' })).toBeVisible()
})

test('says what will be listed where there is nothing yet, and is kept by the organization switcher', async ({
  page,
}) => {
  const { organization } = await arrange(page)
  await page.goto('/organizations/acme-vision/credentials')
  await page.getByRole('button', { name: 'Organization acme-vision, change' }).click()
  const search = page.getByRole('searchbox', { name: 'Find an organization' })
  if (await search.isVisible()) await search.fill(organization)
  await page.getByRole('menuitem', { name: organization }).click()

  await expect(page).toHaveURL(`/organizations/${organization}/credentials`)
  await expect(page.getByRole('heading', { level: 1, name: 'Credentials (0)' })).toBeVisible()
  await expect(page.getByRole('heading', { name: 'No credentials yet' })).toBeVisible()
  await expect(page.getByRole('navigation', { name: 'Breadcrumbs' })).toContainText('Credentials')
})
