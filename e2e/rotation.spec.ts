import type { APIRequestContext, Page } from '@playwright/test'
import {
  callApi,
  createProject,
  expect,
  expectAccessible,
  expectPageToFit,
  signInToOwnOrganization,
  takeToken,
  test,
} from './fixtures.ts'

interface ServiceUser {
  id: string
  token: string
}

/** A project with a service user that has roles on it and on a bucket, and whose token a script uses. */
async function arrange(page: Page, request: APIRequestContext) {
  const project = await createProject(page, await signInToOwnOrganization(page))
  const base = `/v2.1/projects/${project}`
  const old = await callApi<ServiceUser>(page, 'POST', `${base}/service-users`, {
    name: 'backup-runner',
    expiry_date: new Date(Date.now() + 5 * 86_400_000).toISOString(),
    allowed_cors_origins: ['https://backup.example.com'],
  })
  await callApi(page, 'POST', `${base}/buckets`, { name: 'archive', provider: 'ubiops' })
  const assign = (role: string, on: object = {}) =>
    callApi(page, 'POST', `${base}/role-assignments`, { assignee: old.id, assignee_type: 'user', role, ...on })
  await assign('deployment-viewer')
  await assign('file-writer', { resource: 'archive', resource_type: 'bucket' })

  const use = async (token: string) =>
    (await request.get(`${base}/deployments`, { headers: { authorization: `Token ${token}` } })).status()
  const rolesOf = async (id: string) => {
    const rows = await callApi<Record<string, string>[]>(page, 'GET', `${base}/role-assignments?assignee=${id}`)
    return rows.map(({ role, resource_type, resource }) => `${role} on ${resource_type} ${resource}`).toSorted()
  }
  expect(await use(old.token)).toBe(200)
  return { project, base, old, use, rolesOf }
}

async function chooseInMenu(page: Page, row: RegExp, entry: RegExp): Promise<void> {
  await page
    .getByRole('row', { name: row })
    .getByRole('button', { name: /^Actions for/ })
    .click()
  await page.getByRole('menuitem', { name: entry }).click()
}

async function startRotation(page: Page, project: string): Promise<string> {
  await page.goto(`/projects/${project}/service-users`)
  await chooseInMenu(page, /backup-runner/, /^Rotate token/)
  const dialog = page.getByRole('dialog', { name: 'Rotate the token of backup-runner' })
  await expect(dialog.getByText(/with the same name, 2 role assignments, and 1 CORS origin/)).toBeVisible()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Make new token' }).click()
  return takeToken(page, 'New token made')
}

test('replaces a token in stages, of which none stops what uses it', async ({ page, request }) => {
  await page.clock.install()
  const { project, base, old, use, rolesOf } = await arrange(page, request)
  const roles = await rolesOf(old.id)

  const token = await startRotation(page, project)

  const rotation = page.getByRole('region', { name: '1 rotation under way' }).getByRole('listitem').first()
  await expect(rotation.getByText(/^Give the new token to whatever uses the old one/)).toBeVisible()
  await expect(page.getByRole('row', { name: /backup-runner Old token/ })).toBeVisible()
  await expect(page.getByRole('row', { name: /backup-runner New token/ })).toContainText('in 90 days')
  for (const width of [320, 768]) {
    await page.setViewportSize({ width, height: 900 })
    await expectPageToFit(page)
  }
  await page.setViewportSize({ width: 1440, height: 900 })

  expect(await use(token)).toBe(200)
  // The page asks again by itself.
  await page.clock.fastForward(61_000)
  await expect(rotation.getByText(/^The old token has not been used since there is a new one/)).toBeVisible()
  await page.clock.setSystemTime(Date.now() + 2 * 86_400_000)
  await page.reload()
  await expect(rotation.getByText(/^Nothing seems to use the old token any more/)).toBeVisible()
  await rotation.getByRole('button', { name: /^Retire old token/ }).click()
  await page
    .getByRole('dialog', { name: 'Retire the old token of backup-runner?' })
    .getByRole('button', { name: 'Retire old token' })
    .click()

  await expect(page.getByText('Rotation of backup-runner completed: the old token is retired')).toBeVisible()
  await expect(rotation).toBeHidden()
  expect([await use(old.token), await use(token)]).toEqual([401, 200])
  const [left, ...others] = await callApi<ServiceUser[]>(page, 'GET', `${base}/service-users`)
  expect(others).toEqual([])
  expect(await rolesOf(left?.id ?? '')).toEqual(roles)
})

test('gives a rotation up and leaves the old token as it was', async ({ page, request }) => {
  const { project, base, old, use, rolesOf } = await arrange(page, request)
  const read = () => callApi(page, 'GET', `${base}/service-users/${old.id}`)
  const before = { state: await read(), roles: await rolesOf(old.id) }
  const token = await startRotation(page, project)

  await page.getByRole('button', { name: 'Give up the rotation of backup-runner' }).click()
  const dialog = page.getByRole('dialog', { name: 'Give up the rotation of backup-runner?' })
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Give up rotation' }).click()

  await expect(page.getByText('Rotation of backup-runner given up: the old token is as it was')).toBeVisible()
  expect({ state: await read(), roles: await rolesOf(old.id) }).toEqual(before)
  expect([await use(old.token), await use(token)]).toEqual([200, 401])
})

test('cuts off a leaked token from a link, and gives the service user a new one', async ({ page, request }) => {
  const { project, old, use, rolesOf } = await arrange(page, request)
  const roles = await rolesOf(old.id)

  await page.goto(`/projects/${project}/service-users?cut-off=${old.id}`)
  const dialog = page.getByRole('dialog', { name: 'Cut off the leaked token of backup-runner?' })
  await expect(dialog.getByRole('radio', { name: 'Give it a new token' })).toBeChecked()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Cut off now' }).click()
  const token = await takeToken(page, 'Token reset')

  await expect(page).toHaveURL(new RegExp(`/projects/${project}/service-users$`))
  expect([await use(old.token), await use(token)]).toEqual([401, 200])
  expect(await rolesOf(old.id)).toEqual(roles)
})

test('cuts off the old token of a rotation, whose new one goes on working', async ({ page, request }) => {
  const { project, old, use } = await arrange(page, request)
  const token = await startRotation(page, project)
  expect(await use(token)).toBe(200)
  await page.reload()

  await chooseInMenu(page, /backup-runner Old token/, /^Leaked\? Cut off now/)
  const dialog = page.getByRole('dialog', { name: 'Cut off the leaked token of backup-runner?' })
  await expect(dialog.getByRole('radio', { name: /^Delete it/ })).toBeChecked()
  await dialog.getByRole('button', { name: 'Cut off now' }).click()

  await expect(page.getByText(/^The token of backup-runner is cut off/)).toBeVisible()
  await expect(page.getByRole('row', { name: /backup-runner/ })).toHaveCount(1)
  expect([await use(old.token), await use(token)]).toEqual([401, 200])
})
