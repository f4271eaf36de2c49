import { and, asc, eq, sql } from 'drizzle-orm'
import type { ApiKeyType } from '#contract/account-service-users.ts'
import type { Db } from '#server/db/pool.ts'
import { accountServiceUserKeys, accountServiceUsers, organizations } from '#server/db/schema.ts'
import { whereNewUse } from '#server/last-use.ts'

export interface KeyOwner {
  organizationId: string
  id: string
}

const ofType = ({ organizationId, id }: KeyOwner, type: ApiKeyType) =>
  and(
    eq(accountServiceUserKeys.organizationId, organizationId),
    eq(accountServiceUserKeys.serviceUserId, id),
    eq(accountServiceUserKeys.type, type),
  )

const ownerOfKey = and(
  eq(accountServiceUsers.organizationId, accountServiceUserKeys.organizationId),
  eq(accountServiceUsers.id, accountServiceUserKeys.serviceUserId),
)

/** Whose key it is. */
export async function findByKey(db: Db, keyHash: Buffer) {
  const [row] = await db
    .select({
      id: accountServiceUsers.id,
      username: accountServiceUsers.username,
      organizationId: organizations.id,
      organizationName: organizations.name,
      profile: accountServiceUsers.profile,
      keyId: accountServiceUserKeys.id,
      keyType: accountServiceUserKeys.type,
      lastUsedAt: accountServiceUserKeys.lastUsedAt,
    })
    .from(accountServiceUserKeys)
    .innerJoin(accountServiceUsers, ownerOfKey)
    .innerJoin(organizations, eq(organizations.id, accountServiceUsers.organizationId))
    .where(eq(accountServiceUserKeys.keyHash, keyHash))
  return row
}

/** Every key of the organization with whose it is, by username. */
export async function findAll(db: Db, organizationId: string) {
  return db
    .select({
      id: accountServiceUserKeys.id,
      type: accountServiceUserKeys.type,
      username: accountServiceUsers.username,
      email: accountServiceUsers.email,
      createdAt: accountServiceUserKeys.createdAt,
      lastUsedAt: accountServiceUserKeys.lastUsedAt,
    })
    .from(accountServiceUserKeys)
    .innerJoin(accountServiceUsers, ownerOfKey)
    .where(eq(accountServiceUserKeys.organizationId, organizationId))
    .orderBy(sql`lower(${accountServiceUsers.username}) collate "C"`, asc(accountServiceUserKeys.type))
}

export async function touch(db: Db, keyId: string, now: Date): Promise<void> {
  await db
    .update(accountServiceUserKeys)
    .set({ lastUsedAt: now })
    .where(and(eq(accountServiceUserKeys.id, keyId), whereNewUse(accountServiceUserKeys.lastUsedAt, now)))
}

export async function insert(db: Db, values: typeof accountServiceUserKeys.$inferInsert): Promise<void> {
  await db.insert(accountServiceUserKeys).values(values)
}

/** Whether there was a key of this type; only the one of this id counts, where it is given. */
export async function remove(db: Db, owner: KeyOwner, type: ApiKeyType, keyId?: string): Promise<boolean> {
  const removed = await db
    .delete(accountServiceUserKeys)
    .where(and(ofType(owner, type), keyId === undefined ? undefined : eq(accountServiceUserKeys.id, keyId)))
    .returning({ id: accountServiceUserKeys.id })
  return removed.length > 0
}
