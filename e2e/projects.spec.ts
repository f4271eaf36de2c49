import {
  callApi,
  createProject,
  expect,
  expectAccessible,
  people,
  signIn,
  signInToOwnOrganization,
  test,
  uniqueName,
} from './fixtures.ts'

test('creates a project and opens it', async ({ page }) => {
  const organization = await signInToOwnOrganization(page)
  const name = uniqueName('project')
  await page.goto(`/organizations/${organization}/projects`)
  await expect(page.getByRole('heading', { name: 'No projects yet' })).toBeVisible()

  await page.getByRole('button', { name: 'Create project' }).click()
  const dialog = page.getByRole('dialog', { name: 'Create project' })
  await dialog.getByLabel('Name').fill('No Such Name')
  await page.keyboard.press('Tab')
  await expect(dialog.getByLabel('Name')).toHaveAttribute('aria-invalid', 'true')
  await dialog.getByLabel('Name').fill(name)
  await expect(dialog.getByLabel('Name')).not.toHaveAttribute('aria-invalid', 'true')
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Create project' }).click()

  await expect(dialog).toBeHidden()
  await expect(page.getByRole('heading', { level: 1, name: 'Projects (1)' })).toBeVisible()
  await page.getByRole('link', { name, exact: true }).click()
  await expect(page).toHaveURL(`/projects/${name}/service-users`)
  await expect(page.getByRole('navigation', { name: 'Breadcrumbs' })).toContainText(organization)
})

test('says that a name is taken, beside the name, and keeps the draft', async ({ page, guard }) => {
  guard.expectRefusals(409)
  const organization = await signInToOwnOrganization(page)
  const name = await createProject(page, organization)
  await page.goto(`/organizations/${organization}/projects`)

  await page.getByRole('button', { name: 'Create project' }).click()
  const dialog = page.getByRole('dialog', { name: 'Create project' })
  await dialog.getByLabel('Name').fill(name)
  await dialog.getByRole('button', { name: 'Create project' }).click()

  await expect(dialog.getByText('Already in use')).toBeVisible()
  await expect(dialog.getByLabel('Name')).toHaveValue(name)
})

test('renames a project after saying what breaks', async ({ page }) => {
  const organization = await signInToOwnOrganization(page)
  const name = await createProject(page, organization)
  const renamed = uniqueName('renamed')
  await page.goto(`/organizations/${organization}/projects`)

  await page.getByRole('button', { name: `Actions for ${name}` }).click()
  await page.getByRole('menuitem', { name: 'Rename' }).click()
  const dialog = page.getByRole('dialog', { name: `Rename the project ${name}` })
  await expect(dialog.getByText(/stops working until it uses the new name/)).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Rename project' })).toBeDisabled()
  await dialog.getByLabel('New name').fill(renamed)
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Rename project' }).click()

  await expect(page.getByRole('link', { name: renamed, exact: true })).toBeVisible()
  await expect(page.getByRole('link', { name, exact: true })).toBeHidden()
})

test('deletes a project once its name is typed, and says what goes with it', async ({ page }) => {
  const organization = await signInToOwnOrganization(page)
  const name = await createProject(page, organization)
  await callApi(page, 'POST', `/v2.1/projects/${name}/service-users`, { name: 'robot' })
  await page.goto(`/organizations/${organization}/projects`)

  await page.getByRole('button', { name: `Actions for ${name}` }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  const dialog = page.getByRole('dialog', { name: `Delete the project ${name}?` })
  await expect(dialog.getByText('1 service user, whose tokens stop working')).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Delete project' })).toBeDisabled()
  await expectAccessible(page)
  await dialog.getByLabel(`Type ${name} to confirm`).fill(name)
  await dialog.getByRole('button', { name: 'Delete project' }).click()

  await expect(page.getByRole('heading', { name: 'No projects yet' })).toBeVisible()
  expect((await page.request.get(`/v2.1/projects/${name}`)).status()).toBe(404)
})

test('keeps the search in the address', async ({ page }) => {
  await signIn(page, people.admin)
  await page.goto('/organizations/acme-vision/projects')

  await page.getByRole('searchbox', { name: 'Search name' }).fill('defect')
  await expect(page).toHaveURL(/\?q=defect$/)
  await page.reload()

  await expect(page.getByRole('searchbox', { name: 'Search name' })).toHaveValue('defect')
  await expect(page.getByRole('link', { name: 'defect-detection', exact: true })).toBeVisible()
  await expect(page.getByRole('link', { name: 'visual-search', exact: true })).toBeHidden()
})

test('tells a member who is no admin why nothing can be created', async ({ page }) => {
  await signIn(page, people.member)
  await page.goto('/organizations/acme-vision/projects')

  await expect(page.getByRole('button', { name: 'Create project' })).toBeDisabled()
  await expect(page.getByText('Only admins of the organization create projects.')).toBeVisible()
  await expect(page.getByRole('link', { name: 'defect-detection', exact: true })).toBeVisible()
})

test('does not find the projects of a foreign organization', async ({ page }) => {
  await signIn(page, people.member)
  await page.goto('/organizations/harbor-logistics/projects')

  await expect(page.getByRole('heading', { level: 1, name: 'Not found' })).toBeVisible()
})
