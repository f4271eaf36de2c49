import { type Permission, sortPermissions } from '#contract/permissions.ts'
import type { CreateRole, UpdateRole } from '#contract/roles.ts'
import { recordChange } from '#server/audit.ts'
import { type Context, requireMatch } from '#server/context.ts'
import { DomainError, isUniqueViolation, notFound } from '#server/errors.ts'
import { requireHolds, requirePermission } from '#server/features/access/access.service.ts'
import { assignmentSummary } from '#server/features/role-assignments/assignment-summary.service.ts'
import type { ProjectKey, RoleRow } from './roles.repository.ts'
import * as repository from './roles.repository.ts'

export type { RoleRow } from './roles.repository.ts'

const nameTaken = () =>
  new DomainError('role_name_taken', 'A role with this name already exists in the project', { name: 'Already in use' })

const audited = ({ name, permissions }: RoleRow) => ({ name, permissions })

/** Gives a new project its default roles. */
export function addDefaultRoles(context: Context, project: ProjectKey): Promise<void> {
  return repository.insertDefaultRoles(context.db, project, context.now)
}

export async function listRoles(context: Context, project: string) {
  const scope = await requirePermission(context, 'roles.list', { project })
  return repository.findRoles(context.db, scope)
}

export async function getRole(context: Context, project: string, name: string): Promise<RoleRow> {
  const scope = await requirePermission(context, 'roles.get', { project })
  const role = await repository.findRole(context.db, scope, name)
  if (!role) throw notFound()
  return role
}

/** Throws `escalation` for permissions that the caller does not hold on the whole project, and `role_name_taken`. */
export async function createRole(context: Context, project: string, input: CreateRole): Promise<RoleRow> {
  const scope = await requirePermission(context, 'roles.create', { project })
  requireHolds(scope, input.permissions, 'permissions')
  const values = { name: input.name, permissions: sortPermissions(input.permissions) }
  const role = await repository.insertRole(context.db, projectKey(scope), values, context.now)
  if (!role) throw nameTaken()
  await recordChange(context, { ...subject(role), after: audited(role) })
  return role
}

/**
 * What is absent or null stays. Throws `default_role`, `stale`, `role_name_taken`, and `escalation` for permissions that
 * the caller does not hold, be they the role's or new: who may not give a permission may not take it from others either.
 */
export async function updateRole(context: Context, project: string, name: string, input: UpdateRole): Promise<RoleRow> {
  const scope = await requirePermission(context, 'roles.update', { project })
  const role = await lockCustomRole(context, scope, name, 'updated')
  const change = {
    name: input.name ?? role.name,
    permissions: input.permissions ? sortPermissions(input.permissions) : role.permissions,
  }
  const foreign = role.permissions.find((permission) => !scope.can(permission as Permission))
  if (foreign) throw new DomainError('escalation', `This role has ${foreign}, which you do not hold yourself`)
  requireHolds(scope, change.permissions, 'permissions')
  if (change.name === role.name && same(change.permissions, role.permissions)) return role

  const updated = await repository.updateRole(context.db, role, change).catch((error: unknown) => {
    throw isUniqueViolation(error, 'roles_name_key') ? nameTaken() : error
  })
  if (!updated) throw notFound()
  await recordChange(context, { ...subject(updated), before: audited(role), after: audited(updated) })
  return updated
}

/** Deletes the role and its assignments. Throws `default_role` and `stale`. */
export async function deleteRole(context: Context, project: string, name: string): Promise<void> {
  const scope = await requirePermission(context, 'roles.delete', { project })
  const role = await lockCustomRole(context, scope, name, 'deleted')
  const lost = await assignmentSummary(context, role, { roleId: role.id })
  await repository.deleteRole(context.db, role)
  await recordChange(context, { ...subject(role), before: { ...audited(role), ...lost } })
}

/** The role of this name, which nobody can change or delete until the transaction ends. */
export function lockForAssignment(context: Context, project: ProjectKey, name: string): Promise<RoleRow | undefined> {
  return repository.lockRole(context.db, project, name, 'share')
}

/** What a service user holds cannot come to give more until the transaction ends. */
export function lockRolesOfServiceUser(context: Context, project: ProjectKey, id: string): Promise<void> {
  return repository.lockRolesOfServiceUser(context.db, project, id)
}

async function lockCustomRole(
  context: Context,
  project: ProjectKey,
  name: string,
  done: 'updated' | 'deleted',
): Promise<RoleRow> {
  const role = await repository.lockRole(context.db, project, name, 'update')
  if (!role) throw notFound()
  if (role.isDefault) throw new DomainError('default_role', `Default roles cannot be ${done}`)
  requireMatch(context, role)
  return role
}

const projectKey = ({ organizationId, projectId }: ProjectKey): ProjectKey => ({ organizationId, projectId })

const subject = (role: RoleRow) => ({
  ...projectKey(role),
  objectType: 'roles',
  objectId: role.id,
  objectName: role.name,
})

const same = (one: readonly string[], other: readonly string[]) =>
  one.length === other.length && one.every((permission, index) => permission === other[index])
