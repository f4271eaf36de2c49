import { bucketEndpoints, deploymentEndpoints, pipelineEndpoints } from '#contract/objects.ts'
import { type Router, tagged } from '#server/route.ts'
import { toMicrosecondTimestamp } from '#server/wire-format.ts'
import * as versions from './object-versions.service.ts'
import * as service from './objects.service.ts'

export function objectsRoutes(router: Router): void {
  versionedObjectRoutes(router, 'deployment', deploymentEndpoints)
  versionedObjectRoutes(router, 'pipeline', pipelineEndpoints)
  bucketRoutes(router)
}

interface Names {
  project: string
  name: string
}

function versionedObjectRoutes(
  router: Router,
  kind: 'deployment' | 'pipeline',
  contract: typeof deploymentEndpoints | typeof pipelineEndpoints,
): void {
  const at = ({ project, name }: Names) => ({ kind, project, name })
  const toVersion = (row: versions.VersionRow, object: string) => ({
    id: row.id,
    version: row.name,
    [kind]: object,
    description: row.description,
    labels: row.labels,
    creation_date: toMicrosecondTimestamp(row.createdAt),
    last_updated: toMicrosecondTimestamp(row.updatedAt),
  })

  router.handle(contract.list, async (context, { params }) => {
    const rows = await service.listObjects(context, kind, params.project)
    return rows.map((row) => toVersionedObject(row, params.project))
  })
  router.handle(contract.create, async (context, { params, body }) =>
    toVersionedObject(await service.createVersionedObject(context, kind, params.project, body), params.project),
  )
  router.handle(contract.get, async (context, { params }) => {
    const row = await service.getObject(context, at(params))
    return tagged(toVersionedObject(row, params.project), row)
  })
  router.handle(contract.update, async (context, { params, body }) => {
    const row = await service.updateVersionedObject(context, at(params), body)
    return tagged(toVersionedObject(row, params.project), row)
  })
  router.handle(contract.remove, (context, { params }) => service.deleteObject(context, at(params)))

  router.handle(contract.listVersions, async (context, { params }) => {
    const rows = await versions.listVersions(context, at(params))
    return rows.map((row) => toVersion(row, params.name))
  })
  router.handle(contract.createVersion, async (context, { params, body }) =>
    toVersion(await versions.createVersion(context, at(params), body), params.name),
  )
  router.handle(contract.getVersion, async (context, { params }) => {
    const row = await versions.getVersion(context, at(params), params.version)
    return tagged(toVersion(row, params.name), row)
  })
  router.handle(contract.updateVersion, async (context, { params, body }) => {
    const row = await versions.updateVersion(context, at(params), params.version, body)
    return tagged(toVersion(row, params.name), row)
  })
  router.handle(contract.removeVersion, (context, { params }) =>
    versions.deleteVersion(context, at(params), params.version),
  )
}

function bucketRoutes(router: Router): void {
  const contract = bucketEndpoints
  const at = ({ project, name }: Names) => ({ kind: 'bucket', project, name }) as const

  router.handle(contract.list, async (context, { params }) => {
    const rows = await service.listObjects(context, 'bucket', params.project)
    return rows.map((row) => toBucket(row, params.project))
  })
  router.handle(contract.create, async (context, { params, body }) =>
    toBucket(await service.createBucket(context, params.project, body), params.project),
  )
  router.handle(contract.get, async (context, { params }) => {
    const row = await service.getObject(context, at(params))
    return tagged({ ...toBucket(row, params.project), size: null, size_measurement_date: null }, row)
  })
  router.handle(contract.update, async (context, { params, body }) => {
    const row = await service.updateBucket(context, at(params), body)
    return tagged(toBucket(row, params.project), row)
  })
  router.handle(contract.remove, (context, { params }) => service.deleteObject(context, at(params)))
}

const toVersionedObject = (row: service.ObjectRow, project: string) => ({
  id: row.id,
  name: row.name,
  project,
  description: row.description,
  input_type: row.inputType ?? 'plain',
  output_type: row.outputType ?? 'plain',
  input_fields: row.inputFields,
  output_fields: row.outputFields,
  labels: row.labels,
  creation_date: toMicrosecondTimestamp(row.createdAt),
  last_updated: toMicrosecondTimestamp(row.updatedAt),
  default_version: row.defaultVersion,
})

const toBucket = (row: service.ObjectRow, project: string) => ({
  id: row.id,
  name: row.name,
  project,
  provider: row.provider ?? '',
  credentials: {},
  configuration: row.configuration,
  creation_date: toMicrosecondTimestamp(row.createdAt),
  last_updated: toMicrosecondTimestamp(row.updatedAt),
  labels: row.labels,
  description: row.description,
  ttl: row.ttl,
})
