import * as z from 'zod/mini'
import { id, pathName, slug } from './common.ts'
import { endpoint } from './endpoint.ts'

export const projectParams = z.object({ project: pathName })

export const project = z.object({
  id,
  name: z.string(),
  /** A bare day; see `wire.md` of the clients. */
  creation_date: z.string(),
  advanced_permissions: z.boolean(),
  organization_name: z.string(),
  credits: z.nullable(z.number()),
  /** The documented list leaves these two out. */
  suspended: z.optional(z.boolean()),
  suspended_reason: z.optional(z.nullable(z.string())),
})
export type Project = z.output<typeof project>

export const createProjectBody = z.object({
  name: slug,
  organization_name: pathName,
  advanced_permissions: z.nullish(z.boolean('advanced_permissions is true or false')),
  credits: z.nullish(
    z.number('Credits must be a number').check(z.gte(0, 'Credits cannot be negative'), z.lte(1e15, 'Too many credits')),
  ),
})
export type CreateProject = z.output<typeof createProjectBody>

export const updateProjectBody = z.object({
  name: z.nullish(slug),
  advanced_permissions: z.nullish(z.boolean('advanced_permissions is true or false')),
})
export type UpdateProject = z.output<typeof updateProjectBody>

export const projectUser = z.object({
  id,
  email: z.string(),
  name: z.string(),
  surname: z.string(),
})
export type ProjectUser = z.output<typeof projectUser>

const projectUserParams = z.object({ project: pathName, id })

export const listProjects = endpoint({
  operation: 'projects_list',
  method: 'GET',
  path: '/v2.1/projects',
  summary: 'List the projects the caller can see',
  tag: 'Projects',
  access: 'caller',
  query: z.object({ organization: z.optional(pathName) }),
  status: 200,
  response: z.array(project),
  errors: [],
  extension: true,
})

export const createProject = endpoint({
  operation: 'projects_create',
  method: 'POST',
  path: '/v2.1/projects',
  summary: 'Create a project in an organization (its admins only)',
  tag: 'Projects',
  access: 'caller',
  body: createProjectBody,
  status: 201,
  response: project,
  errors: ['service_user_forbidden', 'project_name_taken', 'idempotency_key_reused'],
  extension: true,
  idempotent: true,
})

export const getProject = endpoint({
  operation: 'projects_get',
  method: 'GET',
  path: '/v2.1/projects/:project',
  summary: 'Get details of a project',
  tag: 'Projects',
  access: 'caller',
  params: projectParams,
  status: 200,
  response: project,
  errors: [],
  extension: true,
  etag: true,
})

export const updateProject = endpoint({
  operation: 'projects_update',
  method: 'PATCH',
  path: '/v2.1/projects/:project',
  summary: 'Rename a project',
  tag: 'Projects',
  access: 'caller',
  params: projectParams,
  body: updateProjectBody,
  status: 200,
  response: project,
  errors: ['project_name_taken', 'stale'],
  extension: true,
  etag: true,
})

export const deleteProject = endpoint({
  operation: 'projects_delete',
  method: 'DELETE',
  path: '/v2.1/projects/:project',
  summary: 'Delete a project with everything in it',
  tag: 'Projects',
  access: 'caller',
  params: projectParams,
  status: 204,
  errors: ['stale'],
  extension: true,
  etag: true,
})

export const listProjectUsers = endpoint({
  operation: 'project_users_list',
  method: 'GET',
  path: '/v2.1/projects/:project/users',
  summary: 'List the users of a project',
  tag: 'Project users',
  access: 'caller',
  params: projectParams,
  status: 200,
  response: z.array(projectUser),
  errors: ['service_user_forbidden'],
  extension: true,
})

export const addProjectUser = endpoint({
  operation: 'project_users_create',
  method: 'POST',
  path: '/v2.1/projects/:project/users',
  summary: 'Add a user of the organization to a project',
  tag: 'Project users',
  access: 'caller',
  params: projectParams,
  body: z.object({ user_id: id }),
  status: 201,
  response: projectUser,
  errors: ['service_user_forbidden', 'assignee_unknown', 'member_exists', 'idempotency_key_reused'],
  extension: true,
  idempotent: true,
})

export const getProjectUser = endpoint({
  operation: 'project_users_get',
  method: 'GET',
  path: '/v2.1/projects/:project/users/:id',
  summary: 'Get details of a user of a project',
  tag: 'Project users',
  access: 'caller',
  params: projectUserParams,
  status: 200,
  response: projectUser,
  errors: ['service_user_forbidden'],
  extension: true,
  etag: true,
})

export const removeProjectUser = endpoint({
  operation: 'project_users_delete',
  method: 'DELETE',
  path: '/v2.1/projects/:project/users/:id',
  summary: 'Remove a user from a project, with all their roles in it',
  tag: 'Project users',
  access: 'caller',
  params: projectUserParams,
  status: 204,
  errors: ['service_user_forbidden', 'stale'],
  extension: true,
  etag: true,
})
