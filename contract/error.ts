import * as z from 'zod/mini'

/** The closed list of refusals and the HTTP status of each. */
export const errorStatus = {
  invalid_input: 400,
  malformed_body: 400,
  subscription_end_required: 400,
  subscription_end_not_custom: 400,
  subscription_start_required: 400,
  subscription_dates_reversed: 400,
  usage_range_invalid: 400,
  password_common: 400,
  role_unknown: 400,
  assignee_unknown: 400,
  resource_unknown: 400,
  username_taken: 400,
  email_taken: 400,
  administrator_unknown: 400,
  api_key_exists: 400,
  api_key_missing: 400,
  unauthenticated: 401,
  wrong_credentials: 401,
  forbidden: 403,
  cross_origin: 403,
  escalation: 403,
  service_user_forbidden: 403,
  subscription_operator_only: 403,
  setup_code_wrong: 403,
  not_found: 404,
  method_not_allowed: 405,
  organization_name_taken: 409,
  project_name_taken: 409,
  object_name_taken: 409,
  role_name_taken: 409,
  member_exists: 409,
  last_admin: 409,
  default_role: 409,
  service_user_expired: 409,
  rotation_under_way: 409,
  setup_done: 409,
  invitation_not_needed: 409,
  invitation_sign_in: 409,
  idempotency_key_reused: 409,
  batch_id_reused: 409,
  conflict: 409,
  invitation_invalid: 410,
  stale: 412,
  too_large: 413,
  unsupported_media_type: 415,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
} as const satisfies Record<string, number>

export type ErrorCode = keyof typeof errorStatus

/** Refusals that every endpoint can give, so none lists them. */
export const commonErrors = [
  'invalid_input',
  'malformed_body',
  'unauthenticated',
  'forbidden',
  'cross_origin',
  'not_found',
  'too_large',
  'unsupported_media_type',
  'rate_limited',
  'internal',
  'unavailable',
] as const satisfies readonly ErrorCode[]

/** The body of every refusal. `error` is what the public documents promise; the rest is additive. */
export const errorBody = z.object({
  error: z.string(),
  code: z.optional(z.string()),
  fields: z.optional(z.record(z.string(), z.string())),
  request_id: z.optional(z.string()),
})
export type ErrorBody = z.output<typeof errorBody>

/** The body of a 400 of the account API: a sentence for each field, or for `request` where no field is at fault. */
export const fieldErrors = z.record(z.string(), z.string())
export type FieldErrors = z.output<typeof fieldErrors>
