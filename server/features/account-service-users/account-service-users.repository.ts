import { and, eq, type SQL, sql } from 'drizzle-orm'
import type { ApiKeyType } from '#contract/account-service-users.ts'
import type { Db } from '#server/db/pool.ts'
import { accountServiceUserAdministrators, accountServiceUsers } from '#server/db/schema.ts'

export interface AdministratorRow {
  id: string
  email: string
}

/** What may be known of a key. */
export interface KeyRow {
  type: ApiKeyType
  ending: string
  /** An instant as JSON has it. */
  createdAt: string
  lastUsedAt: string | null
}

export type AccountServiceUserRow = typeof accountServiceUsers.$inferSelect & {
  administrators: AdministratorRow[]
  keys: KeyRow[]
}

const columns = {
  id: accountServiceUsers.id,
  organizationId: accountServiceUsers.organizationId,
  username: accountServiceUsers.username,
  email: accountServiceUsers.email,
  displayName: accountServiceUsers.displayName,
  profile: accountServiceUsers.profile,
  createdAt: accountServiceUsers.createdAt,
  revision: accountServiceUsers.revision,
  administrators: sql<AdministratorRow[]>`(
    select coalesce(
      json_agg(json_build_object('id', account.id, 'email', account.email) order by lower(account.email)), '[]'
    )
    from account_service_user_administrators administrator
    join accounts account on account.id = administrator.account_id
    where administrator.organization_id = account_service_users.organization_id
      and administrator.service_user_id = account_service_users.id
  )`,
  keys: sql<KeyRow[]>`(
    select coalesce(
      json_agg(
        json_build_object(
          'type', key.type, 'ending', key.key_ending, 'createdAt', key.created_at, 'lastUsedAt', key.last_used_at
        )
        order by key.type
      ),
      '[]'
    )
    from account_service_user_keys key
    where key.organization_id = account_service_users.organization_id
      and key.service_user_id = account_service_users.id
  )`,
}

const select = (db: Db, organizationId: string, condition?: SQL) =>
  db
    .select(columns)
    .from(accountServiceUsers)
    .where(and(eq(accountServiceUsers.organizationId, organizationId), condition))

const named = (username: string) => sql`lower(${accountServiceUsers.username}) = lower(${username})`
const identified = (organizationId: string, id: string) =>
  and(eq(accountServiceUsers.organizationId, organizationId), eq(accountServiceUsers.id, id))

/** By username; only the one of this id, where it is given. */
export function findAll(db: Db, organizationId: string, id?: string): Promise<AccountServiceUserRow[]> {
  return select(db, organizationId, id === undefined ? undefined : eq(accountServiceUsers.id, id)).orderBy(
    sql`lower(${accountServiceUsers.username}) collate "C"`,
  )
}

export async function findByUsername(
  db: Db,
  organizationId: string,
  username: string,
): Promise<AccountServiceUserRow | undefined> {
  const [row] = await select(db, organizationId, named(username))
  return row
}

/** Until the transaction ends nobody else changes the service user, its administrators or its keys. */
export async function lock(
  db: Db,
  organizationId: string,
  username: string,
): Promise<AccountServiceUserRow | undefined> {
  const [locked] = await db
    .select({ id: accountServiceUsers.id })
    .from(accountServiceUsers)
    .where(and(eq(accountServiceUsers.organizationId, organizationId), named(username)))
    .for('update')
  if (!locked) return undefined
  // Asked again: what the lock waited for may have changed the administrators and the keys.
  const [row] = await select(db, organizationId, eq(accountServiceUsers.id, locked.id))
  return row
}

export async function insert(db: Db, values: typeof accountServiceUsers.$inferInsert): Promise<void> {
  await db.insert(accountServiceUsers).values(values)
}

/** Counts the change. */
export async function update(
  db: Db,
  { organizationId, id }: { organizationId: string; id: string },
  values: Partial<Pick<typeof accountServiceUsers.$inferInsert, 'displayName' | 'profile'>> = {},
): Promise<void> {
  await db
    .update(accountServiceUsers)
    .set({ ...values, revision: sql`${accountServiceUsers.revision} + 1` })
    .where(identified(organizationId, id))
}

/** Its keys and administrators go with it. */
export async function remove(db: Db, { organizationId, id }: { organizationId: string; id: string }): Promise<void> {
  await db.delete(accountServiceUsers).where(identified(organizationId, id))
}

export async function replaceAdministrators(
  db: Db,
  { organizationId, id }: { organizationId: string; id: string },
  accountIds: readonly string[],
): Promise<void> {
  await db
    .delete(accountServiceUserAdministrators)
    .where(
      and(
        eq(accountServiceUserAdministrators.organizationId, organizationId),
        eq(accountServiceUserAdministrators.serviceUserId, id),
      ),
    )
  if (accountIds.length === 0) return
  await db
    .insert(accountServiceUserAdministrators)
    .values(accountIds.map((accountId) => ({ organizationId, serviceUserId: id, accountId })))
}

/**
 * Takes the person away from whatever they administer in the organization.
 * @returns the usernames of what they administered
 */
export async function removeAdministrator(db: Db, organizationId: string, accountId: string): Promise<string[]> {
  const { rows } = await db.execute<{ username: string }>(sql`
    with ended as (
      delete from account_service_user_administrators
      where organization_id = ${organizationId} and account_id = ${accountId}
      returning organization_id, service_user_id
    )
    update account_service_users
    set revision = revision + 1
    from ended
    where account_service_users.organization_id = ended.organization_id and account_service_users.id = ended.service_user_id
    returning account_service_users.username
  `)
  return rows.map(({ username }) => username).toSorted()
}
