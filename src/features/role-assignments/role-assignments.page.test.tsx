import { cleanNotifications } from '@mantine/notifications'
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { type AccessPreview, getOwnAccess, type OwnAccess, previewAccess } from '#contract/access.ts'
import { listMembers, type Member } from '#contract/members.ts'
import { bucketEndpoints, deploymentEndpoints } from '#contract/objects.ts'
import { listProjects, listProjectUsers } from '#contract/projects.ts'
import {
  createRoleAssignment,
  deleteRoleAssignment,
  listRoleAssignments,
  type RoleAssignment,
} from '#contract/role-assignments.ts'
import { getRole, listRoles } from '#contract/roles.ts'
import { listServiceUsers } from '#contract/service-users.ts'
import { getSession } from '#contract/session.ts'
import { answer, type FakeAnswer, type FakeRequest, refuse } from '#src/testing/fake-server.ts'
import { renderPage } from '#src/testing/render-page.tsx'
import { RoleAssignmentsPage } from './role-assignments.page.tsx'

vi.setConfig({ testTimeout: 30_000 })

const idOf = (number: number) => `0198a1b2-0000-4000-8000-${number.toString().padStart(12, '0')}`
const member = (number: number, name: string): Member => ({
  id: idOf(number),
  email: `${name.toLowerCase()}@example.org`,
  name,
  surname: 'Person',
  admin: false,
})
const [ada, bob, cy] = [member(1, 'Ada'), member(2, 'Bob'), member(3, 'Cy')]
const robot = {
  id: idOf(10),
  email: 'robot@serviceuser.example',
  name: 'robot',
  creation_date: '2026-01-01T00:00:00.000+00:00',
  expiry_date: null,
}
const assignment = (number: number, change: Partial<RoleAssignment>): RoleAssignment => ({
  id: idOf(100 + number),
  assignee: ada.id,
  assignee_type: 'user',
  role: 'reader',
  resource: 'detector',
  resource_type: 'project',
  ...change,
})
const held = [
  assignment(1, {}),
  assignment(2, { role: 'writer', resource: 'images', resource_type: 'bucket' }),
  assignment(3, { assignee: robot.id }),
  assignment(4, { assignee: 'classifier', assignee_type: 'deployment', resource: 'images', resource_type: 'bucket' }),
  assignment(5, { assignee: idOf(99) }),
]
const everything: OwnAccess = { organization_admin: true, permissions: [], objects: [] }
const nobodyLoses: AccessPreview = { groups: [] }

// What the page loads when asked for is there before the clock of a test runs.
beforeAll(async () => {
  await Promise.all([
    import('#src/components/menu.tsx'),
    import('#src/components/toaster.tsx'),
    import('./assign-roles-dialog.tsx'),
    import('./delete-assignment-dialog.tsx'),
  ])
}, 60_000)

afterEach(() => {
  vi.unstubAllGlobals()
  // Toasts outlive the page they come from.
  cleanNotifications()
})

const base = {
  project: 'detector',
  description: '',
  labels: {},
  creation_date: '2026-01-01T00:00:00.000+00:00',
  last_updated: '2026-01-01T00:00:00.000+00:00',
}
const bucket = (number: number, name: string) => ({
  ...base,
  id: idOf(number),
  name,
  provider: 'stored',
  configuration: {},
  ttl: null,
})
const deployment = { ...base, id: idOf(40), name: 'classifier', input_type: 'plain', output_type: 'plain' }
const role = (number: number, name: string) => ({ id: idOf(number), name, default: false, permission_count: 1 })

