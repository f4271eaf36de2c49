import { expect, expectAccessible, people, signIn, test } from './fixtures.ts'

const pages = [
  { name: 'Organizations', path: '/organizations' },
  { name: 'Overview', path: '/organizations/acme-vision/overview' },
  { name: 'Members', path: '/organizations/acme-vision/members' },
  { name: 'Projects', path: '/organizations/acme-vision/projects' },
  { name: 'Account service users', path: '/organizations/acme-vision/service-users' },
  { name: 'acme-terraform', path: '/organizations/acme-vision/service-users/acme-terraform' },
  { name: 'Credentials', path: '/organizations/acme-vision/credentials' },
  { name: 'Usage', path: '/organizations/acme-vision/usage' },
  { name: 'Usage', path: '/organizations/acme-vision/usage?range=12-months&split=project&compare=previous' },
  { name: 'Service users', path: '/projects/defect-detection/service-users' },
  { name: 'Roles', path: '/projects/defect-detection/roles' },
  { name: 'release-manager', path: '/projects/defect-detection/roles/release-manager' },
  { name: 'Role assignments', path: '/projects/defect-detection/assignments' },
  { name: 'Objects', path: '/projects/defect-detection/objects' },
  { name: 'surface-inspector', path: '/projects/defect-detection/objects/deployments/surface-inspector' },
  { name: 'Account', path: '/account' },
]

for (const { name, path } of pages) {
  test(`asks for everything that ${path} shows in one round of calls`, async ({ page }) => {
    await signIn(page, people.admin)
    const asked: string[] = []
    let release: () => void = () => undefined
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    // Nothing is answered before the page has asked for all it wants, so a call that waits for another shows.
    await page.route(/\/v(1|2\.1)\//, async (route) => {
      asked.push(route.request().url())
      await held
      await route.continue()
    })

    await page.goto(path)
    await expect(page.getByRole('banner')).toBeVisible()
    await expect.poll(() => settled(asked), { intervals: [400], timeout: 15_000 }).toBe(true)
    const beforeAnswers = [...asked]
    release()
    await page.waitForLoadState('networkidle')

    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
    expect(beforeAnswers).not.toEqual([])
    expect(asked.slice(beforeAnswers.length)).toEqual([])
    expect(new Set(asked).size, 'asks for nothing twice').toBe(asked.length)
  })
}

test('keeps the page and what was entered when a part of it does not load, and tries again', async ({
  page,
  guard,
}) => {
  guard.expectLostAnswers()
  await signIn(page, people.newcomer)
  const parts = /\/assets\/(create-token-dialog|menu|confirm-dialog)-[^/]*\.js$/
  await page.route(parts, (route) => route.abort())
  await page.goto('/account')
  await page.getByLabel('Surname').fill('Typed before')
  const create = page.getByRole('button', { name: 'Create token' }).first()

  await create.click()
  await expect(page.getByText('A part of the page could not be loaded.')).toBeVisible()
  await page.getByRole('button', { name: /Your account/ }).click()
  await page.getByRole('link', { name: 'Steward, all organizations' }).click()
  await expect(page).toHaveURL('/account')
  await expect(page.getByLabel('Surname')).toHaveValue('Typed before')
  await expectAccessible(page)

  await page.unroute(parts)
  await create.click()
  await page.getByRole('dialog', { name: 'Create personal token' }).getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('button', { name: /Your account/ }).click()
  await expect(page.getByRole('menuitem', { name: 'Sign out' })).toBeVisible()
  await page.keyboard.press('Escape')
  await page.getByRole('link', { name: 'Steward, all organizations' }).click()
  await page.getByRole('button', { name: 'Discard changes' }).click()
  await expect(page).toHaveURL('/organizations')
})

test('tells of a list that could not be refreshed once, at the list', async ({ page, guard }) => {
  guard.expectRefusals(500)
  await signIn(page, people.newcomer)
  await page.goto('/account')
  await expect(page.getByRole('heading', { name: /^Sessions \(/ })).toBeVisible()
  await page.route('**/v2.1/me/sessions', (route) =>
    route.fulfill({ status: 500, json: { error: 'Something is broken', code: 'internal', request_id: 'request-1' } }),
  )

  await page.getByRole('link', { name: 'Steward, all organizations' }).click()
  await expect(page.getByRole('heading', { level: 1, name: /^Organizations/ })).toBeVisible()
  await page.clock.install()
  await page.clock.fastForward('01:00')
  await page.goBack()

  await expect(page.getByRole('alert').filter({ hasText: 'Could not refresh the sessions.' })).toBeVisible()
  await expect(page.getByText('Could not refresh sessions')).toHaveCount(0)
})

const seen = new WeakMap<string[], number>()

/** Whether nothing was added since the last look. */
function settled(list: string[]): boolean {
  const before = seen.get(list)
  seen.set(list, list.length)
  return before === list.length && before > 0
}
