import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { getOwnAccess } from '#contract/access.ts'
import {
  deleteServiceUser,
  getServiceUser,
  listServiceUsers,
  rotateServiceUser,
  type ServiceUser,
} from '#contract/service-users.ts'
import { answer, type FakeAnswer } from '#src/testing/fake-server.ts'
import { renderPage } from '#src/testing/render-page.tsx'
import { ServiceUsersPage } from './service-users.page.tsx'

vi.setConfig({ testTimeout: 20_000 })

const DAY_MS = 86_400_000
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString()

const alone: ServiceUser = {
  id: '0198a1b2-0000-4000-8000-000000000001',
  email: 'robot@serviceuser.example',
  name: 'robot',
  creation_date: '2026-01-01T00:00:00.000+00:00',
  expiry_date: null,
  allowed_cors_origins: [],
  token_last_used: null,
  role_assignment_count: 2,
}
const NEW_ID = '0198a1b2-0000-4000-8000-000000000002'

/** A rotation that began three days ago. */
const rotation = (oldUsedDaysAgo: number, newUsedDaysAgo?: number): [ServiceUser, ServiceUser] => [
  { ...alone, token_last_used: daysAgo(oldUsedDaysAgo), replaced_by: NEW_ID },
  {
    ...alone,
    id: NEW_ID,
    creation_date: daysAgo(3),
    token_last_used: newUsedDaysAgo === undefined ? null : daysAgo(newUsedDaysAgo),
    replaces: alone.id,
  },
]

const expired = ([old, replacement]: [ServiceUser, ServiceUser]): [ServiceUser, ServiceUser] => [
  old,
  { ...replacement, expiry_date: daysAgo(0.5) },
]

beforeAll(async () => {
  await Promise.all([
    import('#src/components/menu.tsx'),
    import('#src/components/secret-dialog.tsx'),
    import('#src/components/toaster.tsx'),
    import('./rotate-dialog.tsx'),
    import('./end-rotation-dialog.tsx'),
    import('./cut-off-dialog.tsx'),
  ])
}, 60_000)

function open(serviceUsers: readonly ServiceUser[], url: string, ...answers: FakeAnswer[]) {
  return renderPage(<ServiceUsersPage />, {
    path: '/projects/:project/service-users',
    url: `/projects/detector/service-users${url}`,
    answers: [
      answer(listServiceUsers, serviceUsers as ServiceUser[]),
      {
        endpoint: getServiceUser,
        reply: ({ params }) => ({
          status: 200,
          body: serviceUsers.find(({ id }) => id === params.id),
          headers: { etag: '"1"' },
        }),
      },
      ...answers,
    ],
  })
}

describe('a rotation under way', () => {
  test.each([
    ['nobody has used the new token', rotation(0.1), 'Handed over: current', /The new token has not been used yet/],
    ['the old one was used today', rotation(0.1, 0.2), 'Old one quiet: current', /Something used the old token/],
    ['the old one has been quiet', rotation(2, 1), 'Old one retired: current', undefined],
    ['the new one has expired', expired(rotation(2, 1)), 'Handed over: current', /The new token has expired/],
  ] as const)('where %s', async (_what, serviceUsers, current, warning) => {
    open(serviceUsers, '')

    const panel = within(await screen.findByRole('region', { name: '1 rotation under way' }))
    expect(panel.getByText((_text, element) => element?.getAttribute('aria-current') === 'step')).toHaveTextContent(
      current,
    )
    await userEvent.click(panel.getByRole('button', { name: /^Retire old token/ }))
    const dialog = within(await screen.findByRole('dialog', { name: 'Retire the old token of robot?' }))
    // What may still be in use takes more than one press.
    expect(dialog.queryByLabelText('Type robot to confirm') !== null).toBe(warning !== undefined)
    if (warning) expect(dialog.getByText(warning)).toBeVisible()
    else expect(dialog.queryByText(/refused/)).toBeNull()
  })

  test('cannot be ended by who may delete no service user', async () => {
    const rights = { organization_admin: false, permissions: ['service_users.list'], objects: [] }
    open(rotation(0.1), '', answer(getOwnAccess, rights))

    const panel = within(await screen.findByRole('region', { name: '1 rotation under way' }))

    for (const name of [/^Retire/, /^Give up/])
      expect(await panel.findByRole('button', { name })).toHaveAccessibleDescription(/service_users\.delete/)
  })
})

