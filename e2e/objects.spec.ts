import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import {
  callApi,
  createProject,
  expect,
  expectAccessible,
  expectPageToFit,
  signInToOwnOrganization,
  test,
  uniqueName,
} from './fixtures.ts'

async function openProject(page: Page): Promise<string> {
  const organization = await signInToOwnOrganization(page)
  return createProject(page, organization)
}

const api = (project: string, rest: string) => `/v2.1/projects/${project}/${rest}`

const createDeployment = (page: Page, project: string, name: string, more: object = {}) =>
  callApi(page, 'POST', api(project, 'deployments'), { name, input_type: 'plain', output_type: 'plain', ...more })

const createBucket = (page: Page, project: string, name: string, more: object = {}) =>
  callApi(page, 'POST', api(project, 'buckets'), { name, ...more })

const assign = (page: Page, project: string, body: object) =>
  callApi(page, 'POST', api(project, 'role-assignments'), body)

const chooseInMenu = async (page: Page, object: string, entry: string) => {
  await page.getByRole('button', { name: `Actions for ${object}`, exact: true }).click()
  await page.getByRole('menuitem', { name: entry }).click()
}

test('creates a deployment with fields and versions, and deletes both', async ({ page, guard }) => {
  guard.expectRefusals(409)
  const project = await openProject(page)
  await page.goto(`/projects/${project}/objects`)
  await expect(page.getByRole('heading', { name: 'No deployments yet' })).toBeVisible()
  await expectAccessible(page)

  await page.getByRole('button', { name: 'Create deployment' }).click()
  const dialog = page.getByRole('dialog', { name: 'Create deployment' })
  await dialog.getByLabel('Name', { exact: true }).fill('-inspector')
  await expect(dialog.getByText(/starting with a letter or digit$/)).toBeVisible()
  await dialog.getByLabel('Name', { exact: true }).fill('inspector')
  await dialog.getByLabel('Description').fill('Looks at parts')
  await dialog.getByLabel('Labels').fill('team: machine vision, site: north')
  await dialog.getByLabel('Labels').press('Enter')
  await dialog.getByLabel('Input type').selectOption('structured')
  await dialog.getByRole('button', { name: 'Add input field' }).click()
  await expect(dialog.getByLabel('Name of input field 1')).toBeFocused()
  await dialog.getByLabel('Name of input field 1').fill('image')
  await dialog.getByLabel('Type of input field 1').selectOption('file')
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Create deployment' }).click()

  await expect(page.getByRole('heading', { name: 'inspector', exact: true })).toBeVisible()
  await expect(page).toHaveURL(new RegExp(`/projects/${project}/objects/deployments/inspector$`))
  await expect(page.getByText('structured: image (file)')).toBeVisible()
  await expect(page.getByText('team: machine vision')).toBeVisible()

  await page.getByRole('button', { name: 'Create version' }).click()
  const newVersion = page.getByRole('dialog', { name: 'Create version of inspector' })
  await expect(newVersion.getByLabel('Version', { exact: true })).toHaveValue('v1')
  await newVersion.getByRole('button', { name: 'Create version' }).click()
  await expect(page.getByRole('row', { name: /^v1.*Default/ })).toBeVisible()

  await page.getByRole('button', { name: 'Create version' }).click()
  await newVersion.getByLabel('Version', { exact: true }).fill('v1')
  await newVersion.getByRole('button', { name: 'Create version' }).click()
  await expect(newVersion.getByText('Already in use')).toBeVisible()
  await newVersion.getByLabel('Version', { exact: true }).fill('v2')
  await newVersion.getByRole('button', { name: 'Create version' }).click()
  await expect(page.getByRole('heading', { name: 'Versions (2)' })).toBeVisible()

  await chooseInMenu(page, 'v2', 'Make default')
  await expect(page.getByRole('row', { name: /^v2.*Default/ })).toBeVisible()
  await chooseInMenu(page, 'v2', 'Delete')
  await expect(page.getByRole('dialog', { name: 'Delete the version v2?' })).toContainText('It is the default version')
  await page.getByRole('button', { name: 'Delete version' }).click()
  await expect(page.getByRole('heading', { name: 'Versions (1)' })).toBeVisible()

  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  const remove = page.getByRole('dialog', { name: 'Delete the deployment inspector?' })
  await expect(remove.getByRole('listitem')).toHaveText(['1 version: v1'])
  await remove.getByLabel('Type inspector to confirm').fill('inspector')
  await remove.getByRole('button', { name: 'Delete deployment' }).click()

  await expect(page).toHaveURL(/\/objects\?kind=deployments$/)
  await expect(page.getByRole('heading', { name: 'No deployments yet' })).toBeVisible()
})

