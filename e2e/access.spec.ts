import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import {
  callApi,
  createProject,
  expect,
  expectAccessible,
  expectPageToFit,
  people,
  signIn,
  signInToOwnOrganization,
  test,
  uniqueName,
} from './fixtures.ts'

test.describe.configure({ timeout: 90_000 })

interface Named {
  id: string
}

async function openWorld(page: Page) {
  const organization = await signInToOwnOrganization(page)
  const project = await createProject(page, organization)
  await callApi(page, 'POST', `/v2.1/projects/${project}/buckets`, { name: 'images' })
  const robot = await callApi<Named>(page, 'POST', `/v2.1/projects/${project}/service-users`, { name: 'robot' })
  return { organization, project, robot: robot.id }
}

const createRole = (page: Page, project: string, name: string, permissions: string[]) =>
  callApi(page, 'POST', `/v2.1/projects/${project}/roles`, { name, permissions })

const assign = (page: Page, project: string, assignee: string, role: string, bucket?: string) =>
  callApi<Named>(page, 'POST', `/v2.1/projects/${project}/role-assignments`, {
    assignee,
    assignee_type: 'user',
    role,
    ...(bucket === undefined ? {} : { resource: bucket, resource_type: 'bucket' }),
  })

const changes = (page: Page) => page.getByRole('region', { name: 'Who gains and who loses permissions' })

/** Finds an entry of a searchable choice by words, with the keyboard alone. */
async function choose(page: Page, label: string, words: string, entry: string) {
  const field = page.getByRole('combobox', { name: label, exact: true })
  await field.focus()
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.type(words)
  await expect(page.getByRole('option', { name: entry })).toBeVisible()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
}

test('explains a yes by two roles, and takes both away', async ({ page }) => {
  const { project, robot } = await openWorld(page)
  await createRole(page, project, 'reader', ['buckets.list', 'buckets.get'])
  await createRole(page, project, 'looker', ['buckets.get'])
  await assign(page, project, robot, 'reader')
  await assign(page, project, robot, 'looker', 'images')
  await page.goto(
    `/projects/${project}/access?assignee=${robot}&permission=buckets.get&resource=images&resource_type=bucket`,
  )

  await expect(page.getByRole('heading', { name: 'Yes: robot holds buckets.get on the bucket images.' })).toBeVisible()
  await expect(page.getByRole('combobox', { name: 'Who' })).toHaveValue('robot')
  const ways = page.getByRole('list', { name: 'Ways to this permission' }).getByRole('listitem')
  await expect(ways).toHaveCount(2)
  await expect(ways.filter({ hasText: 'reader' })).toContainText('assigned on the whole project')
  await expect(ways.filter({ hasText: 'looker' })).toContainText('assigned on the bucket images')
  await expect(page.getByText('It also takes away 1 other permission there: buckets: list')).toBeVisible()
  await expectAccessible(page)

  await page.getByRole('button', { name: 'Delete assignments…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Delete assignments?' })
  await expect(dialog.getByText('robot loses 2 permissions; nobody gains any.')).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Delete assignments' }).click()

  await expect(page.getByRole('heading', { name: 'No: robot does not hold' })).toBeVisible()
  await expect(dialog).toBeHidden()
  expect(await callApi(page, 'GET', `/v2.1/projects/${project}/role-assignments?assignee=${robot}`)).toEqual([])
})

