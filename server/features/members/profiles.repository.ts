import { and, eq, inArray, sql } from 'drizzle-orm'
import type { Db } from '#server/db/pool.ts'
import { accounts, organizationMembers, organizations } from '#server/db/schema.ts'

export interface MembershipRow {
  organizationId: string
  organizationName: string
  accountId: string
  email: string
  admin: boolean
  clusterAdmin: boolean
}

function selectActive(db: Db) {
  return db
    .select({
      organizationId: organizations.id,
      organizationName: organizations.name,
      accountId: accounts.id,
      email: accounts.email,
      admin: organizationMembers.admin,
      clusterAdmin: organizationMembers.clusterAdmin,
    })
    .from(organizationMembers)
    .innerJoin(organizations, eq(organizations.id, organizationMembers.organizationId))
    .innerJoin(accounts, eq(accounts.id, organizationMembers.accountId))
}

/** Up to two organizations that the person is an active member of; of the name, where one is given. */
export function findMemberships(db: Db, accountId: string, organization: string | undefined): Promise<MembershipRow[]> {
  return selectActive(db)
    .where(
      and(
        eq(organizationMembers.accountId, accountId),
        organizationMembers.active,
        organization === undefined ? undefined : eq(organizations.name, organization),
      ),
    )
    .limit(2)
}

/** The active members with these addresses in any case, who stay what they are until the transaction ends. */
export function holdMembers(db: Db, organizationId: string, emails: readonly string[]): Promise<MembershipRow[]> {
  const key = sql<string>`lower(${accounts.email})`
  return selectActive(db)
    .where(
      and(
        eq(organizationMembers.organizationId, organizationId),
        organizationMembers.active,
        inArray(
          key,
          emails.map((email) => email.toLowerCase()),
        ),
      ),
    )
    .orderBy(organizationMembers.accountId)
    .for('share', { of: organizationMembers })
}

/** The active member, who stays what they are until the transaction ends. */
export async function holdMember(
  db: Db,
  organizationId: string,
  accountId: string,
): Promise<MembershipRow | undefined> {
  const [row] = await selectActive(db)
    .where(
      and(
        eq(organizationMembers.organizationId, organizationId),
        eq(organizationMembers.accountId, accountId),
        organizationMembers.active,
      ),
    )
    .for('share', { of: organizationMembers })
  return row
}
