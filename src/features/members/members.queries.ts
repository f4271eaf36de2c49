import { mutationOptions, queryOptions } from '@tanstack/react-query'
import { createInvitation } from '#contract/invitations.ts'
import * as contract from '#contract/members.ts'
import { call } from '#src/api/client.ts'
import { organizationKeys } from '#src/features/organizations/organizations.queries.ts'

export const memberKeys = {
  all: (organization: string) => ['members', organization] as const,
  list: (organization: string) => ['members', organization, 'list'] as const,
}

export const memberListQuery = (organization: string) =>
  queryOptions({
    queryKey: memberKeys.list(organization),
    queryFn: ({ signal }) => call(contract.listMembers, { params: { organization }, signal }),
    meta: { title: 'members' },
  })

/** The role assignments of one member in all projects of the organization; its admins only. */
export const memberRoleAssignmentsQuery = (organization: string, id: string) =>
  queryOptions({
    queryKey: [...memberKeys.all(organization), 'role-assignments', id],
    queryFn: ({ signal }) => call(contract.listMemberRoleAssignments, { params: { organization, id }, signal }),
    meta: { title: 'role assignments' },
  })

/**
 * Who is a member shows in counts, and what they hold in the projects, whichever those are. Not the role assignments of
 * one member: those of somebody just removed are gone, and nobody else's have changed.
 */
export const affectedByMembers = (organization: string) => [
  memberKeys.list(organization),
  organizationKeys.resources(organization),
  ['projects', 'users'],
  ['role-assignments'],
  ['roles'],
]

export const updateMemberMutation = (organization: string) =>
  mutationOptions({
    mutationFn: ({ id, admin }: { id: string; admin: boolean }) =>
      call(contract.updateMember, { params: { organization, id }, body: { admin } }),
    // One's own right shows in the list of organizations, and in the organization.
    meta: { invalidates: [memberKeys.list(organization), organizationKeys.all], errorShownBy: 'dialog' },
  })

export const removeMemberMutation = (organization: string) =>
  mutationOptions({
    mutationFn: (id: string) => call(contract.removeMember, { params: { organization, id } }),
    meta: { invalidates: affectedByMembers(organization), errorShownBy: 'dialog' },
  })

/** Like {@link removeMemberMutation} for oneself: the organization is closed from then on, so nothing of it is read. */
export const leaveOrganizationMutation = (organization: string) =>
  mutationOptions({
    mutationFn: (id: string) => call(contract.removeMember, { params: { organization, id } }),
    meta: { invalidates: [organizationKeys.list, ['projects', 'list']], errorShownBy: 'dialog' },
  })

export const createInvitationMutation = (organization: string) =>
  mutationOptions({
    mutationFn: ({ member, idempotencyKey }: { member: contract.Member; idempotencyKey: string }) =>
      call(createInvitation, { params: { organization, id: member.id }, idempotencyKey }),
    meta: { errorShownBy: 'dialog' },
  })
