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

interface Assignment {
  assignee: string
  role: string
  resource: string
  resource_type: string
}

const api = (project: string, rest: string) => `/v2.1/projects/${project}/${rest}`
const assignments = (page: Page, project: string) =>
  callApi<Assignment[]>(page, 'GET', api(project, 'role-assignments'))
const assign = (page: Page, project: string, body: object) =>
  callApi<{ id: string }>(page, 'POST', api(project, 'role-assignments'), body)

/** A project with two members, a service user, a deployment and two buckets, on its page of role assignments. */
async function openProject(page: Page) {
  const organization = await signInToOwnOrganization(page)
  const project = await createProject(page, organization)
  const addMember = (email: string) =>
    callApi<{ id: string }>(page, 'POST', `/v2.1/organizations/${organization}/users`, { email, admin: false })
  const member = await addMember(people.member)
  const lead = await addMember(people.lead)
  const robot = await callApi<{ id: string }>(page, 'POST', api(project, 'service-users'), { name: 'robot' })
  await callApi(page, 'POST', api(project, 'deployments'), {
    name: 'classifier',
    input_type: 'plain',
    output_type: 'plain',
  })
  await callApi(page, 'POST', api(project, 'buckets'), { name: 'images' })
  await callApi(page, 'POST', api(project, 'buckets'), { name: 'labels' })
  await page.goto(`/projects/${project}/assignments`)
  return { project, member, lead, robot }
}

async function openForm(page: Page) {
  await page.getByRole('button', { name: 'Assign roles' }).first().click()
  const dialog = page.getByRole('dialog', { name: /^Assign roles in/ })
  await expect(dialog.getByRole('group', { name: 'Roles' }).getByRole('checkbox').first()).toBeVisible()
  return dialog
}

async function openMenu(page: Page, row: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${row}`, exact: true }).click()
}

test('restores view, search, filters and sort from the address', async ({ page }) => {
  await signIn(page, people.admin)
  await page.goto('/projects/defect-detection/assignments')
  await expect(page.getByRole('heading', { level: 1, name: /^Role assignments \(\d+\)$/ })).toBeVisible()

  await page.getByRole('link', { name: 'By object' }).click()
  await page.getByLabel('Role', { exact: true }).selectOption('file-reader')
  await page.getByLabel('Assignee', { exact: true }).selectOption('deployment')
  await page.getByLabel('Level', { exact: true }).selectOption('bucket')
  await page.getByRole('button', { name: 'Assignee', exact: true }).click()
  await page.getByRole('searchbox').fill('inspection')
  await expect(page).toHaveURL(/q=inspection/)
  const address = new URL(page.url())
  expect(Object.fromEntries(address.searchParams)).toEqual({
    view: 'object',
    role: 'file-reader',
    kind: 'deployment',
    level: 'bucket',
    sort: 'assignee',
    q: 'inspection',
  })
  const rows = page.getByRole('table').getByRole('row')
  const shown = await rows.allTextContents()
  expect(shown.length).toBeGreaterThan(1)
  await page.reload()

  await expect(page.getByRole('link', { name: 'By object' })).toHaveAttribute('aria-current', 'page')
  await expect(page.getByLabel('Role', { exact: true })).toHaveValue('file-reader')
  await expect(page.getByLabel('Assignee', { exact: true })).toHaveValue('deployment')
  await expect(page.getByLabel('Level', { exact: true })).toHaveValue('bucket')
  await expect(page.getByRole('searchbox')).toHaveValue('inspection')
  await expect(rows).toHaveText(shown)
})

test('assigns several roles to several members at once', async ({ page }) => {
  const { project, member, lead } = await openProject(page)
  const before = await assignments(page, project)
  const dialog = await openForm(page)
  await expectAccessible(page)

  for (const email of [people.member, people.lead])
    await dialog
      .getByRole('group', { name: 'Members' })
      .locator('label', { hasText: email })
      .getByRole('checkbox')
      .check()
  const roles = dialog.getByRole('group', { name: 'Roles' })
  await roles.getByRole('searchbox').fill('bucket-')
  await roles.getByRole('checkbox', { name: 'bucket-viewer' }).check()
  await roles.getByRole('checkbox', { name: 'bucket-editor' }).check()
  await expect(dialog.getByText('2 members × 2 roles = 4 in all')).toBeVisible()
  await dialog.getByRole('button', { name: 'Review' }).click()

  await expect(dialog.getByText('4 assignments will be made.')).toBeVisible()
  await expect(dialog.getByText(/^2 people gain 7 permissions/)).toBeVisible()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Make 4 assignments' }).click()
  await expect(dialog.getByText('4 assignments made.')).toBeVisible()
  await dialog.getByRole('button', { name: 'Done' }).click()

  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Role assignments (${before.length + 4})`)
  const made = (await assignments(page, project)).slice(before.length)
  expect(made.map(({ assignee, role }) => `${assignee} ${role}`).toSorted()).toEqual(
    [member, lead].flatMap(({ id }) => [`${id} bucket-editor`, `${id} bucket-viewer`]).toSorted(),
  )
})

