import { act, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, test, vi } from 'vitest'
import {
  type AccountServiceUser,
  deactivateAccountServiceUser,
  generateApiKey,
  getAccountServiceUser,
  listAccountServiceUsers,
  revokeApiKey,
  updateAccountServiceUser,
} from '#contract/account-service-users.ts'
import type { Profile } from '#contract/profiles.ts'
import { serviceUser, signedInAs } from '#src/testing/account-service-users.ts'
import { answer, type FakeAnswer, refuse } from '#src/testing/fake-server.ts'
import { renderPage } from '#src/testing/render-page.tsx'
import { AccountServiceUserPage } from './account-service-user.page.tsx'
// Loaded when first shown; here beforehand, so that no test waits for the compiler.
import '#src/components/secret-dialog.tsx'
import '#src/components/toaster.tsx'
import './deactivate-dialog.tsx'
import './edit-account-service-user-dialog.tsx'
import './revoke-key-dialog.tsx'

vi.setConfig({ testTimeout: 20_000 })

const CREATED = '2026-01-05T08:00:00.000000Z'
const USED = '2026-02-01T10:00:00.000000Z'

afterEach(() => {
  vi.unstubAllGlobals()
})

interface Kept {
  state: AccountServiceUser
  /** Counts the changes, as the server does. */
  revision: number
}

/** A server that keeps one service user, and refuses a change of a state that the caller has not seen. */
function keeps(initial: AccountServiceUser): { kept: Kept; answers: FakeAnswer[] } {
  const kept: Kept = { state: initial, revision: 1 }
  const change = (next: AccountServiceUser) => {
    kept.state = next
    kept.revision += 1
  }
  const guarded = (endpoint: FakeAnswer['endpoint'], run: (body: unknown) => unknown): FakeAnswer => ({
    endpoint,
    reply: ({ headers, body }) => {
      if (headers.get('if-match') !== `"${kept.revision}"`)
        return { status: 412, body: { error: 'It has changed meanwhile.', code: 'stale' } }
      return { status: endpoint.status, body: run(body) }
    },
  })
  const typesWithout = (type: unknown) =>
    kept.state.apiKeys.apiKeys.map(({ keyType }) => keyType).filter((held) => held !== type) as never[]
  return {
    kept,
    answers: [
      {
        endpoint: getAccountServiceUser,
        reply: () => ({ status: 200, body: kept.state, headers: { etag: `"${kept.revision}"` } }),
      },
      guarded(updateAccountServiceUser, (body) => {
        const { profile, ...rest } = body as { profile: Profile; administrators?: string[] }
        change({ ...kept.state, ...rest, role: profile })
        return kept.state
      }),
      guarded(revokeApiKey, (body) => {
        const { apiKeyType } = body as { apiKeyType: string }
        change(serviceUser({ ...kept.state, apiKeys: serviceUser({}, ...typesWithout(apiKeyType)).apiKeys }))
      }),
      answer(generateApiKey, ({ body }) => {
        const { apiKeyType = '' } = body as { apiKeyType?: string }
        const types = [...typesWithout(apiKeyType), apiKeyType as never]
        change(serviceUser({ ...kept.state, apiKeys: serviceUser({}, ...types).apiKeys }))
        return { account: 'id', key: 'stw_secret_once', name: kept.state.username, resource: apiKeyType }
      }),
      answer(listAccountServiceUsers, () => [kept.state]),
      guarded(deactivateAccountServiceUser, () => undefined),
    ],
  }
}

function open(initial: AccountServiceUser, profile: Profile, ...more: FakeAnswer[]) {
  return openAt('', initial, profile, ...more)
}

function openAt(search: string, initial: AccountServiceUser, profile: Profile, ...more: FakeAnswer[]) {
  const { kept, answers } = keeps(initial)
  const page = renderPage(<AccountServiceUserPage />, {
    path: '/organizations/:organization/service-users/:username',
    url: `/organizations/acme/service-users/${initial.username}${search}`,
    answers: [...answers, ...signedInAs(profile), ...more],
  })
  return { ...page, kept }
}

const rowOf = async (type: string) => within(await screen.findByRole('listitem', { name: type }))

