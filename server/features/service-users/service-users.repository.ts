import { and, asc, eq, getTableColumns, inArray, sql } from 'drizzle-orm'
import type { Db } from '#server/db/pool.ts'
import { projects, serviceUserRotations, serviceUsers } from '#server/db/schema.ts'
import { whereNewUse } from '#server/last-use.ts'

export interface ProjectKey {
  organizationId: string
  projectId: string
}

const { tokenHash: _secret, ...columns } = getTableColumns(serviceUsers)

const selected = {
  ...columns,
  roleAssignmentCount: sql<number>`(
    select count(*)::int from role_assignments assignment
    where assignment.organization_id = service_users.organization_id
      and assignment.project_id = service_users.project_id
      and assignment.service_user_id = service_users.id
  )`,
  replaces: sql<string | null>`(
    select rotation.old_id from service_user_rotations rotation
    where rotation.organization_id = service_users.organization_id
      and rotation.project_id = service_users.project_id
      and rotation.new_id = service_users.id
  )`,
  replacedBy: sql<string | null>`(
    select rotation.new_id from service_user_rotations rotation
    where rotation.organization_id = service_users.organization_id
      and rotation.project_id = service_users.project_id
      and rotation.old_id = service_users.id
  )`,
}

export type ServiceUserRow = Omit<typeof serviceUsers.$inferSelect, 'tokenHash'> & {
  roleAssignmentCount: number
  /** Ids of service users, while a rotation is under way. */
  replaces: string | null
  replacedBy: string | null
}

const inProject = ({ organizationId, projectId }: ProjectKey) =>
  and(eq(serviceUsers.organizationId, organizationId), eq(serviceUsers.projectId, projectId))

const isLive = (now: Date) =>
  sql`(${serviceUsers.expiresAt} is null or ${serviceUsers.expiresAt} > ${now.toISOString()}::timestamptz)`

const one = (db: Db, project: ProjectKey, id: string) =>
  db
    .select(selected)
    .from(serviceUsers)
    .where(and(inProject(project), eq(serviceUsers.id, id)))

export async function listServiceUsers(db: Db, project: ProjectKey): Promise<ServiceUserRow[]> {
  return db
    .select(selected)
    .from(serviceUsers)
    .where(inProject(project))
    .orderBy(asc(serviceUsers.createdAt), asc(serviceUsers.id))
}

/** Those of several projects of one organization, by age. */
export function listServiceUsersOf(db: Db, organizationId: string, projectIds: readonly string[]) {
  const { id, projectId, name, email, createdAt, tokenLastUsedAt, expiresAt, replaces, replacedBy } = selected
  return db
    .select({ id, projectId, name, email, createdAt, tokenLastUsedAt, expiresAt, replaces, replacedBy })
    .from(serviceUsers)
    .where(and(eq(serviceUsers.organizationId, organizationId), inArray(serviceUsers.projectId, [...projectIds])))
    .orderBy(asc(serviceUsers.createdAt), asc(serviceUsers.id))
}

export async function findServiceUser(db: Db, project: ProjectKey, id: string): Promise<ServiceUserRow | undefined> {
  const [row] = await one(db, project, id)
  return row
}

/** Until the transaction ends nobody else can change the service user or give it a role. */
export async function lockServiceUser(db: Db, project: ProjectKey, id: string): Promise<ServiceUserRow | undefined> {
  const [row] = await one(db, project, id).for('update')
  return row
}

export async function insertServiceUser(db: Db, values: typeof serviceUsers.$inferInsert): Promise<ServiceUserRow> {
  const [row] = await db.insert(serviceUsers).values(values).returning(columns)
  if (!row) throw new Error('An insert returns its row')
  return { ...row, roleAssignmentCount: 0, replaces: null, replacedBy: null }
}

/** False where the old one is being replaced already. */
export async function insertRotation(
  db: Db,
  { organizationId, projectId }: ProjectKey,
  rotation: { oldId: string; newId: string; createdAt: Date },
): Promise<boolean> {
  const rows = await db
    .insert(serviceUserRotations)
    .values({ organizationId, projectId, ...rotation })
    .onConflictDoNothing()
    .returning({ oldId: serviceUserRotations.oldId })
  return rows.length > 0
}

export async function updateServiceUser(
  db: Db,
  project: ProjectKey,
  id: string,
  values: Partial<typeof serviceUsers.$inferInsert>,
): Promise<void> {
  await db
    .update(serviceUsers)
    .set({ ...values, revision: sql`${serviceUsers.revision} + 1` })
    .where(and(inProject(project), eq(serviceUsers.id, id)))
}

export async function deleteServiceUser(db: Db, project: ProjectKey, id: string): Promise<void> {
  await db.delete(serviceUsers).where(and(inProject(project), eq(serviceUsers.id, id)))
}

export async function findLiveByTokenHash(db: Db, tokenHash: Buffer, now: Date) {
  const [row] = await db
    .select()
    .from(serviceUsers)
    .where(and(eq(serviceUsers.tokenHash, tokenHash), isLive(now)))
  return row
}

export async function touchToken(db: Db, id: string, now: Date): Promise<void> {
  await db
    .update(serviceUsers)
    .set({ tokenLastUsedAt: now })
    .where(and(eq(serviceUsers.id, id), whereNewUse(serviceUsers.tokenLastUsedAt, now)))
}

/** Whether a live service user of the project of this name allows the origin. */
export async function isOriginAllowed(db: Db, project: string, origin: string, now: Date): Promise<boolean> {
  const rows = await db
    .select({ id: serviceUsers.id })
    .from(serviceUsers)
    .innerJoin(
      projects,
      and(eq(projects.organizationId, serviceUsers.organizationId), eq(projects.id, serviceUsers.projectId)),
    )
    .where(and(eq(projects.name, project), sql`${origin} = any(${serviceUsers.allowedCorsOrigins})`, isLive(now)))
    .limit(1)
  return rows.length > 0
}