function open({ own = everything, url = '', answers = [] }: { own?: OwnAccess; url?: string; answers?: FakeAnswer[] }) {
  return renderPage(<RoleAssignmentsPage />, {
    path: '/projects/:project/assignments',
    url: `/projects/detector/assignments${url}`,
    answers: [
      answer(listProjects, [
        {
          id: idOf(50),
          name: 'detector',
          creation_date: '2026-01-01',
          advanced_permissions: false,
          organization_name: 'acme',
          credits: null,
        },
      ]),
      answer(listMembers, [ada, bob, cy]),
      answer(listProjectUsers, [ada]),
      answer(listServiceUsers, [robot]),
      answer(deploymentEndpoints.list, [{ ...deployment, input_fields: [], output_fields: [] }]),
      answer(bucketEndpoints.list, [bucket(41, 'images'), bucket(42, 'labels')]),
      answer(listRoles, [role(60, 'reader'), role(61, 'writer')]),
      answer(getRole, ({ params }) => ({
        id: idOf(60),
        name: params.role ?? '',
        default: false,
        permissions: params.role === 'writer' ? ['buckets.files.create'] : ['buckets.get'],
      })),
      answer(listRoleAssignments, held),
      answer(getOwnAccess, own),
      answer(getSession, {
        user: { id: idOf(7), email: 'me@example.org', name: 'Me', surname: '', operator: false },
      }),
      answer(previewAccess, nobodyLoses),
      ...answers,
    ],
  })
}

const rowsShown = () =>
  screen
    .getAllByRole('row')
    .slice(1)
    .map((row) =>
      within(row)
        .getAllByRole('cell')
        .map((cell) => cell.textContent),
    )
const created = (requests: readonly FakeRequest[]) =>
  requests.filter(({ body }) => typeof body === 'object' && body !== null && 'role' in body).map(({ body }) => body)
const echo = ({ body }: FakeRequest): RoleAssignment => ({
  id: idOf(500),
  assignee: '',
  assignee_type: 'user',
  role: '',
  resource: 'detector',
  resource_type: 'project',
  ...(body as object),
})

async function openForm() {
  await userEvent.click(await screen.findByRole('button', { name: 'Assign roles' }))
  return within(await screen.findByRole('dialog', { name: 'Assign roles in detector' }))
}

describe('the list', () => {
  test('names assignees, and shows the id of whom nobody knows', async () => {
    open({})

    await screen.findByRole('heading', { name: /^Role assignments ?\(5\)$/ })
    expect(rowsShown().map((cells) => cells.slice(0, 5))).toEqual([
      [idOf(99), 'Unknown', '–', 'reader', 'Whole project'],
      ['Ada Person', 'Member', 'ada@example.org', 'reader', 'Whole project'],
      ['Ada Person', 'Member', 'ada@example.org', 'writer', 'Bucketimages'],
      ['classifier', 'Deployment', '–', 'reader', 'Bucketimages'],
      ['robot', 'Service user', 'robot@serviceuser.example', 'reader', 'Whole project'],
    ])
  })

  test('by object begins with the whole project and keeps search and filters', async () => {
    const { router } = open({ url: '?role=reader' })
    await screen.findByRole('heading', { name: /^Role assignments ?\(5\)$/ })

    await userEvent.click(screen.getByRole('link', { name: 'By object' }))

    await screen.findByRole('columnheader', { name: 'Level', description: '' })
    await waitFor(() =>
      expect(rowsShown().map((cells) => cells.slice(0, 3))).toEqual([
        ['Whole project', 'reader', idOf(99)],
        ['Whole project', 'reader', 'Ada Person'],
        ['Whole project', 'reader', 'robot'],
        ['Bucketimages', 'reader', 'classifier'],
      ]),
    )
    expect(router.state.location.search).toBe('?role=reader&view=object')
  })

  test('says who may assign where the reader may not', async () => {
    open({ own: { organization_admin: false, permissions: ['roles.assignments.list'], objects: [] } })

    const assign = await screen.findByRole('button', {
      name: 'Assign roles',
      description: 'You need roles.assignments.create',
    })
    expect(assign).toHaveAttribute('aria-disabled', 'true')
    await userEvent.click(screen.getByRole('button', { name: /Actions for writer of Ada/ }))
    expect(await screen.findByRole('menuitem', { name: /Delete/ })).toHaveTextContent(
      'You need roles.assignments.delete there',
    )
  })

  test('names who is in the project from the organization where its users may not be listed', async () => {
    open({ answers: [refuse(listProjectUsers, 'forbidden', 'You may not.')] })

    expect(await screen.findByRole('heading', { name: /^Role assignments ?\(5\)$/ })).toBeVisible()
    expect(screen.getAllByTitle('Ada Person')).toHaveLength(2)
  })
})

