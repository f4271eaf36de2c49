import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { createAccountServiceUser, listAccountServiceUsers } from '#contract/account-service-users.ts'
import type { Profile } from '#contract/profiles.ts'
import { serviceUser, signedInAs } from '#src/testing/account-service-users.ts'
import { answer, type FakeAnswer, refuse } from '#src/testing/fake-server.ts'
import { renderPage } from '#src/testing/render-page.tsx'
import { AccountServiceUsersPage } from './account-service-users.page.tsx'
// Loaded when first shown; here beforehand, so that no test waits for the compiler.
import '#src/components/menu.tsx'
import './create-account-service-user-dialog.tsx'
import './deactivate-dialog.tsx'
import './edit-account-service-user-dialog.tsx'

vi.setConfig({ testTimeout: 20_000 })

afterEach(() => {
  vi.unstubAllGlobals()
})

const robot = serviceUser({ username: 'robot' }, 'MONITORING', 'PROVISIONING')
const orphan = serviceUser({ username: 'orphan', displayName: '', role: 'READ_ONLY', administrators: [] })

function open(profile: Profile, ...answers: FakeAnswer[]) {
  return renderPage(<AccountServiceUsersPage />, {
    path: '/organizations/:organization/service-users',
    url: '/organizations/acme/service-users',
    answers: [answer(listAccountServiceUsers, [robot, orphan]), ...signedInAs(profile), ...answers],
  })
}

const rowOf = async (username: string) => {
  const row = (await screen.findByRole('link', { name: username })).closest('tr')
  if (!row) throw new Error(`No row of ${username}`)
  return within(row)
}

/** Once it is known who looks at the page. */
async function openForm() {
  await userEvent.click(await screen.findByRole('button', { name: 'Create service user' }))
  const dialog = within(await screen.findByRole('dialog', { name: 'Create account service user' }))
  await userEvent.type(dialog.getByLabelText('Username'), 'robot')
  await userEvent.type(dialog.getByLabelText('E-mail'), 'robot@example.com')
  return dialog
}

describe('the list', () => {
  test('shows keys, administrators and who has none', async () => {
    const { requests } = open('OWNER')

    const first = await rowOf('robot')
    expect(first.getByText('Monitoring')).toBeVisible()
    expect(first.getByText('Provisioning')).toBeVisible()
    expect(first.getByText('Cluster admin')).toBeVisible()
    expect(first.getByText('Active')).toBeVisible()
    const second = await rowOf('orphan')
    expect(second.getByText('None')).toBeVisible()
    expect(second.getByText('No administrators')).toBeVisible()
    expect(first.getByRole('link', { name: 'robot' })).toHaveAttribute(
      'href',
      '/organizations/acme/service-users/robot',
    )
    expect(requests.some(({ headers }) => headers.get('x-account') === 'acme')).toBe(true)
  })

  test('says what they are for where there are none', async () => {
    open('OWNER', answer(listAccountServiceUsers, []))

    expect(await screen.findByText('No account service users yet')).toBeVisible()
  })

  test('lets who can only read change nothing, and says why', async () => {
    open('READ_ONLY')
    const reason = 'Only owners and cluster admins of acme can do this.'

    const create = await screen.findByRole('button', { name: 'Create service user' })
    await waitFor(() => expect(create).toHaveAccessibleDescription(reason))
    await userEvent.click(create)
    expect(screen.queryByRole('dialog')).toBeNull()
    await userEvent.click(await screen.findByRole('button', { name: 'Actions for robot' }))
    for (const name of [/^Edit/, /^Deactivate/]) {
      const entry = await screen.findByRole('menuitem', { name })
      expect(entry).toHaveAttribute('aria-disabled', 'true')
      expect(entry).toHaveTextContent(reason)
    }
  })

  test('lets a cluster admin change what they administer alone', async () => {
    open('CLUSTER_ADMIN')

    await userEvent.click(await screen.findByRole('button', { name: 'Actions for orphan' }))
    await waitFor(() =>
      expect(screen.getByRole('menuitem', { name: /^Deactivate/ })).toHaveTextContent(
        'Only its administrators and the owners of acme can do this.',
      ),
    )
    await userEvent.keyboard('{Escape}')
    await userEvent.click(screen.getByRole('button', { name: 'Actions for robot' }))
    expect(await screen.findByRole('menuitem', { name: 'Deactivate' })).not.toHaveAttribute('aria-disabled')
  })
})

describe('a new one', () => {
  test('can read alone unless told, and opens its page', async () => {
    const { requests, router } = open('OWNER', answer(createAccountServiceUser, serviceUser()))
    const dialog = await openForm()
    expect(dialog.getByLabelText('Profile')).toHaveValue('READ_ONLY')

    await userEvent.click(dialog.getByRole('button', { name: 'Create service user' }))

    await waitFor(() => expect(router.state.location.pathname).toBe('/organizations/acme/service-users/robot'))
    const sent = requests.find(({ body }) => body !== undefined)
    expect(sent?.body).toEqual({
      username: 'robot',
      email: 'robot@example.com',
      profile: 'READ_ONLY',
      displayName: '',
    })
    expect(sent?.headers.get('x-account')).toBe('acme')
    expect(sent?.headers.get('idempotency-key')).toMatch(/^[0-9a-f]{32}$/)
  })

  test('shows what is taken on its field, and keeps what was entered', async () => {
    open('OWNER', refuse(createAccountServiceUser, 'email_taken', 'Taken', { email: 'email is already in use.' }))
    const dialog = await openForm()

    await userEvent.click(dialog.getByRole('button', { name: 'Create service user' }))

    expect(await dialog.findByText('email is already in use.')).toBeVisible()
    expect(dialog.getByLabelText('E-mail')).toBeInvalid()
    expect(dialog.getByLabelText('Username')).toHaveValue('robot')
    expect(dialog.getByLabelText('E-mail')).toHaveValue('robot@example.com')
  })

  test('says above the button what belongs to no field', async () => {
    open('OWNER', refuse(createAccountServiceUser, 'escalation', 'Your own profile has less'))
    const dialog = await openForm()

    await userEvent.click(dialog.getByRole('button', { name: 'Create service user' }))

    expect(await dialog.findByRole('alert')).toHaveTextContent('Your own profile has less')
    expect(dialog.getByLabelText('Username')).toHaveValue('robot')
  })

  test('says the rule of a username while it is typed', async () => {
    open('OWNER')
    const dialog = await openForm()

    await userEvent.type(dialog.getByLabelText('Username'), ' x')

    expect(await dialog.findByText(/^username has letters, digits/)).toBeVisible()
  })

  test('gets no profile above that of its creator', async () => {
    open('CLUSTER_ADMIN')
    const dialog = await openForm()

    await waitFor(() => expect(dialog.getByRole('option', { name: 'Owner' })).toBeDisabled())
    expect(dialog.getByRole('option', { name: 'Cluster admin' })).toBeEnabled()
    expect(dialog.getByText(/The profile Owner has more than your own, Cluster admin\.$/)).toBeVisible()
  })
})
