import { uuidv7 } from 'uuidv7'
import type { CreateProject, UpdateProject } from '#contract/projects.ts'
import { recordChange } from '#server/audit.ts'
import { type Context, requireMatch, type State } from '#server/context.ts'
import { DomainError, isForeignKeyViolation, isUniqueViolation, notFound } from '#server/errors.ts'
import { requirePermission, requireProjectCreator, type Scope } from '#server/features/access/access.service.ts'
import { assignmentSummary } from '#server/features/role-assignments/assignment-summary.service.ts'
import { addDefaultRoles } from '#server/features/roles/roles.service.ts'
import type { ProjectRow, ProjectUserRow } from './projects.repository.ts'
import * as repository from './projects.repository.ts'

export type { ProjectRow, ProjectUserRow }

const nameTaken = () =>
  new DomainError('project_name_taken', 'A project with this name already exists', { name: 'Already in use' })

/** The projects that the caller belongs to, of one organization or of all. */
export async function listProjects(context: Context, organization: string | undefined): Promise<ProjectRow[]> {
  return repository.listVisibleProjects(context.db, context.actor, organization)
}

/** With its default roles; the organization's admins become its members with the role `project-admin`. */
export async function createProject(context: Context, input: CreateProject): Promise<ProjectRow> {
  const { organizationId } = await requireProjectCreator(context, input.organization_name)
  const projectId = await repository.insertProject(context.db, {
    id: uuidv7(),
    organizationId,
    name: input.name,
    advancedPermissions: input.advanced_permissions ?? false,
    credits: input.credits ?? null,
    createdAt: context.now,
  })
  if (!projectId) throw nameTaken()
  const key = { organizationId, projectId }
  await addDefaultRoles(context, key)
  await repository.addAdmins(context.db, key, context.now)
  const row = requireRow(await repository.findProject(context.db, key))
  await record(context, null, row)
  return row
}

export async function getProject(context: Context, name: string): Promise<ProjectRow> {
  const scope = await requirePermission(context, 'projects.get', { project: name })
  return requireRow(await repository.findProject(context.db, scope))
}

export async function updateProject(context: Context, name: string, input: UpdateProject): Promise<ProjectRow> {
  const scope = await requirePermission(context, 'projects.update', { project: name })
  const before = requireRow(await repository.lockProject(context.db, scope))
  requireMatch(context, before)
  await repository
    .updateProject(context.db, scope, {
      name: input.name ?? before.name,
      advancedPermissions: input.advanced_permissions ?? before.advancedPermissions,
    })
    .catch((error: unknown) => {
      throw isUniqueViolation(error, 'projects_name_key') ? nameTaken() : error
    })
  const after = requireRow(await repository.findProject(context.db, scope))
  await record(context, before, after)
  return after
}

export async function deleteProject(context: Context, name: string): Promise<void> {
  const scope = await requirePermission(context, 'projects.delete', { project: name })
  const row = requireRow(await repository.lockProject(context.db, scope))
  requireMatch(context, row)
  const lost = {
    ...(await repository.countContents(context.db, scope)),
    ...(await assignmentSummary(context, scope, 'all')),
  }
  await repository.deleteProject(context.db, scope)
  await record(context, row, null, lost)
}

export async function listProjectUsers(context: Context, project: string): Promise<ProjectUserRow[]> {
  const scope = await requirePermission(context, 'projects.users.list', { project })
  return repository.listProjectUsers(context.db, scope)
}

export async function getProjectUser(
  context: Context,
  project: string,
  id: string,
): Promise<repository.AddedProjectUser> {
  const scope = await requirePermission(context, 'projects.users.get', { project })
  return requireRow(await repository.findProjectUser(context.db, scope, id))
}

/** Nothing of it changes; whoever was removed and is added again is so at another time. */
export const stateOf = ({ id, addedAt }: repository.AddedProjectUser): State => ({ id, revision: addedAt.getTime() })

/** Throws `assignee_unknown` for somebody who is no member of the organization, `member_exists`. */
export async function addProjectUser(context: Context, project: string, id: string): Promise<ProjectUserRow> {
  const scope = await requirePermission(context, 'projects.users.create', { project })
  const user = await repository.lockOrganizationMember(context.db, scope.organizationId, id)
  if (!user) {
    const sentence = 'Only members of the organization can be added to its projects'
    throw new DomainError('assignee_unknown', sentence, { user_id: sentence })
  }
  const added = await repository.insertProjectMember(context.db, scope, id, context.now).catch((error: unknown) => {
    throw isForeignKeyViolation(error, 'project_members_project_fkey') ? notFound() : error
  })
  if (!added) throw new DomainError('member_exists', 'This person is a member of the project already')
  await recordUser(context, scope, user, { before: null, after: { email: user.email } })
  return user
}

/**
 * A member of the organization who gets a role in the project becomes a member of it.
 * @returns whether the person was none before
 */
export function joinProject(
  context: Context,
  project: { organizationId: string; projectId: string },
  accountId: string,
): Promise<boolean> {
  return repository.insertProjectMember(context.db, project, accountId, context.now)
}

/** With all roles of the person in the project. */
export async function removeProjectUser(context: Context, project: string, id: string): Promise<void> {
  const scope = await requirePermission(context, 'projects.users.delete', { project })
  const user = requireRow(await repository.lockProjectUser(context.db, scope, id))
  requireMatch(context, stateOf(user))
  const lost = await assignmentSummary(context, scope, { accountId: id })
  if (!(await repository.deleteProjectMember(context.db, scope, id))) throw notFound()
  await recordUser(context, scope, user, { before: { email: user.email, ...lost }, after: null })
}

function requireRow<Row>(row: Row | undefined): Row {
  if (!row) throw notFound()
  return row
}

const readable = (row: ProjectRow | null) =>
  row && { name: row.name, advanced_permissions: row.advancedPermissions, credits: row.credits }

async function record(
  context: Context,
  before: ProjectRow | null,
  after: ProjectRow | null,
  lost: Record<string, unknown> = {},
): Promise<void> {
  const row = after ?? before
  await recordChange(context, {
    organizationId: row?.organizationId ?? null,
    projectId: row?.id ?? null,
    objectType: 'projects',
    objectId: row?.id ?? null,
    objectName: row?.name ?? null,
    before: before && { ...readable(before), ...lost },
    after: readable(after),
  })
}

async function recordUser(
  context: Context,
  { organizationId, projectId }: Scope,
  user: ProjectUserRow,
  sides: { before: Record<string, unknown> | null; after: Record<string, unknown> | null },
): Promise<void> {
  await recordChange(context, {
    organizationId,
    projectId,
    objectType: 'project_users',
    objectId: user.id,
    objectName: user.email,
    ...sides,
  })
}
