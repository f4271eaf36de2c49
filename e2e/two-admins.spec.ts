import type { Page } from '@playwright/test'
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

// Axe looks at each of the grid's 175 checkboxes, in two schemes and in two browsers.
test.describe.configure({ timeout: 180_000 })

/** An organization with two admins, the first signed in on one page and the second on the other. */
async function openOrganization(first: Page, second: Page): Promise<string> {
  const organization = await signInToOwnOrganization(first)
  await callApi(first, 'POST', `/v2.1/organizations/${organization}/users`, { email: people.lead, admin: true })
  await signIn(second, people.lead)
  return organization
}

async function openRole(first: Page, second: Page): Promise<string> {
  const project = await createProject(first, await openOrganization(first, second))
  const permissions = ['deployments.list', 'deployments.get']
  await callApi(first, 'POST', `/v2.1/projects/${project}/roles`, { name: 'deployer', permissions })
  for (const page of [first, second]) {
    await page.goto(`/projects/${project}/roles/deployer`)
    await expect(page.getByRole('grid')).toBeVisible()
  }
  return project
}

const cell = (page: Page, name: string) => page.getByRole('grid').getByRole('checkbox', { name, exact: true })
const save = (page: Page) => page.getByRole('button', { name: 'Save', exact: true }).click()
const confirm = (page: Page) => page.getByRole('button', { name: 'Save role' }).click()
const rolesOf = (page: Page, project: string) =>
  callApi<{ name: string; default: boolean }[]>(page, 'GET', `/v2.1/projects/${project}/roles`)
const permissionsOf = async (page: Page, project: string, role: string) =>
  (await callApi<{ permissions: string[] }>(page, 'GET', `/v2.1/projects/${project}/roles/${role}`)).permissions

/** The rows of a merge, cell by cell. */
const rowsOf = (page: Page) =>
  page
    .getByRole('region', { name: 'Both changes' })
    .locator('tbody tr')
    .evaluateAll((rows) => rows.map((row) => [...row.children].map((part) => part.textContent)))

test('both change the permissions of a role, and both changes are there in the end', async ({
  page,
  second,
  guard,
}) => {
  guard.expectRefusals(412)
  second.guard.expectRefusals(412)
  const project = await openRole(page, second.page)
  await cell(page, 'buckets list').click()
  await cell(page, 'deployments get').click()
  await cell(second.page, 'exports list').click()
  await save(page)
  await confirm(page)
  await expect(page.getByText('No changes')).toBeVisible()

  await save(second.page)
  await confirm(second.page)

  await expect(second.page.getByRole('alert')).toContainText('Somebody else has changed this role since you opened it.')
  expect(await rowsOf(second.page)).toEqual([
    ['buckets.list', 'No', '+ Added', '–not changed', 'Yes'],
    ['deployments.get', 'Yes', '− Removed', '–not changed', 'No'],
    ['exports.list', 'No', '–not changed', '+ Added', 'Yes'],
  ])
  expect(await permissionsOf(page, project, 'deployer')).toEqual(['deployments.list', 'buckets.list'])
  await expectAccessible(second.page)
  await save(second.page)
  await confirm(second.page)

  await expect(second.page.getByText('No changes')).toBeVisible()
  expect(await permissionsOf(page, project, 'deployer')).toEqual(['deployments.list', 'buckets.list', 'exports.list'])
  // The first one has seen nothing of it yet, and cannot overwrite it either.
  await cell(page, 'roles list').click()
  await save(page)
  await confirm(page)
  await expect(page.getByRole('alert')).toContainText('Somebody else has changed this role since you opened it.')
  expect(await rowsOf(page)).toEqual([
    ['exports.list', 'No', '+ Added', '–not changed', 'Yes'],
    ['roles.list', 'No', '–not changed', '+ Added', 'Yes'],
  ])
  expect(await permissionsOf(page, project, 'deployer')).toEqual(['deployments.list', 'buckets.list', 'exports.list'])
  await save(page)
  await confirm(page)

  await expect(page.getByText('No changes')).toBeVisible()
  expect(await permissionsOf(page, project, 'deployer')).toEqual([
    'deployments.list',
    'buckets.list',
    'exports.list',
    'roles.list',
  ])
})

