import { and, eq, sql } from 'drizzle-orm'
import type { Db } from '#server/db/pool.ts'
import { accounts, organizationMembers } from '#server/db/schema.ts'

export interface Membership {
  email: string
  active: boolean
}

/** The membership, for a change of it. */
export async function lockMember(db: Db, organizationId: string, accountId: string): Promise<Membership | undefined> {
  const [row] = await db
    .select({ email: accounts.email, active: organizationMembers.active })
    .from(organizationMembers)
    .innerJoin(accounts, eq(accounts.id, organizationMembers.accountId))
    .where(memberKey(organizationId, accountId))
    .for('no key update', { of: organizationMembers })
  return row
}

/** Counts the change. */
export async function setActive(db: Db, organizationId: string, accountId: string): Promise<void> {
  await db
    .update(organizationMembers)
    .set({ active: true, revision: sql`${organizationMembers.revision} + 1` })
    .where(memberKey(organizationId, accountId))
}

const memberKey = (organizationId: string, accountId: string) =>
  and(eq(organizationMembers.organizationId, organizationId), eq(organizationMembers.accountId, accountId))
