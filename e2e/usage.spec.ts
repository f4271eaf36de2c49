import { readFile } from 'node:fs/promises'
import type { Page, Route } from '@playwright/test'
import { callApi, expect, expectAccessible, people, signIn, signInToOwnOrganization, test } from './fixtures.ts'

interface Usage {
  object_type: string
  metric: string
  usage: { start_date: string; end_date: string; value: number }[]
}

const sumOf = (usage: Usage | undefined) => (usage?.usage ?? []).reduce((total, point) => total + point.value, 0)
/** Values of credits have two decimals, which sums of floats do not keep. */
const inCents = (value: number) => Math.round(value * 100)

/** Each day or month of the table with its value, oldest first. */
async function readTable(page: Page): Promise<[string, number][]> {
  const rows = await page
    .getByRole('region', { name: /^Usage by .*, table$/ })
    .locator('tbody tr')
    .allInnerTexts()
  return rows.reverse().map((row) => {
    const [day = '', value = ''] = row.split('\t')
    return [day.trim(), Number(value.replaceAll(',', ''))]
  })
}

/** What the chart says of each point, reached by keyboard. */
async function readChart(page: Page): Promise<[string, number][]> {
  const slider = page.getByRole('slider')
  await slider.focus()
  await page.keyboard.press('Home')
  const points: [string, number][] = []
  const count = Number(await slider.getAttribute('aria-valuemax'))
  for (let position = 1; position <= count; position += 1) {
    await expect(slider).toHaveAttribute('aria-valuenow', String(position))
    const text = (await slider.getAttribute('aria-valuetext')) ?? ''
    points.push([text.split(':')[0] ?? '', Number(/Deployments ([\d,.]+\d)/.exec(text)?.[1]?.replaceAll(',', ''))])
    await page.keyboard.press('ArrowRight')
  }
  return points
}

async function saveCsv(page: Page): Promise<[cells: string[][], name: string]> {
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export CSV' }).click()
  const file = await download
  const text = await readFile(await file.path(), 'utf8')
  return [
    text
      .trim()
      .split('\r\n')
      .map((line) => line.split(',')),
    file.suggestedFilename(),
  ]
}

const shown = (value: number) => new Intl.NumberFormat('en', { minimumFractionDigits: 2 }).format(value)

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

// Far behind and far ahead of UTC, and one whose clocks change within the range.
for (const timezoneId of ['Pacific/Pago_Pago', 'Pacific/Kiritimati', 'Europe/Amsterdam']) {
  test.describe(`in ${timezoneId}`, () => {
    test.use({ timezoneId })

    test('chart, table, CSV, days and months say the same', async ({ page }) => {
      await signIn(page, people.member)
      const query = 'start_date=2026-03-01&end_date=2026-05-01'
      const ask = async (interval: string) => {
        const path = `/v2.1/organizations/acme-vision/usage?${query}&interval=${interval}`
        return (await callApi<Usage[]>(page, 'GET', path)).filter((item) => item.metric === 'credits')[0]
      }
      const [days, months] = [await ask('day'), await ask('month')]
      const total = inCents(sumOf(days))

      await page.goto('/organizations/acme-vision/usage?range=custom&from=2026-03-01&to=2026-04-30')
      await expect(page.getByText('1 Mar 2026 to 30 Apr 2026 (UTC)', { exact: true })).toBeVisible()
      const table = await readTable(page)
      const chart = await readChart(page)
      const [csv, name] = await saveCsv(page)
      await page.getByRole('radio', { name: 'Month' }).click()
      await expect(page.getByRole('slider')).toHaveAttribute('aria-valuemax', '2')
      const byMonth = await readChart(page)

      expect(name).toBe('acme-vision-usage-credits-2026-03-01-to-2026-04-30.csv')
      expect(table).toHaveLength(61)
      expect(table[0]?.[0]).toBe('1 Mar 2026')
      expect(chart).toEqual(table)
      expect(csv.slice(1, -1).map(([, , value]) => Number(value))).toEqual(table.map(([, value]) => value))
      expect(csv.slice(1, -1).map(([start]) => start)).toEqual(
        days?.usage.map(({ start_date }) => start_date.slice(0, 10)),
      )
      expect(table.map(([, value]) => value)).toEqual(days?.usage.map(({ value }) => value))
      expect(byMonth.map(([, value]) => value)).toEqual(months?.usage.map(({ value }) => value))
      expect(inCents(table.reduce((sum, [, value]) => sum + value, 0))).toBe(total)
      expect(inCents(byMonth.reduce((sum, [, value]) => sum + value, 0))).toBe(total)
      expect(inCents(Number(csv.at(-1)?.[2]))).toBe(total)
    })
  })
}

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
  await expect(page.getByText('1 Dec 2024 to 1 Mar 2026 (UTC)', { exact: true })).toBeVisible()
  await expect(page.getByRole('radio', { name: 'Month' })).toBeChecked()

  await page.goBack()
  await expect(page.getByLabel('Range')).toHaveValue('period')
})

