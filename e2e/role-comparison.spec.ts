import type { Page } from '@playwright/test'
import { callApi, createProject, expect, expectAccessible, signInToOwnOrganization, test } from './fixtures.ts'

// Axe looks at each of some 500 checkboxes, in two schemes, often with a second worker on the same two cores.
test.describe.configure({ timeout: 180_000 })

const deployer = ['deployments.list', 'deployments.get', 'deployments.create']
const auditor = ['roles.list', 'roles.get']

async function openProject(page: Page): Promise<string> {
  const project = await createProject(page, await signInToOwnOrganization(page))
  await createRole(page, project, 'deployer', deployer)
  await createRole(page, project, 'auditor', auditor)
  return project
}

const createRole = (page: Page, project: string, name: string, permissions: string[]) =>
  callApi(page, 'POST', `/v2.1/projects/${project}/roles`, { name, permissions })

const permissionsOf = async (page: Page, project: string, name: string) =>
  (await callApi<{ permissions: string[] }>(page, 'GET', `/v2.1/projects/${project}/roles/${name}`)).permissions

async function compare(page: Page, project: string, search: string): Promise<void> {
  await page.goto(`/projects/${project}/role-comparison?${search}`)
  await expect(page.getByRole('grid', { name: 'Permissions by role' })).toBeVisible()
}

const cell = (page: Page, name: string) => page.getByRole('grid').getByRole('checkbox', { name, exact: true })
const names = (page: Page) => page.getByRole('grid').getByRole('columnheader').getByRole('link')
const status = (page: Page) => page.getByRole('status').filter({ hasText: /No changes|added/ })

test('chooses roles from the list of roles, and finds them again by the address', async ({ page }) => {
  const project = await openProject(page)
  await page.goto(`/projects/${project}/roles`)
  await page.getByRole('button', { name: 'Actions for auditor', exact: true }).click()
  await page.getByRole('menuitem', { name: /Compare/ }).click()
  await expect(page.getByText('Choose a role to compare auditor with')).toBeVisible()

  await page
    .getByRole('combobox', { name: 'Roles' })
    .or(page.getByRole('textbox', { name: 'Roles' }))
    .fill('deplo')
  await page.getByRole('option', { name: 'deployer', exact: true }).click()
  await expect(names(page)).toHaveText(['auditor', 'deployer'])
  await expect(page).toHaveURL(/\?roles=auditor,deployer$/)
  await page.keyboard.press('Escape')
  await page.getByLabel('Only differences').check()
  await page.getByRole('searchbox', { name: 'Filter permissions' }).fill('deployments')
  await expect(page).toHaveURL(/q=deployments/)
  await page.reload()

  await expect(names(page)).toHaveText(['auditor', 'deployer'])
  await expect(page.getByText('3 of 126 permissions')).toBeVisible()
  await expect(cell(page, 'deployer: deployments get')).toBeChecked()
  await expect(cell(page, 'auditor: deployments delete')).toHaveCount(0)
  await page.goBack()
  await expect(page.getByText('Choose a role to compare auditor with')).toBeVisible()
})

test('changes two roles by keyboard alone, and saves both', async ({ page }) => {
  const project = await openProject(page)
  await compare(page, project, 'roles=deployer,auditor,bucket-viewer')
  await page.getByLabel('Only differences').focus()

  await page.keyboard.press('Tab')
  await expect(page.getByRole('button', { name: 'Collapse all' })).toBeFocused()
  await page.keyboard.press('Control+End')
  await expect(cell(page, 'bucket-viewer: roles.assignments delete')).toBeFocused()
  await page.keyboard.press('Space')
  await expect(page.getByText('bucket-viewer: Default roles cannot be changed.')).toBeVisible()
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Space')
  await expect(cell(page, 'auditor: roles.assignments delete, added')).toBeChecked()
  await page.keyboard.press('Home')
  for (let step = 0; step < 4; step += 1) await page.keyboard.press('ArrowUp')
  await expect(cell(page, 'deployer: roles.assignments, all, 0 of 4')).toBeFocused()
  await expect(cell(page, 'deployer: roles.assignments, all, 0 of 4')).toBeInViewport()
  await page.keyboard.press('Enter')
  await expect(status(page)).toHaveText('+5 added, −0 removed in 2 roles')
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'roles.assignments', exact: true })).toHaveAttribute(
    'aria-expanded',
    'false',
  )

  await page.keyboard.press('Shift+Tab')
  await expect(page.getByLabel('Only differences')).toBeFocused()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('group', { name: /^Suggested permissions for/ })).toBeFocused()
  await page.keyboard.press('Control+s')
  const dialog = page.getByRole('dialog', { name: 'Save the changes?' })
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await page.keyboard.press('Tab')
  await expect(dialog.getByRole('button', { name: 'Save 2 roles' })).toBeFocused()
  await page.keyboard.press('Enter')

  await expect(status(page)).toHaveText('No changes')
  expect(await permissionsOf(page, project, 'auditor')).toContain('roles.assignments.delete')
  expect(await permissionsOf(page, project, 'deployer')).toEqual(
    expect.arrayContaining([...deployer, 'roles.assignments.list', 'roles.assignments.delete']),
  )
})

