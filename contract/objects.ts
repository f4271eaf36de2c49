import * as z from 'zod/mini'
import { id, labels, paragraph, pathName, requiredLine } from './common.ts'
import { endpoint } from './endpoint.ts'
import { projectParams } from './projects.ts'

/** Names of deployments, pipelines, buckets and versions. */
export const objectName = z
  .string('Name must be text')
  .check(
    z.minLength(1, 'Name is required'),
    z.maxLength(64, 'Name has at most 64 characters'),
    z.regex(
      /^[a-zA-Z0-9][a-zA-Z0-9._-]*$/,
      'Letters, digits, dots, dashes and underscores, starting with a letter or digit',
    ),
  )

const description = z.nullish(paragraph('Description', 400))
const nullableLabels = z.nullish(labels)

export const dataTypes = [
  'int',
  'string',
  'double',
  'bool',
  'dict',
  'file',
  'array_int',
  'array_double',
  'array_string',
  'array_file',
] as const

const fieldType = z.enum(['plain', 'structured'], 'Type is plain or structured')

const WIDGET_DEPTH = 16
// What jsonb cannot hold.
const UNSTORABLE = /[\0\p{Cs}]/u

/** Looked at before anything that recurses without a limit sees it. */
function isStorable(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return !UNSTORABLE.test(value)
  if (typeof value !== 'object' || value === null) return true
  if (depth === 0) return false
  return Object.entries(value).every(([key, inner]) => !UNSTORABLE.test(key) && isStorable(inner, depth - 1))
}

const widget = z.pipe(
  z
    .unknown()
    .check(z.refine((value) => isStorable(value, WIDGET_DEPTH), 'Widget is nested too deeply, or not storable text')),
  z.record(z.string(), z.json(), 'Widget must be an object'),
)

const field = z.object({
  name: requiredLine('Field name', 64),
  data_type: z.enum(dataTypes, 'Unknown data type'),
  widget: z.nullish(widget),
})
const fields = z.nullish(z.array(field, 'Fields must be a list').check(z.maxLength(200, 'At most 200 fields')))

const fieldAnswer = z.object({ name: z.string(), data_type: z.string(), widget: z.record(z.string(), z.json()) })

const versionedObject = z.object({
  id,
  name: z.string(),
  project: z.string(),
  description: z.string(),
  input_type: z.string(),
  output_type: z.string(),
  input_fields: z.array(fieldAnswer),
  output_fields: z.array(fieldAnswer),
  labels: z.record(z.string(), z.string()),
  creation_date: z.string(),
  last_updated: z.string(),
  /** The documents show it when one object is read. */
  default_version: z.optional(z.nullable(z.string())),
})
export type VersionedObject = z.output<typeof versionedObject>

export const createVersionedObjectBody = z.object({
  name: objectName,
  description,
  input_type: fieldType,
  output_type: z.nullish(fieldType),
  input_fields: fields,
  output_fields: fields,
  labels: nullableLabels,
})
export type CreateVersionedObject = z.output<typeof createVersionedObjectBody>

const updateVersionedObjectBody = z.object({
  name: z.nullish(objectName),
  description,
  input_fields: fields,
  output_fields: fields,
  labels: nullableLabels,
  default_version: z.nullish(objectName),
})
export type UpdateVersionedObject = z.output<typeof updateVersionedObjectBody>

const version = z.object({
  id,
  version: z.string(),
  /** Name of the deployment or pipeline. */
  deployment: z.optional(z.string()),
  pipeline: z.optional(z.string()),
  description: z.string(),
  labels: z.record(z.string(), z.string()),
  creation_date: z.string(),
  last_updated: z.string(),
})
export type ObjectVersion = z.output<typeof version>

export const createVersionBody = z.object({ version: objectName, description, labels: nullableLabels })
export type CreateObjectVersion = z.output<typeof createVersionBody>

const updateVersionBody = z.object({ version: z.nullish(objectName), description, labels: nullableLabels })
export type UpdateObjectVersion = z.output<typeof updateVersionBody>

const objectParams = z.object({ project: pathName, name: pathName })
const versionParams = z.object({ project: pathName, name: pathName, version: pathName })