test('draws no more bars of years of days than there is room for, says so, and loses nothing', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 800 })
  await signIn(page, people.member)
  const year = 'range=custom&from=2025-03-01&to=2026-02-28&interval=day'
  await page.goto(`/organizations/acme-vision/usage?${year}`)

  await expect(page.getByText('Each bar is 7 days, since there is no room for each day.')).toBeVisible()
  const points = await readChart(page)
  expect(points).toHaveLength(53)
  expect(points[0]?.[0]).toBe('1 to 7 Mar 2025')
  const path = '/v2.1/organizations/acme-vision/usage?start_date=2025-03-01&end_date=2026-03-01&interval=day'
  const credits = (await callApi<Usage[]>(page, 'GET', path)).find((item) => item.metric === 'credits')
  expect(inCents(points.reduce((sum, [, value]) => sum + value, 0))).toBe(inCents(sumOf(credits)))

  // The table has every day, those in sight in the page.
  const table = page.getByRole('table')
  await expect(table).toHaveAttribute('aria-rowcount', '367')
  await page.getByRole('region', { name: 'Usage by day, table' }).evaluate((region) => region.scrollTo(0, 1e6))
  await expect(table.getByRole('rowheader', { name: '1 Mar 2025', exact: true })).toBeVisible()
})

test('draws the chart of what is chosen before the table follows', async ({ page }) => {
  await signIn(page, people.member)
  await page.goto('/organizations/acme-vision/usage?range=12-months&interval=month')
  await expect(page.getByRole('group', { name: /by month/ })).toBeVisible()
  const answered = page.waitForResponse((response) => response.url().includes('interval=day'))
  await page.getByRole('radio', { name: 'Day' }).hover()
  await (await answered).finished()
  await page.evaluate(() => {
    const labels: string[][] = []
    Object.assign(window, { labels })
    new MutationObserver((changes) =>
      labels.push(changes.map(({ target }) => (target as Element).getAttribute('aria-label')?.split(',')[0] ?? '')),
    ).observe(document, { subtree: true, attributeFilter: ['aria-label'] })
  })

  await page.getByRole('radio', { name: 'Day' }).check()

  await expect(page.getByRole('region', { name: 'Usage by day, table' })).toBeVisible()
  const labels = await page.evaluate(() => (window as unknown as { labels: string[][] }).labels)
  const when = (label: string) => labels.findIndex((changed) => changed.includes(label))
  expect(when('Credits by day')).toBeGreaterThanOrEqual(0)
  expect(when('Usage by day')).toBeGreaterThan(when('Credits by day'))
})

test('zooms in by dragging or by keyboard, and out again to where it started', async ({ page }) => {
  await signIn(page, people.member)
  await page.goto('/organizations/acme-vision/usage?range=custom&from=2025-01-01&to=2025-12-31&compare=previous')
  const slider = page.getByRole('slider')
  await expect(slider).toHaveAttribute('aria-valuemax', '12')

  await slider.focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Shift+ArrowRight')
  await page.keyboard.press('Enter')
  await expect(page.getByText('1 Feb 2025 to 31 Mar 2025 (UTC)', { exact: true })).toBeVisible()
  await expect(slider).toHaveAttribute('aria-valuemax', '59')
  await expect(page.getByRole('radio', { name: 'Day' })).toBeChecked()

  const box = (await slider.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }
  await page.mouse.move(box.x + (box.width * 28.5) / 59, box.y + 50)
  await page.mouse.down()
  await page.mouse.move(box.x + (box.width * 37.5) / 59, box.y + 80, { steps: 4 })
  await page.mouse.up()
  await expect(page.getByText('1 to 10 Mar 2025 (UTC)', { exact: true })).toBeVisible()
  await expectAccessible(page)

  await page.goBack()
  await expect(slider).toHaveAttribute('aria-valuemax', '59')
  await page.getByRole('button', { name: 'Zoom out' }).click()
  await expect(page.getByText('1 Jan 2025 to 31 Dec 2025 (UTC)', { exact: true })).toBeVisible()
  await expect(slider).toHaveAttribute('aria-valuemax', '12')
  await expect(page.getByRole('button', { name: 'Zoom out' })).toHaveCount(0)
})

