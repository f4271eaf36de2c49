import { act, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { getOwnAccess, previewAccess } from '#contract/access.ts'
import { listProjects } from '#contract/projects.ts'
import { createRoleAssignment, listRoleAssignments } from '#contract/role-assignments.ts'
import { getRole, listRoles } from '#contract/roles.ts'
import {
  createServiceUser,
  deleteServiceUser,
  getServiceUser,
  listServiceUsers,
  resetServiceUserToken,
  type ServiceUser,
  updateServiceUser,
} from '#contract/service-users.ts'
import { answer, type FakeAnswer, type FakeRequest, refuse } from '#src/testing/fake-server.ts'
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
    import('./assign-role-dialog.tsx'),
    import('./reset-token-dialog.tsx'),
    import('./delete-service-user-dialog.tsx'),
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
    answers: [
      answer(listServiceUsers, [robot, old]),
      answer(getServiceUser, robot, { etag: '"1"' }),
      // No organization is known, so nobody asks what a change does to whom.
      answer(listProjects, []),
      roles,
      answer(listRoleAssignments, []),
      ...answers,
    ],
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

describe('rights', () => {
  test('that are missing are named at everything they are needed for', async () => {
    open(answer(getOwnAccess, { organization_admin: false, permissions: ['service_users.list'], objects: [] }))

    const create = screen.getByRole('button', { name: 'Create service user' })
    await waitFor(() => expect(create).toHaveAccessibleDescription(/^You need the permission service_users\.create/))
    await userEvent.click(create)
    expect(screen.queryByRole('dialog')).toBeNull()
    await userEvent.click(await screen.findByRole('button', { name: 'Actions for robot' }))
    for (const [name, permission] of [
      [/^Edit/, 'service_users.update'],
      [/^Give a role/, 'roles.assignments.create'],
      [/^Rotate token/, 'service_users.create'],
      [/^Reset token/, 'service_users.token.update'],
      [/^Leaked\? Cut off now/, 'service_users.token.update'],
      [/^Delete/, 'service_users.delete'],
    ] as const) {
      const entry = await screen.findByRole('menuitem', { name })
      expect(entry).toHaveAttribute('aria-disabled', 'true')
      expect(entry).toHaveTextContent(`You need the permission ${permission} on this project`)
    }
  })

  test('disable nothing where the server does not tell them', async () => {
    open(refuse(getOwnAccess, 'not_found', 'There is no such endpoint.'))

    await userEvent.click(await screen.findByRole('button', { name: 'Actions for robot' }))

    for (const name of [/^Edit/, /^Give a role/, /^Rotate token/, /^Reset token/, /^Leaked/, /^Delete/])
      expect(await screen.findByRole('menuitem', { name })).not.toHaveAttribute('aria-disabled')
    expect(screen.getByRole('button', { name: 'Create service user' })).not.toHaveAttribute('aria-disabled')
  })
})

describe('a role', () => {
  const readerAndTokens = [
    answer(listRoles, [
      { id: '0198a1b2-0000-4000-8000-00000000000a', name: 'reader', default: false },
      { id: '0198a1b2-0000-4000-8000-00000000000b', name: 'token-manager', default: false },
    ]),
    answer(getRole, ({ params }) => ({
      id: '0198a1b2-0000-4000-8000-00000000000a',
      name: params.role ?? '',
      default: false,
      permissions:
        params.role === 'reader'
          ? ['buckets.list', 'buckets.get', 'roles.list']
          : ['service_users.list', 'service_users.token.update'],
    })),
  ]
  const limited = answer(getOwnAccess, {
    organization_admin: false,
    permissions: ['roles.assignments.create', 'roles.list', 'buckets.list', 'buckets.get', 'service_users.create'],
    objects: [],
  })

  test('shows what it would give before it is given, and is not offered by who does not hold as much', async () => {
    open(
      ...readerAndTokens,
      limited,
      answer(listProjects, [
        {
          id: robot.id,
          name: 'detector',
          creation_date: '2026-01-01',
          advanced_permissions: false,
          organization_name: 'acme',
          credits: null,
        },
      ]),
      answer(previewAccess, {
        groups: [
          {
            differences: [
              {
                project: 'detector',
                resource: 'detector',
                resource_type: 'project',
                gained: ['buckets.list', 'buckets.get'],
                lost: [],
              },
            ],
            assignees: [
              {
                assignee: robot.id,
                assignee_type: 'user',
                kind: 'service_user',
                name: 'robot',
                email: robot.email,
                obstacle: null,
              },
            ],
          },
        ],
      }),
    )
    await openMenu('robot', /Give a role/)
    const dialog = within(await screen.findByRole('dialog', { name: 'Give robot a role' }))

    expect(
      await dialog.findByRole('option', { name: 'token-manager: You do not hold service_users.list and 1 more' }),
    ).toBeDisabled()
    await userEvent.selectOptions(dialog.getByLabelText('Role'), 'reader')

    expect(await dialog.findByText('robot gains 2 permissions; nobody loses any.')).toBeVisible()
    expect(dialog.getByText('buckets:').parentElement).toHaveTextContent('buckets: list, get')
  })

  test('of a new one tells how much it gives, without what is closed to service users', async () => {
    open(...readerAndTokens, limited)
    await waitFor(() => expect(screen.getByRole('button', { name: 'Create service user' })).toBeEnabled())
    await userEvent.click(screen.getByRole('button', { name: 'Create service user' }))
    const dialog = within(await screen.findByRole('dialog', { name: 'Create service user' }))
    expect(await dialog.findByRole('option', { name: /^token-manager: You do not hold/ })).toBeDisabled()

    await userEvent.selectOptions(dialog.getByLabelText('Role in the project'), 'reader')

    expect(await dialog.findByText('It gains 2 permissions on the whole project.')).toBeVisible()
    expect(dialog.getByText(/^1 more permission of the role does nothing for it/)).toBeVisible()
    await userEvent.click(dialog.getByText('Show them'))
    expect(dialog.getByText('buckets:').parentElement).toHaveTextContent('buckets: list, get')
  })

  test('is none to give for who may not assign', async () => {
    open(
      answer(getOwnAccess, {
        organization_admin: false,
        permissions: ['service_users.create', 'roles.list'],
        objects: [],
      }),
    )
    await userEvent.click(await screen.findByRole('button', { name: 'Create service user' }))
    const dialog = within(await screen.findByRole('dialog', { name: 'Create service user' }))

    expect(await dialog.findByText(/^You need the permission roles\.assignments\.create/)).toBeVisible()
    expect(dialog.getByLabelText('Role in the project')).toBeDisabled()
  })
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

/** A server that keeps one service user, and refuses a change of a state that the caller has not seen. */
function robotServer() {
  const state = { robot, revision: 1, isDeleted: false }
  const stale = { status: 412, body: { error: 'It has changed meanwhile.', code: 'stale' } }
  const isStale = ({ headers }: FakeRequest) => headers.get('if-match') !== `"${state.revision}"`
  const tagged = () => ({ status: 200, body: state.robot, headers: { etag: `"${state.revision}"` } })
  const changeElsewhere = (change: Partial<ServiceUser>) => {
    state.robot = { ...state.robot, ...change }
    state.revision += 1
  }
  const answers: FakeAnswer[] = [
    answer(listServiceUsers, () => [state.robot, old]),
    { endpoint: getServiceUser, reply: tagged },
    {
      endpoint: updateServiceUser,
      reply: (request) => {
        if (isStale(request)) return stale
        changeElsewhere(request.body as Partial<ServiceUser>)
        return tagged()
      },
    },
    {
      endpoint: resetServiceUserToken,
      reply: (request) => (isStale(request) ? stale : { status: 200, body: { token: 'stw_secret_once' } }),
    },
    {
      endpoint: deleteServiceUser,
      reply: (request) => {
        if (isStale(request)) return stale
        state.isDeleted = true
        return { status: 204, body: undefined }
      },
    },
  ]
  return { state, answers, changeElsewhere }
}

async function openEditor(server: ReturnType<typeof robotServer>) {
  const page = open(...server.answers)
  await openMenu('robot', /Edit/)
  const dialog = within(await screen.findByRole('dialog', { name: 'Edit robot' }))
  const name = await dialog.findByLabelText('Name')
  return { ...page, dialog, name, save: () => userEvent.click(dialog.getByRole('button', { name: 'Save' })) }
}

const rowsOf = (table: HTMLElement) =>
  [...table.querySelectorAll('tbody tr')].map((row) => [...row.children].map((cell) => cell.textContent))

describe('a service user that others change meanwhile', () => {
  const mine = 'https://mine.example.com'
  const theirs = 'https://theirs.example.com'

  test('keeps its draft when it is read anew', async () => {
    const server = robotServer()
    const { client, dialog, name } = await openEditor(server)
    await userEvent.type(name, ' mine')
    server.changeElsewhere({ name: 'theirs' })

    await act(() => client.invalidateQueries())

    await waitFor(() => expect(screen.getByTitle('theirs')).toBeInTheDocument())
    expect(dialog.getByLabelText('Name')).toHaveValue('robot mine')
  })

  test('is merged with the draft of a stale save, told who did what, and saved with both', async () => {
    const server = robotServer()
    const { requests, dialog, name, save } = await openEditor(server)
    await userEvent.type(name, ' mine')
    await userEvent.type(dialog.getByLabelText('CORS origins'), `${mine}{Enter}`)
    server.changeElsewhere({ allowed_cors_origins: [theirs] })

    await save()

    expect(await dialog.findByRole('alert')).toHaveTextContent('Somebody else has changed it since you opened it.')
    expect(dialog.getAllByRole('table').map(rowsOf)).toEqual([
      [['Name', 'robot', '–not changed', 'robot mine', 'robot mine']],
      [
        [theirs, 'No', '+ Added', '–not changed', 'Yes'],
        [mine, 'No', '–not changed', '+ Added', 'Yes'],
      ],
    ])
    await save()
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument())
    expect(server.state.robot).toMatchObject({ name: 'robot mine', allowed_cors_origins: [theirs, mine] })
    const saves = requests.filter(({ body }) => body !== undefined)
    expect(saves.map(({ headers }) => headers.get('if-match'))).toEqual(['"1"', '"2"'])
  })

  test('is merged again when it has changed again, and its result can be changed', async () => {
    const server = robotServer()
    const { dialog, save } = await openEditor(server)
    await userEvent.type(dialog.getByLabelText('CORS origins'), `${mine}{Enter}`)
    server.changeElsewhere({ allowed_cors_origins: [theirs] })
    await save()
    await userEvent.click(await dialog.findByRole('checkbox', { name: `${theirs} in the result` }))
    server.changeElsewhere({ expiry_date: null })

    await save()

    await waitFor(() => expect(dialog.getAllByRole('table')).toHaveLength(2))
    expect(dialog.getAllByRole('table').map(rowsOf)).toEqual([
      [['Expires', '1 January 2999 at 00:00 UTC', 'Never', '–not changed', 'Never']],
      [
        [mine, 'No', '–not changed', '+ Added', 'Yes'],
        [theirs, 'Yes', '–not changed', '− Removed', 'No'],
      ],
    ])
    expect(dialog.getByRole('radio', { name: 'Never' })).toBeChecked()
    await save()
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument())
    expect(server.state.robot).toMatchObject({ expiry_date: null, allowed_cors_origins: [mine] })
  })

  test('lets one choose where both changed a value, and saves nothing before', async () => {
    const server = robotServer()
    const { dialog, name, save } = await openEditor(server)
    await userEvent.type(name, ' mine')
    await userEvent.click(dialog.getByRole('radio', { name: 'Never' }))
    server.changeElsewhere({ name: 'theirs', expiry_date: '2998-01-01T00:00:00.000+00:00' })

    await save()

    expect(await dialog.findAllByText('Choose one')).toHaveLength(2)
    expect(dialog.getByRole('button', { name: 'Save' })).toBeDisabled()
    expect(dialog.getByLabelText('Name')).toHaveValue('robot mine')
    await userEvent.click(dialog.getByRole('radio', { name: 'Name: yours, robot mine' }))
    expect(dialog.getByRole('button', { name: 'Save' })).toBeDisabled()
    await userEvent.click(dialog.getByRole('radio', { name: 'Expires: theirs, 1 January 2998 at 00:00 UTC' }))
    expect(dialog.getByRole('radio', { name: 'As it is' })).toBeChecked()
    await save()
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument())
    expect(server.state.robot).toMatchObject({ name: 'robot mine', expiry_date: '2998-01-01T00:00:00.000+00:00' })
  })

  test('gives up the draft for theirs on request', async () => {
    const server = robotServer()
    const { dialog, name, save } = await openEditor(server)
    await userEvent.type(name, ' mine')
    server.changeElsewhere({ name: 'theirs' })
    await save()

    await userEvent.click(await dialog.findByRole('button', { name: 'Discard mine, load theirs' }))

    expect(dialog.getByLabelText('Name')).toHaveValue('theirs')
    expect(dialog.queryByRole('alert')).not.toBeInTheDocument()
    expect(dialog.getByRole('button', { name: 'Save' })).toBeDisabled()
  })

  test('is not deleted before it was looked at again', async () => {
    const server = robotServer()
    const { requests } = open(...server.answers)
    await openMenu('robot', /Delete/)
    const dialog = within(await screen.findByRole('dialog', { name: 'Delete robot?' }))
    await waitFor(() => expect(requests.filter(({ params }) => params.id === robot.id)).toHaveLength(1))
    server.changeElsewhere({ name: 'needed' })

    await userEvent.click(dialog.getByRole('button', { name: 'Delete service user' }))

    expect(await dialog.findByText('Name: needed')).toBeVisible()
    expect(screen.getByRole('dialog', { name: 'Delete needed?' })).toBeVisible()
    expect(server.state.isDeleted).toBe(false)
    await userEvent.click(dialog.getByRole('button', { name: 'Delete service user' }))
    await waitFor(() => expect(server.state.isDeleted).toBe(true))
  })

  test('gets no new token before it was looked at again, and says what the list did not know yet', async () => {
    const server = robotServer()
    open(...server.answers)
    await screen.findByTitle('robot')
    server.changeElsewhere({ name: 'needed' })
    await openMenu('robot', /Reset token/)
    const dialog = within(await screen.findByRole('dialog', { name: 'Reset the token of needed?' }))

    expect(await dialog.findByText('Name: needed')).toBeVisible()
    server.changeElsewhere({ name: 'renamed' })
    await userEvent.click(dialog.getByRole('button', { name: 'Reset token' }))
    expect(await dialog.findByText('Name: renamed')).toBeVisible()
    expect(screen.queryByLabelText('Token')).not.toBeInTheDocument()
    await userEvent.click(dialog.getByRole('button', { name: 'Reset token' }))

    expect(await screen.findByLabelText('Token')).toHaveValue('stw_secret_once')
  })
})

test('tells who may not see them what is missing', async () => {
  open(refuse(listServiceUsers, 'forbidden', 'You need the permission service_users.list for this'))

  expect(await screen.findByRole('heading', { name: 'You may not see this' })).toBeInTheDocument()
  expect(screen.getByText(/service_users\.list/)).toBeInTheDocument()
})