test('one changes a role in its editor, the other in the comparison of roles, and nothing is overwritten', async ({
  page,
  second,
}) => {
  second.guard.expectRefusals(412)
  const project = await openRole(page, second.page)
  await callApi(page, 'POST', `/v2.1/projects/${project}/roles`, { name: 'auditor', permissions: ['roles.list'] })
  await second.page.goto(`/projects/${project}/role-comparison?roles=deployer,auditor`)
  await cell(second.page, 'deployer: exports list').click()
  await cell(second.page, 'auditor: roles get').click()
  await cell(page, 'buckets list').click()
  await cell(page, 'deployments get').click()
  await save(page)
  await confirm(page)
  await expect(page.getByText('No changes')).toBeVisible()

  await save(second.page)
  const dialog = second.page.getByRole('dialog', { name: 'Save the changes?' })
  await dialog.getByRole('button', { name: 'Save 2 roles' }).click()

  await expect(dialog).toContainText('Saved auditor.')
  await expect(dialog.getByRole('alert')).toContainText('deployer was not saved: somebody else saved it first.')
  await expect(dialog).toContainText('added buckets.list; removed deployments.get. Saving keeps that')
  expect(await permissionsOf(page, project, 'deployer')).toEqual(['deployments.list', 'buckets.list'])
  expect(await permissionsOf(page, project, 'auditor')).toEqual(['roles.list', 'roles.get'])
  await expectAccessible(second.page)
  await dialog.getByRole('button', { name: 'Save 1 role again' }).click()

  await expect(dialog).toBeHidden()
  expect(await permissionsOf(page, project, 'deployer')).toEqual(['deployments.list', 'buckets.list', 'exports.list'])
})

test('both give a role another name, and one of them chooses', async ({ page, second }) => {
  second.guard.expectRefusals(404)
  const project = await openRole(page, second.page)
  await page.getByLabel('Name').fill('shipper')
  await second.page.getByLabel('Name').fill('releaser')
  await cell(second.page, 'exports list').click()
  await save(page)
  await expect(page.getByRole('heading', { name: 'shipper' })).toBeVisible()

  await save(second.page)

  await expect(second.page.getByRole('cell', { name: 'Choose one' })).toBeVisible()
  await expect(second.page.getByRole('button', { name: 'Save', exact: true })).toBeDisabled()
  await expect(second.page.getByLabel('Name', { exact: true })).toHaveValue('releaser')
  await second.page.getByRole('radio', { name: 'Name: theirs, shipper' }).check()
  await save(second.page)
  await confirm(second.page)

  await expect(second.page.getByText('No changes')).toBeVisible()
  await expect(second.page).toHaveURL(/\/roles\/shipper$/)
  const names = (await rolesOf(page, project)).filter((role) => !role.default).map(({ name }) => name)
  expect(names).toEqual(['shipper'])
  expect(await permissionsOf(page, project, 'shipper')).toContain('exports.list')
})

test('one deletes a role while the other edits it, and the draft becomes a role of its own', async ({
  page,
  second,
}) => {
  second.guard.expectRefusals(404, 409, 422)
  const project = await openRole(page, second.page)
  await cell(second.page, 'exports list').click()
  await page.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete role' }).click()
  await expect(page).toHaveURL(/\/roles$/)

  await save(second.page)

  await expect(second.page.getByRole('alert')).toContainText('deployer no longer exists')
  await expect(cell(second.page, 'exports list, added')).toBeChecked()
  await second.page.getByRole('button', { name: 'Save it as a new role' }).click()
  await second.page.getByRole('dialog').getByRole('button', { name: 'Create role' }).click()
  await expect(second.page.getByText('No changes')).toBeVisible()
  expect(await permissionsOf(page, project, 'deployer')).toEqual([
    'deployments.list',
    'deployments.get',
    'exports.list',
  ])
})