test('compares with the period before, in chart, table and export', async ({ page }) => {
  await signIn(page, people.member)
  await page.goto('/organizations/acme-vision/usage?range=custom&from=2026-03-01&to=2026-03-31')
  const compare = page.getByRole('checkbox', { name: 'Compare with the period before' })
  await compare.click()
  await expect(compare).toBeChecked()

  await expect(page.getByText('Thin line: 1 to 28 Feb 2026.')).toBeVisible()
  const path = '/v2.1/organizations/acme-vision/usage?start_date=2026-02-01&end_date=2026-03-01&interval=day'
  const before = (await callApi<Usage[]>(page, 'GET', path)).find((item) => item.metric === 'credits')
  const [csv] = await saveCsv(page)
  // March has three days that February has nothing beside.
  const earlier = csv.slice(1, -1).map(([, , , start, value]) => [start, value])
  expect(earlier.slice(0, 28).map(([, value]) => Number(value))).toEqual(before?.usage.map(({ value }) => value))
  expect(earlier.slice(28)).toEqual([
    ['', ''],
    ['', ''],
    ['', ''],
  ])
  const all = page.getByRole('row', { name: /^All/ })
  await expect(all).toContainText(shown(inCents(sumOf(before)) / 100))
  for (const view of ['Lines', 'Running total']) {
    await page.getByRole('radio', { name: view }).click()
    await expectAccessible(page)
  }
})

test('splits by project and by version, and the parts add up', async ({ page }) => {
  await signIn(page, people.lead)
  const range = 'range=custom&from=2026-03-01&to=2026-03-31&metric=input_volume'
  await page.goto(`/organizations/acme-vision/usage?${range}`)
  const all = page.getByRole('row', { name: /^All/ })
  const whole = (await all.getByRole('cell').last().innerText()).trim()

  await page.getByLabel('Split by').selectOption('project')
  await expect(page.getByRole('columnheader', { name: 'defect-detection' })).toBeVisible()
  await expect(page.getByRole('columnheader', { name: 'All others' })).toBeVisible()
  await expect(all.getByRole('cell').last()).toHaveText(whole)
  await expectAccessible(page)

  await page.getByLabel('Project').selectOption('defect-detection')
  await page.getByLabel('Split by').selectOption('object')
  await expect(page.getByRole('columnheader', { name: /^surface-inspector\/v/ })).toBeVisible()
  await expect(page.getByText('1 to 31 Mar 2026 (UTC), defect-detection')).toBeVisible()
  await page.reload()
  await expect(page.getByLabel('Split by')).toHaveValue('object')
})

test('sets a limit, says when it would be reached, and takes it back', async ({ page }) => {
  await signIn(page, people.admin)
  await page.goto('/organizations/acme-vision/usage?metric=output_volume')
  await expect(page.getByText(/^Forecast for/)).toBeVisible()

  await page.getByRole('button', { name: 'Set a limit' }).click()
  const dialog = page.getByRole('dialog', { name: 'Set a limit of output volume' })
  await dialog.getByLabel('Output volume per subscription period').fill('1')
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Set limit' }).click()

  await expect(page.getByText(/^Forecast for/)).toContainText('The limit of 1 was reached on')
  await page.getByRole('radio', { name: 'Running total' }).click()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Change the limit' }).click()
  await page.getByRole('button', { name: 'Remove limit' }).click()
  await expect(page.getByText('There is no limit of output volume any more')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Set a limit' })).toBeVisible()
  await page.getByText('What changed').click()
  await expect(page.getByText(/Limit of output volume removed by/).first()).toBeVisible()
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
