import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it, vi } from 'vitest'
import {
  type AccessExplanation,
  type AccessHolder,
  explainAccess,
  getOwnAccess,
  listAccessHolders,
  previewAccess,
} from '#contract/access.ts'
import { getMember, type Member, updateMember } from '#contract/members.ts'
import { listProjects } from '#contract/projects.ts'
import { createRoleAssignment, deleteRoleAssignment } from '#contract/role-assignments.ts'
import { getRole } from '#contract/roles.ts'
import { getSession } from '#contract/session.ts'
import { answer, type FakeAnswer, refuse } from '#src/testing/fake-server.ts'
import { renderPage } from '#src/testing/render-page.tsx'
import { AccessPage } from './access.page.tsx'
// Loaded when first shown; here beforehand, so that no test waits for the compiler.
import './apply-change-dialog.tsx'

// Finding by role is slow in jsdom, the more so while other suites share the cores.
vi.setConfig({ testTimeout: 30_000 })

const me = '0198417f-6608-75d3-ba12-2fba45b87411'
const ada = '0198417f-6608-75d3-ba12-2fba45b87412'
const one = '0198417f-6608-75d3-ba12-2fba45b87413'
const two = '0198417f-6608-75d3-ba12-2fba45b87414'

const project = {
  id: me,
  name: 'vision',
  creation_date: '2026-01-01',
  advanced_permissions: false,
  organization_name: 'acme',
  credits: null,
}
const admin = answer(getOwnAccess, { organization_admin: true, permissions: [], objects: [] })
const viewer = answer(getOwnAccess, {
  organization_admin: false,
  permissions: ['buckets.list', 'deployments.list', 'deployments.get'],
  objects: [{ resource: 'images', resource_type: 'bucket', permissions: ['buckets.list', 'buckets.get'] }],
})

const chain = (role: string, role_assignment: string, bucket?: string) => ({
  type: 'role' as const,
  role,
  role_assignment,
  resource: bucket ?? 'vision',
  resource_type: bucket === undefined ? ('project' as const) : ('bucket' as const),
})

const explained = (more: Partial<AccessExplanation> = {}): AccessExplanation => ({
  assignee: ada,
  assignee_type: 'user',
  kind: 'member',
  name: 'Ada',
  email: 'ada@example.org',
  allowed: false,
  chains: [],
  obstacle: null,
  permission: 'buckets.get',
  resource: 'images',
  resource_type: 'bucket',
  change: null,
  ...more,
})

function open(search: string, answers: readonly FakeAnswer[]) {
  const page = renderPage(<AccessPage />, {
    path: '/projects/:project/access',
    url: `/projects/vision/access${search}`,
    answers: [
      answer(getSession, { user: { id: me, email: 'me@example.org', name: 'Me', surname: '', operator: false } }),
      answer(listProjects, [project]),
      answer(previewAccess, { groups: [] }),
      ...answers,
    ],
  })
  return { ...page, user: userEvent.setup() }
}

const aboutAda = `?assignee=${ada}&permission=buckets.get&resource=images&resource_type=bucket`

