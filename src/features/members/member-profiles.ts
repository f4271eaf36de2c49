import type { Member } from '#contract/members.ts'
import { type Profile, profiles } from '#contract/profiles.ts'

/** What a member is made; `admin` is for servers that know no profiles, since to the others it is the same as OWNER. */
export type Standing = { profile: Profile } | { admin: boolean }

/** Undefined for a member of a server that tells no profiles. Whoever is an admin is an owner. */
export const profileOf = ({ admin, profile }: Member): Profile | undefined =>
  profile === undefined || !admin ? profile : 'OWNER'

/** Whether the server knows profiles. While nothing is known it does, as Steward's own. */
export const tellsProfiles = (members: readonly Member[] | undefined): boolean =>
  members === undefined || members.some(({ profile }) => profile !== undefined)

export const standingOf = (member: Member): Standing => {
  const profile = profileOf(member)
  return profile === undefined ? { admin: member.admin } : { profile }
}

export const isAdminStanding = (standing: Standing): boolean =>
  'profile' in standing ? standing.profile === 'OWNER' : standing.admin

export const isSameStanding = (one: Member, other: Member): boolean =>
  one.admin === other.admin && profileOf(one) === profileOf(other)

/** What else the member could be made, from most to least. */
export const otherStandings = (member: Member): readonly Standing[] => {
  const current = profileOf(member)
  if (current === undefined) return [{ admin: !member.admin }]
  return profiles.filter((profile) => profile !== current).map((profile) => ({ profile }))
}

// The word of the document, and the word that the pages use for the same fact.
const profileLabels: Readonly<Record<Profile, string>> = {
  OWNER: 'Owner (admin)',
  CLUSTER_ADMIN: 'Cluster admin',
  READ_ONLY: 'Read only',
}

export const profileOptions = profiles.map((profile) => ({ value: profile, label: profileLabels[profile] }))

export function standingLabel(standing: Standing): string {
  if ('profile' in standing) return profileLabels[standing.profile]
  return standing.admin ? 'Admin' : 'Member'
}

/** The entry of a menu, and the button that confirms it. */
export function changeLabel(standing: Standing): string {
  if ('profile' in standing) return `Make ${profileLabels[standing.profile].toLowerCase()}`
  return standing.admin ? 'Make admin' : 'Remove admin'
}

const profilePhrases: Readonly<Record<Profile, string>> = {
  OWNER: 'an owner (admin)',
  CLUSTER_ADMIN: 'a cluster admin',
  READ_ONLY: 'read only',
}

export function changeQuestion(standing: Standing, who: string, organization: string): string {
  if (!('profile' in standing))
    return standing.admin ? `Make ${who} an admin of ${organization}?` : `Remove ${who} as admin of ${organization}?`
  const { profile } = standing
  return `Make ${who} ${profilePhrases[profile]} ${profile === 'READ_ONLY' ? 'in' : 'of'} ${organization}?`
}

/** Ends a sentence that begins with a name. */
export function nowPhrase(standing: Standing): string {
  if ('profile' in standing) return `is ${profilePhrases[standing.profile]} now`
  return standing.admin ? 'is an admin now' : 'is no longer an admin'
}
