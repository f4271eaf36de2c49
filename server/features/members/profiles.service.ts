import type { Profile } from '#contract/profiles.ts'
import type { Db } from '#server/db/pool.ts'
import * as repository from './profiles.repository.ts'

/** A person in an organization that they have joined. */
export interface Membership {
  organizationId: string
  organizationName: string
  accountId: string
  email: string
  profile: Profile
}

/** An admin is an owner; others can read only, unless raised. */
export function profileOf({ admin, clusterAdmin }: { admin: boolean; clusterAdmin: boolean }): Profile {
  if (admin) return 'OWNER'
  return clusterAdmin ? 'CLUSTER_ADMIN' : 'READ_ONLY'
}

/** How a profile is stored. */
export const columnsOf = (profile: Profile) => ({
  admin: profile === 'OWNER',
  clusterAdmin: profile === 'CLUSTER_ADMIN',
})

const toMembership = ({ admin, clusterAdmin, ...row }: repository.MembershipRow): Membership => ({
  ...row,
  profile: profileOf({ admin, clusterAdmin }),
})

/** Up to two organizations that the person is an active member of; of the name, where one is given. */
export async function findMemberships(db: Db, accountId: string, organization?: string): Promise<Membership[]> {
  return (await repository.findMemberships(db, accountId, organization)).map(toMembership)
}

/** The active members with these addresses, who keep their profiles until the transaction ends. */
export async function holdMembers(db: Db, organizationId: string, emails: readonly string[]): Promise<Membership[]> {
  if (emails.length === 0) return []
  return (await repository.holdMembers(db, organizationId, emails)).map(toMembership)
}

/** The active member, who keeps their profile until the transaction ends. */
export async function holdMember(db: Db, organizationId: string, accountId: string): Promise<Membership | undefined> {
  const row = await repository.holdMember(db, organizationId, accountId)
  return row && toMembership(row)
}