describe('assigning', () => {
  test('plans every role for every assignee, leaves out what exists, and makes the rest', async () => {
    const { requests } = open({ answers: [answer(createRoleAssignment, echo)] })
    const dialog = await openForm()
    await userEvent.click(await dialog.findByRole('checkbox', { name: 'Ada Person' }))
    await userEvent.click(dialog.getByRole('checkbox', { name: 'Bob Person' }))
    await userEvent.click(await dialog.findByRole('checkbox', { name: 'reader' }))
    await userEvent.click(dialog.getByRole('checkbox', { name: 'writer' }))
    expect(await dialog.findByText('2 members × 2 roles = 4 in all')).toBeVisible()

    await userEvent.click(dialog.getByRole('button', { name: 'Review' }))
    expect(await dialog.findByText('3 assignments will be made and 1 exists already.')).toBeVisible()
    await userEvent.click(dialog.getByRole('button', { name: 'Make 3 assignments' }))

    expect(await dialog.findByText('3 assignments made.')).toBeVisible()
    const who = { assignee_type: 'user' }
    expect(created(requests)).toEqual([
      { ...who, assignee: ada.id, role: 'writer' },
      { ...who, assignee: bob.id, role: 'reader' },
      { ...who, assignee: bob.id, role: 'writer' },
    ])
    await userEvent.click(dialog.getByRole('button', { name: 'Done' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument())
  })

  test('goes on after a refusal, says why, and tries only what failed again', async () => {
    let isRefused = true
    const { requests } = open({
      answers: [
        {
          endpoint: createRoleAssignment,
          reply: (request) => {
            const { assignee } = request.body as { assignee: string }
            if (isRefused && assignee === bob.id)
              return {
                status: 403,
                body: { error: 'You cannot give it.', code: 'escalation', request_id: 'request-1' },
              }
            return { status: 201, body: echo(request) }
          },
        },
      ],
    })
    const dialog = await openForm()
    await userEvent.click(await dialog.findByRole('checkbox', { name: 'Bob Person' }))
    await userEvent.click(dialog.getByRole('checkbox', { name: 'Cy Person' }))
    await userEvent.click(await dialog.findByRole('checkbox', { name: 'reader' }))
    await userEvent.click(dialog.getByRole('button', { name: 'Review' }))
    await userEvent.click(await dialog.findByRole('button', { name: 'Make 2 assignments' }))

    expect(await dialog.findByText('1 assignment made, 1 not.')).toBeVisible()
    expect(dialog.getByText(/You cannot give it\./)).toBeVisible()
    isRefused = false
    await userEvent.click(dialog.getByRole('button', { name: 'Retry 1' }))

    expect(await dialog.findByText('2 assignments made.')).toBeVisible()
    expect(created(requests).map((body) => (body as { assignee: string }).assignee)).toEqual([bob.id, cy.id, bob.id])
  })

  test('loses nothing of what was chosen on the way back from a failure', async () => {
    open({ answers: [refuse(createRoleAssignment, 'escalation', 'You cannot give it.')] })
    const dialog = await openForm()
    await userEvent.click(await dialog.findByRole('checkbox', { name: 'Bob Person' }))
    await userEvent.click(await dialog.findByRole('checkbox', { name: 'reader' }))
    await userEvent.click(dialog.getByRole('button', { name: 'Review' }))
    await userEvent.click(await dialog.findByRole('button', { name: 'Make 1 assignment' }))

    await userEvent.click(await dialog.findByRole('button', { name: 'Change selection' }))

    expect(await dialog.findByRole('checkbox', { name: 'Bob Person' })).toBeChecked()
    expect(await dialog.findByRole('checkbox', { name: 'reader' })).toBeChecked()
  })

  test('offers deployments a bucket first, and sends the bucket', async () => {
    const { requests } = open({ answers: [answer(createRoleAssignment, echo)] })
    const dialog = await openForm()
    const assignTo = within(dialog.getByRole('group', { name: 'Assign to' }))
    await userEvent.click(assignTo.getByRole('radio', { name: 'Deployments' }))
    expect(dialog.getByRole('radio', { name: 'Buckets' })).toBeChecked()
    await userEvent.click(await dialog.findByRole('checkbox', { name: 'classifier' }))
    await userEvent.click(await dialog.findByRole('checkbox', { name: 'labels' }))
    await userEvent.click(await dialog.findByRole('checkbox', { name: 'reader' }))
    await userEvent.click(dialog.getByRole('button', { name: 'Review' }))
    await userEvent.click(await dialog.findByRole('button', { name: 'Make 1 assignment' }))

    expect(await dialog.findByText('1 assignment made.')).toBeVisible()
    expect(created(requests)).toEqual([
      {
        assignee: 'classifier',
        assignee_type: 'deployment',
        role: 'reader',
        resource: 'labels',
        resource_type: 'bucket',
      },
    ])
  })

  test('asks for what is missing and sends nothing', async () => {
    const { requests } = open({})
    const dialog = await openForm()
    await dialog.findByRole('checkbox', { name: 'Ada Person' })

    await userEvent.click(dialog.getByRole('button', { name: 'Review' }))

    expect(await dialog.findByText('Choose at least one member')).toBeVisible()
    expect(dialog.getByText('Choose at least one role')).toBeVisible()
    expect(created(requests)).toEqual([])
  })

  test('says what service users are refused whatever their role says', async () => {
    open({})
    const dialog = await openForm()

    await userEvent.click(dialog.getByRole('radio', { name: 'Service users' }))

    expect(dialog.getByText(/Tokens of service users are refused on roles/)).toBeVisible()
  })

  test('says of objects and of roles why they are not for the caller to assign', async () => {
    open({
      own: {
        organization_admin: false,
        permissions: ['roles.assignments.list', 'buckets.list'],
        objects: [
          {
            resource: 'labels',
            resource_type: 'bucket',
            permissions: ['roles.assignments.list', 'buckets.list', 'buckets.get', 'roles.assignments.create'],
          },
        ],
      },
    })
    const dialog = await openForm()

    expect(dialog.getByRole('radio', { name: 'Whole project' })).toBeDisabled()
    expect(dialog.getByText('Whole project: You need roles.assignments.create there')).toBeVisible()
    await userEvent.click(await dialog.findByRole('checkbox', { name: 'labels' }))
    const images = dialog.getByRole('checkbox', { name: 'images' })
    expect(images).toHaveAccessibleDescription('You need roles.assignments.create there')
    await userEvent.click(images)
    expect(images).not.toBeChecked()
    const writer = dialog.getByRole('checkbox', { name: 'writer' })
    await waitFor(() => expect(writer).toHaveAccessibleDescription('You do not hold buckets.files.create'))
    await userEvent.click(writer)
    expect(writer).not.toBeChecked()
    expect(dialog.getByRole('checkbox', { name: 'reader' })).not.toHaveAttribute('aria-disabled')
  })
})

describe('deleting', () => {
  async function deleteWriterOfAda() {
    await userEvent.click(
      await screen.findByRole('button', { name: 'Actions for writer of Ada Person on the bucket images' }),
    )
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Delete' }))
    const dialog = within(await screen.findByRole('dialog', { name: 'Take writer from Ada Person?' }))
    expect(await dialog.findByText(/^Nobody gains or loses anything/)).toBeVisible()
    return dialog
  }

  test('can be undone, also after the page has been left', async () => {
    const { requests, router } = open({
      answers: [answer(deleteRoleAssignment, undefined), answer(createRoleAssignment, echo)],
    })
    const dialog = await deleteWriterOfAda()
    await userEvent.click(dialog.getByRole('button', { name: 'Delete assignment' }))
    const undo = await screen.findByRole('button', { name: 'Undo' })
    await router.navigate('/elsewhere')
    await screen.findByText('Another page')

    await userEvent.click(undo)

    expect(await screen.findByText('Ada Person has the role writer on the bucket images again')).toBeVisible()
    expect(created(requests)).toEqual([
      { assignee: ada.id, assignee_type: 'user', role: 'writer', resource: 'images', resource_type: 'bucket' },
    ])
  })

  test('says when it could not be undone', async () => {
    open({
      answers: [
        answer(deleteRoleAssignment, undefined),
        refuse(createRoleAssignment, 'role_unknown', 'The project has no role of this name'),
      ],
    })
    const dialog = await deleteWriterOfAda()
    await userEvent.click(dialog.getByRole('button', { name: 'Delete assignment' }))
    await screen.findByRole('button', { name: 'Undo' })

    await userEvent.keyboard('{Control>}z{/Control}')

    expect(
      await screen.findByText('Ada Person could not be given the role writer on the bucket images again'),
    ).toBeVisible()
    expect(screen.getByText('The project has no role of this name')).toBeVisible()
  })

  test('is not undone where somebody else was faster', async () => {
    open({ answers: [refuse(deleteRoleAssignment, 'not_found', 'There is no such role assignment')] })
    const dialog = await deleteWriterOfAda()

    await userEvent.click(dialog.getByRole('button', { name: 'Delete assignment' }))

    expect(
      await screen.findByText('Somebody else has already taken the role writer on the bucket images from Ada Person'),
    ).toBeVisible()
    expect(screen.queryByRole('button', { name: 'Undo' })).not.toBeInTheDocument()
  })

  test.each([
    [
      'another role has its name now',
      idOf(61),
      'The role was renamed or deleted meanwhile, and another is called writer now.',
    ],
    ['no role has its name any more', undefined, 'The role was renamed or deleted meanwhile.'],
  ])('is not undone by another role: %s', async (_case, id, reason) => {
    let isDeleted = false
    const writer = (roleId: string) =>
      answer(getRole, { id: roleId, name: 'writer', default: false, permissions: ['buckets.files.create'] })
    const missing = refuse(getRole, 'not_found', 'There is no such role')
    const { requests } = open({
      answers: [
        answer(deleteRoleAssignment, () => {
          isDeleted = true
          return undefined
        }),
        answer(createRoleAssignment, echo),
        {
          endpoint: getRole,
          reply: (request) => (isDeleted ? (id ? writer(id) : missing) : writer(idOf(60))).reply(request),
        },
      ],
    })
    const dialog = await deleteWriterOfAda()
    await userEvent.click(dialog.getByRole('button', { name: 'Delete assignment' }))

    await userEvent.click(await screen.findByRole('button', { name: 'Undo' }))

    expect(await screen.findByText(reason)).toBeVisible()
    expect(created(requests)).toEqual([])
  })

  test('warns of what the reader could not give back, and then offers no way back', async () => {
    open({
      own: {
        organization_admin: false,
        permissions: ['roles.assignments.list', 'roles.assignments.delete', 'roles.assignments.create'],
        objects: [],
      },
      answers: [answer(deleteRoleAssignment, undefined)],
    })
    const dialog = await deleteWriterOfAda()
    expect(
      await dialog.findByText('You do not hold buckets.files.create, so you cannot give the role back yourself.'),
    ).toBeVisible()

    await userEvent.click(dialog.getByRole('button', { name: 'Delete assignment' }))

    expect(await screen.findByText('Ada Person no longer has the role writer on the bucket images')).toBeVisible()
    expect(screen.queryByRole('button', { name: 'Undo' })).not.toBeInTheDocument()
  })
})
