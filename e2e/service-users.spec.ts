import type { APIRequestContext, Page } from '@playwright/test'
import {
  callApi,
  createProject,
  expect,
  expectAccessible,
  people,
  signIn,
  signInToOwnOrganization,
  takeToken,
  test,
  uniqueName,
} from './fixtures.ts'
import { demoPassword } from './settings.ts'

interface Created {
  id: string
  token: string
}

async function openOwnProject(page: Page): Promise<string> {
  const project = await createProject(page, await signInToOwnOrganization(page))
  await page.goto(`/projects/${project}/service-users`)
  return project
}

const addServiceUser = (page: Page, project: string, body: Record<string, unknown>) =>
  callApi<Created>(page, 'POST', `/v2.1/projects/${project}/service-users`, body)

async function openMenu(page: Page, row: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${row}`, exact: true }).click()
}

/** What the API answers to a script with this token. */
async function statusWith(request: APIRequestContext, project: string, token: string): Promise<number> {
  const answer = await request.get(`/v2.1/projects/${project}/deployments`, {
    headers: { authorization: `Token ${token}` },
  })
  return answer.status()
}

test('restores search, filter and sort from the address', async ({ page }) => {
  await signIn(page, people.admin)
  await page.goto('/projects/defect-detection/service-users')
  await expect(page.getByRole('heading', { level: 1, name: 'Service users (24)' })).toBeVisible()

  await page.getByLabel('Expires', { exact: true }).selectOption('Expired')
  await page.getByRole('button', { name: 'Expires', exact: true }).click()
  await page.getByRole('searchbox').fill('audit')
  await expect(page).toHaveURL(/expires=expired/)
  await expect(page).toHaveURL(/sort=expiry/)
  await expect(page).toHaveURL(/q=audit/)
  await page.reload()

  await expect(page.getByRole('searchbox')).toHaveValue('audit')
  await expect(page.getByLabel('Expires', { exact: true })).toHaveValue('expired')
  await expect(page.getByRole('columnheader', { name: 'Expires' })).toHaveAttribute('aria-sort', 'ascending')
  await expect(page.getByRole('cell', { name: 'spring-audit', exact: true })).toBeVisible()
  await expect(page.getByRole('cell', { name: 'legacy-importer', exact: true })).toBeHidden()
})

test('filters by when they expire', async ({ page }) => {
  await signIn(page, people.admin)
  const shown = (name: string) => page.getByRole('cell', { name, exact: true })

  await page.goto('/projects/defect-detection/service-users?expires=7')
  await expect(shown('nightly-batch')).toBeVisible()
  await expect(shown('quality-dashboard')).toBeHidden()
  await expect(shown('legacy-importer')).toBeHidden()

  await page.getByLabel('Expires', { exact: true }).selectOption({ label: 'In less than 90 days' })
  await expect(shown('partner-api')).toBeVisible()
  await expect(shown('ci-pipeline')).toBeHidden()

  await page.getByLabel('Expires', { exact: true }).selectOption({ label: 'Never' })
  await expect(shown('line-controller')).toBeVisible()
  await expect(shown('partner-api')).toBeHidden()
})

test('creates one with expiry, origins and a role, whose token works', async ({ page, playwright, baseURL }) => {
  const project = await openOwnProject(page)
  const script = await playwright.request.newContext({ baseURL: baseURL ?? '' })
  await expect(page.getByRole('heading', { name: 'No service users yet' })).toBeVisible()

  await page.getByRole('button', { name: 'Create service user' }).click()
  const dialog = page.getByRole('dialog', { name: 'Create service user' })
  await dialog.getByLabel('Name').fill('nightly import')
  await expect(dialog.getByText(/^Stops working on .* at 00:00 UTC\.$/)).toBeVisible()
  await dialog.getByRole('radio', { name: 'Never' }).check()
  await expect(dialog.getByText(/A token that never expires/)).toBeVisible()
  await dialog.getByRole('radio', { name: '30 days' }).check()
  const origins = dialog.getByRole('textbox', { name: 'CORS origins' })
  await origins.fill('https://app.example.com/page')
  await origins.press('Enter')
  await expect(dialog.getByText('Leave out what follows the host: https://app.example.com')).toBeVisible()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Remove https://app.example.com/page' }).click()
  await origins.fill('https://app.example.com, http://localhost:8080')
  await origins.press('Enter')
  await dialog.getByLabel('Role in the project').selectOption('project-viewer')
  await dialog.getByRole('button', { name: 'Create service user' }).click()

  await expect(page.getByText('nightly import has the role project-viewer in this project.')).toBeVisible()
  await expectAccessible(page)
  const first = await takeToken(page, 'Service user created')
  expect(await statusWith(script, project, first)).toBe(200)
  const row = page.getByRole('row', { name: /nightly import/ })
  await expect(row).toContainText('in 30 days')
  await expect(row.getByTitle('https://app.example.com\nhttp://localhost:8080')).toHaveText('2')
  await script.dispose()
})

test('resets a token, and the old one stops working', async ({ page, playwright, baseURL }) => {
  const project = await openOwnProject(page)
  const { id, token } = await addServiceUser(page, project, { name: 'nightly import' })
  await callApi(page, 'POST', `/v2.1/projects/${project}/role-assignments`, {
    assignee: id,
    assignee_type: 'user',
    role: 'project-viewer',
  })
  const script = await playwright.request.newContext({ baseURL: baseURL ?? '' })
  expect(await statusWith(script, project, token)).toBe(200)
  await page.reload()

  await openMenu(page, 'nightly import')
  await page.getByRole('menuitem', { name: 'Reset token' }).click()
  const confirm = page.getByRole('dialog', { name: 'Reset the token of nightly import?' })
  await expect(confirm.getByText(/The old token stops working now/)).toBeVisible()
  await expect(confirm.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await expectAccessible(page)
  await confirm.getByRole('button', { name: 'Reset token' }).click()
  const second = await takeToken(page, 'Token reset')

  expect(second).not.toBe(token)
  expect(await statusWith(script, project, token)).toBe(401)
  expect(await statusWith(script, project, second)).toBe(200)
  await script.dispose()
})

test('asks for a date that lies ahead', async ({ page }) => {
  await openOwnProject(page)
  await page.getByRole('button', { name: 'Create service user' }).click()
  const dialog = page.getByRole('dialog', { name: 'Create service user' })

  await dialog.getByRole('radio', { name: 'Custom' }).check()
  await dialog.getByLabel('Expiry date (UTC)').fill('2020-01-01')
  await dialog.getByRole('button', { name: 'Create service user' }).click()
  await expect(dialog.getByText('Choose a day that is still to come')).toBeVisible()

  await dialog.getByLabel('Expiry date (UTC)').fill('2099-12-31')
  await expect(dialog.getByText('Stops working on 31 December 2099 at 00:00 UTC.')).toBeVisible()
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('button', { name: 'Discard changes' }).click()
  await expect(dialog).toBeHidden()
})

test('edits name, expiry and origins', async ({ page }) => {
  const project = await openOwnProject(page)
  await addServiceUser(page, project, { name: 'web shop', allowed_cors_origins: ['https://shop.example.com'] })
  await page.reload()

  await openMenu(page, 'web shop')
  await page.getByRole('menuitem', { name: 'Edit' }).click()
  const dialog = page.getByRole('dialog', { name: 'Edit web shop' })
  await expect(dialog.getByRole('button', { name: 'Save' })).toBeDisabled()
  await dialog.getByLabel('Name').fill('web store')
  await dialog.getByRole('radio', { name: '7 days' }).check()
  await dialog.getByRole('button', { name: 'Remove https://shop.example.com' }).click()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Save' }).click()

  await expect(dialog).toBeHidden()
  const row = page.getByRole('row', { name: /web store/ })
  await expect(row).toContainText('in 7 days')
  await expect(row.getByRole('cell').nth(2)).toHaveText('–')
})

test('keeps a draft that somebody else has overtaken, and lets both be saved', async ({ page, guard }) => {
  guard.expectRefusals(412)
  const project = await openOwnProject(page)
  const { id } = await addServiceUser(page, project, { name: 'shared' })
  await page.reload()
  await openMenu(page, 'shared')
  await page.getByRole('menuitem', { name: 'Edit' }).click()
  const dialog = page.getByRole('dialog', { name: 'Edit shared' })
  await dialog.getByLabel('Name').fill('mine')

  await callApi(page, 'PATCH', `/v2.1/projects/${project}/service-users/${id}`, {
    allowed_cors_origins: ['https://theirs.example.com'],
  })
  await dialog.getByRole('button', { name: 'Save' }).click()

  await expect(dialog.getByRole('alert')).toContainText('Both changes are put together here')
  await expect(dialog.getByRole('row', { name: /^https:\/\/theirs\.example\.com No \+ Added/ })).toBeVisible()
  await expect(dialog.getByLabel('Name', { exact: true })).toHaveValue('mine')
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Save' }).click()

  await expect(dialog).toBeHidden()
  const saved = await callApi(page, 'GET', `/v2.1/projects/${project}/service-users/${id}`)
  expect(saved).toMatchObject({ name: 'mine', allowed_cors_origins: ['https://theirs.example.com'] })
})

test('offers only deletion of an expired one, and says why', async ({ page }) => {
  const project = await openOwnProject(page)
  await addServiceUser(page, project, { name: 'old timer', expiry_date: '2020-01-01' })
  await page.reload()
  await expect(page.getByRole('row', { name: /old timer/ })).toContainText('Expired')

  await openMenu(page, 'old timer')
  await expect(page.getByRole('menuitem', { name: /Edit.*cannot be changed/ })).toHaveAttribute('aria-disabled', 'true')
  const reset = page.getByRole('menuitem', { name: /Reset token.*no new token/ })
  await expect(reset).toHaveAttribute('aria-disabled', 'true')
  // Playwright itself would wait for it to be enabled.
  await reset.click({ force: true })
  await expect(page.getByRole('dialog')).toBeHidden()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  const dialog = page.getByRole('dialog', { name: 'Delete old timer?' })
  await expect(dialog.getByText('Its token has stopped working already.', { exact: false })).toBeVisible()
  await dialog.getByRole('button', { name: 'Delete service user' }).click()

  await expect(page.getByRole('heading', { name: 'No service users yet' })).toBeVisible()
})

test('deletes one in use once its name is typed, and its token dies', async ({ page, playwright, baseURL }) => {
  const project = await openOwnProject(page)
  const { token } = await addServiceUser(page, project, { name: 'busy' })
  const script = await playwright.request.newContext({ baseURL: baseURL ?? '' })
  // Without a role: known, and refused.
  expect(await statusWith(script, project, token)).toBe(403)
  await page.reload()

  await openMenu(page, 'busy')
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  const dialog = page.getByRole('dialog', { name: 'Delete busy?' })
  await expect(dialog.getByText(/last used/)).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Delete service user' })).toBeDisabled()
  await expectAccessible(page)
  await dialog.getByLabel('Type busy to confirm').fill('busy')
  await dialog.getByRole('button', { name: 'Delete service user' }).click()

  await expect(page.getByRole('heading', { name: 'No service users yet' })).toBeVisible()
  expect(await statusWith(script, project, token)).toBe(401)
  await script.dispose()
})

test('gives a role to one that has none', async ({ page }) => {
  const project = await openOwnProject(page)
  await addServiceUser(page, project, { name: 'idle' })
  await page.reload()
  await expect(page.getByRole('row', { name: /idle/ }).getByText('None')).toBeVisible()

  await openMenu(page, 'idle')
  await page.getByRole('menuitem', { name: 'Give a role' }).click()
  const dialog = page.getByRole('dialog', { name: 'Give idle a role' })
  await expect(dialog.getByText('It has no role yet.')).toBeVisible()
  await dialog.getByLabel('Role').selectOption('deployment-viewer')
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Give role' }).click()

  await expect(dialog).toBeHidden()
  await expect(page.getByRole('row', { name: /idle/ }).getByRole('cell').nth(3)).toHaveText('1')
})

test('shows the token also when the role could not be given', async ({ page, guard }) => {
  guard.expectRefusals(403)
  await openOwnProject(page)
  await page.route('**/role-assignments', (route) =>
    route.request().method() === 'POST'
      ? route.fulfill({ status: 403, json: { error: 'You cannot give this role.', code: 'escalation' } })
      : route.continue(),
  )
  await page.getByRole('button', { name: 'Create service user' }).click()
  const dialog = page.getByRole('dialog', { name: 'Create service user' })
  await dialog.getByLabel('Name').fill('half done')
  await dialog.getByLabel('Role in the project').selectOption('project-admin')
  await dialog.getByRole('button', { name: 'Create service user' }).click()

  await expect(page.getByRole('alert')).toContainText(
    'could not be given the role project-admin: You cannot give this role.',
  )
  expect(await takeToken(page, 'Service user created')).not.toBe('')
  await expect(page.getByRole('row', { name: /half done/ }).getByText('None')).toBeVisible()
})

test('gives the same token again when an answer was lost', async ({ page, guard, playwright, baseURL }) => {
  guard.expectLostAnswers()
  const project = await openOwnProject(page)
  const script = await playwright.request.newContext({ baseURL: baseURL ?? '' })
  const lost: string[] = []
  /** The server has done it; its answer goes missing on the way, once. */
  const loseFirst = async (pattern: RegExp, method: string) => {
    let isLost = false
    await page.route(pattern, async (route) => {
      if (isLost || route.request().method() !== method) return route.fallback()
      isLost = true
      const answer = await route.fetch()
      lost.push(((await answer.json()) as Created).token)
      return route.abort('connectionreset')
    })
  }

  await loseFirst(/\/service-users$/, 'POST')
  await page.getByRole('button', { name: 'Create service user' }).click()
  const dialog = page.getByRole('dialog', { name: 'Create service user' })
  await dialog.getByLabel('Name').fill('lucky')
  await dialog.getByRole('button', { name: 'Create service user' }).click()
  await expect(dialog.getByText(/It may have been created all the same/)).toBeVisible()
  await dialog.getByRole('button', { name: 'Create service user' }).click()
  expect(await takeToken(page, 'Service user created')).toBe(lost[0])
  await expect(page.getByRole('heading', { level: 1, name: 'Service users (1)' })).toBeVisible()

  await loseFirst(/\/token$/, 'PUT')
  await openMenu(page, 'lucky')
  await page.getByRole('menuitem', { name: 'Reset token' }).click()
  const confirm = page.getByRole('dialog', { name: 'Reset the token of lucky?' })
  await confirm.getByRole('button', { name: 'Reset token' }).click()
  await expect(confirm.getByRole('alert')).toBeVisible()
  await confirm.getByRole('button', { name: 'Reset token' }).click()
  const reset = await takeToken(page, 'Token reset')

  expect(reset).toBe(lost[1])
  expect(await statusWith(script, project, reset)).toBe(403)
  expect(await statusWith(script, project, lost[0] ?? '')).toBe(401)
  await script.dispose()
})

test('tells somebody without the permission what is missing and who can grant it', async ({ page, guard }) => {
  guard.expectRefusals(403)
  const organization = await signInToOwnOrganization(page)
  const project = await createProject(page, organization)
  const email = `${uniqueName('viewer')}@example.com`
  const users = `/v2.1/organizations/${organization}/users`
  const member = await callApi<{ id: string }>(page, 'POST', users, { email, admin: false })
  const { code } = await callApi<{ code: string }>(page, 'POST', `${users}/${member.id}/invitation`)
  await callApi(page, 'POST', `/v2.1/projects/${project}/role-assignments`, {
    assignee: member.id,
    assignee_type: 'user',
    role: 'deployment-viewer',
  })
  await page.context().clearCookies()
  await callApi(page, 'POST', '/v2.1/invitations/accept', { code, name: 'V', surname: 'W', password: demoPassword })

  await page.goto(`/projects/${project}/service-users`)

  await expect(page.getByRole('heading', { level: 1, name: 'You may not see this' })).toBeVisible()
  await expect(page.getByText(/service_users\.list/)).toBeVisible()
  await expect(page.getByText(/An admin of the project .* can grant it/)).toBeVisible()
  // Seen from the list of projects, which needs no permission of its own.
  await expect(page.getByRole('navigation', { name: 'Breadcrumbs' })).toContainText(organization)
})

test('shows a viewer the list, and which permissions the acts on it take', async ({ page }) => {
  await signIn(page, people.member)
  await page.goto('/projects/defect-detection/service-users')

  const create = page.getByRole('button', { name: 'Create service user' })
  await expect(create).toHaveAttribute('aria-disabled', 'true')
  await expect(create).toHaveAccessibleDescription(/service_users\.create/)
  await openMenu(page, 'nightly-batch')
  const reset = page.getByRole('menuitem', { name: /^Reset token/ })
  await expect(reset).toHaveAttribute('aria-disabled', 'true')
  await expect(reset).toContainText('service_users.token.update')
  await expectAccessible(page)
})

test('keeps a thousand in one list, with few of them in the page', async ({ page }) => {
  await signIn(page, people.admin)
  await page.goto('/projects/edge-gateway/service-users')
  await expect(page.getByRole('heading', { level: 1, name: 'Service users (1,000)' })).toBeVisible()
  expect(await page.getByRole('row').count()).toBeLessThan(80)
  expect(await page.getByRole('table').getAttribute('aria-rowcount')).toBe('1001')

  const client = await page.context().newCDPSession(page)
  await client.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  await page.getByRole('searchbox').pressSequentially('gdansk 0009', { delay: 20 })
  await expect(page.getByTitle('gateway-gdansk-0009')).toBeVisible()
  await expect(page.getByText('1 of 1,000')).toBeVisible()
  await page.getByRole('button', { name: 'Clear search' }).click()
  await page.getByRole('button', { name: 'Created' }).click()
  await expect(page.getByRole('columnheader', { name: 'Created' })).toHaveAttribute('aria-sort', 'ascending')
  await page.getByRole('region', { name: 'service users, scrollable' }).evaluate((element) => {
    element.scrollTop = element.scrollHeight
  })
  await expect(page.locator('tr[aria-rowindex="1001"]')).toBeVisible()
  await client.send('Emulation.setCPUThrottlingRate', { rate: 1 })
})
