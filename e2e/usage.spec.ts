import { readFile } from 'node:fs/promises'
import type { Route } from '@playwright/test'
import { callApi, expect, expectAccessible, people, signIn, signInToOwnOrganization, test } from './fixtures.ts'

interface Usage {
  object_type: string
  metric: string
  usage: { start_date: string; end_date: string; value: number }[]
}

const sumOf = (usage: Usage | undefined) => (usage?.usage ?? []).reduce((total, point) => total + point.value, 0)
const shown = (value: number) => new Intl.NumberFormat('en', { maximumFractionDigits: 2 }).format(value)

test('shows the current subscription period, and the same numbers as the server', async ({ page }) => {
  await signIn(page, people.member)
  const answer = await callApi<Usage[]>(page, 'GET', '/v2.1/organizations/acme-vision/usage?interval=day')

  await page.goto('/organizations/acme-vision/usage')

  await expect(page.locator('svg.recharts-surface')).toBeVisible()
  const table = page.getByRole('region', { name: 'Usage by day, table' })
  const credits = answer.find((item) => item.metric === 'credits')
  await expect(table.getByRole('row', { name: /^All/ })).toContainText(shown(sumOf(credits)))
  await expect(table.getByRole('row').nth(2)).toContainText('Running')
})

test('keeps metric, range and interval in the address', async ({ page }) => {
  await signIn(page, people.member)
  await page.goto('/organizations/acme-vision/usage')

  await page.getByLabel('Metric').selectOption('input_volume')
  await page.getByLabel('Object type').selectOption('pipeline_version')
  await page.getByLabel('Range').selectOption('12-months')
  await expect(page.getByRole('radio', { name: 'Month' })).toBeChecked()
  await expect(page).toHaveURL(/metric=input_volume&type=pipeline_version&range=12-months/)

  await page.reload()
  await expect(page.getByLabel('Metric')).toHaveValue('input_volume')
  await expect(page.getByRole('columnheader', { name: 'Pipelines' })).toBeVisible()
  await expect(page.getByRole('columnheader', { name: 'Deployments' })).toHaveCount(0)

  await page.goBack()
  await expect(page.getByLabel('Range')).toHaveValue('period')
})

test('exports what the table shows, whatever the time zone', async ({ browser, baseURL }) => {
  for (const timezoneId of ['Pacific/Pago_Pago', 'Pacific/Kiritimati']) {
    const context = await browser.newContext({ timezoneId, ...(baseURL ? { baseURL } : {}) })
    const page = await context.newPage()
    await signIn(page, people.member)
    const query = 'start_date=2026-01-01&end_date=2026-03-01'
    const days = await callApi<Usage[]>(page, 'GET', `/v2.1/organizations/acme-vision/usage?${query}&interval=day`)
    const months = await callApi<Usage[]>(page, 'GET', `/v2.1/organizations/acme-vision/usage?${query}&interval=month`)

    await page.goto('/organizations/acme-vision/usage?range=custom&from=2026-01-01&to=2026-02-28&metric=input_volume')
    await expect(page.getByText('1 Jan 2026 to 28 Feb 2026 (UTC)', { exact: true })).toBeVisible()
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export CSV' }).click()
    const file = await download
    const csv = await readFile(await file.path(), 'utf8')

    expect(file.suggestedFilename()).toBe('acme-vision-usage-input_volume-2026-01-01-to-2026-02-28.csv')
    const rows = csv.trim().split('\r\n')
    expect(rows[0]).toContain('Start (UTC)')
    expect(rows[1]).toMatch(/^2026-01-01,2026-01-02,/)
    expect(rows).toHaveLength(1 + 59 + 1)
    const find = (usage: Usage[]) =>
      usage.find((item) => item.metric === 'input_volume' && item.object_type === 'deployment_version')
    const exported = Number(rows.at(-1)?.split(',')[2])
    expect(exported).toBeCloseTo(sumOf(find(days)), 6)
    expect(exported).toBeCloseTo(sumOf(find(months)), 6)
    await context.close()
  }
})

