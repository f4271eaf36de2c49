import { uuidv7 } from 'uuidv7'
import { id as idSchema } from '#contract/common.ts'
import type { CreateRoleAssignment, RoleAssignment, RoleAssignmentFilter } from '#contract/role-assignments.ts'
import { recordChange } from '#server/audit.ts'
import { type Context, requireMatch, type State } from '#server/context.ts'
import type { Db } from '#server/db/pool.ts'
import { DomainError, notFound } from '#server/errors.ts'
import {
  findScope,
  type ObjectKind,
  requireHolds,
  requireIn,
  requirePermission,
  type Scope,
} from '#server/features/access/access.service.ts'
import { joinProject } from '#server/features/projects/projects.service.ts'
import { lockForAssignment } from '#server/features/roles/roles.service.ts'
import { assignmentSummary } from './assignment-summary.service.ts'
import type { Assignee, ProjectKey, RoleAssignmentRow } from './role-assignments.repository.ts'
import * as repository from './role-assignments.repository.ts'
import { audited, toRoleAssignment } from './to-role-assignment.ts'

/** Throws `forbidden` unless the caller may list on the whole project or, with both parts given, on that object. */
export async function listRoleAssignments(
  context: Context,
  project: string,
  filter: RoleAssignmentFilter,
): Promise<RoleAssignment[]> {
  const { resource, resource_type, assignee, assignee_type } = filter
  const object = objectOf(resource, resource_type)
  const scope = await findScope(context, { project, object })
  requireIn(context, scope, 'roles.assignments.list')
  const rows = await repository.findAssignments(context.db, scope, {
    resource,
    resourceType: resource_type,
    assignee: assignee === undefined ? undefined : { name: assignee, id: parseId(assignee) },
    assigneeType: assignee_type,
  })
  return rows.map(toRoleAssignment)
}

export async function getRoleAssignment(context: Context, project: string, id: string): Promise<RoleAssignment> {
  const { row } = await requireOnAssignment(context, 'roles.assignments.get', project, id)
  return toRoleAssignment(row)
}

/**
 * Gives a role on the project or on one object; the same again changes nothing. A person becomes a member of the
 * project, one who is invited holds the role once they have joined. Throws `resource_unknown`, `role_unknown`,
 * `assignee_unknown`, and `escalation` for a role with more than the caller holds there.
 */
export async function createRoleAssignment(
  context: Context,
  project: string,
  input: CreateRoleAssignment,
): Promise<RoleAssignment> {
  const object = objectOf(input.resource, input.resource_type)
  const scope = await findScope(context, { project, object })
  requireIn(context, scope, 'roles.assignments.create')
  requireResource(scope, input)
  const role = await lockForAssignment(context, scope, input.role)
  if (!role) throw unknown('role_unknown', 'role', 'The project has no role of this name')
  requireHolds(scope, role.permissions, 'role')
  const assignee = await findAssignee(context, scope, input)

  const key = { organizationId: scope.organizationId, projectId: scope.projectId }
  const isNewInProject = assignee.accountId !== null && (await joinProject(context, key, assignee.accountId))
  const id = uuidv7()
  const storedId = await repository.insertAssignment(context.db, {
    id,
    ...key,
    ...assignee,
    roleId: role.id,
    objectId: scope.objectId,
    createdAt: context.now,
  })
  const assignment = toRoleAssignment({
    ...key,
    ...assignee,
    id: storedId,
    objectId: scope.objectId,
    projectName: scope.projectName,
    roleName: role.name,
    deploymentName: assignee.deploymentId && nameOfAssignee(input),
    resourceName: object?.name ?? null,
    resourceKind: object?.kind ?? null,
  })
  if (storedId === id) {
    const after = isNewInProject ? { ...audited(assignment), project_user_added: true } : audited(assignment)
    await recordChange(context, { ...subject(key, assignment), after })
  }
  return assignment
}

/**
 * Gives a new service user of the project whatever another one holds. Who calls it has locked the other one and its
 * roles, and has asked whether the caller holds as much.
 * @returns what it was given, for the audit row
 */
export async function copyAssignments(
  context: Context,
  project: ProjectKey,
  { from, to }: { from: string; to: string },
) {
  await repository.copyAssignments(context.db, project, { from, to, now: context.now })
  return assignmentSummary(context, project, { serviceUserId: to })
}