/** Presses a button of a row and confirms in the dialog that asks. */
async function confirmIn(type: string, button: 'Rotate' | 'Revoke') {
  await userEvent.click((await rowOf(type)).getByRole('button', { name: button }))
  const dialog = within(await screen.findByRole('dialog'))
  expect(dialog.getByText(/stops working at once/)).toBeVisible()
  await userEvent.click(dialog.getByRole('button', { name: `${button} key` }))
}

/** An answer that is lost on its way once; the request was done all the same. */
const lostOnce = (fake: FakeAnswer): FakeAnswer => {
  let isLost = false
  return {
    endpoint: fake.endpoint,
    reply: async (request) => {
      if (isLost) return fake.reply(request)
      isLost = true
      throw new TypeError('connection reset')
    },
  }
}

describe('the keys', () => {
  test('have a row for each type, held or not', async () => {
    open(serviceUser({}, 'MONITORING'), 'OWNER')

    const held = await rowOf('Monitoring')
    expect(held.getByText('Held')).toBeVisible()
    expect(held.getByText('The key ends in abcd0')).toBeInTheDocument()
    expect(held.queryByRole('button', { name: 'Generate' })).toBeNull()
    for (const type of ['Read Only Provisioning', 'Provisioning', 'User Management']) {
      const row = await rowOf(type)
      expect(row.getByText('Not held')).toBeVisible()
      expect(row.getByRole('button', { name: 'Generate' })).toBeEnabled()
      expect(row.queryByRole('button', { name: 'Revoke' })).toBeNull()
    }
  })

  test.each([
    ['a used one', { creationDate: CREATED, lastUsed: USED }, [CREATED, USED]],
    ['an unused one', { creationDate: CREATED, lastUsed: null }, [CREATED, 'Never']],
    ['one of a server that does not say', {}, ['–', '–']],
  ])('say when they were created and last used: %s', async (_which, times, expected) => {
    const { apiKeys, ...rest } = serviceUser({}, 'MONITORING')
    open({ ...rest, apiKeys: { ...apiKeys, apiKeys: apiKeys.apiKeys.map((key) => ({ ...key, ...times })) } }, 'OWNER')

    const row = await rowOf('Monitoring')
    const shown = row
      .getAllByRole('definition')
      .map((value) => value.querySelector('time')?.dateTime ?? value.textContent)
    expect(row.getAllByRole('term').map(({ textContent }) => textContent)).toEqual(['Created', 'Last used'])
    expect(shown).toEqual(expected)
    expect((await rowOf('Provisioning')).queryByRole('term')).toBeNull()
  })

  test('are shown once, and forgotten when the dialog closes', async () => {
    const { client, container, requests } = open(serviceUser(), 'OWNER')

    await userEvent.click((await rowOf('Provisioning')).getByRole('button', { name: 'Generate' }))

    expect(await screen.findByLabelText('API key')).toHaveValue('stw_secret_once')
    expect(screen.getByLabelText('Example command')).toHaveTextContent("curl -u 'robot:stw_secret_once'")
    const sent = requests.find(({ body }) => body !== undefined)
    expect(sent?.body).toEqual({ apiKeyType: 'PROVISIONING' })
    expect(sent?.headers.get('idempotency-key')).toMatch(/^[0-9a-f]{32}$/)
    expect(sent?.headers.get('x-account')).toBe('acme')

    await userEvent.click(screen.getByRole('button', { name: 'Close' }))
    await userEvent.click(await screen.findByRole('button', { name: 'Close anyway' }))
    await waitFor(() => expect(client.getMutationCache().getAll()).toHaveLength(0))
    expect(container.ownerDocument.documentElement.outerHTML).not.toContain('stw_secret_once')
    const cached = client.getQueryCache().getAll()
    expect(JSON.stringify(cached.map(({ state }) => state))).not.toContain('stw_secret_once')
    expect((await rowOf('Provisioning')).getByText('Held')).toBeVisible()
  })

  test('are asked for with the same key again after a lost answer', async () => {
    const generated = { account: 'id', key: 'stw_secret_once', name: 'robot', resource: 'PROVISIONING' }
    const { requests } = open(serviceUser(), 'OWNER', lostOnce(answer(generateApiKey, generated)))
    await userEvent.click((await rowOf('Provisioning')).getByRole('button', { name: 'Generate' }))
    const alert = within(await screen.findByRole('alert'))
    expect(alert.getByText(/Whether a new one was generated is not known/)).toBeVisible()

    await userEvent.click(alert.getByRole('button', { name: 'Ask again' }))

    expect(await screen.findByLabelText('API key')).toHaveValue('stw_secret_once')
    const keys = requests.filter(({ body }) => body !== undefined).map(({ headers }) => headers.get('idempotency-key'))
    expect(keys).toHaveLength(2)
    expect(new Set(keys).size).toBe(1)
  })

  test('are not left behind on their way without a question', async () => {
    let arrive: () => void = () => undefined
    const { router } = open(serviceUser(), 'OWNER', {
      endpoint: generateApiKey,
      reply: async () => {
        await new Promise<void>((resolve) => {
          arrive = resolve
        })
        return {
          status: 200,
          body: { account: 'id', key: 'stw_secret_once', name: 'robot', resource: 'MONITORING' },
        }
      },
    })
    await userEvent.click((await rowOf('Monitoring')).getByRole('button', { name: 'Generate' }))
    // One at a time, since one dialog shows the key.
    expect((await rowOf('Provisioning')).getByRole('button', { name: 'Generate' })).toHaveAccessibleDescription(
      'The Monitoring key is on its way.',
    )

    await act(() => router.navigate('/elsewhere'))
    const question = within(await screen.findByRole('dialog', { name: 'Leave before the key has come?' }))
    await userEvent.click(question.getByRole('button', { name: 'Wait for it' }))
    arrive()

    expect(await screen.findByLabelText('API key')).toHaveValue('stw_secret_once')
  })

  test('are rotated after a question: the old one is revoked, the new one shown', async () => {
    const { requests } = open(serviceUser({}, 'MONITORING'), 'OWNER')

    await confirmIn('Monitoring', 'Rotate')

    expect(await screen.findByLabelText('API key')).toHaveValue('stw_secret_once')
    const sent = requests.filter(({ body }) => body !== undefined)
    expect(sent.map(({ body }) => body)).toEqual([{ apiKeyType: 'MONITORING' }, { apiKeyType: 'MONITORING' }])
    expect(sent[0]?.headers.get('if-match')).toBe('"1"')
  })

  test('that fail half-way say so, and offer to generate the new one', async () => {
    let isRefused = true
    const refused = refuse(generateApiKey, 'rate_limited', 'Too many requests. Try again in a minute.')
    const generated = answer(generateApiKey, {
      account: 'id',
      key: 'stw_secret_once',
      name: 'robot',
      resource: 'MONITORING',
    })
    open(serviceUser({}, 'MONITORING'), 'OWNER', {
      endpoint: generateApiKey,
      reply: (request) => (isRefused ? refused : generated).reply(request),
    })

    await confirmIn('Monitoring', 'Rotate')

    const alert = await screen.findByRole('alert')
    expect(alert).toHaveTextContent(
      'The old key is revoked and works no more. No new key was generated. Too many requests.',
    )
    expect((await rowOf('Monitoring')).getByText('Not held')).toBeVisible()
    isRefused = false
    await userEvent.click(within(alert).getByRole('button', { name: 'Generate' }))
    expect(await screen.findByLabelText('API key')).toHaveValue('stw_secret_once')
  })

  test('are not rotated where the old one could not be revoked', async () => {
    const { requests } = open(
      serviceUser({}, 'MONITORING'),
      'OWNER',
      refuse(revokeApiKey, 'api_key_missing', 'Missing', { resource: 'The service user has no MONITORING key.' }),
    )

    await confirmIn('Monitoring', 'Rotate')

    const alert = await within(await screen.findByRole('dialog')).findByRole('alert')
    expect(alert).toHaveTextContent('The service user has no MONITORING key.')
    expect(requests.filter(({ body }) => body !== undefined)).toHaveLength(1)
  })

  test('are revoked after a question', async () => {
    open(serviceUser({}, 'MONITORING'), 'OWNER')

    await confirmIn('Monitoring', 'Revoke')

    await waitFor(async () => expect((await rowOf('Monitoring')).getByText('Not held')).toBeVisible())
  })

  test('are cut off by a link that names one which is held', async () => {
    const { kept } = openAt('?cut-off=MONITORING', serviceUser({}, 'MONITORING'), 'OWNER')

    const dialog = within(await screen.findByRole('dialog', { name: /^Revoke the Monitoring key/ }))
    await userEvent.click(dialog.getByRole('button', { name: 'Revoke key' }))

    expect(await screen.findByText('Monitoring key revoked')).toBeInTheDocument()
    expect(kept.state.apiKeys.apiKeys).toEqual([])
    expect(screen.queryByRole('dialog')).toBeNull()
  })

  test('are left alone by a link that names none of them', async () => {
    openAt('?cut-off=PROVISIONING', serviceUser({}, 'MONITORING'), 'OWNER')

    expect(await screen.findByText(/^It has no such key any more/)).toBeInTheDocument()
    await userEvent.click((await rowOf('Provisioning')).getByRole('button', { name: 'Generate' }))

    expect(await screen.findByLabelText('API key')).toHaveValue('stw_secret_once')
    expect(screen.getAllByRole('dialog')).toHaveLength(1)
  })

  test('are not revoked on a state that somebody else has changed', async () => {
    const { kept } = open(serviceUser({}, 'MONITORING'), 'OWNER')
    await userEvent.click((await rowOf('Monitoring')).getByRole('button', { name: 'Revoke' }))
    const dialog = within(await screen.findByRole('dialog'))
    kept.state = serviceUser({ role: 'READ_ONLY' }, 'MONITORING')
    kept.revision += 1

    await userEvent.click(dialog.getByRole('button', { name: 'Revoke key' }))

    expect(await dialog.findByRole('alert')).toHaveTextContent('Profile: Read only')
    expect(kept.state.apiKeys.apiKeys).toHaveLength(1)
    await userEvent.click(dialog.getByRole('button', { name: 'Revoke key' }))
    await waitFor(() => expect(kept.state.apiKeys.apiKeys).toHaveLength(0))
  })
})