test('creates, finds and exports pipelines', async ({ page }) => {
  const project = await openProject(page)
  await page.goto(`/projects/${project}/objects?kind=pipelines`)
  for (const name of ['nightly-flow', 'weekly-flow']) {
    await page.getByRole('button', { name: 'Create pipeline' }).click()
    await page.getByLabel('Name', { exact: true }).fill(name)
    await page.getByRole('dialog').getByRole('button', { name: 'Create pipeline' }).click()
    await expect(page.getByRole('heading', { name, exact: true })).toBeVisible()
    await page.getByRole('navigation', { name: 'Breadcrumbs' }).getByRole('link', { name: 'Objects' }).click()
    await expect(page.getByRole('link', { name })).toBeVisible()
  }
  await expect(page.getByRole('heading', { name: 'Objects (2)' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Pipelines (2)' })).toHaveAttribute('aria-current', 'page')

  await page.getByRole('searchbox').fill('week')
  await expect(page).toHaveURL(/kind=pipelines&q=week/)
  await page.reload()
  await expect(page.getByText('1 of 2')).toBeVisible()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export CSV' }).click()
  const csv = await readFile(await (await download).path(), 'utf8')
  expect(csv).toMatch(
    /^\uFEFFName,Description,Default version,Labels,Access,Created,Updated\r\nweekly-flow,,,,1 \(0 here\),2[^\r]*\r\n$/,
  )
})

test('creates a bucket of another provider, whose credentials are never seen again', async ({ page, guard }) => {
  guard.expectRefusals(409)
  const project = await openProject(page)
  await createBucket(page, project, 'images')
  await page.goto(`/projects/${project}/objects?kind=buckets`)

  await page.getByRole('button', { name: 'Create bucket' }).click()
  const dialog = page.getByRole('dialog', { name: 'Create bucket' })
  await dialog.getByLabel('Name', { exact: true }).fill('images')
  await dialog.getByLabel('Provider').selectOption('Amazon S3')
  await dialog.getByRole('button', { name: 'Add credential' }).click()
  await dialog.getByLabel('Name of credential 1').fill('secret_key')
  await dialog.getByLabel('Value of credential 1').fill('top-secret-value')
  await dialog.getByRole('button', { name: 'Add setting' }).click()
  await dialog.getByLabel('Name of setting 1').fill('region')
  await dialog.getByLabel('Value of setting 1').fill('north')
  await dialog.getByLabel('Delete files after').fill('604800')
  await expect(dialog.getByText('Seconds: 7 days.')).toBeVisible()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Create bucket' }).click()
  await expect(dialog.getByText('Already in use')).toBeVisible()
  await expect(dialog.getByLabel('Name', { exact: true })).toBeFocused()
  await dialog.getByLabel('Name', { exact: true }).fill('archive')
  await dialog.getByRole('button', { name: 'Create bucket' }).click()

  await page.getByRole('link', { name: 'archive' }).click()
  await expect(page.getByText('After 7 days')).toBeVisible()
  await expect(page.getByText('Amazon S3')).toBeVisible()
  await expect(page.getByText('north')).toBeVisible()
  expect(await page.content()).not.toContain('top-secret-value')
})

test('deletes a deployment with the roles on it and those that it holds', async ({ page }) => {
  const project = await openProject(page)
  await createDeployment(page, project, 'inspector')
  await createBucket(page, project, 'images')
  const { user } = await callApi<{ user: { id: string } }>(page, 'GET', '/v2.1/session')
  await assign(page, project, {
    assignee: user.id,
    role: 'deployment-viewer',
    resource: 'inspector',
    resource_type: 'deployment',
  })
  await assign(page, project, {
    assignee: 'inspector',
    assignee_type: 'deployment',
    role: 'file-reader',
    resource: 'images',
    resource_type: 'bucket',
  })
  await page.goto(`/projects/${project}/objects`)

  await chooseInMenu(page, 'inspector', 'Delete')
  const dialog = page.getByRole('dialog', { name: 'Delete the deployment inspector?' })
  await expect(dialog.getByRole('listitem')).toHaveText([
    'no version: it has none',
    '1 role assignment on it',
    '1 role that it holds itself: file-reader on the bucket images',
  ])
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await expect(dialog.getByRole('button', { name: 'Delete deployment' })).toBeDisabled()
  await expectAccessible(page)
  await dialog.getByLabel('Type inspector to confirm').fill('inspector')
  await dialog.getByRole('button', { name: 'Delete deployment' }).click()

  await expect(page.getByRole('link', { name: 'Deployments (0)' })).toBeVisible()
  const left = await callApi<{ assignee: string; resource: string }[]>(page, 'GET', api(project, 'role-assignments'))
  expect(left.filter(({ assignee, resource }) => assignee === 'inspector' || resource === 'inspector')).toEqual([])
})

test('shows by keyboard alone who has access to an object', async ({ page }) => {
  const project = await openProject(page)
  await createBucket(page, project, 'images')
  const { user } = await callApi<{ user: { id: string; name: string } }>(page, 'GET', '/v2.1/session')
  await assign(page, project, { assignee: user.id, role: 'file-writer', resource: 'images', resource_type: 'bucket' })
  await page.goto(`/projects/${project}/objects?kind=buckets`)
  const button = page.getByRole('button', { name: /^Who has access to images: 1 with roles on it, 1 with/ })

  // It comes after the rest of its row.
  await expect(button).toBeVisible()
  await page.getByRole('row', { name: /images/ }).focus()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await expect(button).toBeFocused()
  await page.keyboard.press('Enter')
  const drawer = page.getByRole('dialog', { name: 'Who has access to images' })
  await expect(drawer.getByRole('region', { name: 'On this bucket' })).toContainText('file-writer')
  await expect(drawer.getByRole('region', { name: 'On the whole project' })).toContainText('project-admin')
  await expect(drawer.getByRole('link', { name: 'See who may do what, and why' })).toHaveAttribute(
    'href',
    new RegExp(`^/projects/${project}/access\\?tab=object&permission=buckets.get&resource=images`),
  )
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await expect(drawer).toBeHidden()
  await expect(button).toBeFocused()
})

test('keeps a draft that somebody else was faster than, and saves it on their state', async ({ page, guard }) => {
  guard.expectRefusals(412)
  const project = await openProject(page)
  await createDeployment(page, project, 'inspector', { description: 'First' })
  await page.goto(`/projects/${project}/objects`)
  await chooseInMenu(page, 'inspector', 'Edit')
  const dialog = page.getByRole('dialog', { name: 'Edit inspector' })
  await dialog.getByLabel('Name', { exact: true }).fill('examiner')
  await callApi(page, 'PATCH', api(project, 'deployments/inspector'), { description: 'Theirs' })

  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog.getByRole('alert')).toContainText('Description: Theirs')
  await expect(dialog.getByLabel('Name', { exact: true })).toHaveValue('examiner')
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Save anyway' }).click()

  await expect(page.getByRole('row', { name: /examiner.*Theirs/ })).toBeVisible()
})

test('renames an object on its own page, and its address with it', async ({ page }) => {
  const project = await openProject(page)
  await createBucket(page, project, 'images')
  await page.goto(`/projects/${project}/objects/buckets/images`)

  await page.getByRole('button', { name: 'Edit' }).click()
  await page.getByLabel('Name', { exact: true }).fill('pictures')
  await expect(page.getByText('Requests and scripts that use the old name fail from then on.')).toBeVisible()
  await page.getByRole('button', { name: 'Save' }).click()

  await expect(page.getByRole('heading', { name: 'pictures', exact: true })).toBeVisible()
  await expect(page).toHaveURL(/\/objects\/buckets\/pictures$/)
  await page.reload()
  await expect(page.getByRole('heading', { name: 'pictures', exact: true })).toBeVisible()
})

test('shows to somebody with roles on single objects what is open to them, and says what is not', async ({
  page,
  guard,
}) => {
  guard.expectRefusals(403)
  const organization = await signInToOwnOrganization(page)
  const project = await createProject(page, organization)
  const [role, bucket] = ['looker', 'images']
  await createBucket(page, project, bucket)
  await createBucket(page, project, 'out-of-sight')
  await callApi(page, 'POST', api(project, 'roles'), {
    name: role,
    permissions: ['buckets.list', 'buckets.get', 'buckets.update'],
  })
  // Somebody of the organization who has no role in the project yet.
  const password = 'a journey of a thousand miles'
  const member = await callApi<{ id: string }>(page, 'POST', `/v2.1/organizations/${organization}/users`, {
    email: `${uniqueName('looker')}@example.com`,
    admin: false,
  })
  const { code } = await callApi<{ code: string }>(
    page,
    'POST',
    `/v2.1/organizations/${organization}/users/${member.id}/invitation`,
  )
  await assign(page, project, { assignee: member.id, role, resource: bucket, resource_type: 'bucket' })
  await callApi(page, 'DELETE', '/v2.1/session')
  await callApi(page, 'POST', '/v2.1/invitations/accept', { code, name: 'Lo', surname: 'Oker', password })

  await page.goto(`/projects/${project}/objects`)
  await expect(page.getByRole('heading', { name: 'Objects (1)' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Buckets (1)' })).toHaveAttribute('aria-current', 'page')
  await expect(page.getByText('Not open to you')).toBeVisible()
  const create = page.getByRole('button', { name: 'Create bucket' })
  await expect(create).toHaveAccessibleDescription(/You need the permission buckets.create on this project/)
  await expectAccessible(page)
  await page.getByRole('button', { name: `Actions for ${bucket}` }).click()
  await expect(page.getByRole('menuitem', { name: 'Delete' })).toContainText('buckets.delete on this bucket')
  await page.getByRole('menuitem', { name: 'Edit' }).click()
  await page.getByRole('dialog').getByLabel('Description').fill('Mine to describe')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('cell', { name: 'Mine to describe' })).toBeVisible()

  await page.getByRole('link', { name: 'Pipelines' }).click()
  await expect(page.getByRole('heading', { name: /You may not see the pipelines/ })).toBeVisible()
  await expect(page.getByText(/pipelines\.list/)).toBeVisible()
})

test('fits a narrow screen', async ({ page }) => {
  const project = await openProject(page)
  await createDeployment(page, project, 'a-deployment-with-quite-a-long-name-that-needs-its-room', {
    labels: { team: 'a-value-that-is-long-and-has-no-space-to-break-at-all-in-it' },
  })
  await page.setViewportSize({ width: 320, height: 640 })
  await page.goto(`/projects/${project}/objects`)
  await expect(page.getByRole('link', { name: /a-deployment/ })).toBeVisible()
  await expectPageToFit(page)

  await page.getByRole('button', { name: 'Create deployment' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Output type').selectOption('structured')
  await dialog.getByRole('button', { name: 'Add output field' }).click()
  expect(await dialog.evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true)
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('button', { name: 'Discard changes' }).click()

  await page.getByRole('link', { name: /a-deployment/ }).click()
  await expect(page.getByRole('heading', { name: 'Who has access' })).toBeVisible()
  await expect(page.getByText('team: a-value')).toBeVisible()
  await expectPageToFit(page)
})
