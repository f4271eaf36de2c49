import { readFile } from 'node:fs/promises'
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
  uniqueName,
} from './fixtures.ts'
import { baseURL } from './settings.ts'

interface Member {
  id: string
  email: string
}

const newAddress = () => `${uniqueName('new')}@example.org`
const drawer = (page: Page) => page.getByRole('dialog', { name: /^Add members/ })
const rowOf = (page: Page, email: string) => page.getByRole('row', { name: new RegExp(email.replaceAll('.', '\\.')) })
const addMember = (page: Page, organization: string, email: string, admin = false) =>
  callApi<Member>(page, 'POST', `/v2.1/organizations/${organization}/users`, { email, admin })

async function act(page: Page, email: string, item: string) {
  await page.getByRole('button', { name: `Actions for ${email}` }).click()
  await page.getByRole('menuitem', { name: item, exact: true }).click()
}

async function enterAddresses(page: Page, text: string) {
  await page.getByRole('button', { name: 'Add members' }).click()
  const field = drawer(page).getByLabel('E-mail addresses')
  await field.fill(text)
  await field.press('Enter')
}

/** Where the page could still hold a text: document, fields, storage, history, address, cookies, and the app's caches. */
async function placesHolding(page: Page, secret: string): Promise<string[]> {
  return page.evaluate((text) => {
    interface Fiber {
      child: Fiber | null
      sibling: Fiber | null
      memoizedProps: Record<string, unknown> | null
    }
    interface Cache {
      getAll: () => { state: unknown }[]
    }
    const places: Record<string, string> = {
      document: document.documentElement.outerHTML,
      fields: [...document.querySelectorAll('input, textarea')].map((node) => (node as HTMLInputElement).value).join(),
      localStorage: JSON.stringify(Object.entries(localStorage)),
      sessionStorage: JSON.stringify(Object.entries(sessionStorage)),
      history: JSON.stringify(history.state),
      address: location.href,
      title: document.title,
      cookie: document.cookie,
    }
    const root = [...document.querySelectorAll('*')].find((node) =>
      Object.keys(node).some((key) => key.startsWith('__reactContainer$')),
    )
    const key = Object.keys(root ?? {}).find((name) => name.startsWith('__reactContainer$')) ?? ''
    const queue = [(root as unknown as Record<string, Fiber | null> | undefined)?.[key] ?? null]
    let caches = 0
    for (let fiber = queue.pop(); fiber !== undefined; fiber = queue.pop()) {
      if (fiber === null) continue
      queue.push(fiber.sibling, fiber.child)
      const client = fiber.memoizedProps?.client as
        | { getQueryCache: () => Cache; getMutationCache: () => Cache }
        | undefined
      if (typeof client?.getQueryCache !== 'function') continue
      caches += 1
      places.queries = JSON.stringify(
        client
          .getQueryCache()
          .getAll()
          .map(({ state }) => state),
      )
      places.mutations = JSON.stringify(
        client
          .getMutationCache()
          .getAll()
          .map(({ state }) => state),
      )
    }
    if (caches === 0) return ['no query client was found to look into']
    return Object.keys(places).filter((name) => places[name]?.includes(text))
  }, secret)
}

