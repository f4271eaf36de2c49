import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import {
  callApi,
  createProject,
  expect,
  expectAccessible,
  expectPageToFit,
  people,
  signInToOwnOrganization,
  test,
} from './fixtures.ts'

// Axe looks at each of the grid's 175 checkboxes, in two schemes, often with a second worker on the same two cores.
test.describe.configure({ timeout: 120_000 })

async function openProject(page: Page): Promise<string> {
  const organization = await signInToOwnOrganization(page)
  return createProject(page, organization)
}

const createRole = (page: Page, project: string, name: string, permissions: string[]) =>
  callApi(page, 'POST', `/v2.1/projects/${project}/roles`, { name, permissions })

const getRole = (page: Page, project: string, name: string) =>
  callApi<{ name: string; permissions: string[] }>(page, 'GET', `/v2.1/projects/${project}/roles/${name}`)

const openMenu = (page: Page, role: string) =>
  page.getByRole('button', { name: `Actions for ${role}`, exact: true }).click()

const cell = (page: Page, name: string) => page.getByRole('grid').getByRole('checkbox', { name, exact: true })

/** Saves new permissions, through the dialog that says who gains and who loses what. */
async function save(page: Page) {
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page
    .getByRole('dialog', { name: /^Save / })
    .getByRole('button', { name: 'Save role' })
    .click()
}

test('finds a role, keeps the search in the address, and exports what is found', async ({ page }) => {
  const project = await openProject(page)
  await createRole(page, project, 'deployer', ['deployments.list', 'deployments.get'])
  await page.goto(`/projects/${project}/roles`)
  await expect(page.getByRole('heading', { name: 'Roles (21)' })).toBeVisible()

  await page.getByRole('searchbox', { name: 'Search name' }).fill('deploy')
  await expect(page).toHaveURL(/q=deploy/)
  await page.getByLabel('Kind').selectOption('Custom')
  await expect(page.getByText('1 of 21')).toBeVisible()
  await page.reload()
  await expect(page.getByRole('row', { name: /deployer/ })).toContainText('Custom')
  await expect(page.getByRole('row', { name: /deployer/ })).toContainText('Nobody')

  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export CSV' }).click()
  const csv = await readFile(await (await download).path(), 'utf8')
  expect(csv).toBe('\uFEFFName,Kind,Permissions,Used by\r\ndeployer,Custom,2,Nobody\r\n')

  await page.getByRole('searchbox', { name: 'Search name' }).fill('nothing like it')
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await expect(page.getByRole('link', { name: 'project-admin', exact: true })).toBeVisible()
})

test('creates a role from nothing, with the permissions that others need', async ({ page }) => {
  const project = await openProject(page)
  await page.goto(`/projects/${project}/roles`)

  await page.getByRole('button', { name: 'Create role' }).click()
  const dialog = page.getByRole('dialog', { name: 'Create role' })
  await dialog.getByLabel('Name').fill('Data Curator')
  await dialog.getByLabel('Start from').focus()
  await expect(dialog.getByText('Lowercase letters, digits and dashes').last()).toBeVisible()
  await dialog.getByLabel('Name').fill('curator')
  await dialog.getByRole('button', { name: 'Create role' }).click()
  await expect(dialog.getByRole('alert')).toHaveText('Choose at least one permission')

  await dialog.getByRole('checkbox', { name: 'buckets.files create' }).click()
  await dialog.getByRole('button', { name: 'Add all 4' }).click()
  await expect(dialog.getByText('5 chosen')).toBeVisible()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Create role' }).click()

  await expect(dialog).toBeHidden()
  await expect(page.getByRole('row', { name: /curator/ })).toContainText('5')
  expect((await getRole(page, project, 'curator')).permissions).toEqual([
    'buckets.list',
    'buckets.get',
    'buckets.files.list',
    'buckets.files.get',
    'buckets.files.create',
  ])
})

test('creates a role from another one, and says at the field that a name is taken', async ({ page, guard }) => {
  guard.expectRefusals(409)
  const project = await openProject(page)
  await page.goto(`/projects/${project}/roles`)

  await page.getByRole('button', { name: 'Create role' }).click()
  const dialog = page.getByRole('dialog', { name: 'Create role' })
  await dialog.getByLabel('Name').fill('file-reader')
  await dialog.getByRole('checkbox', { name: 'deployments list' }).click()
  await dialog.getByLabel('Start from').selectOption('file-reader')
  await expect(dialog.getByText('4 chosen', { exact: true })).toBeVisible()
  await expect(dialog.getByText('1 chosen permission was replaced.')).toBeVisible()
  await dialog.getByRole('button', { name: 'Bring back' }).click()
  await expect(dialog.getByText('1 chosen', { exact: true })).toBeVisible()
  await expect(dialog.getByLabel('Start from')).toHaveValue('')
  await dialog.getByLabel('Start from').selectOption('file-reader')
  await expect(dialog.getByText('4 chosen', { exact: true })).toBeVisible()
  await dialog.getByRole('button', { name: 'Create role' }).click()
  await expect(dialog.getByText('Already in use')).toBeVisible()
  await expect(dialog.getByLabel('Name')).toBeFocused()

  await dialog.getByLabel('Name').fill('file-browser')
  await dialog.getByRole('button', { name: 'Create role' }).click()
  await expect(page.getByRole('link', { name: 'file-browser' })).toBeVisible()
  expect((await getRole(page, project, 'file-browser')).permissions).toHaveLength(4)
})

