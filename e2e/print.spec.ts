import { expect, people, signIn, test } from './fixtures.ts'

test('leaves navigation, filters and buttons off the paper, in light colours', async ({ page }) => {
  await signIn(page, people.admin)
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.goto('/organizations/acme-vision/usage?metric=input_volume')
  const chart = page.locator('svg.recharts-surface')
  await expect(chart).toBeVisible()
  const widthOnScreen = await chart.getAttribute('width')
  const body = page.locator('body')
  const ink = () => body.evaluate((element) => getComputedStyle(element).color)
  const dark = await ink()
  const table = page.getByRole('region', { name: 'Usage by day, table' })
  await expect(page.getByRole('navigation', { name: 'Pages' })).toBeVisible()

  await page.emulateMedia({ media: 'print', colorScheme: 'dark' })

  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'light')
  expect(await ink()).not.toBe(dark)
  await expect(page.getByRole('navigation', { name: 'Pages' })).toBeHidden()
  await expect(page.getByRole('banner')).toBeHidden()
  await expect(page.getByLabel('Metric')).toBeHidden()
  await expect(page.getByRole('button', { name: 'Export CSV' })).toBeHidden()
  await expect(page.getByRole('navigation', { name: 'Breadcrumbs' })).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Input volume' })).toBeVisible()
  await expect(page.getByRole('button', { name: /^Pipelines/ })).toBeVisible()
  // Drawn for the paper, not scaled to it.
  await expect(chart).toBeVisible()
  await expect(chart).toHaveAttribute('viewBox', '0 0 700 300')
  // Nothing of the table would have to be scrolled to.
  expect(await table.evaluate((element) => element.scrollHeight - element.clientHeight)).toBe(0)

  await page.emulateMedia({ media: 'screen', colorScheme: 'dark' })

  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark')
  await expect(page.getByRole('navigation', { name: 'Pages' })).toBeVisible()
  await expect(chart).toHaveAttribute('width', widthOnScreen ?? '')
})

test('prints all rows of a long list, and goes on where it was', async ({ page }) => {
  await page.addInitScript(() => {
    // Before the app hears of it, so that this is what was printed.
    addEventListener('afterprint', () => {
      document.title = `${document.querySelectorAll('tbody > tr[data-index]').length} rows`
    })
  })
  await signIn(page, people.admin)
  await page.goto('/organizations/acme-vision/members')
  const table = page.getByRole('table', { name: 'members' })
  await expect(table).toHaveAttribute('aria-rowcount', '1001')
  const scroller = page.getByRole('region', { name: 'members, scrollable' })
  await scroller.evaluate((element) => element.scrollTo({ top: 8000 }))
  const row = table.locator('tr[data-index="205"]')
  await expect(row).toBeInViewport()
  const rows = table.locator('tr[data-index]')
  expect(await rows.count()).toBeLessThan(60)

  await page.pdf({ format: 'A4' })

  await expect(page).toHaveTitle('1000 rows')
  await expect.poll(() => rows.count()).toBeLessThan(60)
  await expect(row).toBeInViewport()
})
