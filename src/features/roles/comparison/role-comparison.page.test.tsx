import { act, screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { describe, expect, it, vi } from 'vitest'
import { type AccessPreview, getOwnAccess, type OwnAccess, previewAccess } from '#contract/access.ts'
import { listProjects } from '#contract/projects.ts'
import { type CreateRole, createRole, getRole, listRoles, type Role, updateRole } from '#contract/roles.ts'
import { roleKeys } from '#src/features/roles/roles.queries.ts'
import { answer, type FakeAnswer, type FakeRequest, refuse } from '#src/testing/fake-server.ts'
import { renderPage } from '#src/testing/render-page.tsx'
import { RoleComparisonPage } from './role-comparison.page.tsx'

// The grid has a checkbox for each permission of each role, and jsdom may share its two cores with other suites.
vi.setConfig({ testTimeout: 60_000 })

const idOf = (number: number) => `0198417f-6608-75d3-ba12-2fba45b8${7000 + number}`
const role = (number: number, name: string, permissions: string[], isDefault = false): Role => ({
  id: idOf(number),
  name,
  default: isDefault,
  permissions,
})

const deployer = role(1, 'deployer', ['deployments.list', 'deployments.get', 'deployments.create'])
const auditor = role(2, 'auditor', ['roles.list', 'roles.get'])
const reader = role(3, 'bucket-viewer', ['buckets.list', 'buckets.get'], true)

const admin: OwnAccess = { organization_admin: true, permissions: [], objects: [] }

/** A server that keeps roles, and refuses a change of a state that the caller has not seen. */
function roleServer(...roles: Role[]) {
  const kept = new Map(roles.map((one) => [one.name, { role: one, revision: 1 }]))
  const missing = { status: 404, body: { error: 'There is nothing here', code: 'not_found' } }
  const tagged = (name: string) => {
    const one = kept.get(name)
    return one ? { status: 200, body: one.role, headers: { etag: `"${one.revision}"` } } : missing
  }
  const changeElsewhere = (name: string, change: Partial<Role>) => {
    const one = kept.get(name)
    if (!one) throw new Error(`There is no role ${name}`)
    kept.delete(name)
    kept.set(change.name ?? name, { role: { ...one.role, ...change }, revision: one.revision + 1 })
  }
  const deleteElsewhere = (name: string) => kept.delete(name)
  const createElsewhere = (one: Role) => kept.set(one.name, { role: one, revision: 1 })
  const answers: FakeAnswer[] = [
    answer(getOwnAccess, admin),
    // No organization is known, so no preview is asked for.
    answer(listProjects, []),
    answer(listRoles, () =>
      [...kept.values()].map(({ role: { permissions, ...rest } }) => ({
        ...rest,
        permission_count: permissions.length,
      })),
    ),
    { endpoint: getRole, reply: ({ params }) => tagged(params.role ?? '') },
    {
      endpoint: updateRole,
      reply: ({ params: { role: name = '' }, headers, body }) => {
        const one = kept.get(name)
        if (!one) return missing
        if (headers.get('if-match') !== `"${one.revision}"`)
          return { status: 412, body: { error: 'Changed since it was read', code: 'stale' } }
        changeElsewhere(name, body as Partial<Role>)
        return tagged(name)
      },
    },
    answer(createRole, ({ body }) => {
      const created = role(kept.size + 10, (body as CreateRole).name, (body as CreateRole).permissions)
      createElsewhere(created)
      return created
    }),
  ]
  const permissionsOf = (name: string) => kept.get(name)?.role.permissions
  return { answers, changeElsewhere, deleteElsewhere, createElsewhere, permissionsOf }
}

type Server = ReturnType<typeof roleServer>

async function open(server: Pick<Server, 'answers'>, search: string, extra: FakeAnswer[] = []) {
  const page = renderPage(<RoleComparisonPage />, {
    path: '/projects/:project/role-comparison',
    url: `/projects/vision/role-comparison?${search}`,
    answers: [...server.answers, ...extra],
  })
  await screen.findByRole('heading', { name: /^Compare roles/ })
  const refetch = () => act(() => page.client.invalidateQueries({ queryKey: roleKeys.all('vision') }))
  return { ...page, refetch, user: userEvent.setup() }
}

/** The page with the grid of roles, by default of the two that can be changed. */
async function compare(server: Pick<Server, 'answers'>, search = 'roles=deployer,auditor', extra: FakeAnswer[] = []) {
  const page = await open(server, search, extra)
  await findGrid()
  return page
}

const findGrid = () => screen.findByRole('grid', {}, { timeout: 10_000 })
// By label and text, since asking hundreds of checkboxes for their role and name takes jsdom a while.
const cell = (name: string) => screen.getByLabelText(name)
function button(name: string): HTMLElement {
  const buttons = [...document.querySelectorAll<HTMLElement>('button:not([role])')]
  const found = buttons.filter((one) => (one.getAttribute('aria-label') ?? one.textContent) === name)
  if (found.length !== 1 || !found[0]) throw new Error(`${found.length} buttons are called ${name}`)
  return found[0]
}
const findDialog = (name: string) => screen.findByRole('dialog', { name }, { timeout: 10_000 })
const inDialog = async (name: string) =>
  within(await screen.findByRole('dialog', {}, { timeout: 10_000 })).getByRole('button', { name })
/** The counts in the bar, as they are read out. */
const status = () => document.querySelector('[class*=saveStatus]')?.textContent
const columns = () => [...document.querySelectorAll('[role=columnheader] a')].map((link) => link.textContent)
const rows = () => [...document.querySelectorAll('tbody [role=rowheader]')].map((header) => header.textContent)
const changes = (requests: readonly FakeRequest[]) =>
  requests.filter(({ params, body }) => body !== undefined && params.role !== undefined)

describe('the comparison', () => {
  it('shows the roles of the address side by side, in its order', async () => {
    await compare(roleServer(deployer, auditor, reader), 'roles=auditor,bucket-viewer,deployer')

    expect(columns()).toEqual(['auditor', 'bucket-viewer', 'deployer'])
    expect(document.querySelector('h1')).toHaveTextContent('Compare roles (3)')
    expect(cell('auditor: roles list')).toBeChecked()
    expect(cell('deployer: roles list')).not.toBeChecked()
    expect(cell('deployer: deployments, all, 3 of 5')).toBePartiallyChecked()
    expect(screen.getByText('No changes')).toBeVisible()
  })

  it('asks for roles, and for a second one', async () => {
    const { user, router } = await open(roleServer(deployer, auditor), '')
    expect(await screen.findByText('Choose the roles to compare')).toBeVisible()

    await user.click(screen.getByLabelText('Roles', { selector: 'input' }))
    await user.click(await screen.findByRole('option', { name: 'deployer' }))
    expect(await screen.findByText('Choose a role to compare deployer with')).toBeVisible()
    expect(screen.queryByRole('button', { name: 'Discard' })).not.toBeInTheDocument()
    await user.click(await screen.findByRole('option', { name: 'auditor' }))

    await findGrid()
    expect(columns()).toEqual(['deployer', 'auditor'])
    expect(router.state.location.search).toBe('?roles=deployer,auditor')
  })

  it('takes a further role in without losing what is collapsed', async () => {
    const { user } = await compare(roleServer(deployer, auditor, reader))
    await user.click(button('deployments'))
    expect(screen.queryByLabelText('deployer: deployments list')).not.toBeInTheDocument()

    await user.click(screen.getByLabelText('Roles', { selector: 'input' }))
    await user.click(await screen.findByRole('option', { name: 'bucket-viewer' }))

    await waitFor(() => expect(columns()).toEqual(['deployer', 'auditor', 'bucket-viewer']))
    expect(button('deployments')).toHaveAttribute('aria-expanded', 'false')
  })

  it('names what belongs to no role, and corrects the address', async () => {
    const { user, router } = await compare(roleServer(deployer, auditor), 'roles=deployer,nobody,auditor')

    expect(screen.getByRole('alert')).toHaveTextContent('There is no role nobody in this project.')
    await user.click(button('Correct the address'))

    expect(router.state.location.search).toBe('?roles=deployer,auditor')
    expect(screen.queryByRole('alert')).not.toBeInTheDocument()
  })

  it('says which role could not be loaded, with the others side by side, and tries again', async () => {
    const server = roleServer(deployer, auditor, reader)
    const fallible: FakeAnswer = {
      endpoint: getRole,
      reply: (request) => (isAway && request.params.role === 'auditor' ? refusal.reply : serve)(request),
    }
    const refusal = refuse(getRole, 'forbidden', 'You need another right for this')
    const serve = server.answers.find(({ endpoint }) => endpoint === getRole)?.reply ?? refusal.reply
    let isAway = true
    const { user } = await compare(server, 'roles=deployer,auditor,bucket-viewer', [fallible])
    expect(screen.getByRole('alert')).toHaveTextContent('Could not load auditor.')
    expect(columns()).toEqual(['deployer', 'bucket-viewer'])

    isAway = false
    await user.click(button('Retry'))

    await waitFor(() => expect(columns()).toEqual(['deployer', 'auditor', 'bucket-viewer']))
    expect(screen.queryByRole('alert')).not.toBeInTheDocument()
  })

  it('compares 30 roles at most, and names those that are left out', async () => {
    const many = Array.from({ length: 32 }, (_, index) => role(index, `role-${index + 1}`, ['exports.list']))
    const names = many.map(({ name }) => name).join(',')

    const { user, router } = await compare(roleServer(...many), `roles=${names}&q=exports.list`)

    expect(columns()).toHaveLength(30)
    expect(screen.getByText(/At most 30 roles can be compared. role-31 and role-32 are left out./)).toBeVisible()
    await user.click(button('Correct the address'))
    expect(router.state.location.search).toMatch(/role-30&/)
  })

  it('filters the permissions, and leaves those that tell the roles apart', async () => {
    const { user, router } = await compare(roleServer(deployer, auditor), 'roles=deployer,auditor&differences=1')
    expect(screen.getByText('5 of 126 permissions')).toBeVisible()
    expect(screen.queryByLabelText('deployer: deployments delete')).not.toBeInTheDocument()
    expect(rows()).toEqual([
      'deployments3',
      'deployments list≠ differs',
      'deployments get≠ differs',
      'deployments create≠ differs',
      'roles2',
      'roles list≠ differs',
      'roles get≠ differs',
    ])

    await user.type(screen.getByLabelText('Filter permissions'), 'roles get')
    await waitFor(() => expect(rows()).toEqual(['roles1', 'roles get≠ differs']))
    await waitFor(() => expect(router.state.location.search).toContain('q=roles+get'))
    await user.click(screen.getByLabelText('Only differences'))
    await waitFor(() =>
      expect(rows()).toEqual(['roles1', 'roles get≠ differs', 'roles.assignments1', 'roles.assignments get']),
    )
    await user.clear(screen.getByLabelText('Filter permissions'))

    await waitFor(() => expect(screen.getByLabelText('deployer: deployments delete')).toBeVisible())
  })

  it('says so when no permission tells the roles apart', async () => {
    const same = role(4, 'auditor-eu', auditor.permissions)
    const { user } = await open(roleServer(auditor, same), 'roles=auditor,auditor-eu&differences=1')

    expect(await screen.findByText('These roles give the same')).toBeVisible()
    expect(screen.getByText(/give the same permissions\./)).toBeVisible()
    await user.click(button('Clear filters'))

    expect(await findGrid()).toBeVisible()
  })
})

describe('changing roles', () => {
  it('toggles cells of two roles by mouse and by keys, and counts the changes', async () => {
    const { user } = await compare(roleServer(deployer, auditor))

    await user.click(cell('deployer: deployments get'))
    await user.click(cell('auditor: exports list'))
    expect(status()).toBe('+1 added, −1 removed in 2 roles')
    await user.keyboard('{ArrowDown} {ArrowLeft}{Enter}')

    expect(cell('auditor: exports get, added')).toBeChecked()
    expect(cell('deployer: exports get, added')).toHaveFocus()
    expect(status()).toBe('+3 added, −1 removed in 2 roles')
    await user.keyboard(' ')
    expect(cell('deployer: exports get')).not.toBeChecked()
    expect(status()).toBe('+2 added, −1 removed in 2 roles')
  })

  it('is one tab stop, and toggles all of an object', async () => {
    const { user } = await compare(roleServer(deployer, auditor))
    screen.getByLabelText('Only differences').focus()

    await user.tab()
    expect(button('Collapse all')).toHaveFocus()
    await user.keyboard('{Control>}{End}{/Control}')
    expect(cell('auditor: roles.assignments delete')).toHaveFocus()
    await user.keyboard('{ArrowUp}{ArrowUp}{ArrowUp}{ArrowUp}{Enter}')

    expect(cell('auditor: roles.assignments, all, 4 of 4')).toBeChecked()
    expect(status()).toBe('+4 added, −0 removed in 1 role')
    await user.tab({ shift: true })
    expect(screen.getByLabelText('Only differences')).toHaveFocus()
  })

  it('suggests what the role in focus needs, and adds it by one press', async () => {
    const { user } = await compare(roleServer(deployer, auditor))

    await user.click(cell('auditor: buckets.files get'))
    expect(cell('auditor: buckets list, suggested')).not.toBeChecked()
    const hints = screen.getByRole('group', { name: 'Suggested permissions for auditor' })
    await user.click(within(hints).getByRole('button', { name: 'Add buckets.files.list' }))
    await user.click(within(hints).getByRole('button', { name: 'Add all 2' }))

    expect(cell('auditor: buckets list, added')).toBeChecked()
    expect(status()).toBe('+4 added, −0 removed in 1 role')
  })

  it('discards what is staged', async () => {
    const { user } = await compare(roleServer(deployer, auditor))
    await user.click(cell('deployer: deployments get'))
    await user.click(cell('auditor: exports list'))

    await user.click(button('Discard'))

    expect(screen.getByText('No changes')).toBeVisible()
    expect(cell('deployer: deployments get')).toBeChecked()
    expect(button('Save')).toHaveAttribute('aria-disabled', 'true')
  })

  it('asks before staged changes are left', async () => {
    const { user, router } = await compare(roleServer(deployer, auditor), 'roles=deployer,auditor&q=exports')
    await user.click(cell('auditor: exports list'))

    act(() => void router.navigate('/elsewhere'))
    await user.click(await inDialog('Keep editing'))
    expect(cell('auditor: exports list, added')).toBeChecked()

    act(() => void router.navigate('/elsewhere'))
    await user.click(await inDialog('Discard changes'))
    expect(await screen.findByText('Another page')).toBeVisible()
  })

  it('saves no role that would give nothing', async () => {
    const { user } = await compare(roleServer(deployer, auditor))

    await user.click(cell('auditor: roles list'))
    await user.click(cell('auditor: roles get'))

    expect(button('Save')).toHaveAccessibleDescription(/^auditor would give nothing/)
    await user.click(button('Save'))
    await user.keyboard('{Control>}s{/Control}')
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument()
  })

  it('locks default roles, and says why when one is pressed', async () => {
    const { user } = await compare(roleServer(auditor, reader), 'roles=auditor,bucket-viewer')
    expect(screen.getByRole('columnheader', { name: /bucket-viewer/ })).toHaveTextContent(
      'Default. Default roles cannot be changed.',
    )

    await user.click(cell('bucket-viewer: exports list'))

    expect(screen.getByText('bucket-viewer: Default roles cannot be changed.')).toBeVisible()
    expect(cell('bucket-viewer: exports list')).toHaveAttribute('aria-disabled', 'true')
    expect(cell('bucket-viewer: exports list')).not.toBeChecked()
    await user.click(cell('auditor: exports list'))
    expect(screen.queryByText('bucket-viewer: Default roles cannot be changed.')).not.toBeInTheDocument()
  })

  it('locks what the person does not hold', async () => {
    const permissions = ['roles.list', 'roles.get', 'roles.update', 'exports.list']
    const own = answer(getOwnAccess, { organization_admin: false, permissions, objects: [] })
    const { user } = await compare(roleServer(deployer, auditor), undefined, [own])

    await user.click(cell('auditor: imports list'))
    expect(screen.getByText('You do not hold imports.list yourself, so you cannot give it.')).toBeVisible()
    await user.click(cell('deployer: exports list'))
    expect(screen.getByText(/^deployer: It gives .+, which you do not hold yourself\.$/)).toBeVisible()
    await user.click(cell('auditor: exports, all, 0 of 4'))

    expect(status()).toBe('+1 added, −0 removed in 1 role')
    expect(cell('auditor: exports list, added')).toBeChecked()
  })

  it('keeps roles with permissions that this dashboard does not know', async () => {
    const odd = role(4, 'launcher', ['roles.list', 'rockets.launch'])
    const { user } = await compare(roleServer(auditor, odd), 'roles=auditor,launcher')

    expect(screen.getByText(/launcher also gives rockets\.launch, which this dashboard does not know/)).toBeVisible()
    await user.click(cell('launcher: exports list'))

    expect(screen.getByText('No changes')).toBeInTheDocument()
  })
})

describe('taking roles out', () => {
  it('takes a role out of the comparison and the address', async () => {
    const { user, router } = await compare(
      roleServer(deployer, auditor, reader),
      'roles=deployer,auditor,bucket-viewer',
    )

    await user.click(button('Remove auditor from the comparison'))

    await waitFor(() => expect(columns()).toEqual(['deployer', 'bucket-viewer']))
    expect(router.state.location.search).toBe('?roles=deployer,bucket-viewer')
  })

  it('keeps a changed role where it is, and says what to do first', async () => {
    const { user, router } = await compare(roleServer(deployer, auditor))
    await user.click(cell('deployer: exports list'))

    await user.click(button('Remove deployer from the comparison'))

    expect(screen.getByText('Save or discard the changes of deployer before you remove it.')).toBeVisible()
    expect(columns()).toEqual(['deployer', 'auditor'])
    expect(router.state.location.search).toBe('?roles=deployer,auditor')
  })

  it('lets changes be saved when there is nothing left to compare with', async () => {
    const server = roleServer(deployer, auditor)
    const { user } = await compare(server)
    await user.click(cell('deployer: exports list'))

    await user.click(button('Remove auditor from the comparison'))
    expect(await screen.findByText('Choose a role to compare deployer with')).toBeVisible()
    expect(status()).toBe('+1 added, −0 removed in 1 role')
    await user.click(button('Save'))
    await user.click(await inDialog('Save 1 role'))

    await waitFor(() => expect(screen.queryByRole('button', { name: 'Save' })).not.toBeInTheDocument())
    expect(server.permissionsOf('deployer')).toContain('exports.list')
  })

  it('lets changes be discarded when somebody has deleted the other role', async () => {
    const server = roleServer(deployer, auditor)
    const { user, refetch } = await compare(server)
    await user.click(cell('deployer: exports list'))
    server.deleteElsewhere('auditor')

    await refetch()
    await screen.findByText('Choose a role to compare deployer with')
    await user.click(button('Discard'))

    await waitFor(() => expect(screen.queryByRole('button', { name: 'Discard' })).not.toBeInTheDocument())
  })

  it('keeps a changed role that Back has taken out of the address, until it is saved or discarded', async () => {
    const { user, router } = await compare(roleServer(deployer, auditor, reader), 'roles=deployer,bucket-viewer')
    await act(() => router.navigate('/projects/vision/role-comparison?roles=deployer,bucket-viewer,auditor'))
    await waitFor(() => expect(columns()).toHaveLength(3))
    await user.click(cell('auditor: exports list'))

    await act(() => router.navigate(-1))
    expect(columns()).toEqual(['deployer', 'bucket-viewer', 'auditor'])
    await user.click(button('Remove auditor from the comparison'))
    expect(screen.getByText('Save or discard the changes of auditor before you remove it.')).toBeVisible()
    await user.click(button('Discard'))

    await waitFor(() => expect(columns()).toEqual(['deployer', 'bucket-viewer']))
  })
})

describe('saving', () => {
  const preview: AccessPreview = {
    groups: [
      {
        assignees: [
          {
            assignee: idOf(100),
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
  const projects = answer(listProjects, [
    {
      id: idOf(101),
      name: 'vision',
      creation_date: '2026-01-01T00:00:00Z',
      organization_name: 'acme',
      advanced_permissions: false,
      credits: null,
    },
  ])
  const previews = (requests: readonly FakeRequest[]) =>
    requests.filter(({ params }) => params.organization === 'acme').map(({ body }) => body)

  it('shows who gains and who loses by all changes together, then saves each role', async () => {
    const server = roleServer(deployer, auditor)
    const { user, requests } = await compare(server, undefined, [projects, answer(previewAccess, preview)])
    await user.click(cell('deployer: deployments create'))
    await user.click(cell('auditor: buckets list'))

    await user.keyboard('{Control>}s{/Control}')
    const dialog = await findDialog('Save the changes?')
    expect(await within(dialog).findByText('Ada Lovelace gains 1 permission; nobody loses any.')).toBeVisible()
    expect(
      within(dialog)
        .getAllByRole('listitem')
        .slice(0, 2)
        .map((item) => item.textContent),
    ).toEqual(['deployer −1 deployments.create', 'auditor +1 buckets.list'])
    const update = { type: 'role_update', project: 'vision' }
    expect(previews(requests)).toEqual([
      {
        changes: [
          { ...update, role: 'deployer', permissions: ['deployments.list', 'deployments.get'] },
          { ...update, role: 'auditor', permissions: ['buckets.list', 'roles.list', 'roles.get'] },
        ],
      },
    ])
    expect(changes(requests)).toEqual([])
    await user.click(within(dialog).getByRole('button', { name: 'Save 2 roles' }))

    expect(await screen.findByText('2 roles saved')).toBeVisible()
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument())
    expect(status()).toBe('No changes')
    expect(changes(requests).map(({ params, headers }) => [params.role, headers.get('if-match')])).toEqual([
      ['deployer', '"1"'],
      ['auditor', '"1"'],
    ])
    expect(server.permissionsOf('deployer')).toEqual(['deployments.list', 'deployments.get'])
    expect(cell('auditor: buckets list')).toBeChecked()
  })

  it('can be called off, with the changes as they were', async () => {
    const { user, requests } = await compare(roleServer(deployer, auditor))
    await user.click(cell('auditor: buckets list'))
    await user.click(button('Save'))

    await user.click(await inDialog('Cancel'))

    expect(status()).toBe('+1 added, −0 removed in 1 role')
    expect(changes(requests)).toEqual([])
  })

  it('saves one role and merges the other, which somebody else has saved first', async () => {
    const server = roleServer(deployer, auditor)
    const { user, requests } = await compare(server)
    await user.click(cell('deployer: deployments create'))
    await user.click(cell('auditor: buckets list'))
    server.changeElsewhere('auditor', { permissions: ['roles.list', 'exports.list'] })

    await user.click(button('Save'))
    await user.click(await inDialog('Save 2 roles'))

    const dialog = await findDialog('Save the changes?')
    expect(await within(dialog).findByText('Saved deployer.')).toBeVisible()
    const item = within(dialog).getByRole('listitem')
    expect(item).toHaveTextContent('auditor was not saved: somebody else saved it first.')
    expect(item).toHaveTextContent('added exports.list; removed roles.get. Saving keeps that and adds your changes.')
    expect(server.permissionsOf('deployer')).toEqual(['deployments.list', 'deployments.get'])
    expect(server.permissionsOf('auditor')).toEqual(['roles.list', 'exports.list'])
    await user.click(within(dialog).getByRole('button', { name: 'Save 1 role again' }))

    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument())
    expect(server.permissionsOf('auditor')).toEqual(['buckets.list', 'exports.list', 'roles.list'])
    expect(changes(requests).map(({ params, headers }) => [params.role, headers.get('if-match')])).toEqual([
      ['deployer', '"1"'],
      ['auditor', '"1"'],
      ['auditor', '"2"'],
    ])
    await waitFor(() => expect(status()).toBe('No changes'))
  })

  it('keeps what the server refuses, and says why', async () => {
    const server = roleServer(deployer, auditor)
    const refusal = refuse(updateRole, 'escalation', 'You cannot give buckets.list')
    const { user } = await compare(server, undefined, [refusal])
    await user.click(cell('auditor: buckets list'))

    await user.click(button('Save'))
    await user.click(await inDialog('Save 1 role'))

    const dialog = await findDialog('Save the changes?')
    expect(await within(dialog).findByRole('alert')).toHaveTextContent('auditor was not saved.')
    expect(within(dialog).getByRole('alert')).toHaveTextContent('You cannot give buckets.list')
    await user.keyboard('{Escape}')
    expect(cell('auditor: buckets list, added')).toBeChecked()
  })

  it('finds a role that was renamed meanwhile, and saves it under its new name', async () => {
    const server = roleServer(deployer, auditor)
    const { user } = await compare(server)
    await user.click(cell('auditor: buckets list'))
    server.changeElsewhere('auditor', { name: 'inspector' })

    await user.click(button('Save'))
    await user.click(await inDialog('Save 1 role'))
    const dialog = await findDialog('Save the changes?')
    expect(await within(dialog).findByText(/inspector was not saved: somebody else has renamed it/)).toBeVisible()
    await user.click(within(dialog).getByRole('button', { name: 'Save 1 role again' }))

    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument())
    expect(server.permissionsOf('inspector')).toEqual(['buckets.list', 'roles.list', 'roles.get'])
    expect(screen.getByText('auditor is now called inspector.')).toBeVisible()
  })

  it('tells of a role that was deleted meanwhile, whose changes can become a new role', async () => {
    const server = roleServer(deployer, auditor)
    const { user } = await compare(server)
    await user.click(cell('auditor: buckets list'))
    server.deleteElsewhere('auditor')

    await user.click(button('Save'))
    await user.click(await inDialog('Save 1 role'))
    const dialog = await findDialog('Save the changes?')
    expect(await within(dialog).findByRole('alert')).toHaveTextContent('auditor was not saved: it no longer exists.')
    await user.keyboard('{Escape}')
    expect(screen.getByText('auditor no longer exists.')).toBeVisible()
    await user.click(button('Save as a new role'))

    const create = await findDialog('Create role')
    expect(within(create).getByLabelText('Name')).toHaveValue('auditor')
    expect(within(create).getByText('3 chosen')).toBeVisible()
    await user.click(within(create).getByRole('button', { name: 'Create role' }))
    await waitFor(() => expect(server.permissionsOf('auditor')).toEqual(['buckets.list', 'roles.list', 'roles.get']))
    await waitFor(() => expect(screen.queryByText('auditor no longer exists.')).not.toBeInTheDocument())
  })
})

describe('a role that others change meanwhile', () => {
  it('shows their change under the staged one, until that is taken note of', async () => {
    const server = roleServer(deployer, auditor)
    const { user, refetch } = await compare(server)
    await user.click(cell('auditor: buckets list'))
    server.changeElsewhere('auditor', { permissions: ['roles.list', 'exports.list'] })

    await refetch()

    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Somebody else has changed auditor since you opened it. They added exports.list. They removed roles.get. ' +
        'Your 1 change to it is kept on top of theirs.',
    )
    expect(cell('auditor: exports list')).toBeChecked()
    expect(cell('auditor: buckets list, added')).toBeChecked()
    await user.click(button('Understood'))
    expect(screen.queryByRole('alert')).not.toBeInTheDocument()
    expect(status()).toBe('+1 added, −0 removed in 1 role')
  })

  it('keeps its column and its changes under a new name', async () => {
    const server = roleServer(deployer, auditor)
    const { user, refetch, router } = await compare(server)
    await user.click(cell('auditor: buckets list'))
    server.changeElsewhere('auditor', { name: 'inspector' })

    await refetch()

    expect(await screen.findByText('auditor is now called inspector.')).toBeVisible()
    await waitFor(() => expect(columns()).toEqual(['deployer', 'inspector']))
    expect(cell('inspector: buckets list, added')).toBeChecked()
    await user.click(button('Correct the address'))
    expect(router.state.location.search).toBe('?roles=deployer,inspector')
    expect(cell('inspector: buckets list, added')).toBeChecked()
    expect(columns()).toEqual(['deployer', 'inspector'])
  })

  it('does not lose its changes when it is deleted', async () => {
    const server = roleServer(deployer, auditor, reader)
    const { user, refetch, router } = await compare(server, 'roles=deployer,auditor,bucket-viewer')
    await user.click(cell('auditor: buckets list'))
    server.deleteElsewhere('auditor')

    await refetch()

    expect(await screen.findByText('auditor no longer exists.')).toBeVisible()
    expect(columns()).toEqual(['deployer', 'bucket-viewer'])
    act(() => void router.navigate('/elsewhere'))
    await user.click(await inDialog('Keep editing'))
    const notice = screen.getAllByRole('alert').find((one) => one.textContent.includes('no longer exists'))
    await user.click(within(notice ?? document.body).getByRole('button', { name: 'Discard' }))
    expect(screen.queryByText('auditor no longer exists.')).not.toBeInTheDocument()
  })

  it('does not lose its changes to another role that has taken its name', async () => {
    const server = roleServer(deployer, auditor)
    const { user, refetch } = await compare(server)
    await user.click(cell('auditor: buckets list'))
    server.deleteElsewhere('auditor')
    server.createElsewhere(role(9, 'auditor', ['exports.list']))

    await refetch()

    expect(await screen.findByText('auditor no longer exists.')).toBeVisible()
    expect(cell('auditor: exports list')).toBeChecked()
    expect(cell('auditor: buckets list')).not.toBeChecked()
    expect(status()).toBe('No changes')
  })
})

describe('new roles', () => {
  it('are made of what any of the roles gives, staged changes included', async () => {
    const server = roleServer(deployer, auditor)
    const { user, router } = await compare(server)
    await user.click(cell('auditor: exports list'))

    await user.click(button('New role from these'))
    await user.click(await screen.findByRole('menuitem', { name: /^Union: what any of them gives/ }))
    const dialog = await findDialog('Create role')
    expect(within(dialog).getByLabelText('Name')).toHaveValue('deployer-union')
    expect(within(dialog).getByText('6 chosen')).toBeVisible()
    await user.click(within(dialog).getByRole('button', { name: 'Create role' }))

    await waitFor(() => expect(columns()).toEqual(['deployer', 'auditor', 'deployer-union']))
    expect(server.permissionsOf('deployer-union')).toEqual([
      'deployments.list',
      'deployments.get',
      'deployments.create',
      'exports.list',
      'roles.list',
      'roles.get',
    ])
    expect(router.state.location.search).toBe('?roles=deployer,auditor,deployer-union')
    expect(status()).toBe('+1 added, −0 removed in 1 role')
  })

  it('are not made of roles with nothing in common, which is said', async () => {
    const { user } = await compare(roleServer(deployer, auditor))

    await user.click(button('New role from these'))

    expect(await screen.findByRole('menuitem', { name: /^Intersection/ })).toHaveTextContent(
      'They have no permission in common.',
    )
  })
})

describe('near-duplicates', () => {
  it('among the compared roles are pointed out as they come to be', async () => {
    const other = role(4, 'auditor-eu', ['roles.list', 'roles.get', 'exports.list', 'exports.get'])
    const { user } = await compare(roleServer(auditor, other), 'roles=auditor,auditor-eu')
    expect(screen.queryByText(/differ by/)).not.toBeInTheDocument()

    await user.click(cell('auditor: exports list'))

    expect(await screen.findByText(/differ by 1 permission\./)).toHaveTextContent(
      'auditor and auditor-eu differ by 1 permission. Only auditor-eu gives exports.get.',
    )
  })

  it('are looked for in the whole project, and lead to their comparison', async () => {
    const other = role(4, 'deployer-eu', [...deployer.permissions, 'exports.list'])
    const { user, router } = await open(roleServer(deployer, auditor, other), '')

    await waitFor(() => expect(button('Find near-duplicates')).toBeEnabled())
    await user.click(button('Find near-duplicates'))
    const dialog = await findDialog('Near-duplicate roles of vision')
    expect(await within(dialog).findByRole('listitem')).toHaveTextContent(
      'deployer and deployer-eu differ by 1 permission. Only deployer-eu gives exports.list.',
    )
    await user.click(within(dialog).getByRole('link', { name: 'Compare deployer and deployer-eu' }))

    expect(router.state.location.search).toBe('?roles=deployer,deployer-eu')
    await findGrid()
    expect(columns()).toEqual(['deployer', 'deployer-eu'])
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument()
  })
})
