import type { Page } from '@playwright/test'
import { expect, expectAccessible, expectPageToFit, people, signIn, test } from './fixtures.ts'

const organization = '/organizations/acme-vision'
const project = '/projects/defect-detection'

/** Every page of somebody signed in, with what shows that its content is there. */
const pages: readonly (readonly [path: string, content: (page: Page) => ReturnType<Page['locator']>])[] = [
  ['/organizations', (page) => page.getByRole('table')],
  [`${organization}/overview`, (page) => page.getByRole('heading', { level: 1 })],
  [`${organization}/members`, (page) => page.getByRole('table')],
  [`${organization}/projects`, (page) => page.getByRole('table')],
  [`${organization}/service-users`, (page) => page.getByRole('table')],
  [`${organization}/service-users/acme-terraform`, (page) => page.getByRole('listitem', { name: 'Monitoring' })],
  [`${organization}/credentials`, (page) => page.getByRole('table')],
  [`${organization}/usage`, (page) => page.getByRole('table')],
  [`${project}/service-users`, (page) => page.getByRole('table')],
  [`${project}/roles`, (page) => page.getByRole('table')],
  [`${project}/roles/project-viewer`, (page) => page.getByRole('grid')],
  [`${project}/role-comparison?roles=project-viewer,file-reader`, (page) => page.getByRole('grid')],
  [`${project}/assignments`, (page) => page.getByRole('table')],
  [`${project}/assignments?view=object`, (page) => page.getByRole('table')],
  [`${project}/objects`, (page) => page.getByRole('table')],
  [`${project}/objects?kind=pipelines`, (page) => page.getByRole('table')],
  [`${project}/objects?kind=buckets`, (page) => page.getByRole('table')],
  [`${project}/access?tab=object&permission=buckets.get`, (page) => page.getByRole('table')],
  ['/account', (page) => page.getByRole('table', { name: 'sessions' })],
]

/** Brings the header of each column on the screen, where nothing covers it. */
async function expectHeadersToBeReachable(page: Page) {
  for (const header of await page
    .getByRole('region', { name: /, scrollable$/ })
    .getByRole('columnheader')
    .all()) {
    const sort = header.getByRole('button')
    await ((await sort.count()) > 0 ? sort : header).click({ trial: true })
  }
}

for (const [width, device] of [
  [320, 'a small phone'],
  [720, 'a screen of 1440 px at 200 %'],
] as const)
  test(`loses no column of any page on ${device}, where the tables scroll and the pages do not`, async ({ page }) => {
    test.slow()
    await page.setViewportSize({ width, height: 640 })
    await signIn(page, people.admin)

    for (const [path, content] of pages) {
      await page.goto(path)
      await expect(content(page).first()).toBeVisible()
      await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
      await expectPageToFit(page)
      await expectHeadersToBeReachable(page)
    }
  })

test('scrolls a table sideways with the keyboard, and keeps in sight what each row is about', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 })
  await signIn(page, people.admin)
  await page.goto(`${project}/service-users`)
  const row = page.getByRole('row', { name: /ci-pipeline/ })
  const expiry = row.getByRole('cell').nth(6)
  await expect(expiry).not.toBeInViewport()

  await page.getByRole('region', { name: 'service users, scrollable' }).focus()
  for (let presses = 0; presses < 40; presses++) await page.keyboard.press('ArrowRight')

  await expect(expiry).toBeInViewport()
  await expect(row.getByTitle('ci-pipeline')).toBeInViewport()
  await page.getByRole('button', { name: 'Actions for ci-pipeline' }).click()
  await expect(page.getByRole('menuitem', { name: 'Reset token' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expectAccessible(page)
})
