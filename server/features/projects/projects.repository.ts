import { and, asc, eq, getTableColumns, sql } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import type { Actor } from '#server/actor.ts'
import type { Db } from '#server/db/pool.ts'
import {
  accounts,
  organizationMembers,
  organizations,
  projectMembers,
  projects,
  roleAssignments,
  roles,
} from '#server/db/schema.ts'

export interface ProjectKey {
  organizationId: string
  projectId: string
}

export type ProjectRow = typeof projects.$inferSelect & { organizationName: string }

const selected = { ...getTableColumns(projects), organizationName: organizations.name }
const ofKey = ({ organizationId, projectId }: ProjectKey) =>
  and(eq(projects.organizationId, organizationId), eq(projects.id, projectId))

/**
 * What the caller belongs to: all projects of the organizations they are an admin of, and those they are a member of,
 * which whoever holds a role in one is; for a service user its own, or all of its organization.
 */
export async function listVisibleProjects(
  db: Db,
  actor: Actor,
  organization: string | undefined,
): Promise<ProjectRow[]> {
  const inOrganization = organization === undefined ? undefined : eq(organizations.name, organization)
  const query = db
    .select(selected)
    .from(projects)
    .innerJoin(organizations, eq(organizations.id, projects.organizationId))
    .orderBy(sql`${projects.name} collate "C"`)
    .$dynamic()
  if (actor.type === 'service_user') return query.where(and(ofKey(actor), inOrganization))
  if (actor.type === 'account_service_user') {
    return query.where(and(eq(projects.organizationId, actor.organizationId), inOrganization))
  }
  return query
    .innerJoin(
      organizationMembers,
      and(
        eq(organizationMembers.organizationId, projects.organizationId),
        eq(organizationMembers.accountId, actor.id),
        organizationMembers.active,
      ),
    )
    .leftJoin(
      projectMembers,
      and(
        eq(projectMembers.organizationId, projects.organizationId),
        eq(projectMembers.projectId, projects.id),
        eq(projectMembers.accountId, actor.id),
      ),
    )
    .where(and(sql`(${organizationMembers.admin} or ${projectMembers.accountId} is not null)`, inOrganization))
}

const one = (db: Db, key: ProjectKey) =>
  db
    .select(selected)
    .from(projects)
    .innerJoin(organizations, eq(organizations.id, projects.organizationId))
    .where(ofKey(key))

export async function findProject(db: Db, key: ProjectKey): Promise<ProjectRow | undefined> {
  const [row] = await one(db, key)
  return row
}

/** The project as it is until the transaction ends. */
export async function lockProject(db: Db, key: ProjectKey): Promise<ProjectRow | undefined> {
  const [row] = await one(db, key).for('update', { of: projects })
  return row
}

/** The id of the new project, or undefined when its name is taken. */
export async function insertProject(db: Db, values: typeof projects.$inferInsert): Promise<string | undefined> {
  const [row] = await db.insert(projects).values(values).onConflictDoNothing().returning({ id: projects.id })
  return row?.id
}

/** Breaks the constraint `projects_name_key` when the name is taken. */
export async function updateProject(
  db: Db,
  key: ProjectKey,
  values: Partial<typeof projects.$inferInsert>,
): Promise<void> {
  await db
    .update(projects)
    .set({ ...values, revision: sql`${projects.revision} + 1` })
    .where(ofKey(key))
}

/** How much there is in it, in the words of the audit trail. */
export async function countContents(db: Db, { organizationId, projectId }: ProjectKey) {
  const { rows } = await db.execute<
    Record<'users' | 'service_users' | 'custom_roles' | 'objects' | 'versions', number>
  >(
    sql`
      select
        (select count(*) from project_members where organization_id = ${organizationId} and project_id = ${projectId})
          as "users",
        (select count(*) from service_users where organization_id = ${organizationId} and project_id = ${projectId})
          as "service_users",
        (
          select count(*) from roles
          where organization_id = ${organizationId} and project_id = ${projectId} and not is_default
        ) as "custom_roles",
        (select count(*) from objects where organization_id = ${organizationId} and project_id = ${projectId})
          as "objects",
        (select count(*) from object_versions where organization_id = ${organizationId} and project_id = ${projectId})
          as "versions"
    `,
  )
  return rows[0]
}

