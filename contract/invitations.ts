import * as z from 'zod/mini'
import { line, requiredLine } from './common.ts'
import { endpoint } from './endpoint.ts'
import { memberParams } from './members.ts'
import { newPassword, session } from './session.ts'

export const invitation = z.object({
  code: z.string(),
  /** Address of the page where the person accepts; the code is in its fragment. */
  url: z.string(),
  expiry_date: z.string(),
})
export type Invitation = z.output<typeof invitation>

export const createInvitation = endpoint({
  operation: 'invitations_create',
  method: 'POST',
  path: '/v2.1/organizations/:organization/users/:id/invitation',
  summary: 'Make an invitation link for a member who has not joined yet; the one before stops working',
  tag: 'Invitations',
  access: 'person',
  params: memberParams,
  status: 201,
  response: invitation,
  errors: ['invitation_not_needed', 'idempotency_key_reused'],
  extension: true,
  idempotent: true,
})

const code = requiredLine('Invitation code', 128)

export const openInvitation = endpoint({
  operation: 'invitations_open',
  method: 'POST',
  path: '/v2.1/invitations/open',
  summary: 'What an invitation code is for',
  tag: 'Invitations',
  access: 'public',
  body: z.object({ code }),
  status: 200,
  response: z.object({
    email: z.string(),
    organization: z.string(),
    /** The address already has a password: its owner must sign in to accept. */
    sign_in_required: z.boolean(),
  }),
  errors: ['invitation_invalid'],
  extension: true,
})

export const acceptInvitationBody = z.object({
  code,
  name: z.optional(requiredLine('Name', 64)),
  surname: z.optional(line('Surname', 64)),
  password: z.optional(newPassword),
})
export type AcceptInvitation = z.output<typeof acceptInvitationBody>

/** What the page of a person without an account asks for. */
export const newAccountBody = z.object({
  name: requiredLine('Name', 64),
  surname: line('Surname', 64),
  password: newPassword,
})

export const acceptInvitation = endpoint({
  operation: 'invitations_accept',
  method: 'POST',
  path: '/v2.1/invitations/accept',
  summary: 'Join the organization; a new account sets its name and password and is signed in',
  tag: 'Invitations',
  access: 'public',
  body: acceptInvitationBody,
  status: 201,
  response: session,
  errors: ['invitation_invalid', 'invitation_sign_in', 'password_common'],
  extension: true,
})
