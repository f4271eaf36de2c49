import type { Page } from '@playwright/test'
import { callApi, expect, expectAccessible, people, signIn, test, uniqueName } from './fixtures.ts'
import { baseURL, demoPassword } from './settings.ts'

/** A person of the test's own, invited to an organization of its own and joined. */
async function signInAsNewPerson(page: Page): Promise<string> {
  await signIn(page, people.admin)
  const organization = uniqueName('account')
  await callApi(page, 'POST', '/v2.1/organizations', { name: organization, subscription: 'free' })
  const email = `${uniqueName('person')}@example.com`
  const users = `/v2.1/organizations/${organization}/users`
  const member = await callApi<{ id: string }>(page, 'POST', users, { email, admin: false })
  const { code } = await callApi<{ code: string }>(page, 'POST', `${users}/${member.id}/invitation`)
  await page.context().clearCookies()
  await callApi(page, 'POST', '/v2.1/invitations/accept', {
    code,
    name: 'Vera',
    surname: 'Rubin',
    password: demoPassword,
  })
  return email
}

test('changes the name shown everywhere', async ({ page }) => {
  await signInAsNewPerson(page)
  await page.goto('/account')

  await page.getByLabel('Surname').fill('Cooper Rubin')
  await page.getByRole('button', { name: 'Save profile' }).click()

  await expect(page.getByRole('button', { name: /Vera Cooper Rubin/ })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Save profile' })).toBeDisabled()
  await page.reload()
  await expect(page.getByLabel('Surname')).toHaveValue('Cooper Rubin')
})

test('changes the password, which ends the other sessions', async ({ page, browser, guard }) => {
  guard.expectRefusals(400, 401)
  const email = await signInAsNewPerson(page)
  const elsewhere = await browser.newContext({ baseURL })
  const other = await elsewhere.newPage()
  await signIn(other, email)
  await page.goto('/account')
  await expect(page.getByRole('row', { name: /Last seen|Chrome|client|Playwright/i }).first()).toBeVisible()

  await page.getByLabel('Current password').fill('not my password at all')
  await page.getByLabel('New password').fill('twelve blue giraffes')
  await page.getByRole('button', { name: 'Change password' }).click()
  await expect(page.getByLabel('Current password')).toBeFocused()
  await expect(page.getByLabel('New password')).toHaveValue('twelve blue giraffes')

  await page.getByLabel('Current password').fill(demoPassword)
  await page.getByRole('button', { name: 'Change password' }).click()
  await expect(page.getByText('Password changed; your other sessions have ended')).toBeVisible()

  expect((await other.request.get('/v2.1/session')).status()).toBe(401)
  await page.context().clearCookies()
  await signIn(page, email, 'twelve blue giraffes')
  await elsewhere.close()
})

test('creates a personal token that works, and deletes it', async ({ page }) => {
  const email = await signInAsNewPerson(page)
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto('/account')

  await page.getByRole('button', { name: 'Create token' }).first().click()
  const form = page.getByRole('dialog', { name: 'Create personal token' })
  await form.getByLabel('Name').fill('nightly report')
  await expectAccessible(page)
  await form.getByRole('button', { name: 'Create token' }).click()

  const modal = page.getByRole('dialog', { name: 'Personal token created' })
  await expect(modal.getByRole('button', { name: 'Done' })).toBeDisabled()
  await modal.getByRole('button', { name: 'Copy', exact: true }).click()
  const token = await page.evaluate(() => navigator.clipboard.readText())
  await modal.getByLabel('I have stored it').check()
  await expectAccessible(page)
  await modal.getByRole('button', { name: 'Done' }).click()
  await expect(modal).toBeHidden()
  await expect(page.getByText(token)).toHaveCount(0)

  const use = () => page.request.get('/v2.1/me', { headers: { authorization: `Token ${token}` } })
  expect(await (await use()).json()).toMatchObject({ email })

  await page.getByRole('button', { name: 'Actions for nightly report' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await page.getByRole('button', { name: 'Delete token' }).click()
  await expect(page.getByText('No personal tokens')).toBeVisible()
  expect((await use()).status()).toBe(401)
})

test('signs out everywhere', async ({ page, browser }) => {
  const email = await signInAsNewPerson(page)
  const elsewhere = await browser.newContext({ baseURL })
  const other = await elsewhere.newPage()
  await signIn(other, email)
  await page.goto('/account')

  await page.getByRole('button', { name: 'Sign out everywhere' }).click()
  await expect(page.getByRole('dialog', { name: 'Sign out everywhere?' })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere' }).click()

  await expect(page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible()
  expect((await other.request.get('/v2.1/session')).status()).toBe(401)
  await elsewhere.close()
})
