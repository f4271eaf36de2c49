import { mutationOptions, queryOptions } from '@tanstack/react-query'
import { createInvitation, type Invitation } from '#contract/invitations.ts'
import * as contract from '#contract/members.ts'
import { call, callWithEtag } from '#src/api/client.ts'
import { organizationKeys } from '#src/features/organizations/organizations.queries.ts'
import { stopsAll } from './stops-all.ts'

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

/** One member with the ETag of the state; read to be changed, which must not begin with an old state. */
export const memberQuery = (organization: string, id: string) =>
  queryOptions({
    queryKey: [...memberKeys.all(organization), 'one', id],
    queryFn: ({ signal }) => callWithEtag(contract.getMember, { params: { organization, id }, signal }),
    staleTime: 0,
    gcTime: 0,
    meta: { title: 'the member' },
  })

/** The role assignments of one member in all projects of the organization; its admins only. */
export const memberRoleAssignmentsQuery = (organization: string, id: string) =>
  queryOptions({
    queryKey: [...memberKeys.all(organization), 'role-assignments', id],
    queryFn: ({ signal }) => call(contract.listMemberRoleAssignments, { params: { organization, id }, signal }),
    meta: { title: 'role assignments' },
  })

// What the answers about access in every project begin with; the query options themselves would weigh on the first page.
const everyAccess = ['access']

// Whoever goes or becomes read only administers none of them any more.
const accountServiceUsers = (organization: string) => ['account-service-users', organization]

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
  everyAccess,
  accountServiceUsers(organization),
]

interface MemberChange extends contract.UpdateMember {
  id: string
  ifMatch?: string | undefined
}

export const updateMemberMutation = (organization: string) =>
  mutationOptions({
    mutationFn: ({ id, ifMatch, admin, profile }: MemberChange) =>
      call(contract.updateMember, { params: { organization, id }, body: { admin, profile }, ifMatch }),
    meta: {
      invalidates: [
        memberKeys.list(organization),
        // One's own right shows in the list of organizations, and in the organization.
        organizationKeys.all,
        everyAccess,
        accountServiceUsers(organization),
        ['credentials'],
      ],
      errorShownBy: 'dialog',
    },
  })

interface MemberRemoval {
  id: string
  ifMatch: string | undefined
}

export const removeMemberMutation = (organization: string) =>
  mutationOptions({
    mutationFn: ({ id, ifMatch }: MemberRemoval) =>
      call(contract.removeMember, { params: { organization, id }, ifMatch }),
    meta: { invalidates: affectedByMembers(organization), errorShownBy: 'dialog' },
  })

/** Like {@link removeMemberMutation} for oneself: the organization is closed from then on, so nothing of it is read. */
export const leaveOrganizationMutation = (organization: string) =>
  mutationOptions({
    mutationFn: ({ id, ifMatch }: MemberRemoval) =>
      call(contract.removeMember, { params: { organization, id }, ifMatch }),
    meta: { invalidates: [organizationKeys.list, ['projects', 'list'], everyAccess], errorShownBy: 'dialog' },
  })

export interface LinkRequest {
  member: contract.Member
  /** The same for each try, which so gives the link that an earlier one has made. */
  idempotencyKey: string
}

export interface InvitationLinks {
  made: { member: contract.Member; invitation: Invitation }[]
  failed: { member: contract.Member; error: unknown }[]
}

interface LinkRun {
  requests: readonly LinkRequest[]
  onProgress: (count: number) => void
  signal: AbortSignal
}

/** A link for each person, one after another; a refusal stops only its own. */
export const createInvitationsMutation = (organization: string) =>
  mutationOptions({
    mutationFn: async ({ requests, onProgress, signal }: LinkRun): Promise<InvitationLinks> => {
      const links: InvitationLinks = { made: [], failed: [] }
      for (const [index, { member, idempotencyKey }] of requests.entries()) {
        try {
          const invitation = await call(createInvitation, {
            params: { organization, id: member.id },
            idempotencyKey,
            signal,
          })
          links.made.push({ member, invitation })
        } catch (error) {
          if (signal.aborted || stopsAll(error)) throw error
          links.failed.push({ member, error })
        }
        onProgress(index + 1)
      }
      return links
    },
    meta: { errorShownBy: 'dialog' },
  })