test('adds people in one go: existing, new, known and mistyped', async ({ page, second, guard }) => {
  guard.expectRefusals(404)
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  const organization = await signInToOwnOrganization(page)
  const project = await createProject(page, organization)
  const fresh = newAddress()
  await page.goto(`/organizations/${organization}/members`)

  await enterAddresses(page, `${people.lead}, ${fresh}, ${people.admin}, ${fresh}, mistyped.example.org`)
  await expect(drawer(page).getByText(`${people.admin}: Already a member`)).toBeVisible()
  await expect(drawer(page).getByText(`${fresh}: Given twice`)).toBeVisible()
  await expect(drawer(page).getByText('mistyped.example.org: Not a valid e-mail address')).toBeVisible()
  await drawer(page).getByRole('combobox', { name: 'Project' }).selectOption(project)
  await drawer(page).getByRole('button', { name: 'Review' }).click()
  await expect(drawer(page).getByText('Choose a role, or no project')).toBeVisible()
  await drawer(page).getByRole('combobox', { name: 'Role in it' }).selectOption('project-viewer')
  await expectAccessible(page)
  await drawer(page).getByRole('button', { name: 'Review' }).click()

  const plan = drawer(page).getByRole('list', { name: 'Plan' }).getByRole('listitem')
  await expect(plan).toHaveCount(5)
  await expect(plan.nth(0)).toContainText(`CreateRead only, project-viewer in ${project}`.replace('Create', 'Create '))
  await expect(plan.nth(2)).toContainText('No change Already a member')
  await expect(plan.nth(3)).toContainText('No change Given twice')
  await expect(plan.nth(4)).toContainText('Refused Not a valid e-mail address')
  await expectAccessible(page)
  await drawer(page).getByRole('button', { name: 'Add 2 members' }).click()
  await expect(drawer(page).getByText('2 people added.')).toBeVisible()
  await expect(drawer(page).getByRole('listitem').filter({ hasText: fresh })).toContainText('Invited')

  await drawer(page).getByRole('button', { name: 'Show 1 invitation link' }).click()
  const modal = page.getByRole('dialog', { name: 'Invitation link created' })
  await expect(modal.getByText(fresh)).toBeVisible()
  await expect(modal.getByRole('button', { name: 'Done' })).toBeDisabled()
  await expectAccessible(page)
  await modal.getByRole('button', { name: 'Copy', exact: true }).click()
  await expect(modal.getByRole('button', { name: 'Copied' })).toBeVisible()
  const link = await modal.getByLabel('Invitation link', { exact: true }).inputValue()
  const code = new URL(link).hash.replace('#code=', '')
  expect(code).toMatch(/^stw_/)
  expect(await placesHolding(page, code)).toContain('fields')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Go back' }).click()
  await modal.getByLabel('I have stored it').check()
  await modal.getByRole('button', { name: 'Done' }).click()
  await expect(modal).toBeHidden()
  expect(await placesHolding(page, code)).toEqual([])

  await expect(page.getByRole('heading', { level: 1, name: 'Members (3)' })).toBeVisible()
  await expect(rowOf(page, fresh)).toContainText('Invited')
  await page.getByRole('button', { name: `1 role of ${people.lead}` }).click()
  const roles = page.getByRole('dialog', { name: `Roles of ${people.lead}` })
  await expect(roles.getByRole('link', { name: project })).toBeVisible()
  await expect(roles.getByText('project-viewerwhole project')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: `1 role of ${people.lead}` })).toBeFocused()

  const guest = second.page
  await guest.goto(link)
  await expect(guest.getByRole('heading', { level: 1, name: `Join ${organization}` })).toBeVisible()
  await expectAccessible(guest)
  await guest.getByLabel('Name', { exact: true }).fill('Grace')
  await guest.getByLabel('Surname').fill('Hopper')
  await guest.getByLabel('Password', { exact: true }).fill('a compiler for the navy')
  await guest.getByRole('button', { name: 'Create account and join' }).click()
  await expect(guest).toHaveURL(`${baseURL}/organizations/${organization}/overview`)
  await expect(guest.getByText(`You are a member of ${organization}`)).toBeVisible()
  await page.reload()
  await expect(rowOf(page, fresh)).toContainText('Grace Hopper')
  await expect(rowOf(page, fresh)).toContainText('Active')
})

test('shows the links of several new people together, once', async ({ page, guard }) => {
  guard.expectRefusals(409)
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  const organization = await signInToOwnOrganization(page)
  await page.goto(`/organizations/${organization}/members`)
  const addresses = [newAddress(), newAddress(), newAddress()]
  await enterAddresses(page, addresses.join(' '))
  await drawer(page).getByRole('button', { name: 'Review' }).click()
  await drawer(page).getByRole('button', { name: 'Add 3 members' }).click()
  await expect(drawer(page).getByText('3 people added.')).toBeVisible()
  // The second has joined by the time the links are made.
  const users = `/v2.1/organizations/${organization}/users`
  const joined = (await callApi<Member[]>(page, 'GET', users)).find(({ email }) => email === addresses[1])
  await page.route(`**${users}/${joined?.id}/invitation`, (route) =>
    route.fulfill({ status: 409, json: { error: 'They have joined already', code: 'invitation_not_needed' } }),
  )
  await drawer(page).getByRole('button', { name: 'Show 3 invitation links' }).click()

  const modal = page.getByRole('dialog', { name: '2 invitation links created' })
  await expect(modal.getByText(`${addresses[1]}: They have joined already`)).toBeVisible()
  const lines = (await modal.getByLabel('Invitation links', { exact: true }).inputValue()).split('\n')
  expect(lines.map((line) => line.split(' ')[0])).toEqual([addresses[0], addresses[2]])
  const codes = lines.map((line) => new URL(line.split(' ')[1] ?? '').hash.replace('#code=', ''))
  expect(new Set(codes).size).toBe(2)
  await expect(modal.getByRole('button', { name: 'Done' })).toBeDisabled()
  await expectAccessible(page)
  await page.setViewportSize({ width: 320, height: 640 })
  expect(await modal.evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true)
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.keyboard.press('Escape')
  await page
    .getByRole('dialog', { name: 'Close without storing them?' })
    .getByRole('button', { name: 'Go back' })
    .click()

  const download = page.waitForEvent('download')
  await modal.getByRole('button', { name: 'Download' }).click()
  expect(await readFile(await (await download).path(), 'utf8')).toBe(`${lines.join('\n')}\n`)
  await modal.getByRole('button', { name: 'Copy all' }).click()
  await expect(modal.getByRole('button', { name: 'Copied' })).toBeVisible()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(lines.join('\n'))
  await modal.getByLabel('I have stored them').check()
  await modal.getByRole('button', { name: 'Done' }).click()
  await expect(modal).toBeHidden()
  for (const code of codes) expect(await placesHolding(page, code)).toEqual([])

  await act(page, addresses[2] ?? '', 'New invitation link')
  const anew = page.getByRole('dialog', { name: 'Invitation link created' })
  await expect(anew).toContainText(addresses[2] ?? '')
  await expect(anew.getByLabel('Invitation link', { exact: true })).toBeVisible()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Close anyway' }).click()
  await expect(page.getByRole('dialog')).toHaveCount(0)
})

