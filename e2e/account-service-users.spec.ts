import type { APIRequestContext, Page } from '@playwright/test'
import {
  expect,
  expectAccessible,
  expectPageToFit,
  people,
  signIn,
  signInToOwnOrganization,
  test,
  uniqueName,
} from './fixtures.ts'

/** Takes the key from the dialog and closes it as a careful reader would. */
async function takeKey(page: Page, type: string): Promise<string> {
  const dialog = page.getByRole('dialog', { name: `${type} key generated` })
  const key = await dialog.getByLabel('API key', { exact: true }).inputValue()
  await expectAccessible(page)
  const download = page.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Download as .env' }).click()
  await (await download).delete()
  await dialog.getByLabel('I have stored it').check()
  await dialog.getByRole('button', { name: 'Done' }).click()
  await expect(dialog).toBeHidden()
  return key
}

/** What the API answers to a program with this key. */
async function statusWith(script: APIRequestContext, username: string, key: string, path: string): Promise<number> {
  const basic = Buffer.from(`${username}:${key}`).toString('base64')
  const answer = await script.get(path, { headers: { authorization: `Basic ${basic}` } })
  return answer.status()
}

test('creates one, whose key is shown once, works, is rotated, and dies with it', async ({
  page,
  playwright,
  baseURL,
}) => {
  const organization = await signInToOwnOrganization(page)
  const script = await playwright.request.newContext({ baseURL: baseURL ?? '' })
  const username = uniqueName('robot')
  const usage = `/v2.1/organizations/${organization}/resources`
  await page.goto(`/organizations/${organization}/overview`)
  await page.getByRole('link', { name: 'Account service users' }).click()
  await expect(page.getByRole('heading', { name: 'No account service users yet' })).toBeVisible()

  await page.getByRole('button', { name: 'Create service user' }).first().click()
  const form = page.getByRole('dialog', { name: 'Create account service user' })
  await form.getByLabel('Username').fill(username)
  await form.getByLabel('E-mail').fill(`${username}@example.com`)
  await expectAccessible(page)
  await form.getByRole('button', { name: 'Create service user' }).click()

  await expect(page.getByRole('heading', { level: 1, name: username })).toBeVisible()
  const row = page.getByRole('listitem', { name: 'Monitoring' })
  await expect(row).toContainText('Not held')
  await row.getByRole('button', { name: 'Generate' }).click()
  const first = await takeKey(page, 'Monitoring')
  await expect(row).toContainText(`The key ends in ${first.slice(-5)}`)
  const lastUsed = row.getByRole('definition').last()
  await expect(lastUsed).toHaveText('Never')
  expect(await page.content()).not.toContain(first)
  expect(await statusWith(script, username, first, usage)).toBe(200)
  expect(await statusWith(script, username, first, '/v2.1/projects')).toBe(403)
  await page.reload()
  await expect(lastUsed).toHaveText('just now')

  await row.getByRole('button', { name: 'Rotate' }).click()
  const question = page.getByRole('dialog', { name: `Rotate the Monitoring key of ${username}?` })
  await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await expectAccessible(page)
  await question.getByRole('button', { name: 'Rotate key' }).click()
  const second = await takeKey(page, 'Monitoring')
  await expect(lastUsed).toHaveText('Never')
  expect(await statusWith(script, username, first, usage)).toBe(401)
  expect(await statusWith(script, username, second, usage)).toBe(200)

  await page.getByRole('button', { name: 'Deactivate' }).click()
  const end = page.getByRole('dialog', { name: `Deactivate ${username}?` })
  await expect(end.getByRole('list', { name: 'Keys that stop working' })).toHaveText('Monitoring')
  await end.getByRole('textbox').fill(username)
  await end.getByRole('button', { name: 'Deactivate' }).click()
  await expect(page.getByRole('heading', { name: 'No account service users yet' })).toBeVisible()
  expect(await statusWith(script, username, second, usage)).toBe(401)
  await script.dispose()
})

test('shows those of the organization to who can only read, and says why nothing can be changed', async ({ page }) => {
  await signIn(page, people.member)
  await page.goto('/organizations/acme-vision/service-users')
  const reason = 'Only owners and cluster admins of acme-vision can do this.'
  await expect(page.getByRole('heading', { level: 1, name: 'Account service users (6)' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Create service user' })).toHaveAccessibleDescription(reason)
  await expect(page.getByRole('row', { name: /acme-old-portal/ })).toContainText('No administrators')

  await page.getByLabel('Administrators', { exact: true }).selectOption('No administrators')
  await expect(page).toHaveURL(/administrators=none/)
  await page.reload()
  await expect(page.getByRole('row', { name: /acme-grafana/ })).toBeHidden()
  await page.getByRole('link', { name: 'acme-old-portal' }).click()

  const held = page.getByRole('listitem', { name: 'Monitoring' })
  await expect(held).toContainText('Held')
  await expect(held.getByRole('button', { name: 'Rotate' })).toHaveAccessibleDescription(reason)
  await expect(page.getByRole('button', { name: 'Edit' })).toHaveAccessibleDescription(reason)
  await expect(page.getByRole('button', { name: 'Deactivate' })).toHaveAccessibleDescription(reason)
})

test('fits on a narrow screen, with keys, form and questions', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 740 })
  await signIn(page, people.admin)
  await page.goto('/organizations/acme-vision/service-users')
  await expect(page.getByRole('link', { name: 'acme-terraform', exact: true })).toBeVisible()
  await expectPageToFit(page)
  await expectAccessible(page)

  await page.getByRole('link', { name: 'acme-terraform', exact: true }).click()
  await expect(page.getByRole('listitem', { name: 'Read Only Provisioning' })).toContainText('Held')
  await expectPageToFit(page)
  await expectAccessible(page)

  await page.getByRole('button', { name: 'Edit' }).click()
  await expect(page.getByRole('dialog').getByLabel('Add an administrator')).toBeVisible()
  await expectPageToFit(page)
  await expectAccessible(page)
})
