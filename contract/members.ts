import * as z from 'zod/mini'
import { email, id } from './common.ts'
import { endpoint } from './endpoint.ts'
import { organizationParams } from './organizations.ts'
import { profile as anyProfile, type Profile, profiles } from './profiles.ts'
import { roleAssignment } from './role-assignments.ts'

export const memberParams = z.object({ organization: organizationParams.shape.organization, id })

export const member = z.object({
  id,
  email: z.string(),
  name: z.string(),
  surname: z.string(),
  admin: z.boolean(),
  /** `OWNER` is what `admin` says as well; `CLUSTER_ADMIN`, or `READ_ONLY` unless raised. */
  profile: z.optional(anyProfile),
  /** `active`, or `invited` until the person has accepted an invitation of this organization. */
  status: z.optional(z.string()),
  creation_date: z.optional(z.string()),
  last_active: z.optional(z.nullable(z.string())),
  /** How many role assignments the person has in the organization's projects. */
  role_assignment_count: z.optional(z.int()),
})
export type Member = z.output<typeof member>

const admin = z.boolean('Admin is true or false')
const profile = z.enum(profiles, `Profile is one of ${profiles.join(', ')}`)

/** The same fact in the words of two documents. */
interface Standing {
  admin?: boolean | null | undefined
  profile?: Profile | null | undefined
}
const agrees = ({ admin, profile }: Standing) => admin == null || profile == null || admin === (profile === 'OWNER')
const agreement = z.refine<Standing>(agrees, {
  error: 'An admin has the profile OWNER, and nobody else has',
  path: ['profile'],
})

export const addMemberBody = z.object({ email, admin: z.nullish(admin), profile: z.nullish(profile) }).check(agreement)
export type AddMember = z.output<typeof addMemberBody>

export const updateMemberBody = z.object({ admin: z.nullish(admin), profile: z.nullish(profile) }).check(
  z.refine<Standing>(({ admin, profile }) => admin != null || profile != null, {
    error: 'Admin is true or false',
    path: ['admin'],
  }),
  agreement,
)
export type UpdateMember = z.output<typeof updateMemberBody>

export const listMembers = endpoint({
  operation: 'organization_users_list',
  method: 'GET',
  path: '/v2.1/organizations/:organization/users',
  summary: 'List the users in an organization',
  tag: 'Organization users',
  access: 'caller',
  params: organizationParams,
  status: 200,
  response: z.array(member),
  errors: ['service_user_forbidden'],
})

export const addMember = endpoint({
  operation: 'organization_users_create',
  method: 'POST',
  path: '/v2.1/organizations/:organization/users',
  summary: 'Add a user to an organization; an address without an account is invited',
  tag: 'Organization users',
  access: 'caller',
  params: organizationParams,
  body: addMemberBody,
  status: 201,
  response: member,
  errors: ['service_user_forbidden', 'member_exists', 'idempotency_key_reused'],
  idempotent: true,
})

export const getMember = endpoint({
  operation: 'organization_users_get',
  method: 'GET',
  path: '/v2.1/organizations/:organization/users/:id',
  summary: 'Get details of a user in an organization',
  tag: 'Organization users',
  access: 'caller',
  params: memberParams,
  status: 200,
  response: member,
  errors: ['service_user_forbidden'],
  etag: true,
})

export const updateMember = endpoint({
  operation: 'organization_users_update',
  method: 'PATCH',
  path: '/v2.1/organizations/:organization/users/:id',
  summary: 'Change the profile of a user, or whether they are an admin of the organization',
  tag: 'Organization users',
  access: 'caller',
  params: memberParams,
  body: updateMemberBody,
  status: 200,
  response: member,
  errors: ['service_user_forbidden', 'last_admin', 'stale'],
  etag: true,
})

export const removeMember = endpoint({
  operation: 'organization_users_delete',
  method: 'DELETE',
  path: '/v2.1/organizations/:organization/users/:id',
  summary: 'Delete a user from an organization, with all their roles in its projects',
  tag: 'Organization users',
  access: 'caller',
  params: memberParams,
  status: 204,
  errors: ['service_user_forbidden', 'last_admin', 'stale'],
  etag: true,
})

export const memberRoleAssignment = z.extend(roleAssignment, { project: z.string() })
export type MemberRoleAssignment = z.output<typeof memberRoleAssignment>

export const listMemberRoleAssignments = endpoint({
  operation: 'organization_users_role_assignments_list',
  method: 'GET',
  path: '/v2.1/organizations/:organization/users/:id/role-assignments',
  summary: 'List the role assignments of a user in all projects of the organization',
  tag: 'Organization users',
  access: 'caller',
  params: memberParams,
  status: 200,
  response: z.array(memberRoleAssignment),
  errors: ['service_user_forbidden'],
  extension: true,
})
