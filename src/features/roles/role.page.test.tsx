import { act, screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { describe, expect, it, vi } from 'vitest'
import { type AccessPreview, getOwnAccess, previewAccess } from '#contract/access.ts'
import { listProjects } from '#contract/projects.ts'
import { getRole, listRoles, type Role, type RoleListItem, updateRole } from '#contract/roles.ts'
import { answer, type FakeAnswer, type FakeRequest, refuse } from '#src/testing/fake-server.ts'
import { renderPage } from '#src/testing/render-page.tsx'
import { RolePage } from './role.page.tsx'
import { roleKeys } from './roles.queries.ts'

// The grid has 175 checkboxes, and jsdom may share its two cores with other suites.
vi.setConfig({ testTimeout: 30_000 })

const deployer: Role = {
  id: '0198417f-6608-75d3-ba12-2fba45b87413',
  name: 'deployer',
  default: false,
  permissions: ['deployments.list', 'deployments.get'],
}

/** A server that keeps one role, and refuses a change of a state that the caller has not seen. */
function roleServer(role: Role = deployer) {
  const state = { role, revision: 1, isDeleted: false }
  const missing = { status: 404, body: { error: 'There is nothing here', code: 'not_found' } }
  const tagged = () => ({ status: 200, body: state.role, headers: { etag: `"${state.revision}"` } })
  const isThere = (request: FakeRequest) => !state.isDeleted && request.params.role === state.role.name
  const answers: FakeAnswer[] = [
    answer(listRoles, () => (state.isDeleted ? [] : [toItem(state.role)])),
    // No organization is known, so no preview is asked for.
    answer(listProjects, []),
    { endpoint: getRole, reply: (request) => (isThere(request) ? tagged() : missing) },
    {
      endpoint: updateRole,
      reply: (request) => {
        if (!isThere(request)) return missing
        if (request.headers.get('if-match') !== `"${state.revision}"`)
          return { status: 412, body: { error: 'Changed since it was read', code: 'stale' } }
        changeElsewhere(request.body as Partial<Role>)
        return tagged()
      },
    },
  ]
  const changeElsewhere = (change: Partial<Role>) => {
    state.role = { ...state.role, ...change }
    state.revision += 1
  }
  const deleteElsewhere = () => {
    state.isDeleted = true
  }
  return { state, answers, changeElsewhere, deleteElsewhere }
}

const toItem = ({ id, name, default: isDefault, permissions }: Role): RoleListItem => ({
  id,
  name,
  default: isDefault,
  permission_count: permissions.length,
  used_by: { members: 2, service_users: 1, deployments: 0 },
})

async function open(server: { answers: FakeAnswer[] }, extra: FakeAnswer[] = []) {
  const page = renderPage(<RolePage />, {
    path: '/projects/:project/roles/:role',
    url: '/projects/vision/roles/deployer',
    answers: [...server.answers, ...extra],
  })
  await screen.findByRole('grid', {}, { timeout: 10_000 })
  return { ...page, user: userEvent.setup() }
}

// By label, since asking 170 checkboxes for their role and name takes jsdom a quarter of a second.
const checkbox = (name: string) => screen.getByLabelText(name)
const button = (name: string) => screen.getByRole('button', { name })
/** A button of a dialog, whose code is still on its way. */
const inDialog = async (name: string) =>
  within(await screen.findByRole('dialog', {}, { timeout: 10_000 })).getByRole('button', { name })
const changes = (requests: readonly FakeRequest[]) =>
  requests.filter(({ params, body }) => body !== undefined && params.role !== undefined)
/** The rows of a merge, cell by cell. */
const entries = () =>
  [...document.querySelectorAll('[role=table] tbody tr')].map((row) =>
    [...row.children].map((cell) => cell.textContent),
  )
const findMerge = () => screen.findByText('Somebody else has changed this role since you opened it.')

describe('the rights of the reader', () => {
  const rights = (...permissions: string[]) =>
    answer(getOwnAccess, { organization_admin: false, permissions, objects: [] })

  it('say why they may neither change, nor clone, nor delete the role', async () => {
    await open(roleServer(), [rights('roles.list', 'roles.get')])

    expect(
      await screen.findByText('You can only read this role. You need the permission roles.update to change roles.'),
    ).toBeVisible()
    expect(screen.getByLabelText('Name')).toBeDisabled()
    expect(screen.getByRole('grid')).toHaveAttribute('aria-readonly', 'true')
    expect(button('Clone')).toHaveAccessibleDescription('You need the permission roles.create to create roles.')
    expect(button('Delete')).toHaveAccessibleDescription('You need the permission roles.delete to delete roles.')
  })

  it('let nobody change or clone what gives more than they hold', async () => {
    await open(roleServer(), [rights('roles.get', 'roles.create', 'roles.update', 'roles.delete')])

    expect(await screen.findByText(/^You can only read this role\. It gives .* which you do not hold/)).toBeVisible()
    expect(button('Clone')).toHaveAccessibleDescription(/^It gives .* which you do not hold yourself\.$/)
    expect(button('Delete')).not.toHaveAttribute('aria-disabled')
  })

  it('hold back a change that gives more than they hold, with the reason', async () => {
    const server = roleServer()
    const { user } = await open(server, [rights('roles.get', 'roles.update', ...server.state.role.permissions)])

    await user.click(checkbox('buckets delete'))

    expect(await screen.findByText('It gives buckets.delete, which you do not hold yourself.')).toBeVisible()
    expect(button('Save')).toBeDisabled()
  })
})

describe('the editor of a role', () => {
  it('counts the changes, and saves only what has changed', async () => {
    const server = roleServer()
    const { user, requests } = await open(server)
    expect(screen.getByText('Custom role, used by 2 members, 1 service user.')).toBeVisible()
    expect(button('Save')).toBeDisabled()

    await user.click(checkbox('deployments create'))
    await user.click(checkbox('deployments get'))
    expect(screen.getByText('+1')).toBeVisible()
    expect(screen.getByText('−1')).toBeVisible()
    await user.click(button('Save'))

    await screen.findByText('No changes')
    expect(changes(requests).map(({ body }) => body)).toEqual([
      { permissions: ['deployments.list', 'deployments.create'] },
    ])
    expect(button('Save')).toBeDisabled()
    expect(checkbox('deployments create')).toBeChecked()
  })

  it('discards the draft', async () => {
    const { user } = await open(roleServer())

    await user.click(checkbox('deployments, all'))
    await user.type(screen.getByLabelText('Name'), '-eu')
    await user.click(button('Discard'))

    expect(screen.getByText('No changes')).toBeVisible()
    expect(screen.getByLabelText('Name')).toHaveValue('deployer')
    expect(checkbox('deployments create')).not.toBeChecked()
  })

  it('keeps a row in sight that a press has just made fail the filter, until the draft is discarded', async () => {
    const { user } = await open(roleServer())
    await user.click(screen.getByLabelText('Only granted'))
    expect(screen.queryByLabelText('buckets list')).not.toBeInTheDocument()

    await user.click(checkbox('deployments, all'))
    await user.click(checkbox('deployments, all'))
    expect(checkbox('deployments list, removed')).not.toBeChecked()
    await user.click(screen.getByLabelText('Only granted'))
    await user.click(screen.getByLabelText('Only changed'))
    expect(checkbox('deployments list, removed')).toBeVisible()
    await user.click(button('Discard'))

    expect(screen.getByText('No permissions match')).toBeVisible()
  })

  it('follows the role to its new name', async () => {
    const server = roleServer()
    const { user, router, requests } = await open(server)

    await user.type(screen.getByLabelText('Name'), '-eu')
    await user.click(button('Save'))

    await screen.findByRole('heading', { name: 'deployer-eu' })
    await waitFor(() => expect(router.state.location.pathname).toBe('/projects/vision/roles/deployer-eu'))
    expect(changes(requests).map(({ body }) => body)).toEqual([{ name: 'deployer-eu' }])
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument()
  })

  it('suggests what a permission needs, and adds it by one press', async () => {
    const { user } = await open(roleServer())

    await user.click(checkbox('buckets.files get'))
    const suggestions = screen.getByRole('group', { name: 'Suggested permissions' })
    await user.click(within(suggestions).getByRole('button', { name: 'Add buckets.files.list' }))
    expect(checkbox('buckets.files list, added')).toBeChecked()
    await user.click(within(suggestions).getByRole('button', { name: 'Add all 2' }))

    expect(checkbox('buckets list, added')).toBeChecked()
    expect(checkbox('buckets get, added')).toBeChecked()
    expect(within(suggestions).queryByRole('button')).not.toBeInTheDocument()
  })

  it('asks for at least one permission', async () => {
    const { user, requests } = await open(roleServer())

    await user.click(checkbox('deployments list'))
    await user.click(checkbox('deployments get'))
    await user.click(button('Save'))

    expect(await screen.findByRole('alert')).toHaveTextContent('Choose at least one permission')
    expect(changes(requests)).toEqual([])
  })

  it('shows at the grid which permission the server does not let one give', async () => {
    const refusal = refuse(updateRole, 'escalation', 'You cannot give roles.delete', {
      permissions: 'You cannot give roles.delete, because you do not hold it yourself',
    })
    const { user } = await open(roleServer(), [refusal])

    await user.click(checkbox('roles delete'))
    await user.click(button('Save'))

    const permissions = await screen.findByRole('region', { name: 'Permissions' })
    expect(await within(permissions).findByRole('alert')).toHaveTextContent('You cannot give roles.delete')
    expect(checkbox('roles delete, added')).toBeChecked()
  })

  it('shows a taken name at its field', async () => {
    const refusal = refuse(updateRole, 'role_name_taken', 'A role with this name already exists', {
      name: 'Already in use',
    })
    const { user } = await open(roleServer(), [refusal])

    await user.type(screen.getByLabelText('Name'), '-eu')
    await user.click(button('Save'))

    expect(await screen.findByText('Already in use')).toBeVisible()
    expect(screen.getByLabelText('Name')).toHaveValue('deployer-eu')
  })

  it('asks before a draft is left', async () => {
    const { user, router } = await open(roleServer())
    await user.click(checkbox('roles delete'))
    await screen.findByText('+1')

    act(() => void router.navigate('/elsewhere'))
    await user.click(await inDialog('Keep editing'))
    expect(checkbox('roles delete, added')).toBeChecked()

    act(() => void router.navigate('/elsewhere'))
    await user.click(await inDialog('Discard changes'))
    expect(await screen.findByText('Another page')).toBeVisible()
  })

  it('asks again after changes that follow a save', async () => {
    const { user, router } = await open(roleServer())
    await user.click(checkbox('roles delete'))
    await user.click(button('Save'))
    await screen.findByText('No changes')
    await user.click(checkbox('roles create'))
    await screen.findByText('+1')

    act(() => void router.navigate('/elsewhere'))

    expect(await inDialog('Keep editing')).toBeVisible()
  })
})

describe('saving', () => {
  const preview: AccessPreview = {
    groups: [
      {
        assignees: [
          {
            assignee: '0198417f-6608-75d3-ba12-2fba45b87400',
            assignee_type: 'user',
            kind: 'member',
            name: 'Ada Lovelace',
            email: 'ada@example.org',
            obstacle: null,
          },
        ],
        differences: [
          { project: 'vision', resource: 'vision', resource_type: 'project', gained: ['buckets.list'], lost: [] },
        ],
      },
    ],
  }
  const project = answer(listProjects, [
    {
      id: '0198417f-6608-75d3-ba12-2fba45b87401',
      name: 'vision',
      creation_date: '2026-01-01T00:00:00Z',
      organization_name: 'acme',
      advanced_permissions: false,
      credits: null,
    },
  ])

  it('shows who gains and who loses what first, by two keys', async () => {
    const server = roleServer()
    const { user, requests } = await open(server, [project, answer(previewAccess, preview)])
    await user.click(checkbox('buckets list'))

    await user.keyboard('{Control>}s{/Control}')
    const dialog = await screen.findByRole('dialog', { name: 'Save deployer?' }, { timeout: 10_000 })
    expect(within(dialog).getByText('Ada Lovelace gains 1 permission; nobody loses any.')).toBeVisible()
    expect(requests.filter(({ params }) => params.organization === 'acme').map(({ body }) => body)).toEqual([
      {
        changes: [
          {
            type: 'role_update',
            project: 'vision',
            role: 'deployer',
            permissions: ['deployments.list', 'deployments.get', 'buckets.list'],
          },
        ],
      },
    ])
    expect(changes(requests)).toEqual([])
    expect(within(dialog).getByRole('button', { name: 'Save role' })).toHaveFocus()
    await user.keyboard('{Enter}')

    await screen.findByText('No changes')
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument()
    expect(server.state.role.permissions).toContain('buckets.list')
  })

  it('can be called off, with the draft as it was and still guarded', async () => {
    const { user, router, requests } = await open(roleServer(), [project, answer(previewAccess, preview)])
    await user.click(checkbox('buckets list'))
    await user.click(button('Save'))

    await user.click(await inDialog('Cancel'))

    await waitFor(() => expect(button('Save')).toHaveFocus())
    expect(checkbox('buckets list, added')).toBeChecked()
    expect(changes(requests)).toEqual([])
    act(() => void router.navigate('/elsewhere'))
    expect(await inDialog('Keep editing')).toBeVisible()
  })

  it('goes on where the preview fails, which is said', async () => {
    const server = roleServer()
    const refusal = refuse(previewAccess, 'forbidden', 'You need another right for this')
    const { user } = await open(server, [project, refusal])
    await user.click(checkbox('buckets list'))
    await user.click(button('Save'))

    const dialog = await screen.findByRole('dialog', { name: 'Save deployer?' }, { timeout: 10_000 })
    expect(await within(dialog).findByText(/You need another right for this/)).toBeVisible()
    await user.click(within(dialog).getByRole('button', { name: 'Save role' }))

    await screen.findByText('No changes')
    expect(server.state.role.permissions).toContain('buckets.list')
  })

  it('asks nothing for a new name alone, nor where the server has no preview', async () => {
    const server = roleServer()
    const missing = refuse(previewAccess, 'not_found', 'There is nothing here')
    const { user, requests } = await open(server, [project, missing])
    await user.type(screen.getByLabelText('Name'), '-eu')
    await user.click(button('Save'))
    await screen.findByText('No changes')
    expect(requests.filter(({ params }) => params.organization === 'acme')).toHaveLength(0)

    await user.click(checkbox('buckets list'))
    await user.click(button('Save'))

    await screen.findByText('No changes')
    expect(requests.filter(({ params }) => params.organization === 'acme')).toHaveLength(1)
    expect(server.state.role.permissions).toContain('buckets.list')
  })
})

describe('a role that others change meanwhile', () => {
  const theirs = { permissions: ['deployments.list', 'deployments.get', 'roles.list'] }

  it('is shown anew when nothing has been changed here', async () => {
    const server = roleServer()
    const { client } = await open(server)
    server.changeElsewhere(theirs)

    await act(() => client.invalidateQueries({ queryKey: roleKeys.all('vision') }))

    await waitFor(() => expect(checkbox('roles list')).toBeChecked())
    expect(screen.getByText('No changes')).toBeVisible()
  })

  it('does not touch a draft when it is refetched, and merges both on request', async () => {
    const server = roleServer()
    const { user, client } = await open(server)
    await user.click(checkbox('buckets list'))
    server.changeElsewhere(theirs)

    await act(() => client.invalidateQueries({ queryKey: roleKeys.all('vision') }))

    expect(await screen.findByRole('alert')).toHaveTextContent('Your draft is as you left it')
    expect(checkbox('buckets list, added')).toBeChecked()
    expect(checkbox('roles list')).not.toBeChecked()
    expect(button('Save')).toBeDisabled()
    await user.click(button('Merge both'))

    expect(checkbox('buckets list, added')).toBeChecked()
    expect(checkbox('roles list')).toBeChecked()
    expect(button('Save')).toBeEnabled()
  })

  it('is merged with the draft of a stale save, told who did what, and saved with both', async () => {
    const server = roleServer()
    const { user, requests } = await open(server)
    await user.click(checkbox('buckets list'))
    await user.click(checkbox('deployments get'))
    server.changeElsewhere(theirs)

    await user.click(button('Save'))
    expect(await screen.findByRole('alert')).toHaveTextContent('Somebody else has changed this role')
    expect(server.state.role.permissions).toEqual(theirs.permissions)
    expect(entries()).toEqual([
      ['roles.list', 'No', '+ Added', '–not changed', 'Yes'],
      ['buckets.list', 'No', '–not changed', '+ Added', 'Yes'],
      ['deployments.get', 'Yes', '–not changed', '− Removed', 'No'],
    ])

    await user.click(button('Save'))
    await screen.findByText('No changes')
    expect(server.state.role.permissions).toEqual(['deployments.list', 'buckets.list', 'roles.list'])
    expect(changes(requests).map(({ headers }) => headers.get('if-match'))).toEqual(['"1"', '"2"'])
    expect(screen.queryByRole('table')).not.toBeInTheDocument()
  })

  it('is merged again when it has changed again, on top of what was merged before', async () => {
    const server = roleServer()
    const { user } = await open(server)
    await user.click(checkbox('buckets list'))
    server.changeElsewhere(theirs)
    await user.click(button('Save'))
    await findMerge()
    await user.click(screen.getByLabelText('roles.list in the result'))
    expect(checkbox('roles list, removed')).not.toBeChecked()
    server.changeElsewhere({ permissions: [...theirs.permissions, 'exports.list'] })

    await user.click(button('Save'))

    await waitFor(() =>
      expect(entries()).toEqual([
        ['exports.list', 'No', '+ Added', '–not changed', 'Yes'],
        ['buckets.list', 'No', '–not changed', '+ Added', 'Yes'],
        ['roles.list', 'Yes', '–not changed', '− Removed', 'No'],
      ]),
    )
    await user.click(button('Save'))
    await screen.findByText('No changes')
    expect(server.state.role.permissions).toEqual([
      'deployments.list',
      'deployments.get',
      'buckets.list',
      'exports.list',
    ])
  })

  it('takes theirs on request', async () => {
    const server = roleServer()
    const { user } = await open(server)
    await user.click(checkbox('buckets list'))
    server.changeElsewhere(theirs)
    await user.click(button('Save'))

    await user.click(await screen.findByRole('button', { name: 'Discard mine, load theirs' }))

    expect(screen.getByText('No changes')).toBeVisible()
    expect(checkbox('roles list')).toBeChecked()
    expect(checkbox('buckets list')).not.toBeChecked()
  })

  it('is found again when it was renamed, and keeps its new name', async () => {
    const server = roleServer()
    const { user, router } = await open(server)
    await user.click(checkbox('buckets list'))
    server.changeElsewhere({ name: 'releaser' })

    await user.click(button('Save'))
    await findMerge()
    expect(entries()).toContainEqual(['Name', 'deployer', 'releaser', '–not changed', 'releaser'])
    await user.click(button('Save'))

    await screen.findByText('No changes')
    expect(server.state.role).toMatchObject({
      name: 'releaser',
      permissions: ['deployments.list', 'deployments.get', 'buckets.list'],
    })
    await waitFor(() => expect(router.state.location.pathname).toBe('/projects/vision/roles/releaser'))
  })

  it('lets one choose where both gave it a new name, and saves nothing before', async () => {
    const server = roleServer()
    const { user } = await open(server)
    await user.type(screen.getByLabelText('Name'), '-eu')
    server.changeElsewhere({ name: 'releaser' })

    await user.click(button('Save'))
    expect(await screen.findByText('Choose one')).toBeVisible()
    expect(button('Save')).toBeDisabled()
    expect(screen.getByLabelText('Name')).toHaveValue('deployer-eu')
    await user.click(screen.getByRole('radio', { name: 'Name: theirs, releaser' }))
    expect(screen.getByLabelText('Name')).toHaveValue('releaser')
    await user.click(screen.getByRole('radio', { name: 'Name: yours, deployer-eu' }))
    await user.click(button('Save'))

    await screen.findByText('No changes')
    expect(server.state.role.name).toBe('deployer-eu')
  })

  it('does not lose its draft to another role that has taken its name', async () => {
    const server = roleServer()
    const { user, client } = await open(server)
    await user.click(checkbox('buckets list'))
    server.changeElsewhere({ id: '0198417f-6608-75d3-ba12-2fba45b87499', permissions: ['exports.list'] })

    await act(() => client.invalidateQueries({ queryKey: roleKeys.all('vision') }))

    expect(await screen.findByRole('alert')).toHaveTextContent('deployer no longer exists')
    expect(checkbox('buckets list, added')).toBeChecked()
    await user.click(button('Discard'))
    await waitFor(() => expect(checkbox('exports list')).toBeChecked())
    expect(screen.queryByRole('alert')).not.toBeInTheDocument()
  })

  it('can be made anew from the draft when it was deleted', async () => {
    const server = roleServer()
    const { user } = await open(server)
    await user.click(checkbox('buckets list'))
    server.deleteElsewhere()

    await user.click(button('Save'))

    expect(await screen.findByRole('alert')).toHaveTextContent('deployer no longer exists')
    await user.click(button('Save it as a new role'))
    const dialog = await screen.findByRole('dialog', { name: 'Create role' }, { timeout: 10_000 })
    expect(within(dialog).getByLabelText('Name')).toHaveValue('deployer')
    expect(within(dialog).getByText('3 chosen')).toBeVisible()
  })
})

describe('roles that cannot be edited', () => {
  it('are shown read-only with the reason when they are default roles', async () => {
    await open(roleServer({ ...deployer, default: true }))

    expect(screen.getByRole('grid')).toHaveAttribute('aria-readonly', 'true')
    expect(screen.getByText(/Default roles cannot be changed/)).toBeVisible()
    expect(screen.queryByRole('button', { name: 'Save' })).not.toBeInTheDocument()
    expect(button('Clone')).toBeEnabled()
  })

  it('keep permissions that this dashboard does not know', async () => {
    const server = roleServer({ ...deployer, permissions: [...deployer.permissions, 'rockets.launch'] })
    const { user, requests } = await open(server)

    expect(screen.getByText(/rockets\.launch/)).toBeVisible()
    expect(screen.getByRole('grid')).toHaveAttribute('aria-readonly', 'true')
    await user.type(screen.getByLabelText('Name'), '-eu')
    await user.click(button('Save'))

    await screen.findByRole('heading', { name: 'deployer-eu' })
    expect(changes(requests).map(({ body }) => body)).toEqual([{ name: 'deployer-eu' }])
    expect(server.state.role.permissions).toContain('rockets.launch')
  })

  it('say so when they do not exist', async () => {
    renderPage(<RolePage />, {
      path: '/projects/:project/roles/:role',
      url: '/projects/vision/roles/nobody',
      answers: roleServer().answers,
    })

    expect(await screen.findByRole('heading', { name: 'Not found' })).toBeVisible()
  })
})
