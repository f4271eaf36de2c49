import { uuidv7 } from 'uuidv7'
import { parseTimestamp } from '#contract/common.ts'
import type { CreateServiceUser, RotateServiceUser, UpdateServiceUser } from '#contract/service-users.ts'
import type { ServiceUserActor } from '#server/actor.ts'
import { recordChange } from '#server/audit.ts'
import { type Context, requireMatch, type State } from '#server/context.ts'
import type { Db } from '#server/db/pool.ts'
import { DomainError, isForeignKeyViolation, notFound } from '#server/errors.ts'
import {
  requireHoldsRightsOf,
  requireIn,
  requirePermission,
  type Scope,
  scopesWith,
} from '#server/features/access/access.service.ts'
import { assignmentSummary } from '#server/features/role-assignments/assignment-summary.service.ts'
import { copyAssignments } from '#server/features/role-assignments/role-assignments.service.ts'
import { lockRolesOfServiceUser } from '#server/features/roles/roles.service.ts'
import { isNewUse } from '#server/last-use.ts'
import { hashSecret, newSecret, secretPrefix } from '#server/secrets.ts'
import type { ServiceUserRow } from './service-users.repository.ts'
import * as repository from './service-users.repository.ts'

export type { ServiceUserRow }

/** E-mails of service users identify and never receive anything. */
export const serviceUserEmail = (id: string, project: string) => `${id}.${project}@serviceuser.steward.local`

/** The live service user with this token, if any; notes when the token was last used, at most once a minute. */
export async function findActorByToken(db: Db, tokenHash: Buffer, now: Date): Promise<ServiceUserActor | undefined> {
  const row = await repository.findLiveByTokenHash(db, tokenHash, now)
  if (!row) return undefined
  if (isNewUse(row.tokenLastUsedAt, now)) await repository.touchToken(db, row.id, now)
  const { id, email, organizationId, projectId, allowedCorsOrigins } = row
  return {
    type: 'service_user',
    id,
    email,
    organizationId,
    projectId,
    allowedCorsOrigins,
    credential: { type: 'service_user_token', id },
  }
}

/** Whether some live service user of the project of this name allows requests from the origin. */
export function isOriginAllowed(db: Db, project: string, origin: string, now: Date): Promise<boolean> {
  return repository.isOriginAllowed(db, project, origin, now)
}

export async function listServiceUsers(context: Context, project: string): Promise<ServiceUserRow[]> {
  const scope = await requirePermission(context, 'service_users.list', { project })
  return repository.listServiceUsers(context.db, scope)
}

export interface ListedServiceUser {
  row: Awaited<ReturnType<typeof repository.listServiceUsersOf>>[number]
  /** The project that it is of. */
  scope: Scope
}

/** From all projects of the organization where the caller may list them. */
export async function listServiceUsersIn(
  context: Context,
  organization: { organizationId: string },
): Promise<ListedServiceUser[]> {
  const scopes = await scopesWith(context, 'service_users.list', organization)
  const byProject = new Map(scopes.map((scope) => [scope.projectId, scope]))
  const rows = await repository.listServiceUsersOf(context.db, organization.organizationId, [...byProject.keys()])
  return rows.flatMap((row) => {
    const scope = byProject.get(row.projectId)
    return scope ? [{ row, scope }] : []
  })
}

export async function getServiceUser(context: Context, project: string, id: string): Promise<ServiceUserRow> {
  const scope = await requirePermission(context, 'service_users.get', { project })
  return requireRow(await repository.findServiceUser(context.db, scope, id))
}

/** The token is returned here and nowhere else; only its hash is kept. */
export async function createServiceUser(
  context: Context,
  project: string,
  input: CreateServiceUser,
): Promise<{ row: ServiceUserRow; token: string }> {
  const scope = await requirePermission(context, 'service_users.create', { project })
  const created = await insert(context, scope, {
    name: input.name ?? '',
    description: input.description ?? '',
    expiresAt: toInstant(input.expiry_date) ?? null,
    allowedCorsOrigins: [...new Set(input.allowed_cors_origins)],
  })
  await record(context, scope, null, created.row)
  return created
}

/**
 * The first step of replacing a token that is in use: another service user like this one, expired or not, with the same
 * role assignments. Both tokens work until this one is deleted, which completes the rotation; to delete the new one is
 * to give it up. Throws `escalation` like {@link resetToken}, and `rotation_under_way`.
 */
export async function startRotation(
  context: Context,
  project: string,
  id: string,
  input: RotateServiceUser,
): Promise<{ row: ServiceUserRow; token: string }> {
  const scope = await requirePermission(context, 'roles.assignments.create', { project })
  const old = requireRow(await repository.lockServiceUser(context.db, scope, id))
  await lockRolesOfServiceUser(context, scope, id)
  await requireHoldsRightsOf(context, scope, id)
  requireIn(context, scope, 'service_users.create')
  if (old.replaces) throw underWay()

  const { name, description, allowedCorsOrigins } = old
  const expiresAt = toInstant(input.expiry_date) ?? null
  const { row, token } = await insert(context, scope, { name, description, allowedCorsOrigins, expiresAt })
  const rotation = { oldId: id, newId: row.id, createdAt: context.now }
  if (!(await repository.insertRotation(context.db, scope, rotation))) throw underWay()
  const given = await copyAssignments(context, scope, { from: id, to: row.id })
  await record(context, scope, null, row, { replaces: id, ...given })
  return { row: requireRow(await repository.findServiceUser(context.db, scope, row.id)), token }
}

