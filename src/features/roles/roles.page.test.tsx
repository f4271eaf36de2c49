import { screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { describe, expect, it, vi } from 'vitest'
import { getOwnAccess } from '#contract/access.ts'
import { listProjects, listProjectUsers } from '#contract/projects.ts'
import { listRoleAssignments, type RoleAssignment } from '#contract/role-assignments.ts'
import { createRole, deleteRole, getRole, listRoles, type RoleListItem } from '#contract/roles.ts'
import { listServiceUsers } from '#contract/service-users.ts'
import { answer, type FakeAnswer, refuse } from '#src/testing/fake-server.ts'
import { renderPage } from '#src/testing/render-page.tsx'
import { RolesPage } from './roles.page.tsx'

// Menus and dialogs load when they are opened, and jsdom may share its two cores with other suites.
vi.setConfig({ testTimeout: 30_000 })
const patience = { timeout: 10_000 }

const ada = '0198417f-6608-75d3-ba12-2fba45b87413'
const robot = '0198417f-6608-75d3-ba12-2fba45b87414'

const role = (name: string, more: Partial<RoleListItem> = {}): RoleListItem => ({
  id: crypto.randomUUID(),
  name,
  default: false,
  permission_count: 2,
  used_by: { members: 0, service_users: 0, deployments: 0 },
  ...more,
})

const assigned = (assignee: string, more: Partial<RoleAssignment> = {}): RoleAssignment => ({
  id: crypto.randomUUID(),
  assignee,
  assignee_type: 'user',
  role: 'deployer',
  resource: 'vision',
  resource_type: 'project',
  ...more,
})

const one = answer(
  getRole,
  ({ params }) => ({ id: robot, name: params.role ?? '', default: false, permissions: ['buckets.list'] }),
  { etag: '"1"' },
)
const roles = answer(listRoles, [
  role('bucket-viewer', { default: true, permission_count: 4 }),
  role('deployer', { used_by: { members: 1, service_users: 1, deployments: 1 } }),
  role('retired'),
])

function open(answers: readonly FakeAnswer[]) {
  const page = renderPage(<RolesPage />, {
    path: '/projects/:project/roles',
    url: '/projects/vision/roles',
    // No organization is known, so nobody asks what a change does to whom.
    answers: [roles, one, answer(listProjects, []), ...answers],
  })
  return { ...page, user: userEvent.setup() }
}

async function choose(user: ReturnType<typeof userEvent.setup>, name: string, act: string) {
  await user.click(await screen.findByRole('button', { name: `Actions for ${name}` }, patience))
  await user.click(await screen.findByRole('menuitem', { name: act }, patience))
}

describe('rights', () => {
  const rights = (...permissions: string[]) =>
    answer(getOwnAccess, { organization_admin: false, permissions, objects: [] })
  const entryOf = async (user: ReturnType<typeof userEvent.setup>, name: string, entry: RegExp) => {
    await user.click(await screen.findByRole('button', { name: `Actions for ${name}` }, patience))
    return screen.findByRole('menuitem', { name: entry }, patience)
  }

  it('that are missing are named at everything they are needed for', async () => {
    const { user } = open([rights('roles.list', 'roles.get', 'buckets.list')])

    await waitFor(() =>
      expect(screen.getByRole('button', { name: 'Create role' })).toHaveAccessibleDescription(
        'You need the permission roles.create to create roles.',
      ),
    )
    const clone = await entryOf(user, 'deployer', /^Clone/)
    expect(clone).toHaveTextContent('You need the permission roles.create to create roles.')
    const remove = screen.getByRole('menuitem', { name: /^Delete/ })
    expect(remove).toHaveAttribute('aria-disabled', 'true')
    expect(remove).toHaveTextContent('You need the permission roles.delete to delete roles.')
  })

  it('that a role gives and one does not hold keep one from cloning it, but not from deleting it', async () => {
    const { user } = open([rights('roles.list', 'roles.get', 'roles.create', 'roles.delete')])

    const clone = await entryOf(user, 'deployer', /^Clone/)

    await waitFor(() => expect(clone).toHaveTextContent('It gives buckets.list, which you do not hold yourself.'))
    expect(clone).toHaveAttribute('aria-disabled', 'true')
    expect(screen.getByRole('menuitem', { name: 'Delete' })).not.toHaveAttribute('aria-disabled')
  })

  it('that one does not hold cannot be put into a new role', async () => {
    const { user } = open([rights('roles.list', 'roles.get', 'roles.create', 'buckets.get')])
    await user.click(await screen.findByRole('button', { name: 'Create role' }, patience))
    const dialog = within(await screen.findByRole('dialog', { name: 'Create role' }, patience))
    await user.selectOptions(dialog.getByLabelText('Start from'), 'deployer')

    expect(
      await dialog.findByText(/^It gives buckets.list, which you do not hold yourself/, { selector: 'p' }),
    ).toBeVisible()
    expect(dialog.getByRole('button', { name: 'Create role' })).toHaveAttribute('aria-disabled', 'true')
    await user.click(dialog.getByRole('button', { name: 'Leave out what I do not hold' }))

    expect(dialog.getByText('0 chosen')).toBeVisible()
    expect(dialog.getByRole('button', { name: 'Create role' })).not.toHaveAttribute('aria-disabled')
  })

  it('disable nothing where the server does not tell them', async () => {
    const { user } = open([refuse(getOwnAccess, 'not_found', 'There is no such endpoint.')])

    const clone = await entryOf(user, 'deployer', /^Clone/)

    expect(clone).not.toHaveAttribute('aria-disabled')
    expect(screen.getByRole('menuitem', { name: 'Delete' })).not.toHaveAttribute('aria-disabled')
  })
})

describe('the list of roles', () => {
  it('tells default from custom roles, custom ones first, and who uses them', async () => {
    open([])

    await screen.findByRole('link', { name: 'deployer' }, patience)
    const rows = screen.getAllByRole('row').slice(1)
    expect(rows.map((row) => within(row).getByRole('link').textContent)).toEqual([
      'deployer',
      'retired',
      'bucket-viewer',
    ])
    expect(rows[0]).toHaveTextContent('Custom21 member, 1 service user, 1 deployment')
    expect(rows[2]).toHaveTextContent('Default4Nobody')
  })

  it('says which permission is missing to see it', async () => {
    open([refuse(listRoles, 'forbidden', 'You need the permission roles.list for this', { permission: 'roles.list' })])

    expect(await screen.findByRole('alert', {}, patience)).toHaveTextContent('roles.list')
    expect(screen.queryByRole('button', { name: 'Create role' })).not.toBeInTheDocument()
  })

  it('clones a role under a free name', async () => {
    const created = { id: ada, name: 'bucket-viewer-copy', default: false, permissions: ['buckets.list'] }
    const { user, requests } = open([
      answer(getRole, { id: robot, name: 'bucket-viewer', default: true, permissions: ['buckets.list'] }),
      answer(createRole, created),
    ])

    await choose(user, 'bucket-viewer', 'Clone')
    const dialog = await screen.findByRole('dialog', { name: 'Clone bucket-viewer' }, patience)
    await user.click(await within(dialog).findByText('Create role', {}, patience))

    expect(await screen.findByText('Role bucket-viewer-copy created', {}, patience)).toBeVisible()
    expect(requests.find(({ body }) => body !== undefined)?.body).toEqual({
      name: 'bucket-viewer-copy',
      permissions: ['buckets.list'],
    })
  })
})

describe('deleting a role', () => {
  const holders = answer(listRoleAssignments, [
    assigned(ada),
    assigned(robot, { resource_type: 'bucket', resource: 'frames' }),
    assigned('classifier', { assignee_type: 'deployment' }),
    assigned(ada, { role: 'another-role' }),
  ])

  it('asks for the name, and names all who hold it', async () => {
    const { user, requests } = open([
      holders,
      answer(listProjectUsers, [{ id: ada, email: 'ada@example.org', name: 'Ada', surname: 'Lovelace' }]),
      answer(listServiceUsers, [
        { id: robot, email: 'robot@example.org', name: 'robot', creation_date: '2026-01-01', expiry_date: null },
      ]),
      answer(deleteRole, undefined),
    ])

    await choose(user, 'deployer', 'Delete')
    const list = await screen.findByRole('list', { name: 'Who holds it' }, patience)
    await within(list).findByText('Ada Lovelace, ada@example.org', {}, patience)
    expect(
      within(list)
        .getAllByRole('listitem')
        .map((item) => item.textContent),
    ).toEqual([
      'Ada Lovelace, ada@example.orgmember, whole project',
      'robotservice user, bucket frames',
      'classifierdeployment, whole project',
    ])
    expect(screen.getByRole('button', { name: 'Delete role' })).toBeDisabled()
    await user.type(screen.getByLabelText(/^Type/), 'deployer')
    await user.click(screen.getByRole('button', { name: 'Delete role' }))

    expect(await screen.findByText('Role deployer deleted', {}, patience)).toBeVisible()
    const tags = requests
      .filter(({ params }) => params.role === 'deployer')
      .map(({ headers }) => headers.get('if-match'))
    expect(tags).toEqual([null, '"1"'])
  })

  it('shows what others have changed meanwhile, and deletes nothing before it was confirmed again', async () => {
    const before = { id: robot, name: 'retired', default: false, permissions: ['buckets.list'] }
    let now = before
    const revision = () => (now === before ? '"1"' : '"2"')
    const { user, requests } = open([
      answer(listRoleAssignments, []),
      { endpoint: getRole, reply: () => ({ status: 200, body: now, headers: { etag: revision() } }) },
      {
        endpoint: deleteRole,
        reply: ({ headers }) =>
          headers.get('if-match') === revision()
            ? { status: 204, body: undefined }
            : { status: 412, body: { error: 'Changed meanwhile', code: 'stale' } },
      },
    ])
    await choose(user, 'retired', 'Delete')
    await screen.findByText(/Nobody holds it/, {}, patience)
    await waitFor(() => expect(requests.some(({ params }) => params.role === 'retired')).toBe(true))
    now = { ...before, permissions: ['buckets.list', 'exports.list'] }

    await user.click(screen.getByRole('button', { name: 'Delete role' }))
    expect(await screen.findByText('Added exports.list.', {}, patience)).toBeVisible()
    await user.click(screen.getByRole('button', { name: 'Delete role' }))

    expect(await screen.findByText('Role retired deleted', {}, patience)).toBeVisible()
  })

  it('shows ids where names may not be read', async () => {
    const { user } = open([
      holders,
      refuse(listProjectUsers, 'forbidden', 'You need projects.users.list'),
      refuse(listServiceUsers, 'forbidden', 'You need service_users.list'),
    ])

    await choose(user, 'deployer', 'Delete')

    const list = await screen.findByRole('list', { name: 'Who holds it' }, patience)
    expect(list).toHaveTextContent(`${ada}user, whole project`)
  })

  it('asks for the name also where it may not be read who holds it', async () => {
    const { user } = open([refuse(listRoleAssignments, 'forbidden', 'You need roles.assignments.list')])

    await choose(user, 'deployer', 'Delete')

    expect(await screen.findByText(/Who holds it cannot be shown/, {}, patience)).toBeVisible()
    expect(screen.getByText(/1 member, 1 service user, 1 deployment/, { selector: 'p' })).toBeVisible()
    expect(screen.getByLabelText(/^Type/)).toBeVisible()
  })

  it('takes one press for a role that nobody holds', async () => {
    const { user } = open([holders, answer(deleteRole, undefined)])

    await choose(user, 'retired', 'Delete')
    await user.click(await screen.findByRole('button', { name: 'Delete role' }, patience))

    expect(await screen.findByText('Role retired deleted', {}, patience)).toBeVisible()
  })
})
