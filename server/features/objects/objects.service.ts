import { uuidv7 } from 'uuidv7'
import type { CreateBucket, CreateVersionedObject, UpdateBucket, UpdateVersionedObject } from '#contract/objects.ts'
import { recordChange } from '#server/audit.ts'
import { type Context, requireMatch } from '#server/context.ts'
import type { ObjectField } from '#server/db/schema.ts'
import { DomainError, isForeignKeyViolation, isUniqueViolation, notFound } from '#server/errors.ts'
import {
  findScope,
  objectsWith,
  requireIn,
  requirePermission,
  type Scope,
} from '#server/features/access/access.service.ts'
import { assignmentSummary } from '#server/features/role-assignments/assignment-summary.service.ts'
import type { ObjectKind, ObjectRow } from './objects.repository.ts'
import * as repository from './objects.repository.ts'

export type { ObjectKind, ObjectRow }

const DEFAULT_PROVIDER = 'ubiops'

/** Where an object is: its kind, and its project's and its own name. */
export interface Place {
  kind: ObjectKind
  project: string
  name: string
}

/** The values of a new object that depend on its kind. */
type OwnValues = Partial<Omit<ObjectRow, 'id' | 'organizationId' | 'projectId' | 'kind' | 'revision'>>

/** Those on which the caller may list: all of the project, or the ones that a role of theirs is assigned on. */
export async function listObjects(context: Context, kind: ObjectKind, project: string): Promise<ObjectRow[]> {
  const permission = `${kind}s.list` as const
  const scope = await findScope(context, { project })
  const visible = await objectsWith(context, scope, permission)
  if (visible !== 'all' && visible.size === 0) requireIn(context, scope, permission)
  return repository.listObjects(context.db, scope, kind, visible)
}

export async function getObject(context: Context, place: Place): Promise<ObjectRow> {
  const scope = await requireObject(context, `${place.kind}s.get`, place)
  return requireRow(await repository.findObject(context.db, keyOf(scope)))
}

export function createVersionedObject(
  context: Context,
  kind: 'deployment' | 'pipeline',
  project: string,
  input: CreateVersionedObject,
): Promise<ObjectRow> {
  return createObject(context, kind, project, {
    name: input.name,
    description: input.description ?? '',
    labels: input.labels ?? {},
    inputType: input.input_type,
    outputType: input.output_type ?? 'plain',
    inputFields: toFields(input.input_fields) ?? [],
    outputFields: toFields(input.output_fields) ?? [],
  })
}

export function createBucket(context: Context, project: string, input: CreateBucket): Promise<ObjectRow> {
  return createObject(context, 'bucket', project, {
    name: input.name,
    description: input.description ?? '',
    labels: input.labels ?? {},
    provider: input.provider ?? DEFAULT_PROVIDER,
    configuration: input.configuration ?? {},
    ttl: input.ttl ?? null,
  })
}

async function createObject(
  context: Context,
  kind: ObjectKind,
  project: string,
  values: OwnValues & { name: string },
): Promise<ObjectRow> {
  const { organizationId, projectId } = await requirePermission(context, `${kind}s.create`, { project })
  const times = { createdAt: context.now, updatedAt: context.now }
  const row = await repository
    .insertObject(context.db, { id: uuidv7(), organizationId, projectId, kind, ...values, ...times })
    .catch((error: unknown) => {
      throw isForeignKeyViolation(error, 'objects_project_fkey') ? notFound() : error
    })
  if (!row) throw nameTaken(kind)
  await record(context, null, row)
  return row
}

/** Throws `resource_unknown` for a default version that does not exist. */
export async function updateVersionedObject(
  context: Context,
  place: Place,
  input: UpdateVersionedObject,
): Promise<ObjectRow> {
  const before = await lockForUpdate(context, place)
  if (input.default_version != null && !(await repository.findVersion(context.db, before, input.default_version))) {
    const sentence = `There is no version ${input.default_version}`
    throw new DomainError('resource_unknown', sentence, { default_version: sentence })
  }
  return updateObject(context, before, {
    name: input.name ?? before.name,
    description: input.description ?? before.description,
    labels: input.labels ?? before.labels,
    inputFields: toFields(input.input_fields) ?? before.inputFields,
    outputFields: toFields(input.output_fields) ?? before.outputFields,
    defaultVersion: input.default_version ?? before.defaultVersion,
  })
}