const underWay = () =>
  new DomainError('rotation_under_way', 'A rotation of this service user is under way; end it first')

/** Throws `not_found` where somebody deletes the project at the same time. */
async function insert(
  { db, now }: Context,
  { organizationId, projectId, projectName }: Scope,
  values: Pick<ServiceUserRow, 'name' | 'description' | 'expiresAt' | 'allowedCorsOrigins'>,
): Promise<{ row: ServiceUserRow; token: string }> {
  const id = uuidv7()
  const token = newSecret()
  const row = await repository
    .insertServiceUser(db, {
      ...values,
      id,
      organizationId,
      projectId,
      email: serviceUserEmail(id, projectName),
      tokenHash: hashSecret(token),
      tokenPrefix: secretPrefix(token),
      createdAt: now,
    })
    .catch((error) => {
      throw isForeignKeyViolation(error, 'service_users_project_fkey') ? notFound() : error
    })
  return { row, token }
}

export async function updateServiceUser(
  context: Context,
  project: string,
  id: string,
  input: UpdateServiceUser,
): Promise<ServiceUserRow> {
  const scope = await requirePermission(context, 'service_users.update', { project })
  const before = await lockLive(context, scope, id, 'updated')

  const expiresAt = toInstant(input.expiry_date)
  if (expiresAt !== undefined && context.actor.type === 'service_user' && context.actor.id === id) {
    throw new DomainError('escalation', 'A service user cannot change when it expires itself', {
      expiry_date: 'Somebody else has to change this',
    })
  }
  await repository.updateServiceUser(context.db, scope, id, {
    ...(input.name == null ? {} : { name: input.name }),
    ...(input.description == null ? {} : { description: input.description }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(input.allowed_cors_origins == null ? {} : { allowedCorsOrigins: [...new Set(input.allowed_cors_origins)] }),
  })
  const after = requireRow(await repository.findServiceUser(context.db, scope, id))
  await record(context, scope, before, after)
  return after
}

/** The old token stops working with the commit. */
export async function resetToken(
  context: Context,
  project: string,
  id: string,
): Promise<{ token: string; state: State }> {
  const scope = await requirePermission(context, 'service_users.token.update', { project })
  const row = await lockLive(context, scope, id, 'given a new token')

  const token = newSecret()
  await repository.updateServiceUser(context.db, scope, id, {
    tokenHash: hashSecret(token),
    tokenPrefix: secretPrefix(token),
    tokenLastUsedAt: null,
  })
  await record(context, scope, row, row)
  return { token, state: { id, revision: row.revision + 1 } }
}

export async function deleteServiceUser(context: Context, project: string, id: string): Promise<void> {
  const scope = await requirePermission(context, 'service_users.delete', { project })
  const row = requireRow(await repository.lockServiceUser(context.db, scope, id))
  requireMatch(context, row)
  const lost = await assignmentSummary(context, scope, { serviceUserId: id })
  await repository.deleteServiceUser(context.db, scope, id)
  await record(context, scope, row, null, lost)
}

/**
 * A service user whose expiry date has been reached can be neither updated nor given a new token (document 000), and
 * nobody takes over one that may do more than they may themselves.
 */
async function lockLive(context: Context, scope: Scope, id: string, what: string): Promise<ServiceUserRow> {
  const row = requireRow(await repository.lockServiceUser(context.db, scope, id))
  requireMatch(context, row)
  if (row.expiresAt && row.expiresAt <= context.now) {
    throw new DomainError('service_user_expired', `This service user has expired and cannot be ${what}`)
  }
  await requireHoldsRightsOf(context, scope, id)
  return row
}

function requireRow(row: ServiceUserRow | undefined): ServiceUserRow {
  if (!row) throw notFound()
  return row
}

/** `undefined` for absent, `null` for never. The contract has refused texts that are no date. */
function toInstant(text: string | null | undefined): Date | null | undefined {
  return text == null ? text : parseTimestamp(text)
}

const readable = (row: ServiceUserRow | null) =>
  row && {
    name: row.name,
    email: row.email,
    description: row.description,
    expiry_date: row.expiresAt?.toISOString() ?? null,
    allowed_cors_origins: row.allowedCorsOrigins,
  }

async function record(
  context: Context,
  scope: Scope,
  before: ServiceUserRow | null,
  after: ServiceUserRow | null,
  more: Record<string, unknown> = {},
): Promise<void> {
  const row = after ?? before
  await recordChange(context, {
    organizationId: scope.organizationId,
    projectId: scope.projectId,
    objectType: 'service_users',
    objectId: row?.id ?? null,
    objectName: row ? row.name || row.email : null,
    before: before && { ...readable(before), ...(after ? {} : more) },
    after: after && { ...readable(after), ...more },
  })
}
