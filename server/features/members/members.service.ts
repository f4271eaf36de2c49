import { uuidv7 } from 'uuidv7'
import type { AddMember, MemberRoleAssignment, UpdateMember } from '#contract/members.ts'
import type { Profile } from '#contract/profiles.ts'
import { recordChange } from '#server/audit.ts'
import { type Context, requireMatch, type State } from '#server/context.ts'
import { DomainError, notFound } from '#server/errors.ts'
import {
  lockOrganizationAsAdmin,
  requireOrganization,
  requireOrganizationAdmin,
} from '#server/features/access/access.service.ts'
import { endAdministration } from '#server/features/account-service-users/administrators.service.ts'
import { summaryOf } from '#server/features/role-assignments/assignment-summary.service.ts'
import { listOfMember } from '#server/features/role-assignments/role-assignments.service.ts'
import * as repository from './members.repository.ts'
import { columnsOf, profileOf } from './profiles.service.ts'

export type { MemberRow } from './members.repository.ts'

export const statusOf = ({ active }: { active: boolean }) => (active ? 'active' : 'invited')

/** Whoever was removed and is added again has another membership. */
export const stateOf = ({ accountId, createdAt, revision }: repository.MemberRow): State => ({
  id: `${accountId} ${createdAt.toISOString()}`,
  revision,
})

/** Any member may see who else is one. */
export async function listMembers(context: Context, organization: string): Promise<repository.MemberRow[]> {
  const { organizationId } = await requireOrganization(context, organization)
  return repository.findMembers(context.db, organizationId)
}

/** Admins only, also for oneself (document 002). */
export async function getMember(
  context: Context,
  organization: string,
  accountId: string,
): Promise<repository.MemberRow> {
  const { organizationId } = await requireOrganizationAdmin(context, organization)
  return requireMember(context, organizationId, accountId)
}

/** Admins only. */
export async function listRoleAssignments(
  context: Context,
  organization: string,
  accountId: string,
): Promise<MemberRoleAssignment[]> {
  const { organizationId } = await requireOrganizationAdmin(context, organization)
  await requireMember(context, organizationId, accountId)
  return listOfMember(context.db, organizationId, accountId)
}

/** The first admin of an organization just created. */
export async function addFounder(context: Context, organizationId: string, accountId: string): Promise<void> {
  await repository.insertMember(context.db, {
    organizationId,
    accountId,
    admin: true,
    active: true,
    createdAt: context.now,
  })
}

/**
 * Adds the person with this address: at once where the account has a password, as invited where it has none or had to
 * be made. Throws `member_exists`.
 */
export async function addMember(
  context: Context,
  organization: string,
  input: AddMember,
): Promise<repository.MemberRow> {
  const { organizationId } = await requireOrganizationAdmin(context, organization)
  const account = await repository.findOrInsertAccount(context.db, {
    id: uuidv7(),
    email: input.email,
    createdAt: context.now,
  })
  if (!account) throw new DomainError('conflict', 'Somebody changed this account in the meantime; try again')
  const isNew = await repository.insertMember(context.db, {
    organizationId,
    accountId: account.id,
    ...columnsOf(profileAfter({ admin: false, clusterAdmin: false }, input)),
    active: account.hasPassword,
    createdAt: context.now,
  })
  if (!isNew) {
    throw new DomainError('member_exists', 'This person is already a user of the organization', {
      email: 'Already a user of the organization',
    })
  }
  const member = await requireMember(context, organizationId, account.id)
  await recordChange(context, { ...subject(organizationId, member), after: audited(member) })
  return member
}

/** The profile that is asked for: an admin is an owner, and who stops being one can only read. */
function profileAfter(
  before: { admin: boolean; clusterAdmin: boolean },
  { admin, profile }: Pick<UpdateMember, 'admin' | 'profile'>,
): Profile {
  if (profile != null) return profile
  if (admin == null || admin === before.admin) return profileOf(before)
  return admin ? 'OWNER' : 'READ_ONLY'
}

/**
 * Who can only read from now on administers no service user any more. Throws `last_admin` when no active admin would
 * remain, and `stale`.
 */
export async function updateMember(
  context: Context,
  organization: string,
  accountId: string,
  change: Pick<UpdateMember, 'admin' | 'profile'>,
): Promise<repository.MemberRow> {
  const { organizationId } = await lockOrganizationAsAdmin(context, organization)
  const before = await lockMember(context, organizationId, accountId)
  requireMatch(context, stateOf(before))
  const profile = profileAfter(before, change)
  if (profile === profileOf(before)) return before
  if (before.admin) {
    await requireOtherAdmin(context, organizationId, accountId, 'The last admin of an organization stays its admin')
  }
  await repository.updateProfile(context.db, organizationId, accountId, columnsOf(profile))
  const ended = profile === 'READ_ONLY' ? await endAdministration(context.db, organizationId, accountId) : []
  const after = await requireMember(context, organizationId, accountId)
  await recordChange(context, {
    ...subject(organizationId, after),
    before: { ...audited(before), ...administered(ended) },
    after: audited(after),
  })
  return after
}

/**
 * Takes the person out of the organization and all its projects, with their roles there. Throws `last_admin` when no
 * active admin would remain, and `stale`.
 */
export async function removeMember(context: Context, organization: string, accountId: string): Promise<void> {
  const { organizationId } = await lockOrganizationAsAdmin(context, organization)
  const member = await lockMember(context, organizationId, accountId)
  requireMatch(context, stateOf(member))
  if (member.admin) {
    await requireOtherAdmin(context, organizationId, accountId, 'The last admin of an organization cannot be removed')
  }
  const assignments = await listOfMember(context.db, organizationId, accountId)
  const ended = await endAdministration(context.db, organizationId, accountId)
  await repository.deleteMember(context.db, organizationId, accountId)
  await recordChange(context, {
    ...subject(organizationId, member),
    before: {
      ...audited(member),
      projects: new Set(assignments.map(({ project }) => project)).size,
      ...summaryOf(assignments),
      ...administered(ended),
    },
  })
}

async function requireMember(
  context: Context,
  organizationId: string,
  accountId: string,
): Promise<repository.MemberRow> {
  const member = await repository.findMember(context.db, organizationId, accountId)
  if (!member) throw notFound()
  return member
}

/** Nobody changes the member or assigns a role to them until the transaction ends. */
async function lockMember(context: Context, organizationId: string, accountId: string) {
  await repository.lockMember(context.db, organizationId, accountId)
  return requireMember(context, organizationId, accountId)
}

/** The organization is locked, so that nobody takes the other admin's place away before this transaction ends. */
async function requireOtherAdmin(context: Context, organizationId: string, accountId: string, sentence: string) {
  if (await repository.hasOtherActiveAdmin(context.db, organizationId, accountId)) return
  throw new DomainError('last_admin', `${sentence}: make another active user an admin first`)
}

const subject = (organizationId: string, member: repository.MemberRow) => ({
  organizationId,
  objectType: 'organization_users',
  objectId: member.accountId,
  objectName: member.email,
})

const audited = (member: repository.MemberRow) => ({
  email: member.email,
  admin: member.admin,
  profile: profileOf(member),
  status: statusOf(member),
})

/** What somebody administered until now. */
const administered = (usernames: string[]) => (usernames.length > 0 ? { account_service_users: usernames } : {})
