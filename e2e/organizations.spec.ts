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

const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10)

test('lists the organizations of a person, with role and subscription', async ({ page }) => {
  await signIn(page, people.admin)
  await page.goto('/organizations')

  const row = (name: string) => page.getByRole('row', { name: new RegExp(`^${name}`) })
  await expect(row('acme-vision')).toContainText('Admin')
  await expect(row('acme-vision')).toContainText('enterprise')
  await expect(row('sunset-media')).toContainText('Member')
  await expect(row('sunset-media')).toContainText(/Ended \d+ days ago/)
  await expect(row('willow-energy')).toContainText(/Ends in \d+ days/)

  await page.getByRole('link', { name: 'willow-energy' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible()
  await expect(page.getByText(/^professional from/)).toBeVisible()
})

test('says what an organization is for to a person who is in none', async ({ page }) => {
  await signIn(page, people.newcomer)
  await page.goto('/organizations')

  await expect(page.getByText('You are in no organization yet')).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Create organization' }).click()
  await expect(page.getByRole('dialog', { name: 'Create organization' })).toBeVisible()
})

test('creates a free organization and, with an end date, any other', async ({ page }) => {
  await signIn(page, people.admin)
  await page.goto('/organizations')
  const name = uniqueName('free')
  await page.getByRole('button', { name: 'Create organization' }).click()
  const dialog = page.getByRole('dialog', { name: 'Create organization' })
  await dialog.getByLabel('Name', { exact: true }).fill(name)
  await expect(dialog.getByLabel('End date')).toHaveCount(0)
  await expect(dialog.getByText(/runs for a year, until/)).toBeVisible()
  await dialog.getByRole('button', { name: 'Create organization' }).click()
  await expect(page).toHaveURL(`/organizations/${name}/overview`)
  await expect(page.getByRole('region', { name: 'Subscription' })).toContainText('free')

  const other = uniqueName('paid')
  await page.goto('/organizations')
  await page.getByRole('button', { name: 'Create organization' }).click()
  await dialog.getByLabel('Name', { exact: true }).fill(other)
  await dialog.getByLabel('Subscription', { exact: true }).selectOption('professional')
  await dialog.getByRole('button', { name: 'Create organization' }).click()
  await expect(dialog.getByText('Required unless the subscription is free')).toBeVisible()
  await expectAccessible(page)
  await dialog.getByLabel('End date', { exact: true }).fill(day(400))
  await dialog.getByRole('button', { name: 'Create organization' }).click()
  await expect(page).toHaveURL(`/organizations/${other}/overview`)
  await expect(page.getByRole('region', { name: 'Subscription' })).toContainText('Ends in 13 months')
})

test('keeps the form when a name is bad or taken, and asks before it is left', async ({ page, guard }) => {
  guard.expectRefusals(409)
  await signIn(page, people.admin)
  await page.goto('/organizations')
  await page.getByRole('button', { name: 'Create organization' }).click()
  const dialog = page.getByRole('dialog', { name: 'Create organization' })
  const name = dialog.getByLabel('Name', { exact: true })

  await name.fill('Acme Vision')
  await dialog.getByRole('button', { name: 'Create organization' }).click()
  await expect(name).toHaveAttribute('aria-invalid', 'true')
  await name.fill('acme-vision')
  await dialog.getByRole('button', { name: 'Create organization' }).click()
  await expect(dialog.getByText('Already in use')).toBeVisible()
  await expect(name).toHaveValue('acme-vision')

  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Discard changes' }).click()
  await expect(dialog).toBeHidden()
})

test('shows what an organization has and uses, and links to it', async ({ page }) => {
  await signIn(page, people.member)
  const started: string[] = []
  page.on('request', (request) => {
    if (request.url().includes('/v2.1/organizations/acme-vision')) started.push(request.url())
  })
  await page.goto('/organizations/acme-vision/overview')

  const resources = page.getByRole('region', { name: 'Resources' })
  await expect(resources.getByText('1,000', { exact: true })).toBeVisible()
  const usage = page.getByRole('region', { name: 'Usage this period' })
  await expect(usage.getByRole('definition')).toHaveCount(5)
  expect(started).toHaveLength(4)

  await usage.getByRole('link', { name: 'Usage by day' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Usage' })).toBeVisible()
  await page.goBack()
  await resources.getByRole('link', { name: 'Members' }).click()
  await expect(page.getByRole('heading', { level: 1, name: /^Members/ })).toBeVisible()
})

test('tells who may rename and who may change the subscription', async ({ page }) => {
  await signIn(page, people.member)
  await page.goto('/organizations/acme-vision/overview')
  const rename = page.getByRole('button', { name: 'Rename' })
  const change = page.getByRole('button', { name: 'Change subscription' })
  await expect(rename).toHaveAttribute('aria-disabled', 'true')
  await expect(rename).toHaveAccessibleDescription('Only admins of acme-vision can do this.')
  await rename.focus()
  await expect(rename).toBeFocused()
  await rename.press('Enter')
  await expect(page.getByRole('dialog')).toHaveCount(0)

  await signIn(page, people.admin)
  await page.reload()
  await expect(rename).not.toHaveAttribute('aria-disabled')
  await expect(change).toHaveAccessibleDescription('Only operators of this installation can change a subscription.')
})

test('renames an organization, and its pages follow', async ({ page, guard }) => {
  guard.expectRefusals(409)
  const organization = await signInToOwnOrganization(page)
  const project = await createProject(page, organization)
  await page.goto(`/organizations/${organization}/overview`)
  await page.getByRole('button', { name: 'Rename' }).click()
  const dialog = page.getByRole('dialog', { name: `Rename ${organization}` })
  await expect(dialog.getByText(/stop working at once/)).toBeVisible()
  await expectAccessible(page)

  await dialog.getByLabel('New name').fill('acme-vision')
  await dialog.getByRole('button', { name: 'Rename organization' }).click()
  await expect(dialog.getByText('Already in use')).toBeVisible()
  const renamed = uniqueName('renamed')
  await dialog.getByLabel('New name').fill(renamed)
  await dialog.getByRole('button', { name: 'Rename organization' }).click()

  await expect(page).toHaveURL(`/organizations/${renamed}/overview`)
  await expect(page.getByText(`${organization} is now ${renamed}`)).toBeVisible()
  await expect(page.getByText(`You are an admin of ${renamed}`)).toBeVisible()
  await page.goto(`/projects/${project}/roles`)
  await expect(page.getByRole('button', { name: `Organization ${renamed}, change` })).toBeVisible()
})

test('does not overwrite what somebody else has changed', async ({ page, guard }) => {
  guard.expectRefusals(412)
  const organization = await signInToOwnOrganization(page, people.operator)
  await page.goto(`/organizations/${organization}/overview`)
  await page.getByRole('button', { name: 'Rename' }).click()
  const dialog = page.getByRole('dialog')
  const renamed = uniqueName('renamed')
  await dialog.getByLabel('New name').fill(renamed)
  await callApi(page, 'PATCH', `/v2.1/organizations/${organization}`, {
    subscription: 'starter',
    subscription_start_date: day(0),
    subscription_end_date: day(60),
  })

  await dialog.getByRole('button', { name: 'Rename organization' }).click()
  await expect(dialog.getByText(/Somebody else has changed this organization/)).toBeVisible()
  await expect(dialog.getByRole('alert')).toContainText('Subscription: starter')
  await dialog.getByRole('button', { name: 'Go on with mine' }).click()
  await expect(dialog.getByText(/Somebody else has changed/)).toBeHidden()
  await expect(dialog.getByLabel('New name')).toHaveValue(renamed)
  await dialog.getByRole('button', { name: 'Rename organization' }).click()
  await expect(page).toHaveURL(`/organizations/${renamed}/overview`)
})

test('lets an operator change, schedule and prolong a subscription', async ({ page }) => {
  const organization = await signInToOwnOrganization(page, people.operator)
  await page.goto(`/organizations/${organization}/overview`)
  const facts = page.getByRole('region', { name: 'Subscription' })
  const dialog = page.getByRole('dialog', { name: `Change the subscription of ${organization}` })
  const open = () => page.getByRole('button', { name: 'Change subscription' }).click()
  const save = () => dialog.getByRole('button', { name: 'Change subscription' }).click()

  await open()
  await dialog.getByLabel('Subscription', { exact: true }).selectOption('starter')
  await expect(dialog.getByLabel('Start date')).toHaveValue(day(0))
  await expect(dialog.getByText('Takes the place of free')).toBeVisible()
  await dialog.getByLabel('End date', { exact: true }).fill('')
  await save()
  await expect(dialog.getByText('Required unless the subscription is free')).toBeVisible()
  await dialog.getByLabel('End date', { exact: true }).fill(day(20))
  await expectAccessible(page)
  await save()
  await expect(dialog).toBeHidden()
  await expect(facts).toContainText('starter')
  await expect(facts).toContainText('Ends in 20 days')

  await open()
  await dialog.getByLabel('Subscription', { exact: true }).selectOption('professional')
  await dialog.getByLabel('Start date').fill(day(20))
  await dialog.getByLabel('End date', { exact: true }).fill(day(400))
  await expect(dialog.getByText(/starter goes on until professional takes over/)).toBeVisible()
  await save()
  await expect(facts).toContainText(/professional from/)

  await open()
  await dialog.getByLabel('No end date').check()
  await expect(dialog.getByLabel('End date', { exact: true })).toBeDisabled()
  await save()
  await expect(facts).toContainText('No end')
})

test('shows a part that failed beside the parts that did not, and tries again', async ({ page, guard }) => {
  guard.expectRefusals(503)
  await signIn(page, people.member)
  const failing = '**/v2.1/organizations/acme-vision/resources'
  await page.route(failing, (route) => route.fulfill({ status: 503, json: { error: 'Away', request_id: 'request-7' } }))
  await page.goto('/organizations/acme-vision/overview')

  await expect(page.getByText(/Could not load the resources/)).toBeVisible()
  await expect(page.getByText('Request request-7')).toBeVisible()
  await expect(page.getByRole('region', { name: 'Subscription' })).toContainText('enterprise')
  await expectAccessible(page)

  await page.unroute(failing)
  await page.getByRole('button', { name: 'Retry' }).click()
  await expect(page.getByRole('region', { name: 'Resources' }).getByText('1,000', { exact: true })).toBeVisible()
})

test('says of a foreign organization no more than of one that does not exist', async ({ page, guard }) => {
  guard.expectRefusals(404)
  await signIn(page, people.member)
  await page.goto('/organizations/tinker-lab/overview')
  // Parts of the page may say it before the whole page does.
  const problem = page.getByRole('alert').filter({ has: page.getByRole('heading', { level: 1 }) })
  await expect(problem).toContainText('Not found')
  const text = await problem.textContent()
  await page.goto('/organizations/no-such-organization/overview')
  await expect(problem).toHaveText(text ?? '')
})

test('creates an organization by keyboard alone', async ({ page }) => {
  await signIn(page, people.admin)
  const name = uniqueName('keys')
  await page.goto('/organizations')
  const create = page.getByRole('button', { name: 'Create organization' })
  await expect(page.getByRole('row', { name: /^acme-vision/ })).toBeVisible()
  for (let presses = 0; presses < 30 && !(await create.evaluate((node) => node === document.activeElement)); presses++)
    await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(page.getByLabel('Name', { exact: true })).toBeFocused()
  await page.keyboard.type(name)
  await page.keyboard.press('Tab')
  await page.keyboard.press('ArrowDown')
  await expect(page.getByLabel('Subscription', { exact: true })).toHaveValue('starter')
  await page.keyboard.press('ArrowUp')
  await expect(page.getByText(/runs for a year, until/)).toBeVisible()
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(`/organizations/${name}/overview`)
})