test('shows a default role read-only and clones it', async ({ page }) => {
  const project = await openProject(page)
  await page.goto(`/projects/${project}/roles`)

  await openMenu(page, 'bucket-viewer')
  await expect(page.getByRole('menuitem', { name: 'Edit' })).toContainText('Default roles cannot be changed')
  await expect(page.getByRole('menuitem', { name: 'Delete' })).toContainText('Default roles cannot be deleted')
  await page.getByRole('menuitem', { name: 'View' }).click()

  await expect(page.getByRole('grid')).toHaveAttribute('aria-readonly', 'true')
  await cell(page, 'buckets delete').click()
  await expect(cell(page, 'buckets delete')).not.toBeChecked()
  await expect(page.getByRole('button', { name: 'Save' })).toHaveCount(0)
  await expectAccessible(page)

  await page.getByRole('button', { name: 'Clone' }).click()
  const dialog = page.getByRole('dialog', { name: 'Clone bucket-viewer' })
  await expect(dialog.getByLabel('Name')).toHaveValue('bucket-viewer-copy')
  await dialog.getByRole('checkbox', { name: 'buckets create' }).click()
  await dialog.getByRole('button', { name: 'Create role' }).click()

  await expect(page.getByRole('heading', { name: 'bucket-viewer-copy' })).toBeVisible()
  await expect(page).toHaveURL(/\/roles\/bucket-viewer-copy$/)
  await expect(cell(page, 'buckets create')).toBeChecked()
})

