import type { AccountServiceUser } from '#contract/account-service-users.ts'
import { isWithin, type Profile, profiles } from '#contract/profiles.ts'
import { profileLabel } from './profile-labels.ts'

/** Who looks at the page. What is not known holds nothing back: the server decides anyway. */
export interface Caller {
  email: string | undefined
  profile: Profile | undefined
}

// Rules of the server, mirrored to say them in advance.

/** Why the caller can create no service user in the organization. */
export function whyNotCreate({ profile }: Caller, organization: string): string | undefined {
  return profile === 'READ_ONLY' ? `Only owners and cluster admins of ${organization} can do this.` : undefined
}

/** Why the caller can neither revoke keys of the service user nor deactivate it. */
export function whyNotAdminister(
  caller: Caller,
  organization: string,
  { administrators }: AccountServiceUser,
): string | undefined {
  const notAtAll = whyNotCreate(caller, organization)
  if (notAtAll !== undefined || caller.profile !== 'CLUSTER_ADMIN') return notAtAll
  const email = caller.email?.toLowerCase()
  const isAdministrator = administrators.some((administrator) => administrator.toLowerCase() === email)
  return isAdministrator ? undefined : `Only its administrators and the owners of ${organization} can do this.`
}

/** Why the caller can neither edit the service user nor generate a key for it: who holds a key holds the profile. */
export function whyNotChange(
  caller: Caller,
  organization: string,
  serviceUser: AccountServiceUser,
): string | undefined {
  return whyNotAdminister(caller, organization, serviceUser) ?? whyNotGive(caller, serviceUser.role)
}

/** Why the caller can give nobody this profile. */
export function whyNotGive({ profile: own }: Caller, role: string): string | undefined {
  const profile = profiles.find((known) => known === role)
  if (own === undefined || profile === undefined || isWithin(profile, own)) return undefined
  return `The profile ${profileLabel(profile)} has more than your own, ${profileLabel(own)}.`
}