export async function updateBucket(context: Context, place: Place, input: UpdateBucket): Promise<ObjectRow> {
  const before = await lockForUpdate(context, place)
  return updateObject(context, before, {
    name: input.name ?? before.name,
    description: input.description ?? before.description,
    labels: input.labels ?? before.labels,
    configuration: input.configuration ?? before.configuration,
    ttl: input.ttl ?? before.ttl,
  })
}

async function lockForUpdate(context: Context, place: Place): Promise<ObjectRow> {
  const scope = await requireObject(context, `${place.kind}s.update`, place)
  const row = requireRow(await repository.lockObject(context.db, keyOf(scope)))
  requireMatch(context, row)
  return row
}

/** Writes down the change of an object that the caller has locked. */
export async function updateObject(context: Context, before: ObjectRow, values: OwnValues): Promise<ObjectRow> {
  const after = await repository
    .updateObject(context.db, before, { ...values, updatedAt: context.now })
    .catch((error: unknown) => {
      throw isUniqueViolation(error, 'objects_name_key') ? nameTaken(before.kind) : error
    })
  await record(context, before, requireRow(after))
  return requireRow(after)
}

/** With its versions and the roles assigned on it or to it. */
export async function deleteObject(context: Context, place: Place): Promise<void> {
  const scope = await requireObject(context, `${place.kind}s.delete`, place)
  const row = requireRow(await repository.lockObject(context.db, keyOf(scope)))
  requireMatch(context, row)
  const lost = {
    ...(row.kind === 'bucket' ? {} : { versions: await repository.countVersions(context.db, row) }),
    ...(await assignmentSummary(context, row, { objectId: row.id })),
  }
  await repository.deleteObject(context.db, row)
  await record(context, row, null, lost)
}

/** The scope of the object, whose id {@link requirePermission} has seen. */
type ObjectScope = Scope & { objectId: string }

export async function requireObject(
  context: Context,
  permission: Parameters<typeof requirePermission>[1],
  { kind, project, name }: Place,
): Promise<ObjectScope> {
  const scope = await requirePermission(context, permission, { project, object: { kind, name } })
  if (scope.objectId === null) throw notFound()
  return { ...scope, objectId: scope.objectId }
}

export const keyOf = ({ organizationId, projectId, objectId }: ObjectScope) => ({
  organizationId,
  projectId,
  id: objectId,
})

export function requireRow<Row>(row: Row | undefined): Row {
  if (!row) throw notFound()
  return row
}

export const nameTaken = (what: ObjectKind | 'version', field: 'name' | 'version' = 'name') =>
  new DomainError('object_name_taken', `A ${what} with this name already exists`, { [field]: 'Already in use' })

type FieldInput = CreateVersionedObject['input_fields']

const toFields = (fields: FieldInput): ObjectField[] | undefined =>
  fields?.map(({ name, data_type, widget }) => ({ name, data_type, widget: widget ?? {} }))

function readable(row: ObjectRow) {
  const { name, description, labels } = row
  if (row.kind === 'bucket') {
    return { name, description, labels, provider: row.provider, configuration: row.configuration, ttl: row.ttl }
  }
  return {
    name,
    description,
    labels,
    input_type: row.inputType,
    output_type: row.outputType,
    input_fields: row.inputFields,
    output_fields: row.outputFields,
    default_version: row.defaultVersion,
  }
}

async function record(
  context: Context,
  before: ObjectRow | null,
  after: ObjectRow | null,
  lost: Record<string, unknown> = {},
): Promise<void> {
  const row = after ?? before
  if (!row) return
  await recordChange(context, {
    organizationId: row.organizationId,
    projectId: row.projectId,
    objectType: `${row.kind}s`,
    objectId: row.id,
    objectName: row.name,
    before: before && { ...readable(before), ...lost },
    after: after && readable(after),
  })
}