test('one is about to delete a role that the other changes, and is told first', async ({ page, second }) => {
  second.guard.expectRefusals(412)
  const project = await openRole(page, second.page)
  await second.page.getByRole('button', { name: 'Delete' }).click()
  const dialog = second.page.getByRole('dialog', { name: 'Delete the role deployer?' })
  await expect(dialog).toContainText('Nobody holds it')
  await cell(page, 'exports list').click()
  await save(page)
  await confirm(page)
  await expect(page.getByText('No changes')).toBeVisible()

  await dialog.getByRole('button', { name: 'Delete role' }).click()

  await expect(dialog.getByRole('alert')).toContainText('Added exports.list.')
  expect(await permissionsOf(page, project, 'deployer')).toContain('exports.list')
  await dialog.getByRole('button', { name: 'Delete role' }).click()
  await expect(second.page).toHaveURL(/\/roles$/)
  expect((await rolesOf(page, project)).filter((role) => !role.default)).toEqual([])
})

interface ServiceUser {
  id: string
  name: string
  expiry_date: string | null
  allowed_cors_origins: string[]
}

async function openServiceUser(first: Page, second: Page) {
  const project = await createProject(first, await openOrganization(first, second))
  const { id } = await callApi<ServiceUser>(first, 'POST', `/v2.1/projects/${project}/service-users`, {
    name: 'robot',
    allowed_cors_origins: ['https://old.example.com'],
  })
  const dialogs = []
  for (const page of [first, second]) {
    await page.goto(`/projects/${project}/service-users`)
    await page.getByRole('button', { name: 'Actions for robot' }).click()
    await page.getByRole('menuitem', { name: 'Edit' }).click()
    const dialog = page.getByRole('dialog', { name: 'Edit robot' })
    await expect(dialog.getByLabel('Name', { exact: true })).toHaveValue('robot')
    dialogs.push(dialog)
  }
  const read = () => callApi<ServiceUser>(first, 'GET', `/v2.1/projects/${project}/service-users/${id}`)
  return { mine: dialogs[1]!, theirs: dialogs[0]!, read }
}

test('both change the CORS origins of a service user, and both changes are there in the end', async ({
  page,
  second,
}) => {
  second.guard.expectRefusals(412)
  const { mine, theirs, read } = await openServiceUser(page, second.page)
  await theirs.getByLabel('CORS origins').fill('https://theirs.example.com')
  await page.keyboard.press('Enter')
  await theirs.getByRole('button', { name: 'Remove https://old.example.com' }).click()
  await mine.getByLabel('CORS origins').fill('https://mine.example.com')
  await second.page.keyboard.press('Enter')
  await theirs.getByRole('button', { name: 'Save' }).click()
  await expect(theirs).toBeHidden()

  await mine.getByRole('button', { name: 'Save' }).click()

  await expect(mine.getByRole('alert')).toContainText('Somebody else has changed it since you opened it.')
  expect(await rowsOf(second.page)).toEqual([
    ['https://theirs.example.com', 'No', '+ Added', '–not changed', 'Yes'],
    ['https://old.example.com', 'Yes', '− Removed', '–not changed', 'No'],
    ['https://mine.example.com', 'No', '–not changed', '+ Added', 'Yes'],
  ])
  expect((await read()).allowed_cors_origins).toEqual(['https://theirs.example.com'])
  await expectAccessible(second.page)
  await mine.getByRole('button', { name: 'Save' }).click()

  await expect(mine).toBeHidden()
  expect((await read()).allowed_cors_origins).toEqual(['https://theirs.example.com', 'https://mine.example.com'])
})

