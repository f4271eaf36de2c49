import { expect, people, signIn, test } from './fixtures.ts'

const pages = [
  { name: 'Organizations', path: '/organizations' },
  { name: 'Overview', path: '/organizations/acme-vision/overview' },
  { name: 'Members', path: '/organizations/acme-vision/members' },
  { name: 'Projects', path: '/organizations/acme-vision/projects' },
  { name: 'Usage', path: '/organizations/acme-vision/usage' },
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
    await page.route('**/v2.1/**', async (route) => {
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

const seen = new WeakMap<string[], number>()

/** Whether nothing was added since the last look. */
function settled(list: string[]): boolean {
  const before = seen.get(list)
  seen.set(list, list.length)
  return before === list.length && before > 0
}
