import type { AcceptInvitation } from '#contract/invitations.ts'
import { recordChange } from '#server/audit.ts'
import type { Client } from '#server/browser.ts'
import type { Context, PublicContext } from '#server/context.ts'
import type { Db } from '#server/db/pool.ts'
import { DomainError, notFound } from '#server/errors.ts'
import { requireOrganizationAdmin } from '#server/features/access/access.service.ts'
import { type Account, completeAccount, getAccount } from '#server/features/account/account.service.ts'
import { activateMember, lockMember } from '#server/features/members/joining.service.ts'
import { openSession } from '#server/features/session/session.service.ts'
import { hashPassword, requireUncommonPassword } from '#server/passwords.ts'
import { hashSecret, isSecretShaped, newSecret } from '#server/secrets.ts'
import { addressKey, throttled } from '#server/throttle.ts'
import * as repository from './invitations.repository.ts'

const LIFETIME_MS = 7 * 24 * 3_600_000
const WRONG_CODES_PER_ADDRESS = 30

/**
 * A code with which the invited person can join; the one before stops working. Throws `not_found`, `forbidden`, and
 * `invitation_not_needed` for somebody who has joined.
 * @returns the code, which is nowhere else
 */
export async function createInvitation(
  context: Context,
  organization: string,
  accountId: string,
): Promise<{ code: string; expiresAt: Date }> {
  const { organizationId } = await requireOrganizationAdmin(context, organization)
  const member = await lockMember(context, organizationId, accountId)
  if (!member) throw notFound()
  if (member.active) throw new DomainError('invitation_not_needed', 'This person has joined the organization already')
  const code = newSecret()
  const expiresAt = new Date(context.now.getTime() + LIFETIME_MS)
  await repository.putInvitation(context.db, {
    organizationId,
    accountId,
    codeHash: hashSecret(code),
    createdAt: context.now,
    expiresAt,
  })
  await recordChange(context, {
    organizationId,
    objectType: 'invitations',
    objectId: accountId,
    objectName: member.email,
    after: { email: member.email, expiry_date: expiresAt.toISOString() },
  })
  return { code, expiresAt }
}

/** What the code is for. Throws `invitation_invalid`, `rate_limited`. */
export function openInvitation(
  context: PublicContext,
  code: string,
  client: Client,
): Promise<repository.OpenInvitation> {
  return throttled(context, [limitOf(client)], () => requireLive(context.db, code, context.now))
}

/**
 * Makes the membership of the invitation's organization active. An address without a password becomes an account with
 * the given name and password and is signed in; one that has a password must be signed in, and keeps its password
 * whatever the request says. Opens its own transaction. Throws `invitation_invalid`, `invitation_sign_in`,
 * `password_common`, `rate_limited`, and `invalid_input` when name or password are missing.
 * @returns the secret of the session, where one was opened
 */
export function acceptInvitation(
  context: PublicContext,
  input: AcceptInvitation,
  client: Client,
): Promise<{ account: Account; secret?: string }> {
  return throttled(context, [limitOf(client)], async () => {
    const invitation = await requireLive(context.db, input.code, context.now)
    return about(invitation, () => acceptLive(context, invitation, input, client))
  })
}

/** Whatever is refused is about the invitation, which the request names by nothing but a secret. */
async function about<T>({ organizationId, email }: repository.OpenInvitation, run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (error instanceof DomainError) error.about = { organizationId, name: email }
    throw error
  }
}

async function acceptLive(
  context: PublicContext,
  invitation: repository.OpenInvitation,
  { code, name, surname = '', password }: AcceptInvitation,
  client: Client,
): Promise<{ account: Account; secret?: string }> {
  if (invitation.hasPassword) return acceptSignedIn(context, code, invitation)
  if (name === undefined || password === undefined) {
    throw new DomainError('invalid_input', 'Enter a name and a password', {
      ...(name === undefined ? { name: 'Name is required' } : {}),
      ...(password === undefined ? { password: 'Password is required' } : {}),
    })
  }
  requireUncommonPassword(password, { email: invitation.email, name, surname })
  const person = { name, surname, passwordHash: await hashPassword(password) }
  return context.db.transaction(async (tx) => {
    const inner = { ...context, db: tx }
    await take(inner, code, invitation)
    const account = await completeAccount(tx, invitation.accountId, person)
    if (!account) throw signInRequired()
    const { secret, person: actor } = await openSession(inner, account, client)
    await activateMember({ ...inner, actor }, invitation.organizationId)
    return { account, secret }
  })
}

async function acceptSignedIn(
  context: PublicContext,
  code: string,
  invitation: repository.OpenInvitation,
): Promise<{ account: Account }> {
  const { actor } = context
  if (actor?.type !== 'person' || actor.id !== invitation.accountId) throw signInRequired()
  return context.db.transaction(async (tx) => {
    const inner = { ...context, actor, db: tx }
    await take(inner, code, invitation)
    await activateMember(inner, invitation.organizationId)
    return { account: await getAccount(inner) }
  })
}

const limitOf = ({ address }: Client) => ({
  key: `invitation from ${addressKey(address)}`,
  attempts: WRONG_CODES_PER_ADDRESS,
})

const signInRequired = () =>
  new DomainError('invitation_sign_in', 'This address has an account: sign in to it, then accept the invitation')

const invalid = () =>
  new DomainError('invitation_invalid', 'This invitation has expired or was replaced; ask for a new one')

async function requireLive(db: Db, code: string, now: Date): Promise<repository.OpenInvitation> {
  const found = isSecretShaped(code) && (await repository.findLiveInvitation(db, hashSecret(code), now))
  if (!found) throw invalid()
  return found
}

/** The membership is locked before the invitation, in the order in which removing a member takes them. */
async function take(
  context: PublicContext,
  code: string,
  { organizationId, accountId }: repository.OpenInvitation,
): Promise<void> {
  const member = await lockMember(context, organizationId, accountId)
  if (!member || member.active || !(await repository.takeInvitation(context.db, hashSecret(code)))) throw invalid()
}

export const deleteExpiredInvitations = repository.deleteExpiredInvitations
