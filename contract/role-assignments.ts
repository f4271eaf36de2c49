import * as z from 'zod/mini'
import { id, line, requiredLine } from './common.ts'
import { endpoint } from './endpoint.ts'
import { projectParams } from './projects.ts'

export const assigneeType = z.enum(['user', 'deployment'], 'Assignee type is user or deployment')
export const resourceType = z.enum(
  ['project', 'deployment', 'pipeline', 'bucket'],
  'Resource type is project, deployment, pipeline or bucket',
)
export type AssigneeType = z.output<typeof assigneeType>
export type ResourceType = z.output<typeof resourceType>

export const roleAssignment = z.object({
  id,
  /** UUID of a person or service user, or the name of a deployment. */
  assignee: z.string(),
  assignee_type: z.string(),
  role: z.string(),
  resource: z.string(),
  resource_type: z.string(),
})
export type RoleAssignment = z.output<typeof roleAssignment>

export const createRoleAssignmentBody = z
  .object({
    /** UUID of a person or service user, or the name of a deployment. */
    assignee: z.nullish(requiredLine('Assignee', 64)),
    /** The document's other word for an assignee that is a user. */
    user_id: z.nullish(id),
    /** A user unless it says otherwise. */
    assignee_type: z.nullish(assigneeType),
    role: requiredLine('Role', 64),
    resource: z.nullish(requiredLine('Resource', 64)),
    resource_type: z.nullish(resourceType),
  })
  .check(
    z.refine((body) => body.assignee != null || (body.user_id != null && body.assignee_type !== 'deployment'), {
      message: 'Assignee is required',
      path: ['assignee'],
    }),
    z.refine((body) => (body.resource == null) === (body.resource_type == null), {
      message: 'resource and resource_type must be provided together',
      path: ['resource'],
    }),
  )
export type CreateRoleAssignment = z.output<typeof createRoleAssignmentBody>

export const roleAssignmentFilter = z.object({
  resource: z.optional(line('Resource', 64)),
  resource_type: z.optional(resourceType),
  assignee: z.optional(line('Assignee', 64)),
  assignee_type: z.optional(assigneeType),
})
export type RoleAssignmentFilter = z.output<typeof roleAssignmentFilter>

const roleAssignmentParams = z.object({ project: projectParams.shape.project, id })

export const listRoleAssignments = endpoint({
  operation: 'role_assignments_per_object_list',
  method: 'GET',
  path: '/v2.1/projects/:project/role-assignments',
  summary: 'List the roles assigned in a project, filtered by assignee or by object',
  tag: 'Role assignments',
  access: 'caller',
  params: projectParams,
  query: roleAssignmentFilter,
  status: 200,
  response: z.array(roleAssignment),
  errors: ['service_user_forbidden'],
})

export const createRoleAssignment = endpoint({
  operation: 'role_assignments_create',
  method: 'POST',
  path: '/v2.1/projects/:project/role-assignments',
  summary: 'Assign a role to a user or an object',
  tag: 'Role assignments',
  access: 'caller',
  params: projectParams,
  body: createRoleAssignmentBody,
  status: 201,
  response: roleAssignment,
  errors: [
    'service_user_forbidden',
    'escalation',
    'role_unknown',
    'assignee_unknown',
    'resource_unknown',
    'idempotency_key_reused',
  ],
  idempotent: true,
})

export const getRoleAssignment = endpoint({
  operation: 'role_assignments_get',
  method: 'GET',
  path: '/v2.1/projects/:project/role-assignments/:id',
  summary: 'Get a role assignment',
  tag: 'Role assignments',
  access: 'caller',
  params: roleAssignmentParams,
  status: 200,
  response: roleAssignment,
  errors: ['service_user_forbidden'],
  etag: true,
})

export const deleteRoleAssignment = endpoint({
  operation: 'role_assignments_delete',
  method: 'DELETE',
  path: '/v2.1/projects/:project/role-assignments/:id',
  summary: 'Delete a role assignment, also one of your own',
  tag: 'Role assignments',
  access: 'caller',
  params: roleAssignmentParams,
  status: 204,
  errors: ['service_user_forbidden', 'stale'],
  etag: true,
})