/** Takes a role away, also one's own, from whoever holds `roles.assignments.delete` on the project or that object. */
export async function deleteRoleAssignment(context: Context, project: string, id: string): Promise<void> {
  const { row, scope } = await requireOnAssignment(context, 'roles.assignments.delete', project, id)
  requireMatch(context, stateOf(row))
  if (!(await repository.deleteAssignment(context.db, scope, id))) throw notFound()
  const assignment = toRoleAssignment(row)
  await recordChange(context, { ...subject(scope, assignment), before: audited(assignment) })
}

export const stateOf = ({ id }: Pick<RoleAssignment, 'id'>): State => ({ id, revision: null })

/** The role assignment, if the caller holds the permission where it is assigned. Throws like {@link requirePermission}. */
async function requireOnAssignment(
  context: Context,
  permission: 'roles.assignments.get' | 'roles.assignments.delete',
  project: string,
  id: string,
): Promise<{ row: RoleAssignmentRow; scope: Scope }> {
  const row = await repository.findAssignment(context.db, project, id)
  const object = row && objectOf(row.resourceName, row.resourceKind)
  const scope = await requirePermission(context, permission, { project, object })
  // Names may have changed hands since the row was read, and the permission may be held on something else of this name.
  if (row?.projectId !== scope.projectId || row.objectId !== scope.objectId) throw notFound()
  return { row, scope }
}

/** The object that a resource names; undefined for the project, and where only one part is given. */
export function objectOf(
  name: string | null | undefined,
  type: RoleAssignmentFilter['resource_type'] | null,
): { kind: ObjectKind; name: string } | undefined {
  return name != null && type && type !== 'project' ? { kind: type, name } : undefined
}

/** What a person holds in all projects of an organization. Who calls it has asked whether the caller may know. */
export async function listOfMember(
  db: Db,
  organizationId: string,
  accountId: string,
): Promise<(RoleAssignment & { project: string })[]> {
  const rows = await repository.findOfMember(db, organizationId, accountId)
  return rows.map((row) => ({ project: row.projectName, ...toRoleAssignment(row) }))
}

/** Throws `resource_unknown` unless the scope is that of the project or the object that the resource names. */
export function requireResource(
  scope: Scope,
  { resource, resource_type }: Pick<RoleAssignmentFilter | CreateRoleAssignment, 'resource' | 'resource_type'>,
): void {
  if (resource == null) return
  const isKnown = resource_type === 'project' ? resource === scope.projectName : scope.objectId !== null
  if (!isKnown) throw unknown('resource_unknown', 'resource', `There is no ${resource_type} of this name here`)
}

/**
 * The member of the organization, active or invited, the service user or the deployment of the project. Throws
 * `assignee_unknown`.
 */
export async function findAssignee(
  { db }: Context,
  project: ProjectKey,
  { assignee_type, ...body }: Pick<CreateRoleAssignment, 'assignee' | 'user_id' | 'assignee_type'>,
): Promise<Assignee> {
  const assignee = nameOfAssignee(body)
  if (assignee_type === 'deployment') {
    const deployment = await repository.findDeployment(db, project, assignee)
    if (deployment) return deployment
    throw unknown('assignee_unknown', 'assignee', 'The project has no deployment of this name')
  }
  const id = parseId(assignee)
  const user = id && (await repository.findUser(db, project, id))
  if (user) return user
  const sentence = 'Neither the organization has a member nor the project a service user with this id'
  throw unknown('assignee_unknown', 'assignee', sentence)
}

/** What the contract guarantees one of. */
const nameOfAssignee = ({ assignee, user_id }: Pick<CreateRoleAssignment, 'assignee' | 'user_id'>): string =>
  assignee ?? user_id ?? ''

const unknown = (
  code: 'role_unknown' | 'assignee_unknown' | 'resource_unknown',
  field: string,
  sentence: string,
): DomainError => new DomainError(code, sentence, { [field]: sentence })

const parseId = (text: string): string | undefined => idSchema.safeParse(text).data

const subject = ({ organizationId, projectId }: ProjectKey, { id, role }: RoleAssignment) => ({
  organizationId,
  projectId,
  objectType: 'role_assignments',
  objectId: id,
  objectName: role,
})