test('both change the name and the end of a service user, and one of them chooses', async ({ page, second }) => {
  second.guard.expectRefusals(412)
  const { mine, theirs, read } = await openServiceUser(page, second.page)
  await theirs.getByLabel('Name', { exact: true }).fill('their robot')
  await theirs.getByRole('radio', { name: '30 days' }).check()
  await mine.getByLabel('Name', { exact: true }).fill('my robot')
  await mine.getByRole('radio', { name: '60 days' }).check()
  await theirs.getByRole('button', { name: 'Save' }).click()
  await expect(theirs).toBeHidden()
  const saved = await read()

  await mine.getByRole('button', { name: 'Save' }).click()

  await expect(mine.getByText('Choose one')).toHaveCount(2)
  await mine.getByRole('radio', { name: 'Name: yours, my robot' }).check()
  await mine.getByRole('radio', { name: /^Expires: theirs/ }).check()
  await expect(mine.getByText('Choose one')).toHaveCount(0)
  await mine.getByRole('button', { name: 'Save' }).click()
  await expect(mine).toBeHidden()
  expect(await read()).toMatchObject({ name: 'my robot', expiry_date: saved.expiry_date })
})

test('both rename the organization, and the second one decides knowingly', async ({ page, second }) => {
  second.guard.expectRefusals(404)
  const organization = await openOrganization(page, second.page)
  for (const each of [page, second.page]) {
    await each.goto(`/organizations/${organization}/overview`)
    await each.getByRole('button', { name: 'Rename' }).click()
  }
  const rename = async (each: Page, name: string) => {
    await each.getByLabel('New name').fill(name)
    await each.getByRole('button', { name: 'Rename organization' }).click()
  }
  await rename(page, `${organization}-a`)
  await expect(page).toHaveURL(new RegExp(`/organizations/${organization}-a/overview$`))

  await rename(second.page, `${organization}-b`)

  await expect(second.page.getByRole('alert')).toContainText(`Renamed from ${organization} to ${organization}-a.`)
  await expect(second.page.getByLabel('New name')).toHaveValue(`${organization}-b`)
  expect(await callApi(page, 'GET', `/v2.1/organizations/${organization}-a`)).toMatchObject({ status: 'active' })
  await second.page.getByRole('button', { name: 'Go on with mine' }).click()
  await second.page.getByRole('button', { name: 'Rename organization' }).click()
  await expect(second.page).toHaveURL(new RegExp(`/organizations/${organization}-b/overview$`))
  expect(await callApi(page, 'GET', `/v2.1/organizations/${organization}-b`)).toMatchObject({
    name: `${organization}-b`,
  })
})

test('each takes the admin right of the other at the same moment, and one admin is left', async ({
  page,
  second,
  guard,
}) => {
  guard.expectRefusals(403, 404, 409, 412)
  second.guard.expectRefusals(403, 404, 409, 412)
  const organization = await openOrganization(page, second.page)
  const buttons = []
  for (const [each, other] of [
    [page, people.lead],
    [second.page, people.admin],
  ] as const) {
    await each.goto(`/organizations/${organization}/members`)
    await each.getByRole('button', { name: `Actions for ${other}` }).click()
    await each.getByRole('menuitem', { name: 'Make read only' }).click()
    buttons.push(each.getByRole('dialog').getByRole('button', { name: 'Make read only' }))
  }

  await Promise.all(buttons.map((button) => button.click()))

  const isDone = (each: Page) => each.getByText('is read only now', { exact: false })
  const isRefused = (each: Page) => each.getByRole('dialog').getByRole('alert')
  for (const each of [page, second.page]) await expect(isDone(each).or(isRefused(each)).first()).toBeVisible()
  const members = await callApi<{ admin: boolean }[]>(page, 'GET', `/v2.1/organizations/${organization}/users`)
  expect(members).toHaveLength(2)
  expect(members.filter(({ admin }) => admin)).toHaveLength(1)
})
