import * as z from 'zod/mini'
import { id, requiredLine } from './common.ts'
import { endpoint } from './endpoint.ts'
import { organizationParams } from './organizations.ts'
import { permission } from './permissions.ts'
import { projectParams } from './projects.ts'
import { assigneeType, createRoleAssignmentBody, resourceType } from './role-assignments.ts'
import { updateRoleBody } from './roles.ts'

/** Where a permission holds: on the whole project, whose name then is the resource's, or on one object of it. */
const level = { resource: z.string(), resource_type: resourceType }

export const ownAccess = z.object({
  /** Admins of the organization may do everything in its projects. */
  organization_admin: z.boolean(),
  /** What the caller may do everywhere in the project. */
  permissions: z.array(z.string()),
  /** The objects on which the caller may do more than that, with all that they may do there. */
  objects: z.array(z.object({ ...level, permissions: z.array(z.string()) })),
})
export type OwnAccess = z.output<typeof ownAccess>

/** Who holds roles: a member of the organization, a service user of the project, or a deployment. */
export const accessAssignee = z.object({
  /** UUID of a person or service user, or the name of a deployment. */
  assignee: z.string(),
  assignee_type: assigneeType,
  kind: z.enum(['member', 'service_user', 'deployment']),
  /** The full name of a person, the name of a service user or a deployment; may be empty. */
  name: z.string(),
  /** Empty for a deployment. */
  email: z.string(),
})
export type AccessAssignee = z.output<typeof accessAssignee>

/** Why somebody holds a permission: as an admin of the organization, or by a role assigned on a level. */
export const accessChain = z.union([
  z.object({ type: z.literal('organization_admin') }),
  z.object({ type: z.literal('role'), role: z.string(), role_assignment: id, ...level }),
])
export type AccessChain = z.output<typeof accessChain>

/**
 * What keeps somebody from using what they hold: an invitation not accepted yet, an expired token, or a part of the API
 * that is closed to every service user.
 */
export const accessObstacle = z.enum(['invited', 'expired', 'closed_to_service_users'])
export type AccessObstacle = z.output<typeof accessObstacle>

const holder = z.extend(accessAssignee, {
  /** True where there is a chain and no obstacle. */
  allowed: z.boolean(),
  chains: z.array(accessChain),
  obstacle: z.nullable(accessObstacle),
})

export const accessStep = z.union([
  z.object({ type: z.literal('assign_role'), role: z.string(), ...level }),
  z.object({ type: z.literal('delete_role_assignment'), role: z.string(), role_assignment: id, ...level }),
  z.object({ type: z.literal('remove_organization_admin') }),
  z.object({ type: z.literal('accept_invitation') }),
])
export type AccessStep = z.output<typeof accessStep>

export const accessExplanation = z.extend(holder, {
  permission,
  ...level,
  /**
   * The smallest change that turns the answer: the fewest steps, of these the fewest other permissions given or taken.
   * Steps concern this assignee alone. Null where no change of roles can turn it.
   */
  change: z.nullable(
    z.object({
      steps: z.array(accessStep),
      /** Permissions that the assignee gains or loses with it on the level in question besides the one asked for. */
      side_effects: z.array(z.string()),
      /** Why the server would refuse it, where it would. */
      refused: z.nullable(z.enum(['last_admin'])),
    }),
  ),
})
export type AccessExplanation = z.output<typeof accessExplanation>

export const accessHolder = holder
export type AccessHolder = z.output<typeof accessHolder>

const levelQuery = {
  permission,
  /** With `resource_type`; the whole project where both are absent. */
  resource: z.optional(requiredLine('Resource', 64)),
  resource_type: z.optional(resourceType),
}
const namesWholeLevel = (query: { resource?: string | undefined; resource_type?: string | undefined }) =>
  (query.resource === undefined) === (query.resource_type === undefined)
const halfLevel = { message: 'resource and resource_type must be provided together', path: ['resource'] }

export const explainAccessQuery = z
  .object({
    /** UUID of a person or service user, or the name of a deployment. */
    assignee: requiredLine('Assignee', 64),
    /** A user unless it says otherwise. */
    assignee_type: z.optional(assigneeType),
    ...levelQuery,
  })
  .check(z.refine(namesWholeLevel, halfLevel))