describe('asked from the side of an assignee', () => {
  it('begins with what one can do oneself, and asks which permission is meant', async () => {
    open('', [viewer])

    expect(await screen.findByText('(3 of 126 permissions)')).toBeVisible()
    const own = screen.getByRole('region', { name: 'What you can do here' })
    expect(own).toHaveTextContent('deployments: list, get; buckets: list')
    expect(own).toHaveTextContent('On the bucket images, besidesbuckets: get')
    expect(screen.getByRole('heading', { name: 'Choose a permission' })).toBeVisible()
    expect(screen.getByRole('combobox', { name: 'Who' })).toBeDisabled()
  })

  it('shows every way to a permission, and takes all of them away', async () => {
    const deleted: string[] = []
    const chains = [chain('deployer', one), chain('bucket-reader', two, 'images')]
    const { user, requests } = open(aboutAda, [
      admin,
      answer(explainAccess, () =>
        deleted.length > 0
          ? explained()
          : explained({
              allowed: true,
              chains,
              change: {
                steps: chains.map((way) => ({ ...way, type: 'delete_role_assignment' as const })),
                side_effects: ['buckets.list'],
                refused: null,
              },
            }),
      ),
      // The first was deleted by somebody else meanwhile.
      {
        endpoint: deleteRoleAssignment,
        reply: (request) => {
          const id = request.params.id ?? ''
          deleted.push(id)
          return id === one
            ? refuse(deleteRoleAssignment, 'not_found', 'There is no such role assignment').reply(request)
            : answer(deleteRoleAssignment, undefined).reply(request)
        },
      },
    ])

    expect(
      await screen.findByRole('heading', { name: 'Yes: Ada holds buckets.get on the bucket images.' }),
    ).toBeVisible()
    const ways = within(screen.getByRole('list', { name: 'Ways to this permission' }))
    expect(ways.getAllByRole('listitem').map((item) => item.textContent)).toEqual([
      'Adarole deployerassigned on the whole project',
      'Adarole bucket-readerassigned on the bucket images',
    ])
    expect(ways.getByRole('link', { name: 'deployer' })).toHaveAttribute('href', '/projects/vision/roles/deployer')
    expect(screen.getByText(/^It also takes away 1 other permission there/)).toHaveTextContent('buckets: list')

    await user.click(screen.getByRole('button', { name: 'Delete assignments…' }))
    const dialog = within(await screen.findByRole('dialog', { name: 'Delete assignments?' }))
    expect(await dialog.findByText('Nobody gains or loses anything.')).toBeVisible()
    expect(requests.findLast(({ body }) => body !== undefined)?.body).toEqual({
      changes: [one, two].map((id) => ({ type: 'role_assignment_delete', project: 'vision', id })),
    })
    await user.click(dialog.getByRole('button', { name: 'Delete assignments' }))

    expect(await screen.findByText('No: Ada does not hold buckets.get on the bucket images.')).toBeVisible()
    expect(deleted).toEqual([one, two])
  })

  it('gives what is missing, and names what comes with it', async () => {
    let hasRole = false
    const { user, requests } = open(aboutAda, [
      admin,
      answer(explainAccess, () =>
        explained({
          allowed: hasRole,
          chains: hasRole ? [chain('bucket-reader', one, 'images')] : [],
          change: {
            steps: [{ type: 'assign_role', role: 'bucket-reader', resource: 'images', resource_type: 'bucket' }],
            side_effects: [],
            refused: null,
          },
        }),
      ),
      answer(createRoleAssignment, () => {
        hasRole = true
        return { id: one, assignee: ada, assignee_type: 'user', role: 'r', resource: 'images', resource_type: 'bucket' }
      }),
    ])

    expect(await screen.findByText(/^No role that Ada has on the whole project or on the bucket images/)).toBeVisible()
    expect(screen.getByText('It gives nothing else.')).toBeVisible()
    await user.click(screen.getByRole('button', { name: 'Assign role…' }))
    const dialog = within(await screen.findByRole('dialog', { name: 'Assign role?' }))
    await user.click(dialog.getByRole('button', { name: 'Assign role' }))

    expect(await screen.findByText('Yes: Ada holds buckets.get on the bucket images.')).toBeVisible()
    expect(requests.findLast(({ body }) => body !== undefined)?.body).toEqual({
      assignee: ada,
      assignee_type: 'user',
      role: 'bucket-reader',
      resource: 'images',
      resource_type: 'bucket',
    })
  })

  it('removes an admin last, so that whoever does it to themselves may do the rest', async () => {
    const done: string[] = []
    const { user } = open(aboutAda, [
      admin,
      answer(
        explainAccess,
        explained({
          allowed: true,
          chains: [{ type: 'organization_admin' }, chain('deployer', one)],
          change: {
            steps: [
              { type: 'remove_organization_admin' },
              {
                type: 'delete_role_assignment',
                role: 'deployer',
                role_assignment: one,
                resource: 'vision',
                resource_type: 'project',
              },
            ],
            side_effects: [],
            refused: null,
          },
        }),
      ),
      answer(deleteRoleAssignment, () => {
        done.push('assignment')
        return undefined
      }),
      answer(getMember, { id: ada, email: 'ada@example.org', name: 'Ada', surname: '', admin: true }, { etag: '"1"' }),
      answer(updateMember, ({ headers }) => {
        expect(headers.get('if-match')).toBe('"1"')
        done.push('admin')
        return { id: ada, email: 'ada@example.org', name: 'Ada', surname: '', admin: false }
      }),
    ])

    await user.click(await screen.findByRole('button', { name: 'Make these changes…' }))
    await user.click(
      within(await screen.findByRole('dialog', { name: 'Make these changes?' })).getByRole('button', {
        name: 'Make these changes',
      }),
    )

    await waitFor(() => expect(done).toEqual(['assignment', 'admin']))
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument())
  })

  it('does not touch an admin whom somebody else has changed meanwhile, before one has looked again', async () => {
    let state: Member & { revision: number } = {
      id: ada,
      email: 'ada@example.org',
      name: 'Ada',
      surname: '',
      admin: true,
      status: 'invited',
      revision: 1,
    }
    const tagged = () => {
      const { revision, ...member } = state
      return { status: 200, body: member, headers: { etag: `"${revision}"` } }
    }
    const { user, requests } = open(aboutAda, [
      admin,
      answer(
        explainAccess,
        explained({
          allowed: true,
          chains: [{ type: 'organization_admin' }],
          change: { steps: [{ type: 'remove_organization_admin' }], side_effects: [], refused: null },
        }),
      ),
      { endpoint: getMember, reply: tagged },
      {
        endpoint: updateMember,
        reply: ({ headers }) => {
          if (headers.get('if-match') !== `"${state.revision}"`)
            return { status: 412, body: { error: 'Changed since it was read', code: 'stale' } }
          state = { ...state, admin: false, revision: state.revision + 1 }
          return tagged()
        },
      },
    ])
    await user.click(await screen.findByRole('button', { name: 'Remove admin…' }))
    const dialog = within(await screen.findByRole('dialog', { name: 'Remove admin?' }))
    await waitFor(() => expect(requests.some(({ params }) => params.id === ada)).toBe(true))
    state = { ...state, status: 'active', revision: 2 }

    await user.click(dialog.getByRole('button', { name: 'Remove admin' }))

    expect(await dialog.findByRole('alert')).toHaveTextContent(
      /^Somebody else has changed this member .* left as it is\.Ada has accepted the invitation\./,
    )
    expect(state.admin).toBe(true)
    await user.click(dialog.getByRole('button', { name: 'Remove admin' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument())
    expect(state.admin).toBe(false)
  })

  it.each([
    ['the last admin', { refused: 'last_admin' as const }, admin, /the last admin cannot be removed/],
    ['what one may not do', { refused: null }, viewer, /You need roles.assignments.delete there/],
  ])('offers no button for %s, and says why', async (_, { refused }, own, reason) => {
    const role = chain('deployer', one)
    open(aboutAda, [
      own,
      answer(
        explainAccess,
        explained({
          allowed: true,
          chains: [chain('deployer', one)],
          change: { steps: [{ ...role, type: 'delete_role_assignment' }], side_effects: [], refused },
        }),
      ),
    ])

    const button = await screen.findByRole('button', { name: 'Delete assignment…' })
    await waitFor(() => expect(button).toHaveAccessibleDescription(reason))
  })

  it('offers no button for a role that gives more than one holds there, and says what', async () => {
    open(aboutAda, [
      answer(getOwnAccess, {
        organization_admin: false,
        permissions: ['roles.assignments.create', 'buckets.list'],
        objects: [{ resource: 'images', resource_type: 'bucket', permissions: ['buckets.get'] }],
      }),
      answer(getRole, {
        id: one,
        name: 'bucket-admin',
        default: false,
        permissions: ['buckets.list', 'buckets.get', 'buckets.delete'],
      }),
      answer(
        explainAccess,
        explained({
          change: {
            steps: [{ type: 'assign_role', role: 'bucket-admin', resource: 'images', resource_type: 'bucket' }],
            side_effects: ['buckets.delete'],
            refused: null,
          },
        }),
      ),
    ])

    const button = await screen.findByRole('button', { name: 'Assign role…' })
    await waitFor(() => expect(button).toHaveAccessibleDescription('You do not hold buckets.delete'))
  })

  it('says who may ask about others', async () => {
    open(aboutAda, [viewer, refuse(explainAccess, 'forbidden', 'You need the permission roles.assignments.list.')])

    expect(await screen.findByRole('heading', { name: 'You may not see this' })).toBeVisible()
    expect(screen.getByRole('alert')).toHaveTextContent('roles.assignments.list')
    expect(screen.getByRole('combobox', { name: 'Who' })).toBeEnabled()
  })

  it('offers to ask again when there was no answer', async () => {
    let isAway = true
    const { user } = open(aboutAda, [
      admin,
      {
        endpoint: explainAccess,
        reply: (request) =>
          isAway
            ? { status: 500, body: { error: 'x', code: 'internal' } }
            : answer(explainAccess, explained()).reply(request),
      },
    ])

    expect(await screen.findByText(/^The answer cannot be told/)).toBeVisible()
    isAway = false
    await user.click(screen.getByRole('button', { name: 'Retry' }))
    expect(await screen.findByText(/^No: Ada does not hold/)).toBeVisible()
  })
})

describe('asked from the side of an object', () => {
  const holder = (name: string, more: Partial<AccessHolder> = {}): AccessHolder => ({
    assignee: ada,
    assignee_type: 'user',
    kind: 'member',
    name,
    email: `${name.toLowerCase()}@example.org`,
    allowed: true,
    chains: [{ type: 'organization_admin' }],
    obstacle: null,
    ...more,
  })

  it('lists everybody with the reason, and tells who cannot use it', async () => {
    open('?tab=object&permission=buckets.get&resource=images&resource_type=bucket', [
      admin,
      answer(listAccessHolders, [
        holder('Ada', { chains: [{ type: 'organization_admin' }, chain('deployer', one)] }),
        holder('robot', { assignee: two, kind: 'service_user', allowed: false, obstacle: 'expired' }),
      ]),
    ])

    expect(
      await screen.findByText('1 person can use buckets.get on the bucket images; 1 more holds it but cannot use it.'),
    ).toBeVisible()
    expect(screen.getByRole('row', { name: /^Ada/ })).toHaveTextContent(
      'Admin of the organization; deployer on the whole projectYes',
    )
    expect(screen.getByRole('row', { name: /^robot/ })).toHaveTextContent('The token has expired')
    expect(screen.getByRole('link', { name: 'robot' })).toHaveAttribute(
      'href',
      `/projects/vision/access?assignee=${two}&permission=buckets.get&resource=images&resource_type=bucket`,
    )
  })

  it('asks which permission is meant where a link names an object alone', async () => {
    const { requests } = open('?tab=object&resource=images&resource_type=bucket', [admin])

    expect(await screen.findByRole('heading', { name: 'Choose a permission' })).toBeVisible()
    expect(requests.some(({ query }) => query.has('resource'))).toBe(false)
  })

  it('says what it takes to see it', async () => {
    open('?tab=object', [viewer, refuse(listAccessHolders, 'forbidden', 'You need roles.assignments.list.')])

    expect(await screen.findByRole('heading', { name: 'You may not see this' })).toBeVisible()
    expect(screen.getByRole('link', { name: 'By assignee' })).toBeVisible()
  })
})

describe('on a server that cannot tell', () => {
  const missing = refuse(getOwnAccess, 'not_found', 'There is nothing here')

  it('says so', async () => {
    open('', [missing])

    expect(await screen.findByRole('heading', { name: 'This server does not explain access' })).toBeVisible()
  })

  it('also where it lists no projects', async () => {
    open('', [missing, refuse(listProjects, 'not_found', 'There is nothing here')])

    expect(await screen.findByRole('heading', { name: 'This server does not explain access' })).toBeVisible()
  })

  it('but of a project that is not there, that there is none', async () => {
    open('', [missing, answer(listProjects, [])])

    expect(await screen.findByRole('heading', { name: 'Not found' })).toBeVisible()
  })
})
