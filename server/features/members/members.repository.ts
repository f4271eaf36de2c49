import { and, asc, eq, ne, sql } from 'drizzle-orm'
import type { Db } from '#server/db/pool.ts'
import { accounts, organizationMembers, roleAssignments } from '#server/db/schema.ts'

export interface MemberRow {
  accountId: string
  email: string
  name: string
  surname: string
  admin: boolean
  clusterAdmin: boolean
  /** False until the person has accepted an invitation of this organization. */
  active: boolean
  createdAt: Date
  lastActiveAt: Date | null
  revision: number
  roleAssignmentCount: number
}

/** The members of an organization by e-mail, with the number of role assignments each has in its projects. */
function selectMembers(db: Db, organizationId: string, accountId?: string) {
  const assigned = db
    .select({ accountId: roleAssignments.accountId, count: sql<number>`count(*)`.as('count') })
    .from(roleAssignments)
    .where(
      and(
        eq(roleAssignments.organizationId, organizationId),
        accountId ? eq(roleAssignments.accountId, accountId) : sql`${roleAssignments.accountId} is not null`,
      ),
    )
    .groupBy(roleAssignments.accountId)
    .as('assigned')
  return db
    .select({
      accountId: accounts.id,
      email: accounts.email,
      name: accounts.name,
      surname: accounts.surname,
      admin: organizationMembers.admin,
      clusterAdmin: organizationMembers.clusterAdmin,
      active: organizationMembers.active,
      createdAt: organizationMembers.createdAt,
      lastActiveAt: organizationMembers.lastActiveAt,
      revision: organizationMembers.revision,
      roleAssignmentCount: sql<number>`coalesce(${assigned.count}, 0)`,
    })
    .from(organizationMembers)
    .innerJoin(accounts, eq(accounts.id, organizationMembers.accountId))
    .leftJoin(assigned, eq(assigned.accountId, organizationMembers.accountId))
    .where(
      and(
        eq(organizationMembers.organizationId, organizationId),
        accountId ? eq(organizationMembers.accountId, accountId) : undefined,
      ),
    )
    .orderBy(asc(sql`lower(${accounts.email})`))
}

export async function findMembers(db: Db, organizationId: string): Promise<MemberRow[]> {
  return selectMembers(db, organizationId)
}

export async function findMember(db: Db, organizationId: string, accountId: string): Promise<MemberRow | undefined> {
  const [row] = await selectMembers(db, organizationId, accountId)
  return row
}

/** The account with this address in any case, made now when there is none. */
export async function findOrInsertAccount(
  db: Db,
  values: { id: string; email: string; createdAt: Date },
): Promise<{ id: string; hasPassword: boolean } | undefined> {
  const fields = { id: accounts.id, hasPassword: sql<boolean>`${accounts.passwordHash} is not null` }
  const [inserted] = await db.insert(accounts).values(values).onConflictDoNothing().returning(fields)
  if (inserted) return inserted
  const [found] = await db
    .select(fields)
    .from(accounts)
    .where(eq(sql`lower(${accounts.email})`, sql`lower(${values.email})`))
  return found
}

/** Whether the account was no member before. */
export async function insertMember(db: Db, values: typeof organizationMembers.$inferInsert): Promise<boolean> {
  const inserted = await db
    .insert(organizationMembers)
    .values(values)
    .onConflictDoNothing()
    .returning({ accountId: organizationMembers.accountId })
  return inserted.length > 0
}

const memberKey = (organizationId: string, accountId: string) =>
  and(eq(organizationMembers.organizationId, organizationId), eq(organizationMembers.accountId, accountId))

export async function lockMember(db: Db, organizationId: string, accountId: string): Promise<void> {
  await db
    .select({ accountId: organizationMembers.accountId })
    .from(organizationMembers)
    .where(memberKey(organizationId, accountId))
    .for('update')
}

/** Counts the change. */
export async function updateProfile(
  db: Db,
  organizationId: string,
  accountId: string,
  values: { admin: boolean; clusterAdmin: boolean },
): Promise<void> {
  await db
    .update(organizationMembers)
    .set({ ...values, revision: sql`${organizationMembers.revision} + 1` })
    .where(memberKey(organizationId, accountId))
}

/** Their memberships and roles in the organization's projects go with it. */
export async function deleteMember(db: Db, organizationId: string, accountId: string): Promise<void> {
  await db.delete(organizationMembers).where(memberKey(organizationId, accountId))
}

export async function hasOtherActiveAdmin(db: Db, organizationId: string, accountId: string): Promise<boolean> {
  const rows = await db
    .select({ accountId: organizationMembers.accountId })
    .from(organizationMembers)
    .where(
      and(
        eq(organizationMembers.organizationId, organizationId),
        ne(organizationMembers.accountId, accountId),
        organizationMembers.admin,
        organizationMembers.active,
      ),
    )
    .limit(1)
  return rows.length > 0
}
