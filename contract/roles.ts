import * as z from 'zod/mini'
import { id, pathName, slug } from './common.ts'
import { endpoint } from './endpoint.ts'
import { permission } from './permissions.ts'
import { projectParams } from './projects.ts'

export const roleListItem = z.object({
  id,
  name: z.string(),
  default: z.boolean(),
  permission_count: z.optional(z.int()),
  /** The kinds of objects on which it permits anything: `deployment`, `pipeline`, `bucket`. */
  resource_types: z.optional(z.array(z.string())),
  /** How many assignees hold the role in the project. */
  used_by: z.optional(z.object({ members: z.int(), service_users: z.int(), deployments: z.int() })),
})
export type RoleListItem = z.output<typeof roleListItem>

export const role = z.object({
  id,
  name: z.string(),
  default: z.boolean(),
  permissions: z.array(z.string()),
})
export type Role = z.output<typeof role>

const permissionList = z.array(permission, 'Permissions must be a list').check(z.maxLength(500, 'Too many permissions'))

export const createRoleBody = z.object({
  name: slug,
  permissions: permissionList.check(z.minLength(1, 'Choose at least one permission')),
})
export type CreateRole = z.output<typeof createRoleBody>

export const updateRoleBody = z.object({
  name: z.nullish(slug),
  permissions: z.nullish(permissionList.check(z.minLength(1, 'Choose at least one permission'))),
})
export type UpdateRole = z.output<typeof updateRoleBody>

export const roleParams = z.object({ project: pathName, role: pathName })

export const listRoles = endpoint({
  operation: 'roles_list',
  method: 'GET',
  path: '/v2.1/projects/:project/roles',
  summary: 'List the available roles in a project',
  tag: 'Roles',
  access: 'caller',
  params: projectParams,
  status: 200,
  response: z.array(roleListItem),
  errors: ['service_user_forbidden'],
})

export const createRole = endpoint({
  operation: 'roles_create',
  method: 'POST',
  path: '/v2.1/projects/:project/roles',
  summary: 'Create a custom role scoped in a project',
  tag: 'Roles',
  access: 'caller',
  params: projectParams,
  body: createRoleBody,
  status: 201,
  response: role,
  errors: ['service_user_forbidden', 'escalation', 'role_name_taken', 'idempotency_key_reused'],
  idempotent: true,
})

export const getRole = endpoint({
  operation: 'roles_get',
  method: 'GET',
  path: '/v2.1/projects/:project/roles/:role',
  summary: 'Get details of a role',
  tag: 'Roles',
  access: 'caller',
  params: roleParams,
  status: 200,
  response: role,
  errors: ['service_user_forbidden'],
  etag: true,
})

export const updateRole = endpoint({
  operation: 'roles_update',
  method: 'PATCH',
  path: '/v2.1/projects/:project/roles/:role',
  summary: 'Update a role in a project',
  tag: 'Roles',
  access: 'caller',
  params: roleParams,
  body: updateRoleBody,
  status: 200,
  response: role,
  errors: ['service_user_forbidden', 'escalation', 'default_role', 'role_name_taken', 'stale'],
  etag: true,
})

export const deleteRole = endpoint({
  operation: 'roles_delete',
  method: 'DELETE',
  path: '/v2.1/projects/:project/roles/:role',
  summary: 'Delete a role from a project',
  tag: 'Roles',
  access: 'caller',
  params: roleParams,
  status: 204,
  errors: ['service_user_forbidden', 'default_role', 'stale'],
  etag: true,
})