test('assigns a role to a service user and says what its tokens are refused', async ({ page }) => {
  const { project, robot } = await openProject(page)
  const dialog = await openForm(page)

  await dialog.getByRole('radio', { name: 'Service users' }).check()
  await expect(dialog.getByText(/Tokens of service users are refused on roles, role assignments/)).toBeVisible()
  await dialog.getByRole('checkbox', { name: 'robot' }).check()
  await dialog.getByRole('checkbox', { name: 'deployment-request-user' }).check()
  await dialog.getByRole('button', { name: 'Review' }).click()
  await dialog.getByRole('button', { name: 'Make 1 assignment' }).click()
  await expect(dialog.getByText('1 assignment made.')).toBeVisible()
  await dialog.getByRole('button', { name: 'Done' }).click()

  await expect(
    page.getByRole('row', { name: /robot Service user .*deployment-request-user Whole project/ }),
  ).toBeVisible()
  expect(await assignments(page, project)).toContainEqual(
    expect.objectContaining({ assignee: robot.id, role: 'deployment-request-user', resource_type: 'project' }),
  )
})

test('assigns a role to a deployment on a bucket; the same again changes nothing', async ({ page }) => {
  const { project } = await openProject(page)
  const before = await assignments(page, project)
  const choose = async () => {
    const dialog = await openForm(page)
    await dialog.getByRole('group', { name: 'Assign to' }).getByRole('radio', { name: 'Deployments' }).check()
    await expect(dialog.getByRole('radio', { name: 'Buckets' })).toBeChecked()
    await dialog.getByRole('checkbox', { name: 'classifier' }).check()
    await dialog.getByRole('checkbox', { name: 'images' }).check()
    await dialog.getByRole('checkbox', { name: 'labels' }).check()
    await dialog.getByRole('checkbox', { name: 'file-reader' }).check()
    await dialog.getByRole('button', { name: 'Review' }).click()
    return dialog
  }

  const first = await choose()
  await expect(first.getByText('2 assignments will be made.')).toBeVisible()
  await first.getByRole('button', { name: 'Make 2 assignments' }).click()
  await first.getByRole('button', { name: 'Done' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Role assignments (${before.length + 2})`)

  const second = await choose()
  await expect(second.getByText('There is nothing to do: 2 exist already.')).toBeVisible()
  await expect(second.getByRole('button', { name: /^Make/ })).toBeHidden()
  await second.getByRole('button', { name: 'Back' }).click()
  await expect(second.getByRole('checkbox', { name: 'classifier' })).toBeChecked()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Discard changes' }).click()
  await expect(second).toBeHidden()
  expect(await assignments(page, project)).toHaveLength(before.length + 2)
})

test('goes on after a refusal and retries what failed', async ({ page, guard }) => {
  guard.expectRefusals(403)
  await openProject(page)
  let isRefused = true
  await page.route('**/role-assignments', async (route) => {
    const refused = isRefused && (route.request().postData() ?? '').includes('labels')
    if (!refused) return route.continue()
    return route.fulfill({ status: 403, json: { error: 'You may not do this.', code: 'forbidden' } })
  })
  const dialog = await openForm(page)
  await dialog.getByRole('radio', { name: 'Service users' }).check()
  await dialog.getByRole('checkbox', { name: 'robot' }).check()
  await dialog.getByRole('radio', { name: 'Buckets' }).check()
  await dialog.getByRole('checkbox', { name: 'images' }).check()
  await dialog.getByRole('checkbox', { name: 'labels' }).check()
  await dialog.getByRole('checkbox', { name: 'file-writer' }).check()
  await dialog.getByRole('button', { name: 'Review' }).click()
  await dialog.getByRole('button', { name: 'Make 2 assignments' }).click()

  await expect(dialog.getByText('1 assignment made, 1 not.')).toBeVisible()
  await expect(dialog.getByRole('listitem').first()).toContainText('Not made')
  await expect(dialog.getByRole('listitem').first()).toContainText('You may not do this.')
  await expectAccessible(page)
  isRefused = false
  await dialog.getByRole('button', { name: 'Retry 1' }).click()
  await expect(dialog.getByText('2 assignments made.')).toBeVisible()
})

test('deletes one after saying who loses what, and undoes it on another page', async ({ page }) => {
  // Looks at three pages with axe.
  test.setTimeout(120_000)
  const { project, robot } = await openProject(page)
  await assign(page, project, { assignee: robot.id, role: 'file-writer', resource: 'images', resource_type: 'bucket' })
  await page.reload()
  const held = async () => (await assignments(page, project)).filter(({ role }) => role === 'file-writer').length

  await openMenu(page, 'file-writer of robot on the bucket images')
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  const dialog = page.getByRole('dialog', { name: 'Take file-writer from robot?' })
  await expect(dialog.getByText(/^robot loses \d+ permissions/)).toBeVisible()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Delete assignment' }).click()

  await expect(page.getByText('robot no longer has the role file-writer on the bucket images')).toBeVisible()
  expect(await held()).toBe(0)
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Roles' }).click()
  await expect(page.getByRole('heading', { level: 1, name: /^Roles/ })).toBeVisible()
  // Looked at while it is on the screen: its time stands still under the pointer.
  await page.getByText('robot no longer has the role file-writer').hover()
  await expectAccessible(page)
  await page.keyboard.press('Control+z')

  await expect(page.getByText('robot has the role file-writer on the bucket images again')).toBeVisible()
  expect(await held()).toBe(1)
})

test('warns who takes away their own right to assign, and offers them no way back', async ({ page }) => {
  const { project, lead } = await openProject(page)
  await assign(page, project, { assignee: lead.id, role: 'project-admin' })
  await signIn(page, people.lead)
  await page.goto(`/projects/${project}/assignments`)

  await page
    .getByRole('row', { name: new RegExp(people.lead) })
    .getByRole('button')
    .click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  const dialog = page.getByRole('dialog', { name: /^Take project-admin from/ })
  await expect(dialog.getByText(/^You take away your own rights, so you cannot give the role back/)).toBeVisible()
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(dialog).toBeHidden()
})

test('tells a plain member why they may neither assign nor delete', async ({ page }) => {
  await signIn(page, people.member)
  await page.goto('/projects/defect-detection/assignments?q=file-reader')

  const button = page.getByRole('button', { name: 'Assign roles' })
  await expect(button).toHaveAttribute('aria-disabled', 'true')
  await expect(button).toHaveAccessibleDescription('You need roles.assignments.create')
  await page
    .getByRole('button', { name: /^Actions for file-reader/ })
    .first()
    .click()
  const remove = page.getByRole('menuitem', { name: /Delete/ })
  await expect(remove).toHaveAttribute('aria-disabled', 'true')
  await expect(remove).toContainText('You need roles.assignments.delete there')
  await remove.press('Enter')
  await expect(page.getByRole('dialog')).toBeHidden()
})

test('offers whoever may assign on one bucket that bucket and the roles they may give there, and says why no others', async ({
  page,
}) => {
  const { project, lead } = await openProject(page)
  await callApi(page, 'POST', api(project, 'roles'), {
    name: 'bucket-owner',
    permissions: ['roles.assignments.create', 'buckets.get', 'buckets.list', 'buckets.files.list', 'buckets.files.get'],
  })
  await assign(page, project, { assignee: lead.id, role: 'project-viewer' })
  await assign(page, project, { assignee: lead.id, role: 'bucket-owner', resource: 'labels', resource_type: 'bucket' })
  await signIn(page, people.lead)
  await page.goto(`/projects/${project}/assignments`)
  const dialog = await openForm(page)

  await expect(dialog.getByRole('radio', { name: 'Whole project' })).toBeDisabled()
  await expect(dialog.getByText('Whole project: You need roles.assignments.create there')).toBeVisible()
  await expect(dialog.getByRole('radio', { name: 'Buckets' })).toBeChecked()
  const images = dialog.getByRole('checkbox', { name: 'images' })
  await expect(images).toHaveAttribute('aria-disabled', 'true')
  await expect(images).toHaveAccessibleDescription('You need roles.assignments.create there')
  await dialog.getByRole('checkbox', { name: 'labels' }).check()
  const writer = dialog.getByRole('checkbox', { name: 'file-writer' })
  await expect(writer).toHaveAccessibleDescription(/^You do not hold buckets\.files\.create/)
  await expectAccessible(page)
  await dialog.getByRole('radio', { name: 'Service users' }).check()
  await dialog.getByRole('checkbox', { name: 'robot' }).check()
  await dialog.getByRole('checkbox', { name: 'file-reader' }).check()
  await dialog.getByRole('button', { name: 'Review' }).click()
  await dialog.getByRole('button', { name: 'Make 1 assignment' }).click()
  await expect(dialog.getByText('1 assignment made.')).toBeVisible()
})

test('leads from a row to the explanation of the access it gives', async ({ page }) => {
  await signIn(page, people.admin)
  await page.goto('/projects/defect-detection/assignments?role=file-reader&level=bucket')

  const why = page.getByRole('link', { name: /^Why does .* have access to the bucket/ }).first()
  await why.hover()
  await expect(why).toHaveAttribute('href', /permission=buckets/)
  await why.click()

  await expect(page).toHaveURL(/\/access\?assignee=.*&assignee_type=.*&permission=buckets.*&resource_type=bucket/)
  await expect(page.getByRole('heading', { level: 1, name: 'Access' })).toBeVisible()
})

test('exports what is shown, with the ids', async ({ page }) => {
  await signIn(page, people.admin)
  await page.goto('/projects/defect-detection/assignments?kind=deployment')
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export CSV' }).click()

  expect((await download).suggestedFilename()).toBe('defect-detection-role-assignments.csv')
})