test('finds the question by keyboard, and turns a no into a yes', async ({ page }) => {
  const { project, robot } = await openWorld(page)
  await createRole(page, project, 'looker', ['buckets.get'])
  await page.goto(`/projects/${project}/access`)
  await expect(page.getByText('You are an admin of the organization: you can do everything')).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Choose a permission' })).toBeVisible()

  await choose(page, 'Who', 'rob', 'robot')
  await choose(page, 'Permission', 'get buckets', 'buckets.get')
  await choose(page, 'On', 'images', 'bucket images')
  await expect(page).toHaveURL(new RegExp(`assignee=${robot}.*permission=buckets.get.*resource=images`))
  await expect(page.getByRole('heading', { name: 'No: robot does not hold buckets.get' })).toBeVisible()
  await expect(page.getByText('Assign the role looker to robot on the bucket images')).toBeVisible()

  await page.getByRole('button', { name: 'Assign role…' }).press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Assign role?' })
  await expect(dialog.getByText('robot gains 1 permission; nobody loses any.')).toBeVisible()
  await dialog.getByRole('button', { name: 'Assign role' }).press('Enter')

  await expect(page.getByRole('heading', { name: 'Yes: robot holds buckets.get' })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('list', { name: 'Ways to this permission' })).toContainText('looker')
  await page.goBack()
  await expect(page.getByRole('combobox', { name: 'On', exact: true })).toHaveValue('The whole project')
})

test('lists everybody who can, finds one of them, and exports them', async ({ page }) => {
  const { organization, project, robot } = await openWorld(page)
  const guest = await callApi<Named>(page, 'POST', `/v2.1/organizations/${organization}/users`, {
    email: `${uniqueName('guest')}@example.org`,
    admin: false,
  })
  await createRole(page, project, 'looker', ['buckets.get'])
  await assign(page, project, robot, 'looker')
  await assign(page, project, guest.id, 'looker')
  await page.goto(`/projects/${project}/access`)

  await page.getByRole('link', { name: 'By object' }).click()
  await expect(page.getByText('1 person can use roles.assignments.create on the whole project.')).toBeVisible()
  await choose(page, 'Permission', 'buckets.get', 'buckets.get')
  await expect(page.getByRole('status').filter({ hasText: 'can use' })).toHaveText(
    '1 person and 1 service user can use buckets.get on the whole project; 1 more holds it but cannot use it.',
  )
  await expect(page.getByRole('row', { name: /guest/ })).toContainText('Has not accepted the invitation yet')
  await expectAccessible(page)

  await page.getByRole('searchbox', { name: 'Search name, e-mail or role' }).fill('robot')
  await expect(page.getByText('1 of 3')).toBeVisible()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export CSV' }).click()
  const csv = await readFile(await (await download).path(), 'utf8')
  expect(csv).toMatch(
    /^\uFEFFName,E-mail,Kind,Why,Can use it\r\nrobot,[^,]+,Service user,looker on the whole project,Yes\r\n$/,
  )

  await page.getByRole('link', { name: 'robot' }).click()
  await expect(page.getByRole('heading', { name: 'Yes: robot holds buckets.get on the whole project.' })).toBeVisible()
})

test('says what a member loses before they are removed', async ({ page }) => {
  const { organization, project } = await openWorld(page)
  const email = `${uniqueName('guest')}@example.org`
  const guest = await callApi<Named>(page, 'POST', `/v2.1/organizations/${organization}/users`, { email, admin: false })
  await createRole(page, project, 'reader', ['buckets.list', 'buckets.get'])
  await createRole(page, project, 'looker', ['buckets.get', 'buckets.files.get'])
  await assign(page, project, guest.id, 'reader')
  await assign(page, project, guest.id, 'looker', 'images')
  await page.goto(`/organizations/${organization}/members`)

  await page.getByRole('button', { name: `Actions for ${email}` }).click()
  await page.getByRole('menuitem', { name: 'Remove', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: `Remove ${email}` })
  await expect(dialog.getByText(`${email} loses 3 permissions; nobody gains any.`)).toBeVisible()
  await expect(changes(page)).toContainText('once they accept the invitation')
  await expect(changes(page)).toContainText(`On the whole project ${project}`)
  await expect(changes(page)).toContainText(`But on bucket images of ${project}`)
  await expectAccessible(page)
  await page.setViewportSize({ width: 320, height: 640 })
  expect(await dialog.evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true)
  await page.setViewportSize({ width: 1280, height: 720 })
  await dialog.getByRole('button', { name: 'Remove member' }).click()

  await expect(dialog).toBeHidden()
  await expect(page.getByText(email, { exact: true })).toHaveCount(0)
})

