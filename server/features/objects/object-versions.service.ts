import { uuidv7 } from 'uuidv7'
import type { CreateObjectVersion, UpdateObjectVersion } from '#contract/objects.ts'
import { recordChange } from '#server/audit.ts'
import { type Context, requireMatch } from '#server/context.ts'
import { isUniqueViolation } from '#server/errors.ts'
import type { Scope } from '#server/features/access/access.service.ts'
import type { NamedVersion, ObjectRow, ProjectKey, VersionName, VersionRow } from './objects.repository.ts'
import * as repository from './objects.repository.ts'
import { keyOf, nameTaken, type Place, requireObject, requireRow, updateObject } from './objects.service.ts'

export type { NamedVersion, VersionName, VersionRow }

/** Where the versions of a deployment or pipeline are. */
export type VersionedPlace = Place & { kind: 'deployment' | 'pipeline' }

// v2 before v10.
const byName = new Intl.Collator('en', { numeric: true })

const compareNames = (a: string, b: string) => byName.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0)

export async function listVersions(context: Context, place: VersionedPlace): Promise<VersionRow[]> {
  const scope = await requireObject(context, `${place.kind}s.versions.list`, place)
  const rows = await repository.listVersions(context.db, keyOf(scope))
  return rows.sort((a, b) => compareNames(a.name, b.name))
}

export async function getVersion(context: Context, place: VersionedPlace, name: string): Promise<VersionRow> {
  const scope = await requireObject(context, `${place.kind}s.versions.get`, place)
  return requireRow(await repository.findVersion(context.db, keyOf(scope), name))
}

/** Those of the versions that exist in the project; whether the caller may see them is for the caller's service to say. */
export function findVersions(context: Context, scope: Scope, names: readonly VersionName[]): Promise<NamedVersion[]> {
  return repository.findVersions(context.db, scope, names)
}

/** Every version of a project, by name; whether the caller may see them is for the caller's service to say. */
export async function listVersionNames(context: Context, project: ProjectKey): Promise<NamedVersion[]> {
  const rows = await repository.listVersionNames(context.db, project)
  return rows.sort(
    (a, b) => compareNames(a.object, b.object) || compareNames(a.version, b.version) || compareNames(a.kind, b.kind),
  )
}

/** The first version of an object becomes its default version. */
export async function createVersion(
  context: Context,
  place: VersionedPlace,
  input: CreateObjectVersion,
): Promise<VersionRow> {
  const object = await lockObject(context, place, 'create')
  const isFirst = (await repository.countVersions(context.db, object)) === 0
  const row = await repository.insertVersion(context.db, {
    id: uuidv7(),
    organizationId: object.organizationId,
    projectId: object.projectId,
    objectId: object.id,
    name: input.version,
    description: input.description ?? '',
    labels: input.labels ?? {},
    createdAt: context.now,
    updatedAt: context.now,
  })
  if (!row) throw nameTaken('version', 'version')
  await record(context, object, null, row)
  if (isFirst) await updateObject(context, object, { defaultVersion: row.name })
  return row
}

/** The default version stays the default under its new name. */
export async function updateVersion(
  context: Context,
  place: VersionedPlace,
  name: string,
  input: UpdateObjectVersion,
): Promise<VersionRow> {
  const object = await lockObject(context, place, 'update')
  const before = requireRow(await repository.findVersion(context.db, object, name))
  requireMatch(context, before)
  const after = await repository
    .updateVersion(context.db, before, {
      name: input.version ?? before.name,
      description: input.description ?? before.description,
      labels: input.labels ?? before.labels,
      updatedAt: context.now,
    })
    .catch((error: unknown) => {
      throw isUniqueViolation(error, 'object_versions_name_key') ? nameTaken('version', 'version') : error
    })
  const row = requireRow(after)
  await record(context, object, before, row)
  if (object.defaultVersion === before.name && row.name !== before.name) {
    await updateObject(context, object, { defaultVersion: row.name })
  }
  return row
}

/** Without its default version an object has none until somebody names another. */
export async function deleteVersion(context: Context, place: VersionedPlace, name: string): Promise<void> {
  const object = await lockObject(context, place, 'delete')
  const row = requireRow(await repository.findVersion(context.db, object, name))
  requireMatch(context, row)
  await repository.deleteVersion(context.db, row)
  await record(context, object, row, null)
  if (object.defaultVersion === name) await updateObject(context, object, { defaultVersion: null })
}

/** Changes of an object's versions wait for each other on the object, whose default version they decide. */
async function lockObject(
  context: Context,
  place: VersionedPlace,
  verb: 'create' | 'update' | 'delete',
): Promise<ObjectRow> {
  const scope = await requireObject(context, `${place.kind}s.versions.${verb}`, place)
  return requireRow(await repository.lockObject(context.db, keyOf(scope)))
}

const readable = (row: VersionRow | null) =>
  row && { version: row.name, description: row.description, labels: row.labels }

async function record(
  context: Context,
  object: ObjectRow,
  before: VersionRow | null,
  after: VersionRow | null,
): Promise<void> {
  const row = after ?? before
  await recordChange(context, {
    organizationId: object.organizationId,
    projectId: object.projectId,
    objectType: `${object.kind}_versions`,
    objectId: row?.id ?? null,
    objectName: row ? `${object.name} / ${row.name}` : object.name,
    before: readable(before),
    after: readable(after),
  })
}
