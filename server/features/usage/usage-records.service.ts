import { createHash } from 'node:crypto'
import type { UsageMetric, UsageObjectType } from '#contract/usage.ts'
import { type CreateUsageRecords, type UsageBatch, usageRecord } from '#contract/usage-records.ts'
import { recordChange } from '#server/audit.ts'
import type { Context } from '#server/context.ts'
import { DomainError, notFound } from '#server/errors.ts'
import { requirePermission, type Scope } from '#server/features/access/access.service.ts'
import { findVersions, type VersionName } from '#server/features/objects/object-versions.service.ts'
import { withoutSecrets } from '#server/secrets.ts'
import { type Fault, type JudgedRecord, judgeRecords } from './judge-records.ts'
import * as repository from './usage-records.repository.ts'

const MOST_FAULTS_SHOWN = 100

const kindOf = { deployment_version: 'deployment', pipeline_version: 'pipeline' } as const satisfies Record<
  UsageObjectType,
  VersionName['kind']
>

/**
 * Stores a batch and changes the days that it belongs to; one that was stored before gets its answer again. Throws
 * `invalid_input` with the bad records among its fields unless they are to be skipped, and `batch_id_reused` when
 * another batch has the id.
 */
export async function createUsageRecords(
  context: Context,
  project: string,
  { batch_id: batchId, records, on_error: onError = 'refuse' }: CreateUsageRecords,
): Promise<Omit<UsageBatch, 'batch_id'>> {
  const scope = await requirePermission(context, 'metrics.create', { project })
  const { judged, faults: ownFaults } = judgeRecords(records, context.now)
  const { series, faults: unknownVersions } = await toSeries(context, scope, judged)
  const faults = [...ownFaults, ...unknownVersions].sort((a, b) => a.index - b.index)
  const batch = {
    organizationId: scope.organizationId,
    projectId: scope.projectId,
    batchId,
    requestHash: hashOf(records, onError),
    answer: { accepted: records.length - faults.length, rejected: faults.length, errors: faults },
    createdAt: context.now,
  }
  if (!(await repository.insertBatch(context.db, batch))) return repeat(context, batch)
  if (faults.length > 0 && onError === 'refuse') throw refusalOf(faults)

  const { days, firstDay, lastDay } = await repository.storeRecords(context.db, scope, series)
  const name = withoutSecrets(batchId)
  const { accepted, rejected } = batch.answer
  await recordChange(context, {
    organizationId: scope.organizationId,
    projectId: scope.projectId,
    objectType: 'usage_records',
    objectId: name,
    objectName: name,
    after: { accepted, rejected, days, first_day: firstDay, last_day: lastDay },
  })
  return batch.answer
}

const fields = Object.keys(usageRecord.shape)

/**
 * Of what the batch says, in whatever order its fields stand and whatever else it holds. What is no text or number in
 * their place is a fault whatever is inside, and may be nested deeper than anything that recurses can bear.
 */
function hashOf(records: readonly unknown[], onError: string): Buffer {
  const flat = (value: unknown) => (typeof value === 'object' ? null : value)
  const rows = records.map((record) =>
    typeof record === 'object' && record !== null
      ? fields.map((field) => flat((record as Record<string, unknown>)[field]))
      : flat(record),
  )
  return createHash('sha256')
    .update(JSON.stringify([onError, rows]))
    .digest()
}

async function repeat({ db }: Context, batch: repository.BatchRow): Promise<repository.BatchRow['answer']> {
  const first = await repository.findBatch(db, batch)
  // It went with its project.
  if (!first) throw notFound()
  if (first.requestHash.equals(batch.requestHash)) return first.answer
  const sentence = `The batch id ${batch.batchId} was used for other records`
  throw new DomainError('batch_id_reused', sentence, { batch_id: sentence })
}

function refusalOf(faults: readonly Fault[]): DomainError {
  const shown = faults.slice(0, MOST_FAULTS_SHOWN)
  const sentences = shown.map(({ index, field, error }) => [
    field === '' ? `records.${index}` : `records.${index}.${field}`,
    error,
  ])
  const more = faults.length - shown.length
  const count = faults.length === 1 ? '1 record is' : `${faults.length} records are`
  const rest = more === 0 ? '' : `; fields names the first ${MOST_FAULTS_SHOWN}, and there are ${more} more`
  return new DomainError('invalid_input', `${count} not valid${rest}`, Object.fromEntries(sentences))
}

/** The records by version and metric. Of those that say the same thing twice, the last one is left. */
async function toSeries(context: Context, scope: Scope, records: readonly JudgedRecord[]) {
  const named = new Map<string, VersionName>()
  for (const { object_type, object, version } of records) {
    const kind = kindOf[object_type]
    named.set(keyOf({ kind, object, version }), { kind, object, version })
  }
  const versions = await findVersions(context, scope, [...named.values()])
  const ids = new Map(versions.map(({ id, ...name }) => [keyOf(name), id]))

  const series = new Map<string, repository.Series>()
  const faults: Fault[] = []
  for (const { index, object_type: objectType, object, version, metric, at, value } of records) {
    const kind = kindOf[objectType]
    const objectId = ids.get(keyOf({ kind, object, version }))
    if (objectId === undefined) {
      faults.push({ index, field: 'object', error: `There is no version ${version} of a ${kind} ${object} here` })
      continue
    }
    const key = `${objectId} ${metric}`
    const known = series.get(key) ?? newSeries(objectId, objectType, metric)
    series.set(key, known)
    known.values.set(at.getTime(), value)
  }
  return { series: [...series.values()], faults }
}

const newSeries = (objectId: string, objectType: UsageObjectType, metric: UsageMetric): repository.Series => ({
  objectId,
  objectType,
  metric,
  values: new Map(),
})

// No name has a slash.
const keyOf = ({ kind, object, version }: VersionName) => `${kind}/${object}/${version}`
