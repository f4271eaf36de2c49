import { and, desc, eq, sql } from 'drizzle-orm'
import type { Db } from '#server/db/pool.ts'
import { accounts, personalTokens } from '#server/db/schema.ts'
import { whereNewUse } from '#server/last-use.ts'

const columns = {
  id: accounts.id,
  email: accounts.email,
  name: accounts.name,
  surname: accounts.surname,
  operator: accounts.operator,
  revision: accounts.revision,
}

export interface Account {
  id: string
  email: string
  name: string
  surname: string
  operator: boolean
  revision: number
}

export interface AccountWithPassword extends Account {
  passwordHash: string | null
}

export async function findById(db: Db, id: string): Promise<AccountWithPassword | undefined> {
  const [row] = await db
    .select({ ...columns, passwordHash: accounts.passwordHash })
    .from(accounts)
    .where(eq(accounts.id, id))
  return row
}

export async function findByEmail(db: Db, email: string): Promise<AccountWithPassword | undefined> {
  const [row] = await db
    .select({ ...columns, passwordHash: accounts.passwordHash })
    .from(accounts)
    .where(sql`lower(${accounts.email}) = lower(${email})`)
  return row
}

/** The account, kept as it is until the transaction ends. */
export async function holdById(db: Db, id: string): Promise<AccountWithPassword | undefined> {
  const [row] = await db
    .select({ ...columns, passwordHash: accounts.passwordHash })
    .from(accounts)
    .where(eq(accounts.id, id))
    .for('share')
  return row
}

/** The account, for a change of it. */
export async function lockById(db: Db, id: string): Promise<AccountWithPassword | undefined> {
  const [row] = await db
    .select({ ...columns, passwordHash: accounts.passwordHash })
    .from(accounts)
    .where(eq(accounts.id, id))
    // Not 'update', which would wait for rows that refer to the account.
    .for('no key update')
  return row
}

export async function hasAny(db: Db): Promise<boolean> {
  const rows = await db.select({ id: accounts.id }).from(accounts).limit(1)
  return rows.length > 0
}

/** Until the transaction ends, nobody else inserts or changes an account; reading goes on. */
export async function lockAll(db: Db): Promise<void> {
  await db.execute(sql`lock table ${accounts} in share row exclusive mode`)
}

export async function insert(db: Db, values: typeof accounts.$inferInsert): Promise<void> {
  await db.insert(accounts).values(values)
}

/** Counts the change. */
export async function update(
  db: Db,
  id: string,
  values: Partial<Pick<typeof accounts.$inferInsert, 'name' | 'surname' | 'passwordHash'>>,
): Promise<void> {
  await db
    .update(accounts)
    .set({ ...values, revision: sql`${accounts.revision} + 1` })
    .where(eq(accounts.id, id))
}

export type PersonalTokenRow = Omit<typeof personalTokens.$inferSelect, 'tokenHash' | 'accountId'>

const tokenColumns = {
  id: personalTokens.id,
  name: personalTokens.name,
  tokenPrefix: personalTokens.tokenPrefix,
  createdAt: personalTokens.createdAt,
  expiresAt: personalTokens.expiresAt,
  lastUsedAt: personalTokens.lastUsedAt,
}

export async function findLiveToken(db: Db, tokenHash: Buffer, now: Date) {
  const [row] = await db
    .select({
      id: accounts.id,
      email: accounts.email,
      operator: accounts.operator,
      tokenId: personalTokens.id,
      lastUsedAt: personalTokens.lastUsedAt,
    })
    .from(personalTokens)
    .innerJoin(accounts, eq(accounts.id, personalTokens.accountId))
    .where(
      and(
        eq(personalTokens.tokenHash, tokenHash),
        sql`(${personalTokens.expiresAt} is null or ${personalTokens.expiresAt} > ${now.toISOString()}::timestamptz)`,
      ),
    )
  return row
}

export async function touchToken(db: Db, id: string, now: Date): Promise<void> {
  await db
    .update(personalTokens)
    .set({ lastUsedAt: now })
    .where(and(eq(personalTokens.id, id), whereNewUse(personalTokens.lastUsedAt, now)))
}

export function listTokens(db: Db, accountId: string): Promise<PersonalTokenRow[]> {
  return db
    .select(tokenColumns)
    .from(personalTokens)
    .where(eq(personalTokens.accountId, accountId))
    .orderBy(desc(personalTokens.createdAt), desc(personalTokens.id))
}

export async function insertToken(db: Db, values: typeof personalTokens.$inferInsert): Promise<void> {
  await db.insert(personalTokens).values(values)
}

export async function deleteToken(db: Db, accountId: string, id: string): Promise<PersonalTokenRow | undefined> {
  const [row] = await db
    .delete(personalTokens)
    .where(and(eq(personalTokens.id, id), eq(personalTokens.accountId, accountId)))
    .returning(tokenColumns)
  return row
}
