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

test('names a session before it ends it', async ({ page, second }) => {
  const email = await signInAsNewPerson(page)
  await signIn(second.page, email)
  await second.page.goto('/account')
  await expect(second.page.getByRole('heading', { name: 'Sessions (2)' })).toBeVisible()
  second.guard.expectRefusals(401)
  await page.goto('/account')
  await expect(page.getByRole('heading', { name: 'Sessions (2)' })).toBeVisible()
  const other = page.getByRole('row', { name: /Chrome/ }).filter({ hasNotText: 'This session' })

  await other.getByRole('button', { name: /^Actions for/ }).click()
  await page.getByRole('menuitem', { name: 'End session' }).click()
  const dialog = page.getByRole('dialog', { name: /^End the session in Chrome on/ })
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await expect(dialog).toContainText('from 127.0.0.1')
  await expectAccessible(page)
  expect((await second.page.request.get('/v2.1/session')).status()).toBe(200)
  await dialog.getByRole('button', { name: 'End session' }).click()

  await expect(page.getByRole('heading', { name: 'Sessions (1)' })).toBeVisible()
  expect((await second.page.request.get('/v2.1/session')).status()).toBe(401)
})

test('shows one token after a lost answer, and asks before it is left on its way', async ({ page, guard }) => {
  guard.expectLostAnswers()
  await signInAsNewPerson(page)
  await page.goto('/account')
  await page.getByRole('button', { name: 'Create token' }).first().click()
  const form = page.getByRole('dialog', { name: 'Create personal token' })
  await form.getByLabel('Name').fill('nightly report')
  let tries = 0
  await page.route('**/v2.1/me/tokens', async (route) => {
    if (route.request().method() !== 'POST') return route.continue()
    tries += 1
    // Done, but nobody hears of it.
    const answer = await route.fetch()
    if (tries === 1) return route.abort()
    await expect(page.getByRole('dialog', { name: 'Leave before the token has come?' })).toBeVisible()
    await page.getByRole('button', { name: 'Wait for it' }).click()
    return route.fulfill({ response: answer })
  })

  await form.getByRole('button', { name: 'Create token' }).click()
  await expect(form.getByText(/It may have been created all the same/)).toBeVisible()
  await form.getByRole('button', { name: 'Create token' }).click()
  await page.keyboard.press('Escape')
  await expect(form).toBeHidden()
  await page.getByRole('link', { name: 'Steward, all organizations' }).click()

  const modal = page.getByRole('dialog', { name: 'Personal token created' })
  await expect(modal.getByLabel('Token', { exact: true })).toHaveValue(/^stw_/)
  expect(tries).toBe(2)
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Close anyway' }).click()
  await expect(page.getByRole('heading', { name: 'Personal tokens (1)' })).toBeVisible()
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
