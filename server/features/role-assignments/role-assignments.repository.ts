import { and, eq, isNull, or, type SQL, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { uuidv7 } from 'uuidv7'
import type { AssigneeType, ResourceType } from '#contract/role-assignments.ts'
import type { Db } from '#server/db/pool.ts'
import { objects, organizationMembers, projects, roleAssignments, roles, serviceUsers } from '#server/db/schema.ts'

export interface ProjectKey {
  organizationId: string
  projectId: string
}

/** Who holds a role; exactly one is set. */
export interface Assignee {
  accountId: string | null
  serviceUserId: string | null
  deploymentId: string | null
}

const resource = alias(objects, 'resource')
const deployment = alias(objects, 'deployment')

const columns = {
  id: roleAssignments.id,
  projectId: roleAssignments.projectId,
  objectId: roleAssignments.objectId,
  projectName: projects.name,
  roleName: roles.name,
  accountId: roleAssignments.accountId,
  serviceUserId: roleAssignments.serviceUserId,
  deploymentName: deployment.name,
  resourceName: resource.name,
  resourceKind: sql<Exclude<ResourceType, 'project'> | null>`${resource.kind}`,
}

function select(db: Db) {
  return db
    .select(columns)
    .from(roleAssignments)
    .innerJoin(
      projects,
      and(eq(projects.organizationId, roleAssignments.organizationId), eq(projects.id, roleAssignments.projectId)),
    )
    .innerJoin(
      roles,
      and(
        eq(roles.organizationId, roleAssignments.organizationId),
        eq(roles.projectId, roleAssignments.projectId),
        eq(roles.id, roleAssignments.roleId),
      ),
    )
    .leftJoin(
      deployment,
      and(
        eq(deployment.organizationId, roleAssignments.organizationId),
        eq(deployment.projectId, roleAssignments.projectId),
        eq(deployment.id, roleAssignments.deploymentId),
      ),
    )
    .leftJoin(
      resource,
      and(
        eq(resource.organizationId, roleAssignments.organizationId),
        eq(resource.projectId, roleAssignments.projectId),
        eq(resource.id, roleAssignments.objectId),
      ),
    )
}

export type RoleAssignmentRow = Awaited<ReturnType<typeof select>>[number]

const inProject = ({ organizationId, projectId }: ProjectKey) =>
  and(eq(roleAssignments.organizationId, organizationId), eq(roleAssignments.projectId, projectId))

export interface Filter {
  resource?: string | undefined
  resourceType?: ResourceType | undefined
  /** A name; and an id where it has the form of one. */
  assignee?: { name: string; id: string | undefined } | undefined
  assigneeType?: AssigneeType | undefined
}

/** Oldest first. */
export async function findAssignments(db: Db, key: ProjectKey, filter: Filter): Promise<RoleAssignmentRow[]> {
  const { resource: name, resourceType, assignee, assigneeType } = filter
  const conditions: (SQL | undefined)[] = [inProject(key)]
  if (resourceType === 'project') conditions.push(isNull(roleAssignments.objectId))
  else if (resourceType) conditions.push(eq(resource.kind, resourceType))
  if (name !== undefined) {
    conditions.push(or(eq(resource.name, name), and(isNull(roleAssignments.objectId), eq(projects.name, name))))
  }
  if (assigneeType)
    conditions.push(sql`(${roleAssignments.deploymentId} is not null) = ${assigneeType === 'deployment'}`)
  if (assignee) {
    conditions.push(
      or(
        eq(deployment.name, assignee.name),
        assignee.id ? eq(roleAssignments.accountId, assignee.id) : undefined,
        assignee.id ? eq(roleAssignments.serviceUserId, assignee.id) : undefined,
      ),
    )
  }
  return select(db)
    .where(and(...conditions))
    .orderBy(roleAssignments.createdAt, roleAssignments.id)
}

/** What a person holds in all projects of an organization, by project and role. */
export async function findOfMember(db: Db, organizationId: string, accountId: string): Promise<RoleAssignmentRow[]> {
  return select(db)
    .where(and(eq(roleAssignments.organizationId, organizationId), eq(roleAssignments.accountId, accountId)))
    .orderBy(projects.name, roles.name, roleAssignments.id)
}

/** What is about to be deleted: somebody's place in a project, a role, an object that roles are on or that holds some, or all. */
export type Part = { accountId: string } | { roleId: string } | { serviceUserId: string } | { objectId: string } | 'all'

function belongsTo(key: ProjectKey, part: Part): SQL | undefined {
  if (part === 'all') return inProject(key)
  if ('accountId' in part) return and(inProject(key), eq(roleAssignments.accountId, part.accountId))
  if ('roleId' in part) return and(inProject(key), eq(roleAssignments.roleId, part.roleId))
  if ('serviceUserId' in part) return and(inProject(key), eq(roleAssignments.serviceUserId, part.serviceUserId))
  const { objectId } = part
  return and(inProject(key), or(eq(roleAssignments.objectId, objectId), eq(roleAssignments.deploymentId, objectId)))
}

export const countOf = (db: Db, key: ProjectKey, part: Part): Promise<number> =>
  db.$count(roleAssignments, belongsTo(key, part))

/** The oldest of them. */
export async function findFirstOf(db: Db, key: ProjectKey, part: Part, limit: number): Promise<RoleAssignmentRow[]> {
  return select(db).where(belongsTo(key, part)).orderBy(roleAssignments.createdAt, roleAssignments.id).limit(limit)
}

export async function findAssignment(db: Db, project: string, id: string): Promise<RoleAssignmentRow | undefined> {
  const [row] = await select(db).where(and(eq(projects.name, project), eq(roleAssignments.id, id)))
  return row
}

/** The member of the organization, active or invited, or the service user of the project with this id. */
export async function findUser(db: Db, key: ProjectKey, id: string): Promise<Assignee | undefined> {
  const member = db
    .select({
      accountId: sql<string | null>`${organizationMembers.accountId}`,
      serviceUserId: sql<string | null>`null::uuid`,
    })
    .from(organizationMembers)
    .where(and(eq(organizationMembers.organizationId, key.organizationId), eq(organizationMembers.accountId, id)))
  const serviceUser = db
    .select({ accountId: sql<string | null>`null::uuid`, serviceUserId: sql<string | null>`${serviceUsers.id}` })
    .from(serviceUsers)
    .where(
      and(
        eq(serviceUsers.organizationId, key.organizationId),
        eq(serviceUsers.projectId, key.projectId),
        eq(serviceUsers.id, id),
      ),
    )
  const [row] = await member.unionAll(serviceUser)
  return row && { ...row, deploymentId: null }
}

export async function findDeployment(db: Db, key: ProjectKey, name: string): Promise<Assignee | undefined> {
  const [row] = await db
    .select({ id: objects.id })
    .from(objects)
    .where(
      and(
        eq(objects.organizationId, key.organizationId),
        eq(objects.projectId, key.projectId),
        eq(objects.kind, 'deployment'),
        eq(objects.name, name),
      ),
    )
  return row && { accountId: null, serviceUserId: null, deploymentId: row.id }
}

/** The id under which the assignment is stored: the given one, or that of the same assignment made before. */
export async function insertAssignment(db: Db, row: typeof roleAssignments.$inferInsert): Promise<string> {
  const key = [
    roleAssignments.organizationId,
    roleAssignments.projectId,
    roleAssignments.accountId,
    roleAssignments.serviceUserId,
    roleAssignments.deploymentId,
    roleAssignments.objectId,
    roleAssignments.roleId,
  ]
  const [stored] = await db
    .insert(roleAssignments)
    .values(row)
    // An update that changes nothing, since only that returns and locks the row that was there.
    .onConflictDoUpdate({ target: key, set: { roleId: sql`excluded.role_id` } })
    .returning({ id: roleAssignments.id })
  if (!stored) throw new Error('An upsert returns its row')
  return stored.id
}

/** False when it was gone already. */
export async function deleteAssignment(db: Db, key: ProjectKey, id: string): Promise<boolean> {
  const deleted = await db
    .delete(roleAssignments)
    .where(and(inProject(key), eq(roleAssignments.id, id)))
    .returning({ id: roleAssignments.id })
  return deleted.length > 0
}

/** Gives one service user of the project whatever another one holds. */
export async function copyAssignments(
  db: Db,
  { organizationId, projectId }: ProjectKey,
  { from, to, now }: { from: string; to: string; now: Date },
): Promise<void> {
  const sources = await db
    .select({ roleId: roleAssignments.roleId, objectId: roleAssignments.objectId })
    .from(roleAssignments)
    .where(and(inProject({ organizationId, projectId }), eq(roleAssignments.serviceUserId, from)))
    .orderBy(roleAssignments.createdAt, roleAssignments.id)
  if (sources.length === 0) return
  await db.insert(roleAssignments).values(
    sources.map((source) => ({
      id: uuidv7(),
      organizationId,
      projectId,
      ...source,
      serviceUserId: to,
      createdAt: now,
    })),
  )
}