test('lets somebody who has a password already join with it', async ({ page, second }) => {
  const email = newAddress()
  const invite = async () => {
    const organization = await signInToOwnOrganization(page)
    const { id } = await addMember(page, organization, email)
    const path = `/v2.1/organizations/${organization}/users/${id}/invitation`
    return { organization, ...(await callApi<{ code: string; url: string }>(page, 'POST', path)) }
  }
  const { code } = await invite()
  const { organization, url } = await invite()
  const guest = second.page
  const account = { name: 'Grace', surname: 'Hopper', password: 'a compiler for the navy' }
  await callApi(guest, 'POST', '/v2.1/invitations/accept', { code, ...account })
  await guest.context().clearCookies()

  await guest.goto(url)

  await expect(guest.getByText('You have an account already. Sign in to accept.')).toBeVisible()
  await expectAccessible(guest)
  second.guard.expectRefusals(401)
  await guest.getByLabel('Password', { exact: true }).fill('not her password at all')
  await guest.getByRole('button', { name: 'Sign in and join' }).click()
  await expect(guest.getByRole('alert')).toContainText(/password/i)
  await guest.getByLabel('Password', { exact: true }).fill(account.password)
  await guest.getByRole('button', { name: 'Sign in and join' }).click()
  await expect(guest).toHaveURL(`${baseURL}/organizations/${organization}/overview`)
  await expect(guest.getByText(`You are a member of ${organization}`)).toBeVisible()
})

test('goes on after one is refused, and tries that one again', async ({ page, guard }) => {
  guard.expectRefusals(403)
  const organization = await signInToOwnOrganization(page)
  await page.goto(`/organizations/${organization}/members`)
  const refused = newAddress()
  let refusals = 0
  await page.route(`**/organizations/${organization}/users`, async (route) => {
    if (route.request().method() === 'POST' && route.request().postData()?.includes(refused) && refusals === 0) {
      refusals += 1
      await route.fulfill({ status: 403, json: { error: 'Not today', code: 'forbidden', request_id: 'request-9' } })
    } else await route.continue()
  })
  await enterAddresses(page, `${refused}, ${people.member}`)
  await drawer(page).getByRole('button', { name: 'Review' }).click()
  await drawer(page).getByRole('button', { name: 'Add 2 members' }).click()

  await expect(drawer(page).getByText('1 person added, 1 not.')).toBeVisible()
  await expect(drawer(page).getByRole('listitem').filter({ hasText: refused })).toContainText('Not today')
  await expect(drawer(page).getByText('Request request-9')).toBeVisible()
  await drawer(page).getByRole('button', { name: 'Retry 1 person' }).click()
  await expect(drawer(page).getByText('2 people added.')).toBeVisible()
})