test('a lost answer of its start is asked for again with the same key', async () => {
  let tries = 0
  const { requests } = open([alone], `?rotate=${alone.id}`, {
    endpoint: rotateServiceUser,
    reply: () => {
      tries += 1
      if (tries === 1) throw new TypeError('connection reset')
      return { status: 201, body: { ...alone, id: NEW_ID, replaces: alone.id, token: 'stw_secret_once' } }
    },
  })
  const dialog = within(await screen.findByRole('dialog', { name: 'Rotate the token of robot' }))
  const submit = () => userEvent.click(dialog.getByRole('button', { name: 'Make new token' }))

  await submit()
  expect(await dialog.findByText(/It may have been made all the same/)).toBeVisible()
  await submit()

  expect(await screen.findByLabelText('Token')).toHaveValue('stw_secret_once')
  const starts = requests.filter(({ body }) => body !== undefined)
  expect(starts).toHaveLength(2)
  expect(new Set(starts.map(({ headers }) => headers.get('idempotency-key'))).size).toBe(1)
  expect(starts[0]?.body).toEqual({ expiry_date: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/) as string })
})

describe('cutting off a leaked token', () => {
  const titles = { renew: /^Give it a new token/, delete: /^Delete it/ }

  test.each([
    ['a new token', [alone], 'renew'],
    ['a new token for one whose replacement is not in use yet', rotation(1), 'renew'],
    ['a new token for one whose replacement has expired', expired(rotation(1, 1)), 'renew'],
    ['deletion for one whose replacement is in use', rotation(1, 1), 'delete'],
  ] as const)('offers %s first', async (_what, serviceUsers, first) => {
    open(serviceUsers, `?cut-off=${alone.id}`)

    const dialog = within(await screen.findByRole('dialog', { name: 'Cut off the leaked token of robot?' }))

    expect(dialog.getByRole('radio', { name: titles[first] })).toBeChecked()
  })

  test.each([
    ['one that is not there any more', [], `?cut-off=${alone.id}`, 'The service user is not there any more.'],
    ['one that has expired', [{ ...alone, expiry_date: daysAgo(1) }], `?cut-off=${alone.id}`, /^It has expired/],
    ['one that is being replaced', rotation(1), `?rotate=${alone.id}`, 'A rotation is under way'],
  ] as const)('is not asked for %s, and a link says so once', async (_what, serviceUsers, url, reason) => {
    const { router } = open(serviceUsers, url)

    expect(await screen.findByText(reason)).toBeInTheDocument()
    expect(screen.queryByRole('dialog')).toBeNull()
    await waitFor(() => expect(router.state.location.search).toBe(''))
  })

  test('goes by rights that become known after the list', async () => {
    let tell: (() => void) | undefined
    const known = new Promise<void>((resolve) => {
      tell = resolve
    })
    open([alone], `?cut-off=${alone.id}`, {
      endpoint: getOwnAccess,
      reply: async () => {
        await known
        const body = {
          organization_admin: false,
          permissions: ['service_users.list', 'service_users.delete'],
          objects: [],
        }
        return { status: 200, body }
      },
    })
    await screen.findByTitle('robot')
    expect(screen.queryByRole('dialog')).toBeNull()

    tell?.()

    const dialog = within(await screen.findByRole('dialog', { name: 'Cut off the leaked token of robot?' }))
    expect(dialog.getByRole('radio', { name: titles.delete })).toBeChecked()
  })

  test('can be done by who may only delete', async () => {
    const rights = { organization_admin: false, permissions: ['service_users.delete'], objects: [] }
    const deleted: (string | undefined)[] = []
    open([alone], `?cut-off=${alone.id}`, answer(getOwnAccess, rights), {
      endpoint: deleteServiceUser,
      reply: ({ params }) => {
        deleted.push(params.id)
        return { status: 204, body: undefined }
      },
    })
    const dialog = within(await screen.findByRole('dialog', { name: 'Cut off the leaked token of robot?' }))

    expect(await dialog.findByText(/service_users\.token\.update/)).toBeVisible()
    expect(dialog.getByRole('radio', { name: titles.renew })).toBeDisabled()
    expect(dialog.getByRole('radio', { name: titles.delete })).toBeChecked()
    await userEvent.click(dialog.getByRole('button', { name: 'Cut off now' }))

    expect(await screen.findByText(/^The token of robot is cut off/)).toBeInTheDocument()
    expect(deleted).toEqual([alone.id])
  })
})
