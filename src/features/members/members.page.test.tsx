import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, test, vi } from 'vitest'
import { getOwnAccess, previewAccess } from '#contract/access.ts'
import {
  addMember,
  getMember,
  listMemberRoleAssignments,
  listMembers,
  type Member,
  removeMember,
  updateMember,
} from '#contract/members.ts'
import { listProjects } from '#contract/projects.ts'
import { getRole, listRoles } from '#contract/roles.ts'
import { getSession } from '#contract/session.ts'
import { answer, type FakeAnswer, refuse } from '#src/testing/fake-server.ts'
import { renderPage } from '#src/testing/render-page.tsx'
import { MembersPage } from './members.page.tsx'
// Loaded when first shown; here beforehand, so that no test waits for the compiler.
import './add-members-dialog.tsx'
import './change-profile-dialog.tsx'
import './remove-member-dialog.tsx'
import '#src/components/menu.tsx'

const user = userEvent.setup({ delay: null })

const uuid = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`

function member(number: number, name: string, more: Partial<Member> = {}): Member {
  const email = `${name.toLowerCase()}@example.org`
  return { id: uuid(number), email, name, surname: '', admin: false, status: 'active', ...more }
}

const ada = member(1, 'Ada', { admin: true, role_assignment_count: 0, last_active: null })
const bo = member(2, 'Bo', { admin: true, role_assignment_count: 2 })
const cy = member(3, 'Cy', { status: 'invited', role_assignment_count: 0 })
const { id: adaId, email, name, surname } = ada
const session = answer(getSession, { user: { id: adaId, email, name, surname, operator: false } })

const open = (members: readonly Member[], ...answers: FakeAnswer[]) => openAt('', members, ...answers)

function openAt(search: string, members: readonly Member[], ...answers: FakeAnswer[]) {
  return renderPage(<MembersPage />, {
    path: '/organizations/:organization/members',
    url: `/organizations/acme/members${search}`,
    answers: [
      session,
      answer(listMembers, [...members]),
      answer(listProjects, []),
      // As the list has them.
      answer(getMember, ({ params }) => members.find((one) => one.id === params.id) ?? members[0]!, { etag: '"1"' }),
      ...answers,
    ],
  })
}

const menuOf = async (address: string) => {
  await user.click(await screen.findByRole('button', { name: `Actions for ${address}` }))
  return within(await screen.findByRole('menu'))
}

describe('the list', () => {
  test('shows who is admin, invited and oneself', async () => {
    open([ada, bo, cy])

    expect(await screen.findByRole('heading', { name: /^Members ?\(3\)$/ })).toBeVisible()
    const row = await screen.findByRole('row', { name: /ada@example.org/ })
    expect(await within(row).findByText('You')).toBeVisible()
    expect(row).toHaveTextContent('Admin')
    expect(row).toHaveTextContent('Never')
    expect(screen.getByRole('row', { name: /cy@example.org/ })).toHaveTextContent('Invited')
  })

  test('shows a dash for what another server does not tell', async () => {
    const { status: _, ...bare } = member(4, 'Di')
    open([ada, bare])

    const row = await screen.findByRole('row', { name: /di@example.org/ })
    expect(within(row).getAllByText('–')).toHaveLength(3)
  })

  test('says which right is missing', async () => {
    open([ada], refuse(listMembers, 'not_found', 'There is no such organization.'))

    expect(await screen.findByRole('heading', { name: 'Not found' })).toBeVisible()
  })
})

describe('the menu of a row', () => {
  test('disables what would take the last admin away, with the reason', async () => {
    open([ada, { ...bo, admin: false }])

    const menu = await menuOf('ada@example.org')

    expect(menu.getByRole('menuitem', { name: /Remove admin/ })).toHaveTextContent('Make another member an admin first')
    expect(menu.getByRole('menuitem', { name: /Remove yourself/ })).toHaveAttribute('aria-disabled', 'true')
  })

  test('offers a new link to invited people only', async () => {
    open([ada, bo, cy])

    expect((await menuOf('cy@example.org')).getByRole('menuitem', { name: 'New invitation link' })).toBeVisible()
    await user.keyboard('{Escape}')
    expect((await menuOf('bo@example.org')).queryByRole('menuitem', { name: 'New invitation link' })).toBeNull()
  })

  test('is read-only to who is no admin', async () => {
    open([{ ...ada, admin: false }, bo])

    expect(await screen.findByText(/^Only admins of acme/, { selector: 'p' })).toBeVisible()
    expect(screen.getByRole('button', { name: 'Add members' })).toHaveAccessibleDescription(/^Only admins of acme/)
    expect((await menuOf('bo@example.org')).getByRole('menuitem', { name: /^Remove admin/ })).toHaveAttribute(
      'aria-disabled',
      'true',
    )
  })
})

test('removing names how many role assignments go, and keeps a refusal in the dialog', async () => {
  const assignment = (project: string, number: number) => ({
    id: uuid(number),
    assignee: bo.id,
    assignee_type: 'user',
    role: 'viewer',
    resource: project,
    resource_type: 'project',
    project,
  })
  const { requests } = open(
    [ada, bo],
    answer(listMemberRoleAssignments, [assignment('one', 11), assignment('two', 12), assignment('two', 13)]),
    refuse(removeMember, 'last_admin', 'The last admin of an organization cannot be removed'),
  )
  await user.click((await menuOf('bo@example.org')).getByRole('menuitem', { name: 'Remove' }))

  const dialog = within(await screen.findByRole('dialog', { name: 'Remove Bo from acme?' }))
  expect(await dialog.findByText(/^3 role assignments in 2 projects go too/)).toBeVisible()
  await user.click(dialog.getByRole('button', { name: 'Remove member' }))

  expect(await dialog.findByText('The last admin of an organization cannot be removed')).toBeVisible()
  expect(requests.at(-1)?.params).toEqual({ organization: 'acme', id: bo.id })
})

test.each([
  ['Remove', 'Remove Bo from acme?', { type: 'organization_user_delete', id: bo.id }],
  ['Remove admin', 'Remove Bo as admin of acme?', { type: 'organization_user_update', id: bo.id, admin: false }],
])('%s says what the person loses in which project', async (entry, title, change) => {
  const lost = {
    project: 'vision',
    resource: 'vision',
    resource_type: 'project' as const,
    gained: [],
    lost: ['roles.get'],
  }
  const { requests } = open(
    [ada, bo],
    answer(listMemberRoleAssignments, []),
    answer(previewAccess, {
      groups: [
        {
          differences: [lost],
          assignees: [
            { assignee: bo.id, assignee_type: 'user', kind: 'member', name: 'Bo', email: bo.email, obstacle: null },
          ],
        },
      ],
    }),
  )
  await user.click((await menuOf('bo@example.org')).getByRole('menuitem', { name: entry }))

  const dialog = within(await screen.findByRole('dialog', { name: title }))
  expect(await dialog.findByText('Bo loses 1 permission; nobody gains any.')).toBeVisible()
  expect(dialog.getByRole('region')).toHaveTextContent('On the whole project vision')
  expect(requests.find(({ body }) => body !== undefined)?.body).toEqual({ changes: [change] })
})

describe('a member whom others change meanwhile', () => {
  test('is not removed before one has looked again', async () => {
    let now: Member = bo
    const revision = () => (now === bo ? '"1"' : '"2"')
    const { requests } = open(
      [ada, bo],
      answer(listMemberRoleAssignments, []),
      { endpoint: getMember, reply: () => ({ status: 200, body: now, headers: { etag: revision() } }) },
      {
        endpoint: removeMember,
        reply: ({ headers }) =>
          headers.get('if-match') === revision()
            ? { status: 204, body: undefined }
            : { status: 412, body: { error: 'Changed meanwhile', code: 'stale' } },
      },
    )
    await user.click((await menuOf('bo@example.org')).getByRole('menuitem', { name: 'Remove' }))
    const dialog = within(await screen.findByRole('dialog', { name: 'Remove Bo from acme?' }))
    await waitFor(() => expect(requests.filter(({ params }) => params.id === bo.id).length).toBeGreaterThan(1))
    now = { ...bo, admin: false }

    await user.click(dialog.getByRole('button', { name: 'Remove member' }))
    expect(await dialog.findByText('Bo is no longer an admin.')).toBeVisible()
    await user.click(dialog.getByRole('button', { name: 'Remove member' }))

    expect(await screen.findByText('Bo removed')).toBeVisible()
    const sent = requests.map(({ headers }) => headers.get('if-match')).filter((tag) => tag !== null)
    expect(sent).toEqual(['"1"', '"2"'])
  })

  test('is no admin again by a question that was opened on an old list', async () => {
    const { requests } = open(
      [ada, bo],
      answer(getMember, { ...bo, admin: false }, { etag: '"2"' }),
      answer(updateMember, { ...bo, admin: false }, { etag: '"2"' }),
    )
    await user.click((await menuOf('bo@example.org')).getByRole('menuitem', { name: 'Remove admin' }))
    const dialog = within(await screen.findByRole('dialog', { name: 'Remove Bo as admin of acme?' }))

    expect(await dialog.findByText('Bo is no longer an admin.')).toBeVisible()
    await user.click(dialog.getByRole('button', { name: 'Remove admin' }))

    await screen.findByText('Bo is no longer an admin')
    const change = requests.find(({ headers }) => headers.has('if-match'))
    expect(change?.headers.get('if-match')).toBe('"2"')
    expect(change?.body).toEqual({ admin: false })
  })
})

test('adding shows a plan first, and the outcome of each person after', async () => {
  const { requests } = open(
    [ada],
    answer(addMember, ({ body }) => {
      const address = (body as { email: string }).email
      return { ...member(20, 'New', { status: 'invited' }), email: address }
    }),
  )
  await user.click(await screen.findByRole('button', { name: 'Add members' }))
  const dialog = within(await screen.findByRole('dialog', { name: 'Add members to acme' }))
  await user.type(dialog.getByLabelText('E-mail addresses'), 'ADA@example.org,eve@example.org,broken{Enter}')
  expect(dialog.getByText('ADA@example.org', { selector: 'strong' }).parentElement).toHaveTextContent(
    'Already a member',
  )
  await user.click(dialog.getByRole('button', { name: 'Review' }))

  const plan = await dialog.findByRole('list', { name: 'Plan' })
  expect(
    within(plan)
      .getAllByRole('listitem')
      .map((item) => item.textContent),
  ).toEqual([
    expect.stringContaining('No change'),
    expect.stringContaining('Create'),
    expect.stringContaining('Refused'),
  ])
  expect(requests.filter(({ body }) => body !== undefined)).toHaveLength(0)
  await user.click(dialog.getByRole('button', { name: 'Add 1 member' }))

  expect(await dialog.findByText('1 person added.')).toBeVisible()
  expect(dialog.getByRole('button', { name: 'Show 1 invitation link' })).toBeVisible()
  const sent = requests.filter(({ body }) => body !== undefined)
  expect(sent.map(({ body }) => body)).toEqual([{ email: 'eve@example.org', admin: false }])
  expect(sent[0]?.headers.get('idempotency-key')).toMatch(/^[0-9a-f]{32}$/)
  await waitFor(() => expect(requests.filter(({ params }) => params.organization === 'acme').length).toBeGreaterThan(2))
})

test('adding with a role says how much each of them gains by it, and offers no role that one may not give', async () => {
  const role = (number: number, name: string) => ({ id: uuid(number), name, default: false })
  open(
    [ada],
    answer(listProjects, [
      {
        id: uuid(30),
        name: 'vision',
        creation_date: '2026-01-01',
        advanced_permissions: false,
        organization_name: 'acme',
        credits: null,
      },
    ]),
    answer(getOwnAccess, {
      organization_admin: false,
      permissions: ['roles.assignments.create', 'buckets.list', 'buckets.get'],
      objects: [],
    }),
    answer(listRoles, [role(31, 'reader'), role(32, 'writer')]),
    answer(getRole, ({ params }) => ({
      ...role(31, params.role ?? ''),
      permissions: params.role === 'reader' ? ['buckets.list', 'buckets.get'] : ['buckets.update'],
    })),
  )
  await user.click(await screen.findByRole('button', { name: 'Add members' }))
  const dialog = within(await screen.findByRole('dialog', { name: 'Add members to acme' }))
  await user.type(dialog.getByLabelText('E-mail addresses'), 'eve@example.org,dan@example.org{Enter}')
  await dialog.findByRole('option', { name: 'vision' })
  await user.selectOptions(dialog.getByLabelText('Project (optional)'), 'vision')
  expect(await dialog.findByRole('option', { name: 'writer: You do not hold buckets.update' })).toBeDisabled()
  await user.selectOptions(dialog.getByLabelText('Role in it'), 'reader')
  await user.click(dialog.getByRole('button', { name: 'Review' }))

  expect(
    await dialog.findByText('By the role reader in vision each of them gains 2 permissions on the whole project.'),
  ).toBeVisible()
  await user.click(dialog.getByText('Show them'))
  expect(dialog.getByText('buckets:').parentElement).toHaveTextContent('buckets: list, get')
})

describe('the profiles of a server that tells them', () => {
  const owner: Member = { ...ada, profile: 'OWNER' }
  const clusterAdmin: Member = { ...bo, admin: false, profile: 'CLUSTER_ADMIN' }
  const reader: Member = { ...cy, status: 'active', profile: 'READ_ONLY' }
  const everybody = [owner, clusterAdmin, reader]
  const shown = () => screen.getAllByRole('cell', { name: /^\w+@example\.org$/ }).map(({ textContent }) => textContent)
  const entriesOf = async (address: string) =>
    (await menuOf(address))
      .getAllByRole('menuitem')
      .map((item) => item.textContent)
      .filter((label) => label?.startsWith('Make '))
  const ask = async (address: string, entry: string, title: string) => {
    await user.click((await menuOf(address)).getByRole('menuitem', { name: entry }))
    return within(await screen.findByRole('dialog', { name: title }))
  }

  test('stand in one column, in which an owner is an admin', async () => {
    open(everybody)

    expect(await screen.findByRole('row', { name: /ada@example.org/ })).toHaveTextContent('Owner (admin)')
    expect(screen.getByRole('row', { name: /bo@example.org/ })).toHaveTextContent('Cluster admin')
    expect(screen.getByRole('row', { name: /cy@example.org/ })).toHaveTextContent('Read only')
    expect(screen.getByRole('columnheader', { name: 'Profile' })).toBeVisible()
    expect(screen.queryByRole('columnheader', { name: 'Admin' })).toBeNull()
  })

  test.each([
    ['yes', ['ada@example.org']],
    ['no', ['bo@example.org', 'cy@example.org']],
    ['cluster-admin', ['bo@example.org']],
    ['read-only', ['cy@example.org']],
  ])('are what the address filters by: admin=%s', async (value, found) => {
    openAt(`?admin=${value}`, everybody)

    expect(await screen.findByText(`${found.length} of 3`)).toBeVisible()
    expect(shown()).toEqual(found)
    expect(screen.getByLabelText('Profile')).toHaveValue(value)
  })

  test('are sorted by how much they allow', async () => {
    openAt('?sort=-admin', everybody)

    await screen.findByRole('row', { name: /ada@example.org/ })
    expect(shown()).toEqual(['cy@example.org', 'bo@example.org', 'ada@example.org'])
  })

  test('are exported in the words of the API', async () => {
    const blobs: Blob[] = []
    URL.createObjectURL = (blob) => (blobs.push(blob as Blob), 'blob:x')
    URL.revokeObjectURL = vi.fn()
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementationOnce(() => undefined)
    open(everybody)
    await screen.findByRole('row', { name: /ada@example.org/ })

    await user.click(screen.getByRole('button', { name: 'Export CSV' }))

    const lines = (await blobs[0]?.text())?.replace('\uFEFF', '').split('\r\n')
    expect(lines?.map((line) => line.split(',').slice(0, 3).join())).toEqual([
      'Name,E-mail,Profile',
      'Ada,ada@example.org,OWNER',
      'Bo,bo@example.org,CLUSTER_ADMIN',
      'Cy,cy@example.org,READ_ONLY',
      '',
    ])
  })

  test('can be changed to each of the others, except for the last admin', async () => {
    open(everybody)

    expect(await entriesOf('cy@example.org')).toEqual(['Make owner (admin)', 'Make cluster admin'])
    await user.keyboard('{Escape}')
    expect(await entriesOf('bo@example.org')).toEqual(['Make owner (admin)', 'Make read only'])
    await user.keyboard('{Escape}')
    expect(await entriesOf('ada@example.org')).toEqual([
      'Make cluster adminMake another member an admin first',
      'Make read onlyMake another member an admin first',
    ])
  })

  test('say what a cluster admin may do, and ask for no preview where no permission in a project changes', async () => {
    const { requests } = open(everybody, answer(updateMember, { ...reader, profile: 'CLUSTER_ADMIN' }))

    const dialog = await ask('cy@example.org', 'Make cluster admin', 'Make Cy a cluster admin of acme?')
    expect(dialog.getByText(/^A cluster admin may create account service users, and administer those/)).toBeVisible()
    await user.click(dialog.getByRole('button', { name: 'Make cluster admin' }))

    expect(await screen.findByText('Cy is a cluster admin now')).toBeVisible()
    const sent = requests.filter(({ body }) => body !== undefined)
    expect(sent.map(({ body }) => body)).toEqual([{ profile: 'CLUSTER_ADMIN' }])
    expect(sent[0]?.headers.get('if-match')).toBe('"1"')
  })

  test('say what ends for who becomes read only', async () => {
    const { requests } = open(everybody, answer(updateMember, { ...clusterAdmin, profile: 'READ_ONLY' }))

    const dialog = await ask('bo@example.org', 'Make read only', 'Make Bo read only in acme?')
    expect(dialog.getByText(/Bo administers no account service user any more/)).toBeVisible()
    await user.click(dialog.getByRole('button', { name: 'Make read only' }))

    expect(await screen.findByText('Bo is read only now')).toBeVisible()
    expect(requests.flatMap(({ body }) => body ?? [])).toEqual([{ profile: 'READ_ONLY' }])
  })

  test.each([
    ['bo@example.org', 'Make owner (admin)', 'Make Bo an owner (admin) of acme?', bo.id, true],
    ['ada@example.org', 'Make cluster admin', 'Make yourself a cluster admin of acme?', ada.id, false],
  ])('of an owner decide about projects too: %s, %s', async (address, entry, title, id, admin) => {
    const { requests } = open(
      [...everybody, { ...member(5, 'Di', { admin: true }), profile: 'OWNER' }],
      answer(previewAccess, { groups: [] }),
      refuse(updateMember, 'last_admin', 'The last admin of an organization stays its admin'),
    )

    const dialog = await ask(address, entry, title)
    expect(await dialog.findByText('In projects nobody gains or loses anything.')).toBeVisible()
    expect(dialog.queryAllByText('You cannot undo this yourself:')).toHaveLength(admin ? 0 : 1)
    await user.click(dialog.getByRole('button', { name: entry }))

    expect(await dialog.findByText('The last admin of an organization stays its admin')).toBeVisible()
    const change = { type: 'organization_user_update', id, admin }
    expect(requests.flatMap(({ body }) => body ?? [])).toEqual([
      { changes: [change] },
      { profile: admin ? 'OWNER' : 'CLUSTER_ADMIN' },
    ])
  })

  test('let owners alone change members, cluster admins not', async () => {
    open([{ ...clusterAdmin, id: adaId }, { ...owner, id: bo.id }, reader])

    const reason = 'Only owners (admins) of acme can add, change or remove members.'
    expect(await screen.findByText(reason, { selector: 'p' })).toBeVisible()
    const entry = (await menuOf('cy@example.org')).getByRole('menuitem', { name: /^Make cluster admin/ })
    expect(entry).toHaveAttribute('aria-disabled', 'true')
  })

  test('that somebody else has changed meanwhile are told before one goes on', async () => {
    open(everybody, answer(getMember, { ...reader, profile: 'CLUSTER_ADMIN' }, { etag: '"2"' }))

    const dialog = await ask('cy@example.org', 'Make owner (admin)', 'Make Cy an owner (admin) of acme?')

    expect(await dialog.findByText('Cy is a cluster admin now.')).toBeVisible()
  })

  test('can be given to who is added', async () => {
    const { requests } = open(everybody, answer(addMember, { ...member(20, 'Eve'), profile: 'CLUSTER_ADMIN' }))
    await user.click(await screen.findByRole('button', { name: 'Add members' }))
    const dialog = within(await screen.findByRole('dialog', { name: 'Add members to acme' }))
    await user.type(dialog.getByLabelText('E-mail addresses'), 'eve@example.org{Enter}')
    expect(dialog.getByLabelText('Profile')).toHaveValue('READ_ONLY')
    await user.selectOptions(dialog.getByLabelText('Profile'), 'Cluster admin')
    expect(dialog.getByLabelText('Profile')).toHaveAccessibleDescription(/administer account service users/)
    await user.click(dialog.getByRole('button', { name: 'Review' }))
    expect(await dialog.findByText('Cluster admin')).toBeVisible()
    await user.click(dialog.getByRole('button', { name: 'Add 1 member' }))

    expect(await dialog.findByText('1 person added.')).toBeVisible()
    expect(requests.flatMap(({ body }) => body ?? [])).toEqual([{ email: 'eve@example.org', profile: 'CLUSTER_ADMIN' }])
  })

  test('make admins of who is added as owner, after a second confirmation', async () => {
    open(everybody)
    await user.click(await screen.findByRole('button', { name: 'Add members' }))
    const dialog = within(await screen.findByRole('dialog', { name: 'Add members to acme' }))
    await user.type(dialog.getByLabelText('E-mail addresses'), 'eve@example.org{Enter}')
    await user.selectOptions(dialog.getByLabelText('Profile'), 'Owner (admin)')
    expect(dialog.getByText('Admins need no role in a project.')).toBeVisible()
    await user.click(dialog.getByRole('button', { name: 'Review' }))

    const add = await dialog.findByRole('button', { name: 'Add 1 admin' })
    expect(add).toBeDisabled()
    await user.click(dialog.getByRole('checkbox', { name: /^Yes, make this person an admin of acme/ }))
    expect(add).toBeEnabled()
  })
})

describe('a server without profiles', () => {
  test('has admins and others, and nothing is said of profiles', async () => {
    const { requests } = openAt('?admin=yes', [ada, cy], answer(addMember, member(20, 'Eve', { admin: true })))

    expect(await screen.findByText('1 of 2')).toBeVisible()
    expect(screen.getByRole('columnheader', { name: 'Admin' })).toBeVisible()
    expect(screen.getByLabelText('Admin')).toHaveValue('yes')
    expect(screen.queryByText(/profile/i)).toBeNull()
    await user.click(screen.getByRole('button', { name: 'Add members' }))
    const dialog = within(await screen.findByRole('dialog', { name: 'Add members to acme' }))
    await user.type(dialog.getByLabelText('E-mail addresses'), 'eve@example.org{Enter}')
    expect(dialog.queryByLabelText('Profile')).toBeNull()
    await user.click(dialog.getByRole('switch', { name: /^Make them admins/ }))
    await user.click(dialog.getByRole('button', { name: 'Review' }))
    await user.click(dialog.getByRole('checkbox', { name: /^Yes, make this person an admin/ }))
    await user.click(dialog.getByRole('button', { name: 'Add 1 admin' }))

    expect(await dialog.findByText('1 person added.')).toBeVisible()
    expect(requests.flatMap(({ body }) => body ?? [])).toEqual([{ email: 'eve@example.org', admin: true }])
  })
})
