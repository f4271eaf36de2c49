import { and, eq, inArray, sql } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { defaultRoles } from '#contract/default-roles.ts'
import type { Db } from '#server/db/pool.ts'
import { roleAssignments, roles } from '#server/db/schema.ts'

export interface ProjectKey {
  organizationId: string
  projectId: string
}

export type RoleRow = typeof roles.$inferSelect

const inProject = ({ organizationId, projectId }: ProjectKey) =>
  and(eq(roles.organizationId, organizationId), eq(roles.projectId, projectId))
const named = (key: ProjectKey, name: string) => and(inProject(key), eq(roles.name, name))

/** Gives a new project its own rows of the default roles. */
export async function insertDefaultRoles(db: Db, { organizationId, projectId }: ProjectKey, now: Date): Promise<void> {
  await db.insert(roles).values(
    Object.entries(defaultRoles).map(([name, permissions]) => ({
      id: uuidv7(),
      organizationId,
      projectId,
      name,
      isDefault: true,
      permissions: [...permissions],
      createdAt: now,
    })),
  )
}

/**
 * The default roles in the order they were made, then the custom ones by name; each with how many members, service
 * users and deployments have it anywhere in the project.
 */
export async function findRoles(db: Db, key: ProjectKey) {
  return db
    .select({
      id: roles.id,
      name: roles.name,
      isDefault: roles.isDefault,
      permissionCount: sql<number>`cardinality(${roles.permissions})`,
      resourceTypes: sql<string[]>`array(
        select kind from unnest(array['deployment', 'pipeline', 'bucket']) with ordinality as kinds (kind, place)
        where exists (
          select from unnest(${roles.permissions}) as given (name) where starts_with(given.name, kinds.kind || 's.')
        )
        order by place
      )`,
      members: sql<number>`count(distinct ${roleAssignments.accountId})`,
      serviceUsers: sql<number>`count(distinct ${roleAssignments.serviceUserId})`,
      deployments: sql<number>`count(distinct ${roleAssignments.deploymentId})`,
    })
    .from(roles)
    .leftJoin(
      roleAssignments,
      and(
        eq(roleAssignments.organizationId, roles.organizationId),
        eq(roleAssignments.projectId, roles.projectId),
        eq(roleAssignments.roleId, roles.id),
      ),
    )
    .where(inProject(key))
    .groupBy(roles.id)
    .orderBy(
      sql`${roles.isDefault} desc`,
      sql`case when ${roles.isDefault} then ${roles.id} end`,
      sql`${roles.name} collate "C"`,
    )
}

export async function findRole(db: Db, key: ProjectKey, name: string): Promise<RoleRow | undefined> {
  const [row] = await db.select().from(roles).where(named(key, name))
  return row
}

/**
 * The role as it is until the transaction ends.
 * @param strength `share`: nobody changes or deletes it meanwhile; `update`: the caller is about to.
 */
export async function lockRole(
  db: Db,
  key: ProjectKey,
  name: string,
  strength: 'share' | 'update',
): Promise<RoleRow | undefined> {
  const [row] = await db.select().from(roles).where(named(key, name)).for(strength)
  return row
}

/** Nobody changes or deletes what the service user holds until the transaction ends. */
export async function lockRolesOfServiceUser(db: Db, key: ProjectKey, serviceUserId: string): Promise<void> {
  const held = db
    .select({ id: roleAssignments.roleId })
    .from(roleAssignments)
    .where(
      and(
        eq(roleAssignments.organizationId, key.organizationId),
        eq(roleAssignments.projectId, key.projectId),
        eq(roleAssignments.serviceUserId, serviceUserId),
      ),
    )
  await db
    .select({ id: roles.id })
    .from(roles)
    .where(and(inProject(key), inArray(roles.id, held)))
    .for('share')
}

/** Undefined when the name is taken. */
export async function insertRole(
  db: Db,
  key: ProjectKey,
  role: { name: string; permissions: string[] },
  now: Date,
): Promise<RoleRow | undefined> {
  const [row] = await db
    .insert(roles)
    .values({ id: uuidv7(), ...key, ...role, createdAt: now })
    .onConflictDoNothing({ target: [roles.organizationId, roles.projectId, roles.name] })
    .returning()
  return row
}

/** Breaks the constraint `roles_name_key` when the name is taken. */
export async function updateRole(
  db: Db,
  role: RoleRow,
  change: { name: string; permissions: string[] },
): Promise<RoleRow | undefined> {
  const [row] = await db
    .update(roles)
    .set({ ...change, revision: role.revision + 1 })
    .where(and(inProject(role), eq(roles.id, role.id)))
    .returning()
  return row
}

/** Deletes the role and, by cascade, its assignments. */
export async function deleteRole(db: Db, role: RoleRow): Promise<void> {
  await db.delete(roles).where(and(inProject(role), eq(roles.id, role.id)))
}