test('makes an admin only after a second confirmation, and changes the profile after', async ({ page }) => {
  const organization = await signInToOwnOrganization(page)
  await page.goto(`/organizations/${organization}/members`)
  await enterAddresses(page, people.member)
  await drawer(page).getByRole('combobox', { name: 'Profile' }).selectOption('Owner (admin)')
  await drawer(page).getByRole('button', { name: 'Review' }).click()
  const add = drawer(page).getByRole('button', { name: 'Add 1 admin' })
  await expect(add).toBeDisabled()
  await drawer(page)
    .getByRole('checkbox', { name: /^Yes, make this person an admin/ })
    .check()
  await add.click()
  await drawer(page).getByRole('button', { name: 'Done' }).click()

  await act(page, people.member, 'Make cluster admin')
  const confirm = page.getByRole('dialog', { name: /^Make Milan Novák a cluster admin/ })
  await expect(confirm.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await expectAccessible(page)
  await confirm.getByRole('button', { name: 'Make cluster admin' }).click()
  await expect(page.getByText('Milan Novák is a cluster admin now')).toBeVisible()
  await expect(rowOf(page, people.member)).toContainText('Cluster admin')

  await page.getByLabel('Profile').selectOption('Cluster admins')
  await expect(page).toHaveURL(/admin=cluster-admin/)
  await expect(rowOf(page, people.admin)).toHaveCount(0)
  await act(page, people.member, 'Make read only')
  await expect(page.getByText(/^Who is read only .* administers no account service user any more/)).toBeVisible()
  await page.getByRole('dialog').getByRole('button', { name: 'Make read only' }).click()
  await expect(page.getByText('Milan Novák is read only now')).toBeVisible()
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await expect(rowOf(page, people.member)).toContainText('Read only')
})

test('keeps the last admin, and says what to do', async ({ page }) => {
  const organization = await signInToOwnOrganization(page)
  await addMember(page, organization, people.member)
  await page.goto(`/organizations/${organization}/members`)
  const open = () => page.getByRole('button', { name: `Actions for ${people.admin}` }).click()
  await open()
  const demote = page.getByRole('menuitem', { name: 'Make read only' })
  await expect(demote).toHaveAttribute('aria-disabled', 'true')
  await expect(demote).toContainText('Make another member an admin first')
  await expect(page.getByRole('menuitem', { name: 'Remove yourself' })).toHaveAttribute('aria-disabled', 'true')
  await page.keyboard.press('Escape')

  await act(page, people.member, 'Make owner (admin)')
  await page.getByRole('dialog').getByRole('button', { name: 'Make owner (admin)' }).click()
  await expect(rowOf(page, people.member).getByText('Owner (admin)', { exact: true })).toBeVisible()
  await act(page, people.admin, 'Make read only')
  await expect(page.getByText('You cannot undo this yourself')).toBeVisible()
  await page.getByRole('dialog').getByRole('button', { name: 'Make read only' }).click()
  await expect(page.getByRole('button', { name: 'Add members' })).toHaveAccessibleDescription(
    /^Only owners \(admins\) of/,
  )
})

test('removes a member, naming what goes with them, and lets a person leave', async ({ page }) => {
  const organization = await signInToOwnOrganization(page)
  const projects = [await createProject(page, organization), await createProject(page, organization)]
  const { id } = await addMember(page, organization, people.lead, true)
  for (const project of projects)
    for (const role of ['project-viewer', 'file-reader'])
      await callApi(page, 'POST', `/v2.1/projects/${project}/role-assignments`, {
        assignee: id,
        assignee_type: 'user',
        role,
      })
  await addMember(page, organization, people.member, true)
  await page.goto(`/organizations/${organization}/members`)

  await act(page, people.lead, 'Remove')
  const dialog = page.getByRole('dialog', { name: `Remove Leila Haddad from ${organization}?` })
  await expect(dialog.getByText(/^4 role assignments in 2 projects go too/)).toBeVisible()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Remove member' }).click()
  await expect(rowOf(page, people.lead)).toHaveCount(0)
  await expect(page.getByRole('heading', { level: 1, name: 'Members (2)' })).toBeVisible()

  await act(page, people.admin, 'Remove yourself')
  await expect(page.getByText(`You lose access to ${organization}`)).toBeVisible()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove myself' }).click()
  await expect(page).toHaveURL('/organizations')
  await expect(page.getByText(`You have left ${organization}`)).toBeVisible()
  await expect(page.getByRole('link', { name: organization })).toHaveCount(0)
})

test('finds, sorts and filters among 1,000, and the address restores it', async ({ page }) => {
  await signIn(page, people.member)
  await page.goto('/organizations/acme-vision/members')
  await expect(page.getByRole('heading', { level: 1, name: 'Members (1,000)' })).toBeVisible()
  expect(await page.getByRole('row').count()).toBeLessThan(100)

  await page.getByRole('searchbox', { name: 'Search name or e-mail' }).fill('example.org')
  await page.getByLabel('Status').selectOption('invited')
  await page.getByRole('button', { name: 'E-mail' }).click()
  await page.getByRole('button', { name: 'E-mail' }).click()
  await expect(page).toHaveURL(/q=example\.org/)
  await expect(page).toHaveURL(/sort=-email/)
  const found = page.getByRole('status').filter({ hasText: 'of 1,000' })
  const text = (await found.textContent()) ?? ''
  const emails = await page.getByRole('cell').filter({ hasText: '@example.org' }).allTextContents()
  expect(emails.length).toBeGreaterThan(3)
  expect(emails).toEqual(emails.toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true })))

  await page.reload()
  await expect(found).toHaveText(text)
  await expect(page.getByRole('searchbox')).toHaveValue('example.org')
  await expect(page.getByLabel('Status')).toHaveValue('invited')
  await expect(page.getByRole('columnheader', { name: 'E-mail' })).toHaveAttribute('aria-sort', 'descending')

  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export CSV' }).click()
  const csv = await readFile(await (await download).path(), 'utf8')
  expect(csv.trim().split('\r\n')).toHaveLength(1 + Number(text.split(' ')[0]))
  expect(csv.split('\r\n')[0]).toContain('Name,E-mail,Profile,Roles,Status,Last active')
  expect(csv).toContain(',READ_ONLY,')

  await page.getByRole('searchbox').fill('nobody at all')
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await expect(page.getByRole('searchbox')).toHaveValue('')
})

