import { uuidv7 } from 'uuidv7'
import type { ChangePassword, CreatePersonalToken, UpdateProfile } from '#contract/account.ts'
import { parseTimestamp } from '#contract/common.ts'
import { type Person, personOf } from '#server/actor.ts'
import { recordChange } from '#server/audit.ts'
import { type Context, requireMatch } from '#server/context.ts'
import type { Db } from '#server/db/pool.ts'
import { DomainError, notFound } from '#server/errors.ts'
import * as sessions from '#server/features/session/session.service.ts'
import { isNewUse } from '#server/last-use.ts'
import { hashPassword, requireUncommonPassword, verifyPassword } from '#server/passwords.ts'
import { hashSecret, newSecret, secretPrefix } from '#server/secrets.ts'
import { type Limit, throttled } from '#server/throttle.ts'
import * as repository from './account.repository.ts'

export type { Account, PersonalTokenRow } from './account.repository.ts'
export { findByEmail, hasAny as hasAnyAccount } from './account.repository.ts'

const WRONG_PASSWORDS = 10

/** How often somebody may guess the password of this address, whether an account has it or not. */
export const passwordLimit = (email: string): Limit => ({
  key: `password of ${email.toLowerCase()}`,
  attempts: WRONG_PASSWORDS,
})

/**
 * The account as it is now, if it still has the password that was just verified; it keeps it until the transaction
 * ends, so that no session of an old password opens while the password changes.
 */
export async function holdPassword(
  tx: Db,
  verified: repository.AccountWithPassword,
): Promise<repository.Account | undefined> {
  const held = await repository.holdById(tx, verified.id)
  return held && held.passwordHash === verified.passwordHash ? withoutPassword(held) : undefined
}

function withoutPassword({ passwordHash: _hash, ...account }: repository.AccountWithPassword): repository.Account {
  return account
}

interface NewPerson {
  name: string
  surname: string
  passwordHash: string
}

/** The very first account, an operator; undefined when there is one, also when two come at the same time. */
export async function createFirstAccount(
  tx: Db,
  { email, name, surname, passwordHash }: NewPerson & { email: string },
  now: Date,
): Promise<repository.Account | undefined> {
  await repository.lockAll(tx)
  if (await repository.hasAny(tx)) return undefined
  const account = { id: uuidv7(), email, name, surname, operator: true, revision: 1 }
  await repository.insert(tx, { ...account, passwordHash, createdAt: now })
  return account
}

/** Makes an invited address a person who can sign in; undefined when it is one already, whose password stays. */
export async function completeAccount(tx: Db, id: string, person: NewPerson): Promise<repository.Account | undefined> {
  const invited = await repository.lockById(tx, id)
  if (!invited || invited.passwordHash !== null) return undefined
  await repository.update(tx, id, person)
  return { ...withoutPassword(invited), name: person.name, surname: person.surname, revision: invited.revision + 1 }
}

/** The person with this personal token; notes when it was last used, at most once a minute. */
export async function findPersonByToken(db: Db, tokenHash: Buffer, now: Date): Promise<Person | undefined> {
  const found = await repository.findLiveToken(db, tokenHash, now)
  if (!found) return undefined
  const { id, email, operator, tokenId, lastUsedAt } = found
  if (isNewUse(lastUsedAt, now)) await repository.touchToken(db, tokenId, now)
  return { type: 'person', id, email, operator, credential: { type: 'personal_token', id: tokenId } }
}

export async function getAccount(context: Context): Promise<repository.Account> {
  const found = await repository.findById(context.db, personOf(context).id)
  if (!found) throw notFound()
  return withoutPassword(found)
}

export async function updateProfile(context: Context, { name, surname }: UpdateProfile): Promise<repository.Account> {
  const before = await repository.lockById(context.db, personOf(context).id)
  if (!before) throw notFound()
  requireMatch(context, before)
  await repository.update(context.db, before.id, { name, surname })
  await recordChange(context, {
    ...accountChange(before),
    before: { name: before.name, surname: before.surname },
    after: { name, surname },
  })
  return { ...withoutPassword(before), name, surname, revision: before.revision + 1 }
}

const accountChange = ({ id, email }: repository.Account) => ({
  organizationId: null,
  objectType: 'account',
  objectId: id,
  objectName: email,
})

/**
 * Sets a new password and ends every other session. Opens its own transaction. Throws `wrong_credentials`,
 * `password_common`, `rate_limited`.
 */
export async function changePassword(context: Context, body: ChangePassword): Promise<void> {
  const account = await repository.findById(context.db, personOf(context).id)
  if (!account) throw notFound()
  const refusal = new DomainError('wrong_credentials', 'Your current password is wrong', {
    current_password: 'Wrong password',
  })
  await throttled(context, [passwordLimit(account.email)], async () => {
    if (!(await verifyPassword(account.passwordHash, body.current_password))) throw refusal
  })
  requireUncommonPassword(body.new_password, account, 'new_password')
  const passwordHash = await hashPassword(body.new_password)
  await context.db.transaction(async (tx) => {
    const inner = { ...context, db: tx }
    const locked = await repository.lockById(tx, account.id)
    if (locked?.passwordHash !== account.passwordHash) throw refusal
    await repository.update(tx, account.id, { passwordHash })
    const count = await sessions.endOtherSessions(inner)
    await recordChange(inner, { ...accountChange(account), before: { other_sessions: count } })
  })
}

export const listPersonalTokens = (context: Context): Promise<repository.PersonalTokenRow[]> =>
  repository.listTokens(context.db, personOf(context).id)

/** @returns the token, which is nowhere else. */
export async function createPersonalToken(
  context: Context,
  { name, expiry_date }: CreatePersonalToken,
): Promise<{ row: repository.PersonalTokenRow; token: string }> {
  const expiresAt = (expiry_date && parseTimestamp(expiry_date)) || null
  if (expiresAt && expiresAt <= context.now) {
    throw new DomainError('invalid_input', 'The expiry date is in the past', { expiry_date: 'Choose a date to come' })
  }
  const token = newSecret()
  const row = {
    id: uuidv7(),
    name,
    tokenPrefix: secretPrefix(token),
    createdAt: context.now,
    expiresAt,
    lastUsedAt: null,
  }
  await repository.insertToken(context.db, { ...row, accountId: personOf(context).id, tokenHash: hashSecret(token) })
  await recordChange(context, { ...tokenChange(row), after: tokenFacts(row) })
  return { row, token }
}

/** Throws `not_found`. */
export async function deletePersonalToken(context: Context, id: string): Promise<void> {
  const row = await repository.deleteToken(context.db, personOf(context).id, id)
  if (!row) throw notFound()
  requireMatch(context, { id, revision: null })
  await recordChange(context, { ...tokenChange(row), before: tokenFacts(row) })
}

const tokenChange = ({ id, name }: repository.PersonalTokenRow) => ({
  organizationId: null,
  objectType: 'personal_token',
  objectId: id,
  objectName: name,
})

const tokenFacts = ({ name, tokenPrefix, expiresAt }: repository.PersonalTokenRow) => ({
  name,
  prefix: tokenPrefix,
  expiry_date: expiresAt?.toISOString() ?? null,
})