describe('rights', () => {
  test.each([
    ['who can only read', 'READ_ONLY', 'ada@example.com', 'Only owners and cluster admins of acme can do this.'],
    [
      'a cluster admin who does not administer it',
      'CLUSTER_ADMIN',
      'otto@example.com',
      'Only its administrators and the owners of acme can do this.',
    ],
  ] as const)('of %s are none, and the reason is said', async (_, profile, administrator, reason) => {
    open(serviceUser({ administrators: [administrator] }, 'MONITORING'), profile)

    await waitFor(async () =>
      expect(await screen.findByRole('button', { name: 'Edit' })).toHaveAccessibleDescription(reason),
    )
    expect(screen.getByRole('button', { name: 'Deactivate' })).toHaveAccessibleDescription(reason)
    const held = await rowOf('Monitoring')
    expect(held.getByRole('button', { name: 'Rotate' })).toHaveAccessibleDescription(reason)
    expect(held.getByRole('button', { name: 'Revoke' })).toHaveAccessibleDescription(reason)
    expect((await rowOf('Provisioning')).getByRole('button', { name: 'Generate' })).toHaveAccessibleDescription(reason)
  })

  test('of an administrator with a lesser profile end at revoking and deactivating', async () => {
    open(serviceUser({ role: 'OWNER' }, 'MONITORING'), 'CLUSTER_ADMIN')
    const reason = 'The profile Owner has more than your own, Cluster admin.'

    await waitFor(async () =>
      expect(await screen.findByRole('button', { name: 'Edit' })).toHaveAccessibleDescription(reason),
    )
    const held = await rowOf('Monitoring')
    expect(held.getByRole('button', { name: 'Rotate' })).toHaveAccessibleDescription(reason)
    expect(held.getByRole('button', { name: 'Revoke' })).not.toHaveAttribute('aria-disabled')
    expect(screen.getByRole('button', { name: 'Deactivate' })).not.toHaveAttribute('aria-disabled')
  })
})