test('copies an address that is shortened in the middle as one line', async ({ page }) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await signIn(page, people.member)
  await page.setViewportSize({ width: 320, height: 640 })
  await page.goto('/organizations/acme-vision/members')
  const email = page.getByTitle(/^\S{20,}@example\.\w+$/).first()
  await expect(email).toBeVisible()

  await email.evaluate((element) => getSelection()?.selectAllChildren(element))
  await page.keyboard.press('Control+C')

  const copied = await page.evaluate(() => navigator.clipboard.readText())
  expect(copied).toBe(await email.getAttribute('title'))
})

test('is read-only to who is no admin, and says why', async ({ page }) => {
  await signIn(page, people.member)
  await page.goto('/organizations/acme-vision/members?q=lead@example.com')
  await expect(
    page.getByText('Only owners (admins) of acme-vision can add, change or remove members.').first(),
  ).toBeVisible()
  const add = page.getByRole('button', { name: 'Add members' })
  await expect(add).toHaveAttribute('aria-disabled', 'true')
  await add.press('Enter')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await page.getByRole('button', { name: 'Actions for lead@example.com' }).click()
  for (const item of await page.getByRole('menuitem').all()) await expect(item).toHaveAttribute('aria-disabled', 'true')
  await expectAccessible(page)
  await page.keyboard.press('Escape')
})

test('adds and removes a member by keyboard alone', async ({ page }) => {
  const organization = await signInToOwnOrganization(page)
  await page.goto(`/organizations/${organization}/members`)
  await expect(rowOf(page, people.admin)).toBeVisible()
  const tabTo = async (name: string | RegExp, role: 'button' | 'row' = 'button') => {
    const target = page.getByRole(role, { name })
    for (let presses = 0; presses < 40; presses++) {
      if ((await target.count()) === 1 && (await target.evaluate((node) => node === document.activeElement))) return
      await page.keyboard.press('Tab')
    }
    await expect(target).toBeFocused()
  }
  await tabTo('Add members')
  await page.keyboard.press('Enter')
  await expect(drawer(page).getByLabel('E-mail addresses')).toBeFocused()
  await page.keyboard.type(`${people.member},`)
  await tabTo('Review')
  await page.keyboard.press('Enter')
  await tabTo('Add 1 member')
  await page.keyboard.press('Enter')
  await expect(drawer(page).getByText('1 person added.')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(drawer(page)).toBeHidden()
  await expect(page.getByRole('button', { name: 'Add members' })).toBeFocused()

  await tabTo(`Actions for ${people.member}`)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menuitem', { name: 'Make owner (admin)' })).toBeVisible()
  await page.keyboard.press('End')
  await expect(page.getByRole('menuitem', { name: 'Remove', exact: true })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog').getByRole('button', { name: 'Cancel' })).toBeFocused()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(rowOf(page, people.member)).toHaveCount(0)
})
