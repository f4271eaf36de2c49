import * as z from 'zod/mini'
import { email, id, line, requiredLine } from './common.ts'
import { endpoint } from './endpoint.ts'

/** 12 to 128 characters of any kind; the most common ones are refused by the server. */
export const newPassword = z
  .string('Password must be text')
  .check(z.minLength(12, 'Use at least 12 characters'), z.maxLength(128, 'Use at most 128 characters'))

/** A password as somebody claims it; only its length is bounded. */
export const givenPassword = z
  .string('Password must be text')
  .check(z.minLength(1, 'Password is required'), z.maxLength(1024, 'Wrong password'))

export const user = z.object({
  id,
  email: z.string(),
  name: z.string(),
  surname: z.string(),
  /** Operators of the installation may change subscriptions. */
  operator: z.boolean(),
})
export type User = z.output<typeof user>

export const session = z.object({ user })

export const signInBody = z.object({ email, password: givenPassword })
export type SignIn = z.output<typeof signInBody>

export const signIn = endpoint({
  operation: 'session_create',
  method: 'POST',
  path: '/v2.1/session',
  summary: 'Sign in with e-mail and password; the answer sets the session cookie',
  tag: 'Session',
  access: 'public',
  body: signInBody,
  status: 201,
  response: session,
  errors: ['wrong_credentials'],
  extension: true,
})

export const getSession = endpoint({
  operation: 'session_get',
  method: 'GET',
  path: '/v2.1/session',
  summary: 'Who am I',
  tag: 'Session',
  access: 'person',
  status: 200,
  response: session,
  errors: [],
  extension: true,
})

export const signOut = endpoint({
  operation: 'session_delete',
  method: 'DELETE',
  path: '/v2.1/session',
  summary: 'Sign out',
  tag: 'Session',
  access: 'public',
  status: 204,
  errors: [],
  extension: true,
})

export const signOutEverywhere = endpoint({
  operation: 'session_delete_all',
  method: 'DELETE',
  path: '/v2.1/session/all',
  summary: 'End every session of mine',
  tag: 'Session',
  access: 'person',
  status: 204,
  errors: [],
  extension: true,
})

export const getSetup = endpoint({
  operation: 'setup_get',
  method: 'GET',
  path: '/v2.1/setup',
  summary: 'Whether the installation still waits for its first admin',
  tag: 'Setup',
  access: 'public',
  status: 200,
  response: z.object({ needed: z.boolean() }),
  errors: [],
  extension: true,
})

export const setupBody = z.object({
  code: requiredLine('Setup code', 128),
  email,
  password: newPassword,
  name: requiredLine('Name', 64),
  surname: line('Surname', 64),
})
export type Setup = z.output<typeof setupBody>

export const completeSetup = endpoint({
  operation: 'setup_create',
  method: 'POST',
  path: '/v2.1/setup',
  summary: 'Create the first admin, once, with the code printed in the terminal; signs in',
  tag: 'Setup',
  access: 'public',
  body: setupBody,
  status: 201,
  response: session,
  errors: ['setup_done', 'setup_code_wrong', 'password_common'],
  extension: true,
})
