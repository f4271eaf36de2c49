import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it, vi } from 'vitest'
import { type AccessPreview, getOwnAccess, previewAccess } from '#contract/access.ts'
import { listProjects, listProjectUsers } from '#contract/projects.ts'
import { createRoleAssignment, listRoleAssignments, type RoleAssignment } from '#contract/role-assignments.ts'
import { deleteRole, getRole, listRoles } from '#contract/roles.ts'
import { listServiceUsers } from '#contract/service-users.ts'
import { answer, type FakeAnswer, refuse } from '#src/testing/fake-server.ts'
import { renderPage } from '#src/testing/render-page.tsx'
import { DeleteRoleDialog } from './delete-role-dialog.tsx'

// Finding by role is slow in jsdom, the more so while other suites share the cores.
vi.setConfig({ testTimeout: 30_000 })

const ada = '0198417f-6608-75d3-ba12-2fba45b87413'
const bo = '0198417f-6608-75d3-ba12-2fba45b87414'

const assigned = (assignee: string, role: string): RoleAssignment => ({
  id: crypto.randomUUID(),
  assignee,
  assignee_type: 'user',
  role,
  resource: 'vision',
  resource_type: 'project',
})

const loss: AccessPreview = {
  groups: [
    {
      assignees: [
        { assignee: ada, assignee_type: 'user', kind: 'member', name: 'Ada', email: 'ada@x.org', obstacle: null },
      ],
      differences: [
        { project: 'vision', resource: 'vision', resource_type: 'project', gained: [], lost: ['deployments.create'] },
      ],
    },
  ],
}

const project = {
  id: bo,
  name: 'vision',
  creation_date: '2026-01-01',
  advanced_permissions: false,
  organization_name: 'acme',
  credits: null,
}

function open(answers: readonly FakeAnswer[], rights: readonly string[] = ['roles.assignments.create']) {
  const onClose = vi.fn()
  const held = [assigned(ada, 'deployer'), assigned(bo, 'deployer')]
  const page = renderPage(<DeleteRoleDialog project="vision" role={{ name: 'deployer' }} onClose={onClose} />, {
    answers: [
      answer(listProjects, [project]),
      answer(listProjectUsers, []),
      answer(listServiceUsers, []),
      answer(listRoleAssignments, () => held),
      answer(listRoles, [
        { id: ada, name: 'bucket-viewer', default: true, permission_count: 2 },
        { id: bo, name: 'deployer', default: false, permission_count: 2 },
        { id: ada, name: 'releaser', default: false, permission_count: 2 },
      ]),
      answer(getRole, { id: bo, name: 'deployer', default: false, permissions: ['deployments.create'] }),
      answer(getOwnAccess, { organization_admin: false, permissions: [...rights], objects: [] }),
      // Where others are given the role first, nobody loses anything.
      answer(previewAccess, ({ body }) =>
        (body as { changes: unknown[] }).changes.length > 1 ? { groups: [] } : loss,
      ),
      ...answers,
    ],
  })
  return { ...page, onClose, user: userEvent.setup(), held }
}

const choose = async (user: ReturnType<typeof userEvent.setup>, role: string) => {
  const select = await screen.findByLabelText('Give its holders another role first')
  await waitFor(() => expect(select).toBeEnabled())
  await user.selectOptions(select, role)
}

it('says who loses what, and that nobody does where they get another role first', async () => {
  const { user, requests } = open([])

  expect(await screen.findByText('Ada loses 1 permission; nobody gains any.')).toBeVisible()
  await choose(user, 'releaser')

  expect(await screen.findByText('Nobody gains or loses anything: other roles give the same.')).toBeVisible()
  expect(requests.findLast(({ params }) => params.organization === 'acme')?.body).toEqual({
    changes: [
      {
        type: 'role_assignment_create',
        project: 'vision',
        assignment: { assignee: ada, assignee_type: 'user', role: 'releaser' },
      },
      {
        type: 'role_assignment_create',
        project: 'vision',
        assignment: { assignee: bo, assignee_type: 'user', role: 'releaser' },
      },
      { type: 'role_delete', project: 'vision', role: 'deployer' },
    ],
  })
})

it('assigns the other role to everybody, then deletes this one', async () => {
  const order: string[] = []
  const { user, onClose, held } = open([
    answer(createRoleAssignment, ({ body }) => {
      const { assignee } = body as { assignee: string }
      order.push(`assign ${assignee}`)
      const made = assigned(assignee, 'releaser')
      held.push(made)
      return made
    }),
    answer(deleteRole, () => {
      order.push('delete')
      return undefined
    }),
  ])

  await choose(user, 'releaser')
  await user.type(screen.getByLabelText(/^Type/), 'deployer')
  await user.click(screen.getByRole('button', { name: 'Reassign and delete' }))

  await waitFor(() => expect(onClose).toHaveBeenCalled())
  expect(order).toEqual([`assign ${ada}`, `assign ${bo}`, 'delete'])
})

it('keeps the role when somebody could not get the other one, and does the rest on a second try', async () => {
  const asked: string[] = []
  let isRefused = true
  const { user, onClose, held } = open([
    answer(deleteRole, undefined),
    {
      endpoint: createRoleAssignment,
      reply: (request) => {
        const { assignee } = request.body as { assignee: string }
        asked.push(assignee)
        if (assignee === bo && isRefused)
          return refuse(createRoleAssignment, 'escalation', 'You do not hold roles.delete').reply(request)
        const made = assigned(assignee, 'releaser')
        held.push(made)
        return answer(createRoleAssignment, made).reply(request)
      },
    },
  ])

  await choose(user, 'releaser')
  await user.type(screen.getByLabelText(/^Type/), 'deployer')
  await user.click(screen.getByRole('button', { name: 'Reassign and delete' }))

  await screen.findByText(
    '1 of 2 assignments are made. The rest is missing, so deployer is not deleted. You do not hold roles.delete',
  )
  expect(onClose).not.toHaveBeenCalled()

  isRefused = false
  await user.click(screen.getByRole('button', { name: 'Reassign and delete' }))
  await waitFor(() => expect(onClose).toHaveBeenCalled())
  expect(asked).toEqual([ada, bo, bo])
})

it('says why it cannot be reassigned', async () => {
  open([], ['roles.delete'])

  expect(await screen.findByText('You need roles.assignments.create for this.')).toBeVisible()
  expect(screen.getByLabelText('Give its holders another role first')).toBeDisabled()
})

it('works without a word on who loses what where the server knows no such question', async () => {
  const { user, onClose } = open([
    refuse(previewAccess, 'not_found', 'There is no such path'),
    refuse(getOwnAccess, 'not_found', 'There is no such path'),
    answer(deleteRole, undefined),
  ])

  await screen.findByText(/2 assignments/)
  await waitFor(() => expect(screen.queryByText(/Finding out/)).not.toBeInTheDocument())
  expect(screen.queryByText(/cannot be shown/)).not.toBeInTheDocument()
  await user.type(screen.getByLabelText(/^Type/), 'deployer')
  await user.click(screen.getByRole('button', { name: 'Delete role' }))
  await waitFor(() => expect(onClose).toHaveBeenCalled())
})