test('edits permissions by keyboard alone', async ({ page }) => {
  const project = await openProject(page)
  await createRole(page, project, 'deployer', ['deployments.list', 'deployments.get'])
  await page.goto(`/projects/${project}/roles/deployer`)
  await page.getByLabel('Only changed').focus()

  await page.keyboard.press('Tab')
  await expect(cell(page, 'All permissions')).toBeFocused()
  await page.keyboard.press('Control+End')
  await expect(cell(page, 'roles.assignments delete')).toBeFocused()
  await expect(cell(page, 'roles.assignments delete')).toBeInViewport()
  await page.keyboard.press('Space')
  await page.keyboard.press('Home')
  await expect(cell(page, 'roles.assignments, all')).toHaveAttribute('aria-checked', 'mixed')
  await page.keyboard.press('Space')
  await expect(cell(page, 'roles.assignments, all')).toBeChecked()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Space')
  await expect(page.getByRole('status').filter({ hasText: 'added' })).toHaveText('+3 added, −0 removed')
  await expect(cell(page, 'roles.assignments get, added')).toBeInViewport()

  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('group', { name: 'Suggested permissions' })).toBeFocused()
  await page.keyboard.press('Control+s')
  await expect(page.getByRole('button', { name: 'Save role' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('group', { name: 'Suggested permissions' })).toBeFocused()
  await page.keyboard.press('Control+s')
  await expect(page.getByRole('button', { name: 'Save role' })).toBeFocused()
  await page.keyboard.press('Enter')

  await expect(page.getByText('No changes')).toBeVisible()
  const { permissions } = await getRole(page, project, 'deployer')
  expect(permissions).toEqual(expect.arrayContaining(['deployments.get', 'roles.assignments.delete']))
})

test('edits permissions by mouse with filters, and takes a draft back', async ({ page }) => {
  const project = await openProject(page)
  await createRole(page, project, 'deployer', ['deployments.list', 'deployments.get', 'roles.list'])
  await page.goto(`/projects/${project}/roles/deployer`)

  await page.getByLabel('Only granted').check()
  await expect(page.getByRole('grid').getByRole('row')).toHaveCount(5)
  await cell(page, 'roles list').click()
  await expect(cell(page, 'roles list, removed')).toBeVisible()
  await page.getByLabel('Only granted').uncheck()
  await page.getByRole('searchbox', { name: 'Filter permissions' }).fill('deployments.versions')
  await expect(page).toHaveURL(/q=deployments.versions/)
  await cell(page, 'get, all objects').click()
  await page.getByRole('button', { name: 'Clear filter' }).click()
  await page.getByLabel('Only changed').check()
  await expect(page).toHaveURL(/changed=1/)
  await expect(cell(page, 'deployments.versions.builds get, added')).toBeVisible()
  await expect(cell(page, 'roles list, removed')).toBeVisible()
  await expectAccessible(page)

  await page.getByRole('button', { name: 'Discard' }).click()
  await expect(page.getByRole('heading', { name: 'No permissions match' })).toBeVisible()
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await expect(cell(page, 'roles list')).toBeChecked()
  await expect(page.getByText('No changes')).toBeVisible()
})

test('renames a role, and its address with it', async ({ page, guard }) => {
  guard.expectRefusals(409)
  const project = await openProject(page)
  await createRole(page, project, 'deployer', ['deployments.list'])
  await createRole(page, project, 'releaser', ['deployments.list'])
  await page.goto(`/projects/${project}/roles/deployer`)

  await page.getByLabel('Name').fill('releaser')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Already in use')).toBeVisible()
  await page.getByLabel('Name').fill('shipper')
  await page.getByRole('button', { name: 'Save' }).click()

  await expect(page.getByRole('heading', { name: 'shipper' })).toBeVisible()
  await expect(page).toHaveURL(/\/roles\/shipper$/)
  await page.reload()
  await expect(page.getByLabel('Name')).toHaveValue('shipper')
})

test('deletes a role that nobody holds', async ({ page }) => {
  const project = await openProject(page)
  await createRole(page, project, 'deployer', ['deployments.list'])
  await page.goto(`/projects/${project}/roles`)

  await openMenu(page, 'deployer')
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  const dialog = page.getByRole('dialog', { name: 'Delete the role deployer?' })
  await expect(dialog).toContainText('Nobody holds it')
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await dialog.getByRole('button', { name: 'Delete role' }).click()

  await expect(page.getByRole('heading', { name: 'Roles (20)' })).toBeVisible()
})

test('names who holds a role before it is deleted', async ({ page }) => {
  const project = await openProject(page)
  await createRole(page, project, 'deployer', ['deployments.list'])
  const { user } = await callApi<{ user: { id: string } }>(page, 'GET', '/v2.1/session')
  await callApi(page, 'POST', `/v2.1/projects/${project}/role-assignments`, {
    assignee: user.id,
    assignee_type: 'user',
    role: 'deployer',
  })
  await page.goto(`/projects/${project}/roles/deployer`)
  await expect(page.getByText('Custom role, used by 1 member.')).toBeVisible()

  await page.getByRole('button', { name: 'Delete' }).click()
  const dialog = page.getByRole('dialog', { name: 'Delete the role deployer?' })
  await expect(dialog.getByRole('list', { name: 'Who holds it' })).toContainText(people.admin)
  await expectAccessible(page)
  await expect(dialog.getByRole('button', { name: 'Delete role' })).toBeDisabled()
  await dialog.getByLabel('Type deployer to confirm').fill('deployer')
  await dialog.getByRole('button', { name: 'Delete role' }).click()

  await expect(page).toHaveURL(/\/roles$/)
  await expect(page.getByRole('link', { name: 'deployer', exact: true })).toHaveCount(0)
})

test('says who gains and who loses what before a role is saved', async ({ page }) => {
  const project = await openProject(page)
  await createRole(page, project, 'deployer', ['deployments.list', 'deployments.get'])
  const created = await callApi<{ id: string }>(page, 'POST', `/v2.1/projects/${project}/service-users`, {
    name: 'pipeline runner',
  })
  await callApi(page, 'POST', `/v2.1/projects/${project}/role-assignments`, {
    assignee: created.id,
    assignee_type: 'user',
    role: 'deployer',
  })
  await page.goto(`/projects/${project}/roles/deployer`)
  await cell(page, 'deployments get').click()
  await cell(page, 'buckets list').click()

  await page.getByRole('button', { name: 'Save', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Save deployer?' })
  await expect(dialog).toContainText('pipeline runner loses 1 permission and gains 1 permission.')
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByRole('button', { name: 'Save', exact: true })).toBeFocused()
  expect((await getRole(page, project, 'deployer')).permissions).toEqual(['deployments.list', 'deployments.get'])
  await save(page)

  await expect(page.getByText('No changes')).toBeVisible()
  expect((await getRole(page, project, 'deployer')).permissions).toEqual(['deployments.list', 'buckets.list'])
})

test('asks before a draft is left by a link, the back button or another role', async ({ page }) => {
  const project = await openProject(page)
  await createRole(page, project, 'deployer', ['deployments.list'])
  await page.goto(`/projects/${project}/roles`)
  await page.getByRole('link', { name: 'deployer', exact: true }).click()
  await cell(page, 'buckets list').click()

  await page.getByRole('navigation', { name: 'Breadcrumbs' }).getByRole('link', { name: 'Roles' }).click()
  await page.getByRole('button', { name: 'Keep editing' }).click()
  await expect(cell(page, 'buckets list, added')).toBeChecked()

  await page.goBack()
  await page.getByRole('button', { name: 'Discard changes' }).click()
  await expect(page.getByRole('heading', { name: /^Roles/ })).toBeVisible()
})

test('fits a narrow screen, where only the grid scrolls sideways', async ({ page }) => {
  const project = await openProject(page)
  await createRole(page, project, 'deployer', ['deployments.list'])
  await page.setViewportSize({ width: 320, height: 640 })
  await page.goto(`/projects/${project}/roles/deployer`)
  await expect(page.getByRole('grid')).toBeVisible()

  await expectPageToFit(page)
  await cell(page, 'deployments delete').click()
  await expect(cell(page, 'deployments delete, added')).toBeInViewport()
  await save(page)
  await expect(page.getByText('No changes')).toBeVisible()
})
