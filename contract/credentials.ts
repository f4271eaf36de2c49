import * as z from 'zod/mini'
import { id } from './common.ts'
import { endpoint } from './endpoint.ts'
import { organizationParams } from './organizations.ts'

export const credentialKinds = ['service_user_token', 'api_key'] as const

/** The token of a project's service user, or an API key of an account service user: never what could be used. */
export const credential = z.object({
  kind: z.enum(credentialKinds),
  /** Of the service user of a project, or of the key. */
  id,
  /** The name of the service user, which may be empty, or the username. */
  name: z.string(),
  email: z.string(),
  /** Null for API keys, which belong to the organization. */
  project: z.nullable(z.string()),
  /** Null for tokens, like the type. */
  username: z.nullable(z.string()),
  key_type: z.nullable(z.string()),
  creation_date: z.string(),
  last_used: z.nullable(z.string()),
  /** Null for what never ends, as API keys. */
  expiry_date: z.nullable(z.string()),
  /** While a rotation is under way: the service user that this one takes over from, or that takes over from it. */
  replaces: z.optional(id),
  replaced_by: z.optional(id),
  /** Whether the caller holds `service_users.update` in the project. */
  can_update: z.boolean(),
})
export type Credential = z.output<typeof credential>

export const listCredentials = endpoint({
  operation: 'organizations_credentials_list',
  method: 'GET',
  path: '/v2.1/organizations/:organization/credentials',
  summary: 'List the API keys of an organization, and the tokens in projects where the caller may list service users',
  tag: 'Organizations',
  access: 'caller',
  params: organizationParams,
  status: 200,
  response: z.array(credential),
  errors: ['service_user_forbidden'],
  extension: true,
})
