import type { Permission } from '#contract/permissions.ts'
import { type AccountServiceUserActor, type Actor, personOf } from '#server/actor.ts'
import type { Context } from '#server/context.ts'
import { DomainError, notFound } from '#server/errors.ts'
import * as repository from './access.repository.ts'
import { closedToServiceUsers, evaluate, type Facts, grantedOn } from './evaluate.ts'
import { permissionsOfKey } from './key-permissions.ts'

export type { ObjectKind, OrganizationScope } from './access.repository.ts'

const ACTIVITY_RESOLUTION_MS = 5 * 60_000

/** A project, and an object of it where one was named, with what the caller holds there. */
export interface Scope extends repository.ScopeRow {
  /** What the caller holds, of their roles on objects only those on the object that was named. */
  facts: Facts
  can: (permission: Permission) => boolean
}

function toScope(row: repository.ScopeRow, actor: Actor): Scope {
  const facts: Facts = {
    kind: actor.type === 'person' ? 'member' : 'service_user',
    organizationAdmin: row.organizationAdmin,
    // Who has not accepted does not belong, and an ended token authenticates nobody.
    active: true,
    expired: false,
    grants: actor.type === 'account_service_user' ? grantsOfKey(actor) : row.grants,
  }
  return { ...row, facts, can: (permission) => evaluate(facts, permission, row.objectId).allowed }
}

const grantsOfKey = (actor: AccountServiceUserActor) => [{ objectId: null, permissions: permissionsOfKey(actor) }]

/**
 * The scope of these names as the caller sees it, in one query. Throws `not_found` where the project does not exist or
 * the caller does not belong to it.
 */
export async function findScope(context: Context, names: repository.ScopeNames): Promise<Scope> {
  const row = await repository.findScope(context.db, context.actor, names)
  if (!row?.belongs) throw notFound()
  return toScope(row, context.actor)
}

/** The projects of the organization where the caller holds the permission, in one query however many there are. */
export async function scopesWith(
  context: Context,
  permission: Permission,
  { organizationId }: { organizationId: string },
): Promise<Scope[]> {
  const rows = await repository.findScopesIn(context.db, context.actor, organizationId)
  const scopes = rows.filter(({ belongs }) => belongs).map((row) => toScope(row, context.actor))
  return scopes.filter((scope) => scope.can(permission))
}

/** Whether the caller holds the permission there. Throws `not_found` like {@link findScope}. */
export async function can(context: Context, permission: Permission, names: repository.ScopeNames): Promise<boolean> {
  return (await findScope(context, names)).can(permission)
}

/**
 * The scope, if the caller holds the permission there. Throws `not_found` where the caller does not belong or, for a
 * caller who holds the permission, where the object does not exist; `service_user_forbidden` and `forbidden` otherwise.
 */
export async function requirePermission(
  context: Context,
  permission: Permission,
  names: repository.ScopeNames,
): Promise<Scope> {
  const scope = await findScope(context, names)
  requireIn(context, scope, permission)
  if (names.object && !scope.objectId) throw notFound()
  return scope
}

/** Throws `service_user_forbidden` or `forbidden` unless the caller holds the permission in the scope. */
export function requireIn(context: Context, scope: Scope, permission: Permission): void {
  if (scope.can(permission)) return
  if (context.actor.type === 'service_user' && closedToServiceUsers(permission)) {
    throw new DomainError('service_user_forbidden', 'Service users cannot use this part of the API')
  }
  throw new DomainError('forbidden', `You need the permission ${permission} for this`)
}

/**
 * Throws `escalation` unless the caller holds every one of the permissions in the scope.
 * @param field the body's field that names them, where one does
 */
export function requireHolds(scope: Scope, permissions: Iterable<string>, field?: string): void {
  const missing = [...permissions].filter((permission) => !scope.can(permission as Permission))
  const [first] = missing
  if (first === undefined) return
  const names = missing.length === 1 ? first : `${first} and ${missing.length - 1} more`
  const sentence = `You cannot give ${names}, because you do not hold ${missing.length === 1 ? 'it' : 'them'} yourself`
  throw new DomainError('escalation', sentence, field ? { [field]: sentence } : undefined)
}

