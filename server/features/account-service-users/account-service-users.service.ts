import { uuidv7 } from 'uuidv7'
import type { CreateAccountServiceUser, UpdateAccountServiceUser } from '#contract/account-service-users.ts'
import { personOf } from '#server/actor.ts'
import { recordChange } from '#server/audit.ts'
import { type Context, requireMatch } from '#server/context.ts'
import { DomainError, isUniqueViolation, notFound } from '#server/errors.ts'
import { holdMembers } from '#server/features/members/profiles.service.ts'
import { type Account, requireHoldsProfile, requireManager } from './account.service.ts'
import type { AccountServiceUserRow } from './account-service-users.repository.ts'
import * as repository from './account-service-users.repository.ts'

export type { AccountServiceUserRow }

/** All of the account; for a service user only itself. */
export function listServiceUsers({ db, actor }: Context, account: Account): Promise<AccountServiceUserRow[]> {
  return repository.findAll(db, account.organizationId, actor.type === 'person' ? undefined : actor.id)
}

/** Throws `not_found`, also for a service user that asks for another one. */
export async function getServiceUser(
  context: Context,
  account: Account,
  username: string,
): Promise<AccountServiceUserRow> {
  return requireVisible(context, await repository.findByUsername(context.db, account.organizationId, username))
}

/** The creator administers it. Throws `escalation`, `username_taken` and `email_taken`. */
export async function createServiceUser(
  context: Context,
  account: Account,
  input: CreateAccountServiceUser,
): Promise<AccountServiceUserRow> {
  requireManager(context, account)
  requireHoldsProfile(account, input.profile)
  const key = { organizationId: account.organizationId, id: uuidv7() }
  const { username, email, profile, displayName } = input
  await repository
    .insert(context.db, { ...key, username, email, profile, displayName: displayName ?? '', createdAt: context.now })
    .catch((error: unknown) => {
      throw toTaken(error)
    })
  await repository.replaceAdministrators(context.db, key, [personOf(context).id])
  const row = await getServiceUser(context, account, username)
  await record(context, null, row)
  return row
}

/** The documents refuse what is taken like any bad data, by field. */
function toTaken(error: unknown): unknown {
  if (isUniqueViolation(error, 'account_service_users_username_key')) {
    return new DomainError('username_taken', 'The username is taken', { username: 'username is already in use.' })
  }
  if (isUniqueViolation(error, 'account_service_users_email_key')) {
    return new DomainError('email_taken', 'The e-mail address is taken', { email: 'email is already in use.' })
  }
  return error
}

/**
 * What is left out stays as it is. Throws `escalation` unless the caller's profile has all of the old and of the new
 * one, `administrator_unknown` and `stale`.
 */
export async function updateServiceUser(
  context: Context,
  account: Account,
  username: string,
  { displayName, profile, administrators }: UpdateAccountServiceUser,
): Promise<AccountServiceUserRow> {
  const before = await lockAdministered(context, account, username)
  requireHoldsProfile(account, before.profile)
  requireHoldsProfile(account, profile)
  if (administrators != null) {
    const accountIds = await findAdministrators(context, account, administrators)
    await repository.replaceAdministrators(context.db, before, accountIds)
  }
  await repository.update(context.db, before, { profile, ...(displayName == null ? {} : { displayName }) })
  const after = await getServiceUser(context, account, username)
  await record(context, before, after)
  return after
}

/** The accounts with these addresses. Throws `administrator_unknown` unless each is an owner or a cluster admin. */
async function findAdministrators(context: Context, account: Account, emails: readonly string[]): Promise<string[]> {
  const members = await holdMembers(context.db, account.organizationId, emails)
  const able = members.filter(({ profile }) => profile !== 'READ_ONLY')
  const known = new Set(able.map(({ email }) => email.toLowerCase()))
  const unknown = emails.find((email) => !known.has(email.toLowerCase()))
  if (unknown !== undefined) {
    const sentence = `${unknown} is neither an owner nor a cluster admin of the account.`
    throw new DomainError('administrator_unknown', sentence, { administrators: sentence })
  }
  return able.map(({ accountId }) => accountId)
}

/** It is gone with its keys, and its username and address are free again. Throws `stale`. */
export async function deactivateServiceUser(context: Context, account: Account, username: string): Promise<void> {
  const row = await lockAdministered(context, account, username)
  await repository.remove(context.db, row)
  await record(context, row, null)
}

/**
 * The service user, which nobody else changes until the transaction ends, for a person who administers it. Throws
 * `not_found`, `service_user_forbidden`, `forbidden` and `stale`.
 */
export async function lockAdministered(
  context: Context,
  account: Account,
  username: string,
): Promise<AccountServiceUserRow> {
  const row = await lockVisible(context, account, username)
  requireManager(context, account)
  const isAdministrator = row.administrators.some(({ id }) => id === context.actor.id)
  if (account.profile !== 'OWNER' && !isAdministrator) {
    throw new DomainError('forbidden', 'Only its administrators and the owners of the account can do this')
  }
  requireMatch(context, row)
  return row
}

/** Locked likewise, for whoever can see it. Throws `not_found`. */
export async function lockVisible(
  context: Context,
  account: Account,
  username: string,
): Promise<AccountServiceUserRow> {
  return requireVisible(context, await repository.lock(context.db, account.organizationId, username))
}

function requireVisible({ actor }: Context, row: AccountServiceUserRow | undefined): AccountServiceUserRow {
  if (!row || (actor.type !== 'person' && actor.id !== row.id)) throw notFound()
  return row
}

/** Counts a change of its keys. */
export const countChange = ({ db }: Context, row: AccountServiceUserRow): Promise<void> => repository.update(db, row)

const readable = (row: AccountServiceUserRow | null) =>
  row && {
    username: row.username,
    email: row.email,
    display_name: row.displayName,
    profile: row.profile,
    administrators: row.administrators.map(({ email }) => email),
  }

async function record(
  context: Context,
  before: AccountServiceUserRow | null,
  after: AccountServiceUserRow | null,
): Promise<void> {
  const row = after ?? before
  await recordChange(context, {
    organizationId: row?.organizationId ?? null,
    objectType: 'account_service_users',
    objectId: row?.id ?? null,
    objectName: row?.username ?? null,
    before: readable(before),
    after: readable(after),
  })
}
