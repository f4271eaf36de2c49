import { and, eq, gt, lte, sql } from 'drizzle-orm'
import type { Db } from '#server/db/pool.ts'
import { accounts, invitations, organizationMembers, organizations } from '#server/db/schema.ts'

/** Replaces the invitation before, whose code stops working. */
export async function putInvitation(db: Db, values: typeof invitations.$inferInsert): Promise<void> {
  const { codeHash, createdAt, expiresAt } = values
  await db
    .insert(invitations)
    .values(values)
    .onConflictDoUpdate({
      target: [invitations.organizationId, invitations.accountId],
      set: { codeHash, createdAt, expiresAt },
    })
}

export interface OpenInvitation {
  organizationId: string
  organizationName: string
  accountId: string
  email: string
  hasPassword: boolean
}

/** The invitation of this code, if it has not expired and its person has not joined. */
export async function findLiveInvitation(db: Db, codeHash: Buffer, now: Date): Promise<OpenInvitation | undefined> {
  const [row] = await db
    .select({
      organizationId: invitations.organizationId,
      organizationName: organizations.name,
      accountId: invitations.accountId,
      email: accounts.email,
      hasPassword: sql<boolean>`${accounts.passwordHash} is not null`,
    })
    .from(invitations)
    .innerJoin(organizations, eq(organizations.id, invitations.organizationId))
    .innerJoin(accounts, eq(accounts.id, invitations.accountId))
    .innerJoin(
      organizationMembers,
      and(
        eq(organizationMembers.organizationId, invitations.organizationId),
        eq(organizationMembers.accountId, invitations.accountId),
      ),
    )
    .where(
      and(eq(invitations.codeHash, codeHash), gt(invitations.expiresAt, now), eq(organizationMembers.active, false)),
    )
  return row
}

/** @returns whether the code was still there: of two requests with it, one gets it. */
export async function takeInvitation(db: Db, codeHash: Buffer): Promise<boolean> {
  const rows = await db
    .delete(invitations)
    .where(eq(invitations.codeHash, codeHash))
    .returning({ accountId: invitations.accountId })
  return rows.length > 0
}

export async function deleteExpiredInvitations(db: Db, now: Date): Promise<void> {
  await db.delete(invitations).where(lte(invitations.expiresAt, now))
}