test('gives the holders of a role another one before it is deleted', async ({ page }) => {
  const { project, robot } = await openWorld(page)
  await createRole(page, project, 'reader', ['buckets.list', 'buckets.get'])
  await createRole(page, project, 'looker', ['buckets.get'])
  await assign(page, project, robot, 'reader')
  await assign(page, project, robot, 'reader', 'images')
  await page.goto(`/projects/${project}/roles/reader`)

  await page.getByRole('button', { name: 'Delete' }).click()
  const dialog = page.getByRole('dialog', { name: 'Delete the role reader?' })
  await expect(dialog.getByText('robot loses 2 permissions; nobody gains any.')).toBeVisible()
  await dialog.getByLabel('Give its holders another role first').selectOption('looker')
  await expect(dialog.getByText('robot loses 1 permission; nobody gains any.')).toBeVisible()
  await expect(changes(page)).toContainText('Losesbuckets: list')
  await expectAccessible(page)
  await dialog.getByLabel('Type reader to confirm').fill('reader')
  await dialog.getByRole('button', { name: 'Reassign and delete' }).click()

  await expect(page).toHaveURL(/\/roles$/)
  const left = await callApi<{ role: string; resource_type: string }[]>(
    page,
    'GET',
    `/v2.1/projects/${project}/role-assignments?assignee=${robot}`,
  )
  expect(left.map(({ role, resource_type }) => `${role} ${resource_type}`).toSorted()).toEqual([
    'looker bucket',
    'looker project',
  ])
})

test('tells a plain member about themselves, and about nobody else', async ({ page, guard }) => {
  guard.expectRefusals(403)
  const { organization, project, robot } = await openWorld(page)
  const { id } = await callApi<Named>(page, 'POST', `/v2.1/organizations/${organization}/users`, {
    email: people.member,
    admin: false,
  })
  await createRole(page, project, 'looker', ['buckets.get'])
  await assign(page, project, id, 'looker')
  await signIn(page, people.member)
  await page.goto(`/projects/${project}/access?permission=buckets.delete`)

  await expect(page.getByRole('heading', { name: 'No: you do not hold buckets.delete on the whole' })).toBeVisible()
  await expect(page.getByRole('region', { name: 'What you can do here' })).toContainText('1 of 126 permissions')
  await expect(page.getByRole('combobox', { name: 'Who' })).toBeDisabled()
  await expect(page.getByText('Asking about others takes roles.assignments.list')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Assign role…' })).toHaveAttribute('aria-disabled', 'true')
  await expectAccessible(page)

  await page.goto(`/projects/${project}/access?assignee=${robot}&permission=buckets.get`)
  await expect(page.getByRole('heading', { name: 'You may not see this' })).toBeVisible()
  await page.getByRole('link', { name: 'By object' }).click()
  await expect(page.getByRole('heading', { name: 'You may not see this' })).toBeVisible()
})

test('fits a narrow screen', async ({ page }) => {
  const { project, robot } = await openWorld(page)
  await createRole(page, project, 'a-role-with-a-name-that-is-rather-long-for-a-narrow-screen', ['buckets.get'])
  await assign(page, project, robot, 'a-role-with-a-name-that-is-rather-long-for-a-narrow-screen')
  await page.setViewportSize({ width: 320, height: 640 })
  await page.goto(`/projects/${project}/access?assignee=${robot}&permission=buckets.get`)
  await expect(page.getByRole('heading', { name: 'Yes: robot holds' })).toBeVisible()

  await expectPageToFit(page)
  await page.getByRole('link', { name: 'By object' }).click()
  await expect(page.getByRole('table', { name: 'holders' })).toBeVisible()
  await expectPageToFit(page)
})
