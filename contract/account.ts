import * as z from 'zod/mini'
import { id, line, requiredLine, timestampText } from './common.ts'
import { endpoint } from './endpoint.ts'
import { givenPassword, newPassword, user } from './session.ts'

const ME = '/v2.1/me'
const common = { tag: 'Account', access: 'person', extension: true } as const

export const updateProfileBody = z.object({ name: requiredLine('Name', 64), surname: line('Surname', 64) })
export type UpdateProfile = z.output<typeof updateProfileBody>

export const changePasswordBody = z.object({ current_password: givenPassword, new_password: newPassword })
export type ChangePassword = z.output<typeof changePasswordBody>

export const personalToken = z.object({
  id,
  name: z.string(),
  /** The first characters, for recognition. */
  prefix: z.string(),
  creation_date: z.string(),
  expiry_date: z.nullable(z.string()),
  last_used: z.nullable(z.string()),
})
export type PersonalToken = z.output<typeof personalToken>

export const createdPersonalToken = z.extend(personalToken, { token: z.string() })
export type CreatedPersonalToken = z.output<typeof createdPersonalToken>

export const createPersonalTokenBody = z.object({
  name: requiredLine('Name', 64),
  expiry_date: z.nullish(timestampText),
})
export type CreatePersonalToken = z.output<typeof createPersonalTokenBody>

export const sessionItem = z.object({
  id,
  current: z.boolean(),
  user_agent: z.string(),
  address: z.string(),
  creation_date: z.string(),
  last_seen: z.string(),
})
export type SessionItem = z.output<typeof sessionItem>

export const getProfile = endpoint({
  ...common,
  operation: 'me_get',
  method: 'GET',
  path: ME,
  summary: 'My profile',
  status: 200,
  response: user,
  errors: [],
  etag: true,
})

export const updateProfile = endpoint({
  ...common,
  operation: 'me_update',
  method: 'PATCH',
  path: ME,
  summary: 'Change my name',
  body: updateProfileBody,
  status: 200,
  response: user,
  errors: ['stale'],
  etag: true,
})

export const changePassword = endpoint({
  ...common,
  operation: 'me_password_update',
  method: 'PUT',
  path: `${ME}/password`,
  summary: 'Change my password; ends every other session of mine',
  body: changePasswordBody,
  status: 204,
  errors: ['wrong_credentials', 'password_common'],
})

export const listPersonalTokens = endpoint({
  ...common,
  operation: 'me_tokens_list',
  method: 'GET',
  path: `${ME}/tokens`,
  summary: 'My personal tokens',
  status: 200,
  response: z.array(personalToken),
  errors: [],
})

export const createPersonalToken = endpoint({
  ...common,
  operation: 'me_tokens_create',
  method: 'POST',
  path: `${ME}/tokens`,
  summary: 'Create a personal token; the token is only in this answer',
  body: createPersonalTokenBody,
  status: 201,
  response: createdPersonalToken,
  errors: ['idempotency_key_reused'],
  idempotent: true,
})

export const deletePersonalToken = endpoint({
  ...common,
  operation: 'me_tokens_delete',
  method: 'DELETE',
  path: `${ME}/tokens/:id`,
  summary: 'Delete a personal token; it stops working at once',
  params: z.object({ id }),
  status: 204,
  errors: ['stale'],
  etag: true,
})

export const listSessions = endpoint({
  ...common,
  operation: 'me_sessions_list',
  method: 'GET',
  path: `${ME}/sessions`,
  summary: 'Where I am signed in',
  status: 200,
  response: z.array(sessionItem),
  errors: [],
})

export const endSession = endpoint({
  ...common,
  operation: 'me_sessions_delete',
  method: 'DELETE',
  path: `${ME}/sessions/:id`,
  summary: 'End one session of mine',
  params: z.object({ id }),
  status: 204,
  errors: ['stale'],
  etag: true,
})
