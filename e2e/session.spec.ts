import { expect, people, signIn, signInToOwnOrganization, test, uniqueName } from './fixtures.ts'
import { demoPassword } from './settings.ts'

test('signs in and comes back to the page that was asked for', async ({ page }) => {
  await page.goto('/organizations/acme-vision/usage?metric=input_volume')

  await expect(page).toHaveURL(/\/sign-in\?return=/)
  await page.getByLabel('E-mail').fill(people.admin)
  await page.getByLabel('Password', { exact: true }).fill(demoPassword)
  await page.getByRole('button', { name: 'Sign in' }).click()

  await expect(page.getByRole('heading', { level: 1, name: 'Usage' })).toBeVisible()
  await expect(page).toHaveURL(/\/organizations\/acme-vision\/usage\?metric=input_volume$/)
})

test('leads somebody signed in past the form to where they were going', async ({ page }) => {
  await signIn(page, people.admin)

  await page.goto('/sign-in?return=%2Forganizations%2Facme-vision%2Fprojects%3Fq%3Dedge')
  await expect(page.getByRole('heading', { level: 1, name: 'Projects' })).toBeVisible()
  await expect(page).toHaveURL(/\/organizations\/acme-vision\/projects\?q=edge$/)

  await page.goto('/sign-in?return=//evil.example/phish')
  await expect(page.getByRole('heading', { level: 1, name: 'Organizations' })).toBeVisible()
})

test('says what is wrong and keeps what was entered', async ({ page, guard }) => {
  guard.expectRefusals(401)
  await page.goto('/sign-in')

  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByText('E-mail is required')).toBeVisible()
  await expect(page.getByText('Password is required')).toBeVisible()
  await expect(page.getByLabel('E-mail')).toBeFocused()

  const stranger = `${uniqueName('nobody')}@example.com`
  await page.getByLabel('E-mail').fill(stranger)
  await page.getByLabel('Password', { exact: true }).fill('not the password')
  await page.getByRole('button', { name: 'Sign in' }).click()

  await expect(page.getByRole('alert')).toContainText(/e-mail|password/i)
  await expect(page.getByLabel('E-mail')).toHaveValue(stranger)
})

test('signs in with the keyboard alone', async ({ page }) => {
  await page.goto('/sign-in')
  await expect(page.getByLabel('E-mail')).toBeFocused()

  await page.keyboard.type(people.newcomer)
  await page.keyboard.press('Tab')
  await page.keyboard.type(demoPassword)
  await page.keyboard.press('Enter')

  await expect(page.getByRole('heading', { level: 1, name: 'Organizations' })).toBeVisible()
})

test('sends nobody to another site after signing in', async ({ page }) => {
  await page.goto('/sign-in?return=//evil.example/phish')
  await page.getByLabel('E-mail').fill(people.newcomer)
  await page.getByLabel('Password', { exact: true }).fill(demoPassword)
  await page.getByRole('button', { name: 'Sign in' }).click()

  await expect(page.getByRole('heading', { level: 1, name: 'Organizations' })).toBeVisible()
  expect(new URL(page.url()).pathname).toBe('/organizations')
})

test('signs out, and the back button shows nothing of the person', async ({ page }) => {
  await signIn(page, people.member)
  await page.goto('/account')
  await page.getByRole('button', { name: /Your account/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible()

  await page.goBack()

  await expect(page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible()
  await expect(page.getByText(people.member)).toHaveCount(0)
})

test('asks for the password again when the session has ended, and loses nothing of the page', async ({
  page,
  guard,
}) => {
  guard.expectRefusals(401)
  await signIn(page, people.newcomer)
  await page.goto('/account')
  await page.getByLabel('Surname').fill('Typed before the end')
  // The session ends elsewhere.
  await page.context().clearCookies()

  await page.getByRole('button', { name: 'Save profile' }).click()

  const dialog = page.getByRole('dialog', { name: 'Your session has ended' })
  await dialog.getByLabel('Password', { exact: true }).fill(demoPassword)
  await dialog.getByRole('button', { name: 'Sign in' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByLabel('Surname')).toHaveValue('Typed before the end')
})

test('gives the page a fresh nonce and never lets a cache keep it', async ({ page }) => {
  const nonces = new Set<string>()
  for (let visit = 0; visit < 2; visit += 1) {
    const answer = await page.goto('/sign-in')
    expect(answer?.headers()['cache-control']).toBe('no-store')
    const policy = answer?.headers()['content-security-policy'] ?? ''
    expect(policy).not.toContain('unsafe-')
    nonces.add(/'nonce-([^']+)'/.exec(policy)?.[1] ?? '')
  }
  expect(nonces.size).toBe(2)
  expect(nonces).not.toContain('')
})

test('says that an address leads nowhere, and where to go on', async ({ page, guard }) => {
  guard.expectRefusals(404)
  await signInToOwnOrganization(page)

  await page.goto('/organizations/no-such-organization/usage')

  await expect(page.getByRole('heading', { name: 'Not found' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Go to organizations' })).toBeVisible()
})