test('says who gains and who loses what by the changes of several roles together', async ({ page }) => {
  const project = await openProject(page)
  const robot = await callApi<{ id: string }>(page, 'POST', `/v2.1/projects/${project}/service-users`, {
    name: 'pipeline runner',
  })
  for (const role of ['deployer', 'auditor'])
    await callApi(page, 'POST', `/v2.1/projects/${project}/role-assignments`, {
      assignee: robot.id,
      assignee_type: 'user',
      role,
    })
  await compare(page, project, 'roles=deployer,auditor&differences=1')
  // It moves from one role to the other, so nothing of it is gained or lost.
  await cell(page, 'deployer: deployments create').click()
  await cell(page, 'auditor: deployments create').click()
  await cell(page, 'deployer: deployments get').click()
  await expect(cell(page, 'auditor: deployments create, added')).toBeVisible()
  await expectAccessible(page)

  await page.getByRole('button', { name: 'Save', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Save the changes?' })
  await expect(dialog).toContainText('pipeline runner loses 1 permission; nobody gains any.')
  await expect(dialog.getByRole('list', { name: 'Changed roles' }).getByRole('listitem')).toHaveText([
    'deployer −2 deployments.get and deployments.create',
    'auditor +1 deployments.create',
  ])
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  expect(await permissionsOf(page, project, 'deployer')).toEqual(deployer)
  await expect(status(page)).toHaveText('+1 added, −2 removed in 2 roles')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await dialog.getByRole('button', { name: 'Save 2 roles' }).click()

  await expect(status(page)).toHaveText('No changes')
  expect(await permissionsOf(page, project, 'deployer')).toEqual(['deployments.list'])
  expect(await permissionsOf(page, project, 'auditor')).toEqual(['deployments.create', ...auditor])
})

test('keeps changes that cannot be compared any more, and asks before they are left', async ({ page }) => {
  const project = await openProject(page)
  await compare(page, project, 'roles=deployer,auditor')
  await cell(page, 'deployer: exports list').click()

  await page.getByRole('button', { name: 'Remove auditor from the comparison' }).click()
  await expect(page.getByText('Choose a role to compare deployer with')).toBeVisible()
  await page.getByRole('navigation', { name: 'Breadcrumbs' }).getByRole('link', { name: 'Roles' }).click()
  await page.getByRole('button', { name: 'Keep editing' }).click()
  await expect(status(page)).toHaveText('+1 added, −0 removed in 1 role')
  await page.getByRole('button', { name: 'Discard', exact: true }).click()

  await expect(status(page)).toHaveCount(0)
  await page.getByRole('navigation', { name: 'Breadcrumbs' }).getByRole('link', { name: 'Roles' }).click()
  await expect(page.getByRole('heading', { name: /^Roles/ })).toBeVisible()
})

test('makes a new role of what two roles give, beside them', async ({ page }) => {
  const project = await openProject(page)
  await compare(page, project, 'roles=deployer,auditor')

  await page.getByRole('button', { name: 'New role from these' }).click()
  await expect(page.getByRole('menuitem', { name: /^Intersection/ })).toContainText(
    'They have no permission in common.',
  )
  await page.getByRole('menuitem', { name: /^Union/ }).click()
  const dialog = page.getByRole('dialog', { name: 'Create role' })
  await expect(dialog.getByText('5 chosen')).toBeVisible()
  await dialog.getByLabel('Name').fill('release-auditor')
  await dialog.getByRole('button', { name: 'Create role' }).click()

  await expect(names(page)).toHaveText(['deployer', 'auditor', 'release-auditor'])
  await expect(page).toHaveURL(/roles=deployer,auditor,release-auditor/)
  expect(await permissionsOf(page, project, 'release-auditor')).toEqual([...deployer, ...auditor])
})

test('points out near-duplicates of the project, and among the compared roles', async ({ page }) => {
  const project = await openProject(page)
  await createRole(page, project, 'deployer-eu', [...deployer, 'deployments.update'])
  await page.goto(`/projects/${project}/role-comparison`)

  await page.getByRole('button', { name: 'Find near-duplicates' }).click()
  const dialog = page.getByRole('dialog', { name: `Near-duplicate roles of ${project}` })
  await expect(dialog).toContainText(
    'deployer and deployer-eu differ by 1 permission. Only deployer-eu gives deployments.update.',
  )
  await expectAccessible(page)
  await dialog.getByRole('link', { name: 'Compare deployer and deployer-eu' }).click()
  await expect(dialog).toBeHidden()
  await expect(names(page)).toHaveText(['deployer', 'deployer-eu'])
  await expect(page.getByText('differ by 1 permission.')).toBeVisible()
  await cell(page, 'deployer: deployments update').click()

  await expect(page.getByText('give the same permissions.')).toBeVisible()
})

test('fits a narrow screen, where only the grid scrolls sideways', async ({ page }) => {
  const project = await openProject(page)
  await page.setViewportSize({ width: 360, height: 640 })
  await compare(page, project, 'roles=deployer,auditor,bucket-viewer,bucket-admin&q=deployments')

  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
  await cell(page, 'auditor: deployments delete').click()
  await expect(cell(page, 'auditor: deployments delete, added')).toBeInViewport()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByRole('button', { name: 'Save 1 role' }).click()
  await expect(status(page)).toHaveText('No changes')
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
})