export type ExplainAccess = z.output<typeof explainAccessQuery>

export const listAccessHoldersQuery = z.object(levelQuery).check(z.refine(namesWholeLevel, halfLevel))
export type ListAccessHolders = z.output<typeof listAccessHoldersQuery>

const project = requiredLine('Project', 64)
const rolePart = { project, role: requiredLine('Role', 64) }

/** A change as it would be sent to its own endpoint. */
export const accessChange = z.discriminatedUnion('type', [
  z.object({ type: z.literal('role_update'), ...rolePart, permissions: updateRoleBody.shape.permissions }),
  z.object({ type: z.literal('role_delete'), ...rolePart }),
  z.object({ type: z.literal('role_assignment_create'), project, assignment: createRoleAssignmentBody }),
  z.object({ type: z.literal('role_assignment_delete'), project, id }),
  z.object({ type: z.literal('service_user_delete'), project, id }),
  z.object({ type: z.literal('project_user_delete'), project, id }),
  z.object({ type: z.literal('organization_user_update'), id, admin: z.boolean('Admin is true or false') }),
  z.object({ type: z.literal('organization_user_delete'), id }),
])
export type AccessChange = z.output<typeof accessChange>

export const previewAccessBody = z.object({
  /** Made one after the other, so that a later one sees what an earlier one did. */
  changes: z
    .array(accessChange, 'Changes must be a list')
    .check(z.minLength(1, 'Name at least one change'), z.maxLength(500, 'At most 500 changes')),
})
export type PreviewAccess = z.output<typeof previewAccessBody>

/**
 * What the changes would do on one level. The entry of a project is true for all its objects but those with an entry of
 * their own, which is given where the object differs (also with nothing gained and nothing lost).
 */
export const accessDifference = z.object({
  project: z.string(),
  ...level,
  gained: z.array(z.string()),
  lost: z.array(z.string()),
})
export type AccessDifference = z.output<typeof accessDifference>

export const accessPreview = z.object({
  /** Those for whom something changes, together where the same changes. Empty: nobody gains or loses anything. */
  groups: z.array(
    z.object({
      differences: z.array(accessDifference),
      assignees: z.array(
        z.extend(accessAssignee, {
          /** What they would hold, or held, without being able to use it yet or any more. */
          obstacle: z.nullable(accessObstacle),
        }),
      ),
    }),
  ),
})
export type AccessPreview = z.output<typeof accessPreview>

export const getOwnAccess = endpoint({
  operation: 'own_access_get',
  method: 'GET',
  path: '/v2.1/projects/:project/access',
  summary: 'What the caller may do in a project and on its objects',
  tag: 'Access',
  access: 'caller',
  params: projectParams,
  status: 200,
  response: ownAccess,
  errors: [],
  extension: true,
})

export const explainAccess = endpoint({
  operation: 'access_explanation_get',
  method: 'GET',
  path: '/v2.1/projects/:project/access/explanation',
  summary: 'Whether somebody holds a permission, why, and the smallest change that would turn the answer',
  tag: 'Access',
  access: 'caller',
  params: projectParams,
  query: explainAccessQuery,
  status: 200,
  response: accessExplanation,
  errors: ['service_user_forbidden', 'assignee_unknown', 'resource_unknown'],
  extension: true,
})

export const listAccessHolders = endpoint({
  operation: 'access_holders_list',
  method: 'GET',
  path: '/v2.1/projects/:project/access/holders',
  summary: 'Everybody who holds a permission on the project or an object, and why',
  tag: 'Access',
  access: 'caller',
  params: projectParams,
  query: listAccessHoldersQuery,
  status: 200,
  response: z.array(accessHolder),
  errors: ['service_user_forbidden', 'resource_unknown'],
  extension: true,
})

export const previewAccess = endpoint({
  operation: 'access_preview',
  method: 'POST',
  path: '/v2.1/organizations/:organization/access-preview',
  summary: 'Who would gain and who would lose which permissions by changes, which are not made',
  tag: 'Access',
  access: 'person',
  params: organizationParams,
  body: previewAccessBody,
  status: 200,
  response: accessPreview,
  errors: [
    'service_user_forbidden',
    'escalation',
    'default_role',
    'last_admin',
    'role_unknown',
    'assignee_unknown',
    'resource_unknown',
  ],
  extension: true,
})