describe('editing', () => {
  async function openForm() {
    await userEvent.click(await screen.findByRole('button', { name: 'Edit' }))
    const dialog = within(await screen.findByRole('dialog', { name: 'Edit robot' }))
    await dialog.findByLabelText('Display name')
    return dialog
  }

  test('changes the administrators, chosen among owners and cluster admins', async () => {
    const { kept } = open(serviceUser(), 'OWNER')
    const dialog = await openForm()

    const choice = await dialog.findByLabelText('Add an administrator')
    expect(within(choice).queryByRole('option', { name: 'rita@example.com' })).toBeNull()
    await userEvent.selectOptions(choice, 'clara@example.com')
    await userEvent.click(dialog.getByRole('button', { name: 'Remove ada@example.com' }))
    await userEvent.click(dialog.getByRole('button', { name: 'Save' }))

    await waitFor(() => expect(kept.state.administrators).toEqual(['clara@example.com']))
    expect(kept.state).toMatchObject({ role: 'CLUSTER_ADMIN', displayName: 'Robot' })
  })

  test('marks who cannot administer it, and shows the refusal on the field', async () => {
    open(
      serviceUser(),
      'OWNER',
      refuse(updateAccountServiceUser, 'administrator_unknown', 'Unknown', {
        administrators: 'rita@example.com is neither an owner nor a cluster admin of the account.',
      }),
    )
    const dialog = await openForm()

    await userEvent.type(dialog.getByRole('textbox', { name: 'Administrators' }), 'rita@example.com{Enter}')
    expect(await dialog.findByText(/: neither an owner nor a cluster admin of acme$/)).toBeVisible()
    await userEvent.click(dialog.getByRole('button', { name: 'Save' }))

    expect(await dialog.findByText(/neither an owner nor a cluster admin of the account\.$/)).toBeVisible()
  })

  test('meets a change of somebody else without losing the draft', async () => {
    const { kept } = open(serviceUser(), 'OWNER')
    const dialog = await openForm()
    await userEvent.clear(dialog.getByLabelText('Display name'))
    await userEvent.type(dialog.getByLabelText('Display name'), 'Grafana')
    kept.state = { ...kept.state, role: 'READ_ONLY', administrators: ['ada@example.com', 'otto@example.com'] }
    kept.revision += 1

    await userEvent.click(dialog.getByRole('button', { name: 'Save' }))

    const alert = await dialog.findByRole('alert')
    expect(alert).toHaveTextContent('Nothing was saved')
    expect(alert).toHaveTextContent('Profile: Read only')
    expect(dialog.getByLabelText('Display name')).toHaveValue('Grafana')
    expect(dialog.getByLabelText('Profile')).toHaveValue('READ_ONLY')
    await userEvent.click(dialog.getByRole('button', { name: 'Save' }))
    await waitFor(() => expect(kept.state.displayName).toBe('Grafana'))
    expect(kept.state).toMatchObject({
      role: 'READ_ONLY',
      administrators: ['ada@example.com', 'otto@example.com'],
    })
  })
})

test('is deactivated after its name was typed, with the keys that die listed', async () => {
  const { router, requests } = open(serviceUser({}, 'MONITORING', 'USER_MANAGEMENT'), 'OWNER')
  await userEvent.click(await screen.findByRole('button', { name: 'Deactivate' }))
  const dialog = within(await screen.findByRole('dialog', { name: 'Deactivate robot?' }))
  const lost = within(dialog.getByRole('list', { name: 'Keys that stop working' }))
  expect(lost.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual(['Monitoring', 'User Management'])
  const confirm = dialog.getByRole('button', { name: 'Deactivate' })
  expect(confirm).toBeDisabled()

  await userEvent.type(dialog.getByRole('textbox'), 'robot')
  await userEvent.click(confirm)

  await waitFor(() => expect(router.state.location.pathname).toBe('/organizations/acme/service-users'))
  expect(requests.find(({ headers }) => headers.get('if-match') !== null)?.headers.get('if-match')).toBe('"1"')
})

test('says what does not exist', async () => {
  open(serviceUser(), 'OWNER', refuse(getAccountServiceUser, 'not_found', 'There is no such service user.'))

  expect(await screen.findByRole('heading', { name: 'Not found' })).toBeVisible()
})
