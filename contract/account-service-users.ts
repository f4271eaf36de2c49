import * as z from 'zod/mini'
import { line, pathName } from './common.ts'
import { endpoint } from './endpoint.ts'
import { profile, profiles } from './profiles.ts'

// Document 003. Its names are in camel case, and its refusals of bad data map a field to a sentence.

/** What the keys of an account service user are for, in the order and words of the published reference. */
export const apiKeyTypes = [
  { displayName: 'Monitoring', name: 'MONITORING' },
  { displayName: 'Read Only Provisioning', name: 'PROVISIONING_READONLY' },
  { displayName: 'Provisioning', name: 'PROVISIONING' },
  { displayName: 'User Management', name: 'USER_MANAGEMENT' },
] as const

const apiKeyType = z.enum(apiKeyTypes.map(({ name }) => name))
export type ApiKeyType = z.output<typeof apiKeyType>

export const accountServiceUserParams = z.object({ username: pathName })

export const apiKey = z.object({
  /** The id of the organization. */
  account: z.string(),
  /** 27 bullets and the last five characters of the key. */
  key: z.string(),
  keyType: z.string(),
  username: z.string(),
  /** When it was generated; not in the document. */
  creationDate: z.optional(z.string()),
  /** When it was last used, or null for never; not in the document. */
  lastUsed: z.optional(z.nullable(z.string())),
})
export type ApiKey = z.output<typeof apiKey>

/** A service user of an account, never with a key that could be used. */
export const accountServiceUser = z.object({
  /** E-mail addresses of people. */
  administrators: z.array(z.string()),
  apiKeys: z.object({
    allowedApiKeyTypes: z.array(z.object({ displayName: z.string(), name: z.string() })),
    apiKeys: z.array(apiKey),
  }),
  displayName: z.string(),
  email: z.string(),
  /** The profile, which the document calls so in answers. */
  role: z.string(),
  username: z.string(),
  /** Nobody administers it any more, but for the owners of the account. */
  withoutAdministrators: z.optional(z.boolean()),
})
export type AccountServiceUser = z.output<typeof accountServiceUser>

export const generatedApiKey = z.object({
  account: z.string(),
  /** In full, in this answer only. */
  key: z.string(),
  /** The username. */
  name: z.string(),
  resource: z.string(),
})
export type GeneratedApiKey = z.output<typeof generatedApiKey>

/** In the sentences of the published reference: `resource cannot be null.` */
const orNull =
  (field: string, otherwise: string) =>
  ({ input }: { input: unknown }) =>
    input == null ? `${field} cannot be null.` : `${field} ${otherwise}.`

const USERNAME_RULE = 'letters, digits, dots, dashes and underscores, starting with a letter or digit; at most 64'
const username = z
  .string({ error: orNull('username', 'must be text') })
  .check(z.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, `username has ${USERNAME_RULE}.`))

const email = z
  .string({ error: orNull('email', 'must be text') })
  .check(
    z.trim(),
    z.maxLength(254, 'email has at most 254 characters.'),
    z.email('email is not a valid e-mail address.'),
  )

const requiredProfile = z.enum(profile.options, { error: orNull('profile', `must be one of ${profiles.join(', ')}`) })

const displayName = z.nullish(line('displayName', 256))

/** Public clients send it; it says nothing to us. */
const validationMessages = z.nullish(z.record(z.string(), z.unknown(), 'validationMessages must be an object.'))

export const createAccountServiceUserBody = z.object({
  username,
  email,
  profile: requiredProfile,
  displayName,
  validationMessages,
})
export type CreateAccountServiceUser = z.output<typeof createAccountServiceUserBody>

export const updateAccountServiceUserBody = z.object({
  displayName,
  profile: requiredProfile,
  /** E-mail addresses of people; replaces the list. */
  administrators: z.nullish(
    z
      .array(
        z
          .string('administrators must be a list of e-mail addresses.')
          .check(z.trim(), z.maxLength(254, 'An e-mail address has at most 254 characters.')),
        'administrators must be a list of e-mail addresses.',
      )
      .check(z.maxLength(100, 'A service user has at most 100 administrators.')),
  ),
  validationMessages,
})
export type UpdateAccountServiceUser = z.output<typeof updateAccountServiceUserBody>

export const apiKeyBody = z.object({
  /** The document lets it be left out, and refuses it then as `resource`. */
  apiKeyType: z.nullish(z.enum(apiKeyType.options, `apiKeyType must be one of ${apiKeyType.options.join(', ')}.`)),
  validationMessages,
})
export type ApiKeyBody = z.output<typeof apiKeyBody>

const tag = 'Account service users'

export const listAccountServiceUsers = endpoint({
  operation: 'account_service_users_list',
  method: 'GET',
  path: '/v1/service-users',
  summary: 'List the service users of the account',
  tag,
  access: 'account',
  status: 200,
  response: z.array(accountServiceUser),
  errors: [],
})

export const createAccountServiceUser = endpoint({
  operation: 'account_service_users_create',
  method: 'POST',
  path: '/v1/service-users',
  summary: 'Create a service user in the account, administered by who creates it',
  tag,
  access: 'account',
  body: createAccountServiceUserBody,
  status: 201,
  response: accountServiceUser,
  errors: ['service_user_forbidden', 'escalation', 'username_taken', 'email_taken', 'idempotency_key_reused'],
  idempotent: true,
})

export const getAccountServiceUser = endpoint({
  operation: 'account_service_users_get',
  method: 'GET',
  path: '/v1/service-users/:username',
  summary: 'Retrieve a service user of the account',
  tag,
  access: 'account',
  params: accountServiceUserParams,
  status: 200,
  response: accountServiceUser,
  errors: [],
  etag: true,
})

export const updateAccountServiceUser = endpoint({
  operation: 'account_service_users_update',
  method: 'PUT',
  path: '/v1/service-users/:username',
  summary: 'Update display name, profile and administrators of a service user',
  tag,
  access: 'account',
  params: accountServiceUserParams,
  body: updateAccountServiceUserBody,
  status: 200,
  response: accountServiceUser,
  errors: ['service_user_forbidden', 'escalation', 'administrator_unknown', 'stale'],
  etag: true,
})

export const deactivateAccountServiceUser = endpoint({
  operation: 'account_service_users_delete',
  method: 'DELETE',
  path: '/v1/service-users/:username',
  summary: 'Deactivate a service user; its keys stop working at once',
  tag,
  access: 'account',
  params: accountServiceUserParams,
  status: 204,
  errors: ['service_user_forbidden', 'stale'],
  etag: true,
})

export const generateApiKey = endpoint({
  operation: 'account_service_user_keys_create',
  method: 'POST',
  path: '/v1/service-users/:username/apikey',
  summary: 'Generate an API key of a service user; the key is only in this answer',
  tag,
  access: 'account',
  params: accountServiceUserParams,
  body: apiKeyBody,
  status: 200,
  response: generatedApiKey,
  errors: ['escalation', 'api_key_exists', 'idempotency_key_reused'],
  idempotent: true,
})

export const revokeApiKey = endpoint({
  operation: 'account_service_user_keys_delete',
  method: 'DELETE',
  path: '/v1/service-users/:username/apikey',
  summary: 'Revoke an API key of a service user; it stops working at once',
  tag,
  access: 'account',
  params: accountServiceUserParams,
  body: apiKeyBody,
  status: 204,
  errors: ['service_user_forbidden', 'api_key_missing', 'stale'],
  etag: true,
})
