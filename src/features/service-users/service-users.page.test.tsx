import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import { createRoleAssignment, listRoleAssignments } from '#contract/role-assignments.ts'
import { listRoles } from '#contract/roles.ts'
import {
  createServiceUser,
  getServiceUser,
  listServiceUsers,
  resetServiceUserToken,
  type ServiceUser,
  updateServiceUser,
} from '#contract/service-users.ts'
import { answer, type FakeAnswer, refuse } from '#src/testing/fake-server.ts'
import { renderPage } from '#src/testing/render-page.tsx'
import { ServiceUsersPage } from './service-users.page.tsx'

vi.setConfig({ testTimeout: 20_000 })

const robot: ServiceUser = {
  id: '0198a1b2-0000-4000-8000-000000000001',
  email: 'robot@serviceuser.example',
  name: 'robot',
  creation_date: '2026-01-01T00:00:00.000+00:00',
  expiry_date: '2999-01-01T00:00:00.000+00:00',
  allowed_cors_origins: [],
  token_last_used: null,
  role_assignment_count: 1,
}
const old: ServiceUser = {
  ...robot,
  id: '0198a1b2-0000-4000-8000-000000000002',
  email: 'old@serviceuser.example',
  name: 'old',
  expiry_date: '2020-01-01T00:00:00.000+00:00',
}

// What the page loads when asked for is there before the clock of a test runs.
beforeAll(async () => {
  await Promise.all([
    import('#src/components/menu.tsx'),
    import('#src/components/confirm-dialog.tsx'),
    import('#src/components/secret-dialog.tsx'),
    import('./create-service-user-dialog.tsx'),
    import('./edit-service-user-dialog.tsx'),
  ])
}, 60_000)

afterEach(() => {
  vi.unstubAllGlobals()
})

const roles = answer(listRoles, [{ id: '0198a1b2-0000-4000-8000-00000000000a', name: 'reader', default: false }])

function open(...answers: FakeAnswer[]) {
  return renderPage(<ServiceUsersPage />, {
    path: '/projects/:project/service-users',
    url: '/projects/detector/service-users',
    answers: [answer(listServiceUsers, [robot, old]), roles, answer(listRoleAssignments, []), ...answers],
  })
}

async function openMenu(name: string, entry: RegExp) {
  await userEvent.click(await screen.findByRole('button', { name: `Actions for ${name}` }))
  await userEvent.click(await screen.findByRole('menuitem', { name: entry }))
}

/** An answer that is lost on its way once; the request was done all the same. */
const lostOnce = (fake: FakeAnswer): FakeAnswer => {
  let isLost = false
  return {
    endpoint: fake.endpoint,
    reply: (request) => {
      if (isLost) return fake.reply(request)
      isLost = true
      throw new TypeError('connection reset')
    },
  }
}

test('shows the state of each expiry date', async () => {
  open()

  const rowOf = (name: string) => screen.getByTitle(name).closest('tr')
  await screen.findByTitle('robot')
  expect(rowOf('robot')).toHaveTextContent(/in [\d,]+ days/)
  expect(rowOf('old')).toHaveTextContent('Expired')
})

test('offers an expired one nothing but its deletion', async () => {
  open()

  await userEvent.click(await screen.findByRole('button', { name: 'Actions for old' }))

  expect(await screen.findByRole('menuitem', { name: /Edit/ })).toHaveAttribute('aria-disabled', 'true')
  expect(screen.getByRole('menuitem', { name: /Reset token/ })).toHaveAttribute('aria-disabled', 'true')
  expect(screen.getByRole('menuitem', { name: 'Delete' })).not.toHaveAttribute('aria-disabled')
})

test('creates one with a finite life by default, and asks with the same key again after a lost answer', async () => {
  const created = { ...robot, name: 'new', token: 'stw_secret_once' }
  const { requests } = open(lostOnce(answer(createServiceUser, created)))
  await userEvent.click(await screen.findByRole('button', { name: 'Create service user' }))
  const dialog = await screen.findByRole('dialog', { name: 'Create service user' })
  await userEvent.type(within(dialog).getByLabelText('Name'), 'new')
  expect(within(dialog).getByRole('radio', { name: '90 days' })).toBeChecked()

  await userEvent.click(within(dialog).getByRole('button', { name: 'Create service user' }))
  expect(await within(dialog).findByText(/It may have been created all the same/)).toBeInTheDocument()
  await userEvent.click(within(dialog).getByRole('button', { name: 'Create service user' }))

  expect(await screen.findByLabelText('Token')).toHaveValue('stw_secret_once')
  const tries = requests.filter(({ body }) => (body as { name?: string } | undefined)?.name === 'new')
  expect(tries).toHaveLength(2)
  expect(tries[0]?.headers.get('idempotency-key')).toMatch(/^[0-9a-f]{32}$/)
  expect(tries[1]?.headers.get('idempotency-key')).toBe(tries[0]?.headers.get('idempotency-key'))
  expect(tries[0]?.body).toMatchObject({ expiry_date: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/) as string })
})