/**
 * Throws `escalation` unless the caller holds, on each level, everything that the service user's roles give there: to
 * hold somebody's token is to hold their rights.
 */
export async function requireHoldsRightsOf(context: Context, scope: Scope, serviceUserId: string): Promise<void> {
  if (scope.organizationAdmin) return
  const grants = await repository.findServiceUserGrants(context.db, scope, serviceUserId)
  const own = await repository.findOwnGrants(context.db, context.actor, scope)
  for (const { objectId, permissions } of grants) {
    const held = grantedOn(own, objectId)
    const missing = permissions.find((permission) => !held.has(permission))
    if (missing) {
      throw new DomainError('escalation', `This service user holds ${missing}, which you do not hold yourself`)
    }
  }
}

/**
 * What the caller may do with each object of a project: on all of them, or on some only.
 * @returns `all`, or the ids of the objects on which the caller's roles give the permission.
 */
export async function objectsWith(
  context: Context,
  scope: Scope,
  permission: Permission,
): Promise<'all' | ReadonlySet<string>> {
  // What is held on one object says nothing about the others.
  if (scope.objectId) throw new Error('objectsWith needs the scope of a project, not of an object')
  if (scope.can(permission)) return 'all'
  const grants = await repository.findOwnGrants(context.db, context.actor, scope)
  const facts = { ...scope.facts, grants }
  return new Set(
    grants.flatMap(({ objectId }) => (objectId && evaluate(facts, permission, objectId).allowed ? [objectId] : [])),
  )
}

/**
 * The organization of this name. Throws `not_found` unless the caller is an active member or a service user of it, and
 * `service_user_forbidden` for a service user of a project.
 */
export async function requireOrganization(context: Context, name: string): Promise<repository.OrganizationScope> {
  if (context.actor.type === 'account_service_user') return organizationOfKey(context.actor, name)
  const person = personOf(context)
  const found = await repository.findOrganizationScope(context.db, person.id, name)
  if (!found) throw notFound()
  const { lastActiveAt, ...organization } = found
  if (!lastActiveAt || context.now.getTime() - new Date(lastActiveAt).getTime() > ACTIVITY_RESOLUTION_MS) {
    await repository.touchMember(context.db, organization.organizationId, person.id, context.now)
  }
  return organization
}

function organizationOfKey(actor: AccountServiceUserActor, name: string): repository.OrganizationScope {
  const { organizationId, organizationName, profile } = actor
  if (organizationName !== name) throw notFound()
  return { organizationId, organizationName, admin: profile === 'OWNER' }
}

/** Like {@link requireOrganizationAdmin}, and lets a cluster admin pass who is a service user. */
export async function requireProjectCreator(context: Context, name: string): Promise<repository.OrganizationScope> {
  const { actor } = context
  const isClusterAdmin = actor.type === 'account_service_user' && actor.profile === 'CLUSTER_ADMIN'
  return isClusterAdmin ? requireOrganization(context, name) : requireOrganizationAdmin(context, name)
}

/** Like {@link requireOrganization}; throws `forbidden` for a member who is not an admin. */
export async function requireOrganizationAdmin(context: Context, name: string): Promise<repository.OrganizationScope> {
  const organization = await requireOrganization(context, name)
  if (!organization.admin) throw new DomainError('forbidden', 'Only admins of the organization can do this')
  return organization
}

/**
 * Like {@link requireOrganizationAdmin}, and makes others who lock the organization wait until this transaction ends.
 * The lock comes first, so that of two admins who demote each other the second one is no admin any more when asked.
 */
export async function lockOrganizationAsAdmin(context: Context, name: string): Promise<repository.OrganizationScope> {
  const { actor } = context
  if (actor.type !== 'account_service_user') await repository.lockOrganization(context.db, personOf(context).id, name)
  else if (actor.organizationName === name) await repository.lockOrganizationOfAnybody(context.db, name)
  return requireOrganizationAdmin(context, name)
}

/** Locks it likewise for an operator of the installation, who need not be a member. Throws `not_found`. */
export async function lockOrganizationAsOperator(context: Context, name: string): Promise<{ organizationId: string }> {
  const found = personOf(context).operator && (await repository.lockOrganizationOfAnybody(context.db, name))
  if (!found) throw notFound()
  return found
}
