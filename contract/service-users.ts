import * as z from 'zod/mini'
import { id, line, paragraph, pathName, timestampText } from './common.ts'
import { endpoint } from './endpoint.ts'
import { projectParams } from './projects.ts'

export const serviceUserParams = z.object({ project: pathName, id })

/** A service user as it is read: never with its token. */
export const serviceUser = z.object({
  id,
  email: z.string(),
  name: z.string(),
  creation_date: z.string(),
  expiry_date: z.nullable(z.string()),
  description: z.optional(z.string()),
  allowed_cors_origins: z.optional(z.array(z.string())),
  token_last_used: z.optional(z.nullable(z.string())),
  role_assignment_count: z.optional(z.int()),
  /** While a rotation is under way: the service user that this one takes over from. */
  replaces: z.optional(id),
  /** While a rotation is under way: the service user that takes over from this one. */
  replaced_by: z.optional(id),
})
export type ServiceUser = z.output<typeof serviceUser>

export const createdServiceUser = z.extend(serviceUser, { token: z.string() })
export type CreatedServiceUser = z.output<typeof createdServiceUser>

const ORIGIN =
  /^https?:\/\/(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*|\[[0-9a-f:]+\])(?::[1-9]\d{0,4})?$/

/**
 * A web origin exactly as a browser sends it in `Origin`: scheme, host and, unless it is the scheme's own, port;
 * nothing behind.
 */
export const corsOrigin = z.string('An origin must be text').check(
  z.trim(),
  z.toLowerCase(),
  z.maxLength(256, 'An origin has at most 256 characters'),
  z.refine(
    (value) => ORIGIN.test(value) && URL.canParse(value) && new URL(value).origin === value,
    'Use scheme, host and port only, like https://app.example.com or http://localhost:8080',
  ),
)

const fields = {
  name: z.nullish(line('Name', 256)),
  /** Newer clients send it. */
  description: z.nullish(paragraph('Description', 400)),
  /** `null`: the service user never expires. */
  expiry_date: z.nullish(timestampText),
  /** Replaces the list; `[]` clears it. */
  allowed_cors_origins: z.nullish(
    z.array(corsOrigin, 'Origins must be a list').check(z.maxLength(50, 'At most 50 origins')),
  ),
}

export const createServiceUserBody = z.object(fields)
export type CreateServiceUser = z.output<typeof createServiceUserBody>

export const updateServiceUserBody = z.object(fields)
export type UpdateServiceUser = z.output<typeof updateServiceUserBody>

export const rotateServiceUserBody = z.object({
  /** Of the new token; `null`: it never expires. */
  expiry_date: z.nullable(timestampText),
})
export type RotateServiceUser = z.output<typeof rotateServiceUserBody>

export const listServiceUsers = endpoint({
  operation: 'service_users_list',
  method: 'GET',
  path: '/v2.1/projects/:project/service-users',
  summary: 'List the service users of a project',
  tag: 'Service users',
  access: 'caller',
  params: projectParams,
  status: 200,
  response: z.array(serviceUser),
  errors: [],
})

export const createServiceUser = endpoint({
  operation: 'service_users_create',
  method: 'POST',
  path: '/v2.1/projects/:project/service-users',
  summary: 'Create a service user; its token is only in this answer',
  tag: 'Service users',
  access: 'caller',
  params: projectParams,
  body: createServiceUserBody,
  status: 201,
  response: createdServiceUser,
  errors: ['idempotency_key_reused'],
  idempotent: true,
})

export const getServiceUser = endpoint({
  operation: 'service_users_get',
  method: 'GET',
  path: '/v2.1/projects/:project/service-users/:id',
  summary: 'Retrieve details of a service user',
  tag: 'Service users',
  access: 'caller',
  params: serviceUserParams,
  status: 200,
  response: serviceUser,
  errors: [],
  etag: true,
})

export const updateServiceUser = endpoint({
  operation: 'service_users_update',
  method: 'PATCH',
  path: '/v2.1/projects/:project/service-users/:id',
  summary: 'Update name, expiry date and CORS origins of a service user that has not expired',
  tag: 'Service users',
  access: 'caller',
  params: serviceUserParams,
  body: updateServiceUserBody,
  status: 200,
  response: serviceUser,
  errors: ['service_user_expired', 'escalation', 'stale'],
  etag: true,
})

export const resetServiceUserToken = endpoint({
  operation: 'service_users_token',
  method: 'PUT',
  path: '/v2.1/projects/:project/service-users/:id/token',
  summary: 'Reset the token of a service user; the old one stops working at once',
  tag: 'Service users',
  access: 'caller',
  params: serviceUserParams,
  status: 200,
  response: z.object({ token: z.string() }),
  errors: ['service_user_expired', 'escalation', 'stale', 'idempotency_key_reused'],
  etag: true,
  idempotent: true,
})

export const deleteServiceUser = endpoint({
  operation: 'service_users_delete',
  method: 'DELETE',
  path: '/v2.1/projects/:project/service-users/:id',
  summary: 'Delete a service user; its token stops working at once',
  tag: 'Service users',
  access: 'caller',
  params: serviceUserParams,
  status: 204,
  errors: ['stale'],
  etag: true,
})

export const rotateServiceUser = endpoint({
  operation: 'service_users_rotation_create',
  method: 'POST',
  path: '/v2.1/projects/:project/service-users/:id/rotation',
  summary:
    'Create a service user that takes over from this one, with its origins and role assignments; both tokens work',
  tag: 'Service users',
  access: 'caller',
  params: serviceUserParams,
  body: rotateServiceUserBody,
  status: 201,
  response: createdServiceUser,
  errors: ['service_user_forbidden', 'escalation', 'rotation_under_way', 'idempotency_key_reused'],
  extension: true,
  idempotent: true,
})
