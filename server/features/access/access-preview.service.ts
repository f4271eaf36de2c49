import { TransactionRollbackError } from 'drizzle-orm'
import type { AccessChange, AccessDifference, AccessPreview } from '#contract/access.ts'
import type { Context } from '#server/context.ts'
import { removeMember, updateMember } from '#server/features/members/members.service.ts'
import { removeProjectUser } from '#server/features/projects/projects.service.ts'
import {
  createRoleAssignment,
  deleteRoleAssignment,
} from '#server/features/role-assignments/role-assignments.service.ts'
import { deleteRole, updateRole } from '#server/features/roles/roles.service.ts'
import { deleteServiceUser } from '#server/features/service-users/service-users.service.ts'
import {
  findScope,
  type OrganizationScope,
  objectsWith,
  requireIn,
  requireOrganization,
  type Scope,
} from './access.service.ts'
import type { Project } from './access-preview.repository.ts'
import { toAssignee } from './access-review.service.ts'
import { type Affected, type Concern, findAffected } from './affected.ts'
import { differencesOf } from './differences.ts'
import { obstacleOf } from './evaluate.ts'
import { type AssigneeRow, findAssignees, findGrantsOf, type NamedGrant } from './facts.repository.ts'
import { groupBy } from './group-by.ts'

/**
 * Who gains and who loses what by the changes. They are made by the services that own them, so that they are refused
 * as they would be, and then taken back. Throws what these throw, `not_found` for a project of another organization, and
 * `forbidden` where it would tell about others what the caller may not list.
 */
export async function previewAccess(
  context: Context,
  organizationName: string,
  changes: readonly AccessChange[],
): Promise<AccessPreview> {
  const organization = await requireOrganization(context, organizationName)
  const affected = await findAffected(context, organization.organizationId, changes)
  const unlisted = await findUnlisted(context, organization, affected)
  const before = await readSide(context, organization, affected)
  const after = await withoutTrace(context, async (inner) => {
    for (const change of changes) await make(inner, organizationName, change)
    return readSide(inner, organization, affected)
  })
  // After the changes' own refusals, which say more.
  if (unlisted) requireIn(context, unlisted, 'roles.assignments.list')
  return { groups: groupsOf(affected.projects, before, after) }
}

/**
 * A project of which the changes would tell what the caller may not list, which is who holds what there or, for an
 * assignment on an object, on that object. What is only about themselves anybody may know.
 */
async function findUnlisted(
  context: Context,
  organization: OrganizationScope,
  { projects, concerns }: Affected,
): Promise<Scope | undefined> {
  if (organization.admin) return undefined
  const others = groupBy(
    concerns.filter(({ about }) => about !== context.actor.id),
    ({ projectId }) => projectId,
  )
  for (const { id, name } of projects) {
    const concerned = others.get(id)
    if (!concerned) continue
    const scope = await findScope(context, { project: name })
    const listed = await objectsWith(context, scope, 'roles.assignments.list')
    const isListed = ({ objectId }: Concern) => listed === 'all' || (objectId !== null && listed.has(objectId))
    if (!concerned.every(isListed)) return scope
  }
  return undefined
}

/** What comes of the work, of which nothing stays in the database. */
async function withoutTrace<Result>(context: Context, work: (inner: Context) => Promise<Result>): Promise<Result> {
  const results: Result[] = []
  await context.db
    .transaction(async (tx) => {
      results.push(await work({ ...context, db: tx }))
      tx.rollback()
    })
    .catch((error: unknown) => {
      if (!(error instanceof TransactionRollbackError)) throw error
    })
  const [result] = results
  if (!result) throw new Error('Work that does not fail has a result')
  return result
}

async function make(context: Context, organization: string, change: AccessChange): Promise<void> {
  switch (change.type) {
    case 'role_update':
      await updateRole(context, change.project, change.role, { permissions: change.permissions })
      return
    case 'role_delete':
      return deleteRole(context, change.project, change.role)
    case 'role_assignment_create':
      await createRoleAssignment(context, change.project, change.assignment)
      return
    case 'role_assignment_delete':
      return deleteRoleAssignment(context, change.project, change.id)
    case 'service_user_delete':
      return deleteServiceUser(context, change.project, change.id)
    case 'project_user_delete':
      return removeProjectUser(context, change.project, change.id)
    case 'organization_user_update':
      await updateMember(context, organization, change.id, { admin: change.admin })
      return
    case 'organization_user_delete':
      return removeMember(context, organization, change.id)
  }
}

/** Who is there, in the order of the answer, and the grants of each by assignee and project. */
interface Side {
  assignees: readonly AssigneeRow[]
  admins: ReadonlySet<string>
  grants: ReadonlyMap<string, readonly NamedGrant[]>
}

const sideKey = (assigneeId: string, projectId: string) => `${assigneeId} ${projectId}`

async function readSide(
  { db, now }: Context,
  { organizationId }: OrganizationScope,
  { projects, assigneeIds }: Affected,
): Promise<Side> {
  const ids = [...assigneeIds]
  const projectIds = projects.map(({ id }) => id)
  const grants = await findGrantsOf(db, organizationId, { projectIds, assigneeIds: ids })
  const assignees = await findAssignees(db, organizationId, { ids, now })
  return {
    assignees,
    admins: new Set(assignees.flatMap(({ id, organizationAdmin }) => (organizationAdmin ? [id] : []))),
    grants: groupBy(grants, ({ assigneeId, projectId }) => sideKey(assigneeId, projectId)),
  }
}

function groupsOf(projects: readonly Project[], before: Side, after: Side): AccessPreview['groups'] {
  const changed = before.assignees.flatMap((row) => {
    const differences = projects.flatMap((project) => differencesIn(project, row, before, after))
    return differences.length > 0 ? [{ row, differences }] : []
  })
  return [...groupBy(changed, ({ differences }) => JSON.stringify(differences)).values()].map((group) => ({
    differences: group[0]?.differences ?? [],
    assignees: group.map(({ row }) => ({ ...toAssignee(row), obstacle: obstacleOf(row) })),
  }))
}

function differencesIn(project: Project, row: AssigneeRow, before: Side, after: Side): AccessDifference[] {
  if (row.projectId !== null && row.projectId !== project.id) return []
  const key = sideKey(row.id, project.id)
  const level = { objectId: null, resource: project.name, resource_type: 'project' as const }
  const had = { ...row, grants: before.grants.get(key) ?? [] }
  const has = { ...row, organizationAdmin: after.admins.has(row.id), grants: after.grants.get(key) ?? [] }
  return differencesOf(had, has, level).map(({ level: { resource, resource_type }, gained, lost }) => ({
    project: project.name,
    resource,
    resource_type,
    gained,
    lost,
  }))
}
