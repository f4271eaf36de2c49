import { uuidv7 } from 'uuidv7'
import type { ApiKeyBody, ApiKeyType } from '#contract/account-service-users.ts'
import type { AccountServiceUserActor } from '#server/actor.ts'
import { recordChange } from '#server/audit.ts'
import type { Context } from '#server/context.ts'
import type { Db } from '#server/db/pool.ts'
import { DomainError } from '#server/errors.ts'
import { isNewUse } from '#server/last-use.ts'
import { hashSecret, newSecret } from '#server/secrets.ts'
import { type Account, requireHoldsProfile } from './account.service.ts'
import {
  type AccountServiceUserRow,
  countChange,
  lockAdministered,
  lockVisible,
} from './account-service-users.service.ts'
import * as repository from './api-keys.repository.ts'

const ENDING_LENGTH = 5

/** The service user of this name, if the key is its own; notes when it was last used, at most once a minute. */
export async function findActorByKey(
  db: Db,
  username: string,
  keyHash: Buffer,
  now: Date,
): Promise<AccountServiceUserActor | undefined> {
  const row = await repository.findByKey(db, keyHash)
  if (row?.username.toLowerCase() !== username.toLowerCase()) return undefined
  const { keyId, lastUsedAt, ...actor } = row
  if (isNewUse(lastUsedAt, now)) await repository.touch(db, keyId, now)
  return { type: 'account_service_user', ...actor, credential: { type: 'api_key', id: keyId } }
}

export type ApiKeyRow = Awaited<ReturnType<typeof repository.findAll>>[number]

/** All of the organization, which any person in it sees. */
export function listKeys({ db }: Context, { organizationId }: { organizationId: string }): Promise<ApiKeyRow[]> {
  return repository.findAll(db, organizationId)
}

export interface GeneratedKey {
  row: AccountServiceUserRow
  type: ApiKeyType
  /** In full; only its hash and its last five characters are kept. */
  key: string
}

/**
 * A key of a type that the service user has none of. A service user gets a new key in the place of the one it asks
 * with, which stops working with the commit. Throws `escalation` and `api_key_exists`.
 */
export async function generateKey(
  context: Context,
  account: Account,
  username: string,
  body: ApiKeyBody,
): Promise<GeneratedKey> {
  const type = requireType(body)
  if (context.actor.type === 'account_service_user') return rotateKey(context, context.actor, account, username, type)
  const row = await lockAdministered(context, account, username)
  // Who holds a key holds the profile.
  requireHoldsProfile(account, row.profile)
  if (row.keys.some((key) => key.type === type)) {
    const sentence = `The service user has a ${type} key already; revoke it first.`
    throw new DomainError('api_key_exists', sentence, { resource: sentence })
  }
  return insertKey(context, row, type, null)
}

async function rotateKey(
  context: Context,
  actor: AccountServiceUserActor,
  account: Account,
  username: string,
  type: ApiKeyType,
): Promise<GeneratedKey> {
  const row = await lockVisible(context, account, username)
  if (type !== actor.keyType) {
    throw new DomainError('escalation', `With its ${actor.keyType} key a service user can rotate that one only`)
  }
  const isHeld = await repository.remove(context.db, row, type, actor.credential.id)
  // Another request was quicker.
  if (!isHeld) throw new DomainError('unauthenticated', 'Invalid username or API key')
  return insertKey(context, row, type, { username: row.username, type })
}

async function insertKey(
  context: Context,
  row: AccountServiceUserRow,
  type: ApiKeyType,
  before: Record<string, unknown> | null,
): Promise<GeneratedKey> {
  const key = newSecret()
  const id = uuidv7()
  await repository.insert(context.db, {
    id,
    organizationId: row.organizationId,
    serviceUserId: row.id,
    type,
    keyHash: hashSecret(key),
    keyEnding: key.slice(-ENDING_LENGTH),
    createdAt: context.now,
  })
  await countChange(context, row)
  await record(context, row, { before, after: { username: row.username, type } })
  return { row, type, key }
}

/** Throws `api_key_missing` and `stale`. */
export async function revokeKey(context: Context, account: Account, username: string, body: ApiKeyBody): Promise<void> {
  const type = requireType(body)
  const row = await lockAdministered(context, account, username)
  if (!(await repository.remove(context.db, row, type))) {
    const sentence = `The service user has no ${type} key.`
    throw new DomainError('api_key_missing', sentence, { resource: sentence })
  }
  await countChange(context, row)
  await record(context, row, { before: { username: row.username, type } })
}

/** In the words of document 003. */
function requireType({ apiKeyType }: ApiKeyBody): ApiKeyType {
  if (apiKeyType) return apiKeyType
  const sentence = 'resource cannot be null.'
  throw new DomainError('invalid_input', sentence, { resource: sentence })
}

const record = (
  context: Context,
  { organizationId, id, username }: AccountServiceUserRow,
  change: { before?: Record<string, unknown> | null; after?: Record<string, unknown> },
): Promise<void> =>
  recordChange(context, {
    organizationId,
    objectType: 'account_service_user_keys',
    objectId: id,
    objectName: username,
    ...change,
  })
