import { isWithin, type Profile } from '#contract/profiles.ts'
import type { Context } from '#server/context.ts'
import { DomainError, notFound } from '#server/errors.ts'
import { findMemberships, holdMember } from '#server/features/members/profiles.service.ts'

/** The organization that a request to the account API is about, with what the caller may do there. */
export interface Account {
  organizationId: string
  profile: Profile
}

/**
 * The account of the caller's key; for a person the organization that X-Account names, or the only one they are in.
 * Throws `not_found` where the caller is not in it, and `invalid_input` for a person in several who names none.
 */
export async function requireAccount({ db, actor, account: name }: Context): Promise<Account> {
  if (actor.type === 'service_user') throw notFound()
  if (actor.type === 'account_service_user') {
    if (name !== undefined && name !== actor.organizationName) throw notFound()
    return actor
  }
  const [membership, another] = await findMemberships(db, actor.id, name)
  if (!membership) throw notFound()
  if (another) {
    const sentence = 'X-Account must name the organization, for you are in several.'
    throw new DomainError('invalid_input', sentence, { 'X-Account': sentence })
  }
  return membership
}

/** The same for a change: the caller keeps their profile until the transaction ends. */
export async function holdAccount(context: Context): Promise<Account> {
  const account = await requireAccount(context)
  if (context.actor.type !== 'person') return account
  const held = await holdMember(context.db, account.organizationId, context.actor.id)
  if (!held) throw notFound()
  return held
}

/** Throws `service_user_forbidden` for a service user, and `forbidden` for a person who may only read. */
export function requireManager({ actor }: Context, { profile }: Account): void {
  if (actor.type !== 'person') {
    throw new DomainError('service_user_forbidden', 'Service users cannot manage service users')
  }
  if (profile === 'READ_ONLY') {
    throw new DomainError('forbidden', 'Only owners and cluster admins of the account can do this')
  }
}

/** Throws `escalation` unless the caller's own profile has all that this one has. */
export function requireHoldsProfile(account: Account, profile: Profile): void {
  if (isWithin(profile, account.profile)) return
  throw new DomainError('escalation', `Your own profile is ${account.profile}, which has less than ${profile}`)
}
