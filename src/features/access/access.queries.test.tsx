import { MutationObserver, type QueryClient } from '@tanstack/react-query'
import { expect, it } from 'vitest'
import { getOwnAccess } from '#contract/access.ts'
import { type Member, removeMember, updateMember } from '#contract/members.ts'
import { createRoleAssignment, deleteRoleAssignment, type RoleAssignment } from '#contract/role-assignments.ts'
import { deleteRole, updateRole } from '#contract/roles.ts'
import { deleteServiceUser, type ServiceUser, updateServiceUser } from '#contract/service-users.ts'
import { addMembersMutation } from '#src/features/members/add-members.queries.ts'
import {
  leaveOrganizationMutation,
  removeMemberMutation,
  updateMemberMutation,
} from '#src/features/members/members.queries.ts'
import {
  createRoleAssignmentMutation,
  deleteRoleAssignmentMutation,
} from '#src/features/role-assignments/role-assignments.queries.ts'
import { deleteRoleMutation, updateRoleMutation } from '#src/features/roles/roles.queries.ts'
import {
  deleteServiceUserMutation,
  updateServiceUserMutation,
} from '#src/features/service-users/service-users.queries.ts'
import { answer } from '#src/testing/fake-server.ts'
import { renderPage } from '#src/testing/render-page.tsx'
import { ownAccessQuery } from './access.queries.ts'

const id = '0198417f-6608-75d3-ba12-2fba45b87411'
const ifMatch = undefined
const ada: Member = { id, email: 'ada@example.org', name: 'Ada', surname: 'Lovelace', admin: true }
const robot: ServiceUser = {
  id,
  email: 'robot@serviceuser.example',
  name: 'robot',
  creation_date: '2026-01-01T00:00:00.000+00:00',
  expiry_date: null,
}
const assignment: RoleAssignment = {
  id,
  assignee: id,
  assignee_type: 'user',
  role: 'deployer',
  resource: 'vision',
  resource_type: 'project',
}

const changes: readonly [name: string, make: (client: QueryClient) => Promise<unknown>][] = [
  [
    'a role was changed',
    (client) =>
      new MutationObserver(client, updateRoleMutation('vision')).mutate({ name: 'deployer', ifMatch, body: {} }),
  ],
  [
    'a role was deleted',
    (client) => new MutationObserver(client, deleteRoleMutation('vision')).mutate({ name: 'deployer', ifMatch }),
  ],
  [
    'a role was assigned',
    (client) =>
      new MutationObserver(client, createRoleAssignmentMutation('vision')).mutate({
        assignee: id,
        assignee_type: 'user',
        role: 'deployer',
      }),
  ],
  [
    'a role was taken away',
    (client) => new MutationObserver(client, deleteRoleAssignmentMutation('vision')).mutate(id),
  ],
  [
    'a service user was changed',
    (client) =>
      new MutationObserver(client, updateServiceUserMutation('vision')).mutate({ id, ifMatch, body: { name: 'r' } }),
  ],
  [
    'a service user was deleted',
    (client) => new MutationObserver(client, deleteServiceUserMutation('vision')).mutate({ id, ifMatch }),
  ],
  [
    'members were added',
    (client) => new MutationObserver(client, addMembersMutation('acme')).mutate(() => Promise.resolve([])),
  ],
  [
    'an admin was made',
    (client) => new MutationObserver(client, updateMemberMutation('acme')).mutate({ id, admin: true, ifMatch }),
  ],
  [
    'a member was removed',
    (client) => new MutationObserver(client, removeMemberMutation('acme')).mutate({ id, ifMatch }),
  ],
  [
    'one has left an organization',
    (client) => new MutationObserver(client, leaveOrganizationMutation('acme')).mutate({ id, ifMatch }),
  ],
]

it.each(changes)('what is known of access is old once %s', async (_name, make) => {
  const { client } = renderPage(null, {
    answers: [
      answer(getOwnAccess, { organization_admin: false, permissions: ['roles.list'], objects: [] }),
      answer(updateRole, { id, name: 'deployer', default: false, permissions: ['deployments.list'] }),
      answer(deleteRole, undefined),
      answer(createRoleAssignment, assignment),
      answer(deleteRoleAssignment, undefined),
      answer(updateServiceUser, robot),
      answer(deleteServiceUser, undefined),
      answer(updateMember, ada),
      answer(removeMember, undefined),
    ],
  })
  const own = ownAccessQuery('vision')
  await client.prefetchQuery(own)

  await make(client)

  expect(client.getQueryState(own.queryKey)?.isInvalidated).toBe(true)
})