test('asks with a new key once something else is asked for', async () => {
  const { requests } = open(lostOnce(answer(createServiceUser, { ...robot, token: 'stw_secret_once' })))
  await userEvent.click(await screen.findByRole('button', { name: 'Create service user' }))
  const dialog = await screen.findByRole('dialog', { name: 'Create service user' })
  const submit = () => userEvent.click(within(dialog).getByRole('button', { name: 'Create service user' }))
  await submit()
  await within(dialog).findByText(/It may have been created all the same/)

  await userEvent.type(within(dialog).getByLabelText('Name'), 'other')
  await submit()

  await screen.findByLabelText('Token')
  const keys = requests.filter(({ body }) => body !== undefined).map(({ headers }) => headers.get('idempotency-key'))
  expect(new Set(keys).size).toBe(2)
})

test('warns of a token that never expires', async () => {
  open()
  await userEvent.click(await screen.findByRole('button', { name: 'Create service user' }))
  const dialog = await screen.findByRole('dialog', { name: 'Create service user' })

  await userEvent.click(within(dialog).getByRole('radio', { name: 'Never' }))

  expect(within(dialog).getByText(/A token that never expires works for whoever finds it/)).toBeInTheDocument()
})

test('shows the token although the role could not be given, and says so', async () => {
  open(
    answer(createServiceUser, { ...robot, name: 'new', token: 'stw_secret_once' }),
    refuse(createRoleAssignment, 'escalation', 'You cannot give this role.'),
  )
  await userEvent.click(await screen.findByRole('button', { name: 'Create service user' }))
  const dialog = await screen.findByRole('dialog', { name: 'Create service user' })
  await waitFor(() => expect(within(dialog).getByLabelText('Role in the project')).toBeEnabled())
  await userEvent.selectOptions(within(dialog).getByLabelText('Role in the project'), 'reader')
  await userEvent.click(within(dialog).getByRole('button', { name: 'Create service user' }))

  expect(await screen.findByLabelText('Token')).toHaveValue('stw_secret_once')
  expect(await screen.findByRole('alert')).toHaveTextContent(
    'new was created, but could not be given the role reader: You cannot give this role.',
  )
})

test('forgets the token when its dialog closes', async () => {
  const { client, container } = open(answer(resetServiceUserToken, { token: 'stw_secret_once' }))
  await openMenu('robot', /Reset token/)
  await userEvent.click(await screen.findByRole('button', { name: 'Reset token' }))
  expect(await screen.findByLabelText('Token')).toHaveValue('stw_secret_once')

  await userEvent.click(screen.getByRole('button', { name: 'Close' }))
  await userEvent.click(await screen.findByRole('button', { name: 'Close anyway' }))

  await waitFor(() => expect(screen.queryByLabelText('Token')).not.toBeInTheDocument())
  await waitFor(() => expect(client.getMutationCache().getAll()).toHaveLength(0))
  expect(container.ownerDocument.documentElement.outerHTML).not.toContain('stw_secret_once')
  const cached = client.getQueryCache().getAll()
  expect(JSON.stringify(cached.map(({ state }) => state))).not.toContain('stw_secret_once')
})

test('keeps an overtaken draft, shows what changed, and saves on the new state when told to', async () => {
  const theirs = { ...robot, allowed_cors_origins: ['https://theirs.example.com'] }
  let etag = '"1"'
  const { requests } = open(
    {
      ...answer(getServiceUser, robot),
      reply: () => ({ status: 200, body: etag === '"1"' ? robot : theirs, headers: { etag } }),
    },
    {
      ...answer(updateServiceUser, theirs),
      reply: ({ headers }) => {
        if (headers.get('if-match') === '"2"') return { status: 200, body: theirs }
        etag = '"2"'
        return { status: 412, body: { error: 'It has changed meanwhile.', code: 'stale' } }
      },
    },
  )
  await openMenu('robot', /Edit/)
  const dialog = await screen.findByRole('dialog', { name: 'Edit robot' })
  await userEvent.type(await within(dialog).findByLabelText('Name'), ' mine')
  await userEvent.click(within(dialog).getByRole('button', { name: 'Save' }))

  expect(await within(dialog).findByRole('alert')).toHaveTextContent('CORS origins: https://theirs.example.com')
  expect(within(dialog).getByLabelText('Name')).toHaveValue('robot mine')
  await userEvent.click(within(dialog).getByRole('button', { name: 'Save anyway' }))

  await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument())
  const saves = requests.filter(({ headers }) => headers.has('if-match'))
  expect(saves.map(({ headers }) => headers.get('if-match'))).toEqual(['"1"', '"2"'])
  expect(saves.at(-1)?.body).toEqual({ name: 'robot mine' })
})

test('tells who may not see them what is missing', async () => {
  open(refuse(listServiceUsers, 'forbidden', 'You need the permission service_users.list for this'))

  expect(await screen.findByRole('heading', { name: 'You may not see this' })).toBeInTheDocument()
  expect(screen.getByText(/service_users\.list/)).toBeInTheDocument()
})