/** Deployments and pipelines have the same operations on the same fields. */
function versionedObjectEndpoints<Kind extends 'deployment' | 'pipeline'>(kind: Kind, tag: string) {
  const collection = `/v2.1/projects/:project/${kind}s` as const
  const common = { tag, access: 'caller', extension: true } as const
  return {
    list: endpoint({
      ...common,
      operation: `${kind}s_list`,
      method: 'GET',
      path: collection,
      summary: `List the ${kind}s of a project`,
      params: projectParams,
      status: 200,
      response: z.array(versionedObject),
      errors: [],
    }),
    create: endpoint({
      ...common,
      operation: `${kind}s_create`,
      method: 'POST',
      path: collection,
      summary: `Create a ${kind}`,
      params: projectParams,
      body: createVersionedObjectBody,
      status: 201,
      response: versionedObject,
      errors: ['object_name_taken', 'idempotency_key_reused'],
      idempotent: true,
    }),
    get: endpoint({
      ...common,
      operation: `${kind}s_get`,
      method: 'GET',
      path: `${collection}/:name`,
      summary: `Get details of a ${kind}`,
      params: objectParams,
      status: 200,
      response: versionedObject,
      errors: [],
      etag: true,
    }),
    update: endpoint({
      ...common,
      operation: `${kind}s_update`,
      method: 'PATCH',
      path: `${collection}/:name`,
      summary: `Update a ${kind}`,
      params: objectParams,
      body: updateVersionedObjectBody,
      status: 200,
      response: versionedObject,
      errors: ['object_name_taken', 'resource_unknown', 'stale'],
      etag: true,
    }),
    remove: endpoint({
      ...common,
      operation: `${kind}s_delete`,
      method: 'DELETE',
      path: `${collection}/:name`,
      summary: `Delete a ${kind} with its versions and the roles assigned on it`,
      params: objectParams,
      status: 204,
      errors: ['stale'],
      etag: true,
    }),
    listVersions: endpoint({
      ...common,
      operation: `${kind}_versions_list`,
      method: 'GET',
      path: `${collection}/:name/versions`,
      summary: `List the versions of a ${kind}`,
      params: objectParams,
      status: 200,
      response: z.array(version),
      errors: [],
    }),
    createVersion: endpoint({
      ...common,
      operation: `${kind}_versions_create`,
      method: 'POST',
      path: `${collection}/:name/versions`,
      summary: `Create a version of a ${kind}`,
      params: objectParams,
      body: createVersionBody,
      status: 201,
      response: version,
      errors: ['object_name_taken', 'idempotency_key_reused'],
      idempotent: true,
    }),
    getVersion: endpoint({
      ...common,
      operation: `${kind}_versions_get`,
      method: 'GET',
      path: `${collection}/:name/versions/:version`,
      summary: `Get details of a version of a ${kind}`,
      params: versionParams,
      status: 200,
      response: version,
      errors: [],
      etag: true,
    }),
    updateVersion: endpoint({
      ...common,
      operation: `${kind}_versions_update`,
      method: 'PATCH',
      path: `${collection}/:name/versions/:version`,
      summary: `Update a version of a ${kind}`,
      params: versionParams,
      body: updateVersionBody,
      status: 200,
      response: version,
      errors: ['object_name_taken', 'stale'],
      etag: true,
    }),
    removeVersion: endpoint({
      ...common,
      operation: `${kind}_versions_delete`,
      method: 'DELETE',
      path: `${collection}/:name/versions/:version`,
      summary: `Delete a version of a ${kind}`,
      params: versionParams,
      status: 204,
      errors: ['stale'],
      etag: true,
    }),
  }
}

export const deploymentEndpoints = versionedObjectEndpoints('deployment', 'Deployments')
export const pipelineEndpoints = versionedObjectEndpoints('pipeline', 'Pipelines')

const bucket = z.object({
  id,
  name: z.string(),
  project: z.string(),
  provider: z.string(),
  /** Always empty: what a client sends here is not kept. */
  credentials: z.optional(z.record(z.string(), z.string())),
  configuration: z.record(z.string(), z.string()),
  creation_date: z.string(),
  last_updated: z.optional(z.string()),
  labels: z.record(z.string(), z.string()),
  description: z.string(),
  ttl: z.nullable(z.int()),
  /** Bytes in it and when they were counted; null where nobody counts. */
  size: z.optional(z.nullable(z.int())),
  size_measurement_date: z.optional(z.nullable(z.string())),
})
export type Bucket = z.output<typeof bucket>

const texts = (label: string) =>
  z.nullish(z.record(requiredLine(label, 128), paragraph(label, 4096), `${label} maps text to text`))
const ttl = z.nullish(
  z
    .int('ttl is a number of seconds')
    .check(z.gte(0, 'ttl cannot be negative'), z.lte(2_147_483_647, 'ttl is too large')),
)

export const createBucketBody = z.object({
  name: objectName,
  provider: z.nullish(requiredLine('Provider', 64)),
  credentials: texts('Credentials'),
  configuration: texts('Configuration'),
  ttl,
  description,
  labels: nullableLabels,
})
export type CreateBucket = z.output<typeof createBucketBody>

const updateBucketBody = z.object({
  name: z.nullish(objectName),
  credentials: texts('Credentials'),
  configuration: texts('Configuration'),
  ttl,
  description,
  labels: nullableLabels,
})
export type UpdateBucket = z.output<typeof updateBucketBody>

const bucketCommon = { tag: 'Buckets', access: 'caller', extension: true } as const

export const bucketEndpoints = {
  list: endpoint({
    ...bucketCommon,
    operation: 'buckets_list',
    method: 'GET',
    path: '/v2.1/projects/:project/buckets',
    summary: 'List the buckets of a project',
    params: projectParams,
    status: 200,
    response: z.array(bucket),
    errors: [],
  }),
  create: endpoint({
    ...bucketCommon,
    operation: 'buckets_create',
    method: 'POST',
    path: '/v2.1/projects/:project/buckets',
    summary: 'Create a bucket',
    params: projectParams,
    body: createBucketBody,
    status: 201,
    response: bucket,
    errors: ['object_name_taken', 'idempotency_key_reused'],
    idempotent: true,
  }),
  get: endpoint({
    ...bucketCommon,
    operation: 'buckets_get',
    method: 'GET',
    path: '/v2.1/projects/:project/buckets/:name',
    summary: 'Get details of a bucket',
    params: objectParams,
    status: 200,
    response: bucket,
    errors: [],
    etag: true,
  }),
  update: endpoint({
    ...bucketCommon,
    operation: 'buckets_update',
    method: 'PATCH',
    path: '/v2.1/projects/:project/buckets/:name',
    summary: 'Update a bucket',
    params: objectParams,
    body: updateBucketBody,
    status: 200,
    response: bucket,
    errors: ['object_name_taken', 'stale'],
    etag: true,
  }),
  remove: endpoint({
    ...bucketCommon,
    operation: 'buckets_delete',
    method: 'DELETE',
    path: '/v2.1/projects/:project/buckets/:name',
    summary: 'Delete a bucket and the roles assigned on it',
    params: objectParams,
    status: 204,
    errors: ['stale'],
    etag: true,
  }),
}
