import { and, eq, inArray, sql } from 'drizzle-orm'
import type { Db } from '#server/db/pool.ts'
import { objects, objectVersions } from '#server/db/schema.ts'

export interface ProjectKey {
  organizationId: string
  projectId: string
}

export type ObjectRow = typeof objects.$inferSelect
export type ObjectKind = ObjectRow['kind']
export type VersionRow = typeof objectVersions.$inferSelect

type ObjectKey = Pick<ObjectRow, 'organizationId' | 'projectId' | 'id'>

const ofKey = ({ organizationId, projectId, id }: ObjectKey) =>
  and(eq(objects.organizationId, organizationId), eq(objects.projectId, projectId), eq(objects.id, id))

/** By name. `among`: the ids to choose from, or all. */
export async function listObjects(
  db: Db,
  { organizationId, projectId }: ProjectKey,
  kind: ObjectKind,
  among: 'all' | ReadonlySet<string>,
): Promise<ObjectRow[]> {
  return db
    .select()
    .from(objects)
    .where(
      and(
        eq(objects.organizationId, organizationId),
        eq(objects.projectId, projectId),
        eq(objects.kind, kind),
        among === 'all' ? undefined : inArray(objects.id, [...among]),
      ),
    )
    .orderBy(sql`${objects.name} collate "C"`)
}

export async function findObject(db: Db, key: ObjectKey): Promise<ObjectRow | undefined> {
  const [row] = await db.select().from(objects).where(ofKey(key))
  return row
}

/** The object, and with it the set of its versions, as it is until the transaction ends. */
export async function lockObject(db: Db, key: ObjectKey): Promise<ObjectRow | undefined> {
  const [row] = await db.select().from(objects).where(ofKey(key)).for('update')
  return row
}

/** Undefined when the name is taken. */
export async function insertObject(db: Db, values: typeof objects.$inferInsert): Promise<ObjectRow | undefined> {
  const [row] = await db.insert(objects).values(values).onConflictDoNothing().returning()
  return row
}

/** Breaks the constraint `objects_name_key` when the name is taken. */
export async function updateObject(
  db: Db,
  key: ObjectKey,
  values: Partial<typeof objects.$inferInsert>,
): Promise<ObjectRow | undefined> {
  const [row] = await db
    .update(objects)
    .set({ ...values, revision: sql`${objects.revision} + 1` })
    .where(ofKey(key))
    .returning()
  return row
}

/** By cascade also its versions and the roles assigned on it or to it. */
export async function deleteObject(db: Db, key: ObjectKey): Promise<void> {
  await db.delete(objects).where(ofKey(key))
}

const versionsOf = ({ organizationId, id }: ObjectKey) =>
  and(eq(objectVersions.organizationId, organizationId), eq(objectVersions.objectId, id))

export async function listVersions(db: Db, object: ObjectKey): Promise<VersionRow[]> {
  return db.select().from(objectVersions).where(versionsOf(object))
}

export async function countVersions(db: Db, object: ObjectKey): Promise<number> {
  return db.$count(objectVersions, versionsOf(object))
}

export async function findVersion(db: Db, object: ObjectKey, name: string): Promise<VersionRow | undefined> {
  const [row] = await db
    .select()
    .from(objectVersions)
    .where(and(versionsOf(object), eq(objectVersions.name, name)))
  return row
}

export interface VersionName {
  kind: ObjectKind
  /** Name of the deployment or pipeline. */
  object: string
  version: string
}

export interface NamedVersion extends VersionName {
  id: string
}

/** Those of the versions that exist, in one query however many there are. */
export async function findVersions(
  db: Db,
  { organizationId, projectId }: ProjectKey,
  names: readonly VersionName[],
): Promise<NamedVersion[]> {
  const column = (read: (name: VersionName) => string) => sql.param(names.map(read))
  const { rows } = await db.execute<NamedVersion & Record<string, unknown>>(sql`
    select kind, objects.name as object, object_versions.name as version, object_versions.id
    from unnest(
      ${column(({ kind }) => kind)}::text[],
      ${column(({ object }) => object)}::text[],
      ${column(({ version }) => version)}::text[]
    ) as given (given_kind, object, version)
    join objects
      on objects.organization_id = ${organizationId} and objects.project_id = ${projectId}
      and objects.kind = given_kind and objects.name = given.object
    join object_versions
      on object_versions.organization_id = objects.organization_id and object_versions.object_id = objects.id
      and object_versions.name = given.version
  `)
  return rows
}

/** Every version of the project, in no order. */
export async function listVersionNames(db: Db, { organizationId, projectId }: ProjectKey): Promise<NamedVersion[]> {
  return db
    .select({ id: objectVersions.id, kind: objects.kind, object: objects.name, version: objectVersions.name })
    .from(objects)
    .innerJoin(
      objectVersions,
      and(eq(objectVersions.organizationId, objects.organizationId), eq(objectVersions.objectId, objects.id)),
    )
    .where(and(eq(objects.organizationId, organizationId), eq(objects.projectId, projectId)))
}

/** Undefined when the name is taken. */
export async function insertVersion(
  db: Db,
  values: typeof objectVersions.$inferInsert,
): Promise<VersionRow | undefined> {
  const [row] = await db.insert(objectVersions).values(values).onConflictDoNothing().returning()
  return row
}

const ofVersion = (version: VersionRow) =>
  and(eq(objectVersions.organizationId, version.organizationId), eq(objectVersions.id, version.id))

/** Breaks the constraint `object_versions_name_key` when the name is taken. */
export async function updateVersion(
  db: Db,
  version: VersionRow,
  values: Partial<typeof objectVersions.$inferInsert>,
): Promise<VersionRow | undefined> {
  const [row] = await db
    .update(objectVersions)
    .set({ ...values, revision: sql`${objectVersions.revision} + 1` })
    .where(ofVersion(version))
    .returning()
  return row
}

export async function deleteVersion(db: Db, version: VersionRow): Promise<void> {
  await db.delete(objectVersions).where(ofVersion(version))
}