test('shows and hides a series in chart and table', async ({ page }) => {
  await signIn(page, people.member)
  await page.goto('/organizations/acme-vision/usage?metric=output_volume')
  const toggle = page.getByRole('button', { name: /^Pipelines/ })
  await expect(toggle).toHaveAttribute('aria-pressed', 'true')

  await toggle.click()
  await expect(page).toHaveURL(/hidden=pipeline_version/)
  await page.reload()

  await expect(toggle).toHaveAttribute('aria-pressed', 'false')
  await expect(page.getByRole('columnheader', { name: 'Pipelines' })).toHaveCount(0)
  await expect(page.getByRole('columnheader', { name: 'Deployments' })).toBeVisible()
})

test('explains a custom range that cannot be shown, and shows years by month', async ({ page }) => {
  await signIn(page, people.member)
  await page.goto('/organizations/acme-vision/usage')
  await expect(page.locator('svg.recharts-surface')).toBeVisible()

  await page.getByLabel('Range').selectOption('custom')
  await page.getByLabel('First day').fill('2026-03-02')
  await page.getByLabel('Last day').fill('2026-03-01')
  await expect(page.getByText('The range has to end after it starts')).toBeVisible()
  await expect(page.getByText(/^Still showing .* \(UTC\)\.$/)).toBeVisible()

  await page.getByLabel('First day').fill('2016-02-29')
  await expect(page.getByText('The range has at most 10 years')).toBeVisible()
  await expectAccessible(page)

  await page.getByLabel('First day').fill('2024-12-01')
  await expect(page.getByText('More than 400 days are shown by month.')).toBeVisible()
  await expect(page.getByRole('radio', { name: 'Day' })).toBeDisabled()
  await expect(page.getByText('1 Dec 2024 to 1 Mar 2026 (UTC)', { exact: true })).toBeVisible()

  await page.goBack()
  await expect(page.getByLabel('Range')).toHaveValue('period')
})

test('draws every day of a year, also where a day has no whole pixel', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 800 })
  await signIn(page, people.member)
  await page.goto('/organizations/acme-vision/usage?range=12-months&interval=day')

  const bars = page.locator('.recharts-bar rect')
  await expect.poll(() => bars.count()).toBeGreaterThan(330)
  const widths = await bars.evaluateAll((all) => all.map((bar) => Number(bar.getAttribute('width'))))
  expect(Math.min(...widths)).toBeGreaterThan(0)
})

test('says that nothing was used yet', async ({ page }) => {
  const organization = await signInToOwnOrganization(page)

  await page.goto(`/organizations/${organization}/usage`)

  await expect(page.getByText('Nothing was used in this time')).toBeVisible()
})

test('keeps the numbers and offers another try when the server goes away', async ({ page, guard }) => {
  guard.expectRefusals(503)
  await signIn(page, people.member)
  await page.goto('/organizations/acme-vision/usage')
  await expect(page.locator('svg.recharts-surface')).toBeVisible()
  const away = (route: Route) =>
    route.fulfill({ status: 503, json: { error: 'The database cannot be reached', request_id: 'away-1' } })
  await page.route('**/usage?*', away)
  const period = (await page.getByText(/^\d.* \(UTC\)$/).textContent()) ?? ''
  const table = page.getByRole('region', { name: 'Usage by day, table' })
  const numbers = await table.innerText()

  await page.getByLabel('Range').selectOption('30-days')
  await expect(page.getByRole('alert')).toContainText('Could not load the usage.')
  await expect(page.getByRole('alert')).toContainText('away-1')
  await expect(page.getByText(`Still showing ${period}.`)).toBeVisible()
  expect(await table.innerText()).toBe(numbers)
  await expect(page.locator('svg.recharts-surface')).toBeVisible()
  await expectAccessible(page)
  await page.unroute('**/usage?*', away)
  await page.getByRole('button', { name: 'Retry' }).click()

  await expect(page.getByRole('alert')).toHaveCount(0)
  await expect(page.getByText(/^Still showing/)).toHaveCount(0)
  await expect(table).toBeVisible()
})