/** By cascade also everything in it. */
export async function deleteProject(db: Db, key: ProjectKey): Promise<void> {
  await db.delete(projects).where(ofKey(key))
}

/**
 * Makes the organization's admins members of its new project and gives them its role `project-admin`. The one place
 * that writes assignments beside their own feature, which itself builds on this one.
 */
export async function addAdmins(db: Db, key: ProjectKey, now: Date): Promise<void> {
  // Locked, so that nobody is removed from the organization between here and the inserts.
  const admins = await db
    .select({ accountId: organizationMembers.accountId })
    .from(organizationMembers)
    .where(and(eq(organizationMembers.organizationId, key.organizationId), organizationMembers.admin))
    .orderBy(asc(organizationMembers.accountId))
    .for('key share')
  const [role] = await db
    .select({ roleId: roles.id })
    .from(roles)
    .where(
      and(
        eq(roles.organizationId, key.organizationId),
        eq(roles.projectId, key.projectId),
        eq(roles.name, 'project-admin'),
      ),
    )
  if (!role || admins.length === 0) return
  const rows = admins.map(({ accountId }) => ({ ...key, accountId, createdAt: now }))
  await db.insert(projectMembers).values(rows)
  await db.insert(roleAssignments).values(rows.map((row) => ({ id: uuidv7(), ...row, ...role })))
}

const projectUser = {
  id: accounts.id,
  email: accounts.email,
  name: accounts.name,
  surname: accounts.surname,
}
export type ProjectUserRow = Pick<typeof accounts.$inferSelect, keyof typeof projectUser>

const membersOf = ({ organizationId, projectId }: ProjectKey) =>
  and(eq(projectMembers.organizationId, organizationId), eq(projectMembers.projectId, projectId))

export async function listProjectUsers(db: Db, key: ProjectKey): Promise<ProjectUserRow[]> {
  return db
    .select(projectUser)
    .from(projectMembers)
    .innerJoin(accounts, eq(accounts.id, projectMembers.accountId))
    .where(membersOf(key))
    .orderBy(sql`lower(${accounts.email}) collate "C"`)
}

export type AddedProjectUser = ProjectUserRow & { addedAt: Date }

const oneUser = (db: Db, key: ProjectKey, accountId: string) =>
  db
    .select({ ...projectUser, addedAt: projectMembers.createdAt })
    .from(projectMembers)
    .innerJoin(accounts, eq(accounts.id, projectMembers.accountId))
    .where(and(membersOf(key), eq(projectMembers.accountId, accountId)))

export async function findProjectUser(
  db: Db,
  key: ProjectKey,
  accountId: string,
): Promise<AddedProjectUser | undefined> {
  const [row] = await oneUser(db, key, accountId)
  return row
}

/** Until the transaction ends nobody else removes the person or gives them a role. */
export async function lockProjectUser(
  db: Db,
  key: ProjectKey,
  accountId: string,
): Promise<AddedProjectUser | undefined> {
  const [row] = await oneUser(db, key, accountId).for('update', { of: projectMembers })
  return row
}

/** The member of the organization, who stays one until the transaction ends. */
export async function lockOrganizationMember(
  db: Db,
  organizationId: string,
  accountId: string,
): Promise<ProjectUserRow | undefined> {
  const [row] = await db
    .select(projectUser)
    .from(organizationMembers)
    .innerJoin(accounts, eq(accounts.id, organizationMembers.accountId))
    .where(and(eq(organizationMembers.organizationId, organizationId), eq(organizationMembers.accountId, accountId)))
    .for('key share', { of: organizationMembers })
  return row
}

/** False when the person is a member of the project already. */
export async function insertProjectMember(db: Db, key: ProjectKey, accountId: string, now: Date): Promise<boolean> {
  const inserted = await db
    .insert(projectMembers)
    .values({ organizationId: key.organizationId, projectId: key.projectId, accountId, createdAt: now })
    .onConflictDoNothing()
    .returning({ accountId: projectMembers.accountId })
  return inserted.length > 0
}

/** By cascade also the person's roles in the project. */
export async function deleteProjectMember(db: Db, key: ProjectKey, accountId: string): Promise<boolean> {
  const deleted = await db
    .delete(projectMembers)
    .where(and(membersOf(key), eq(projectMembers.accountId, accountId)))
    .returning({ accountId: projectMembers.accountId })
  return deleted.length > 0
}
