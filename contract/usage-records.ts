import * as z from 'zod/mini'
import { addMonths, toDay } from './calendar.ts'
import { requiredLine, timestampText } from './common.ts'
import { endpoint } from './endpoint.ts'
import { objectName } from './objects.ts'
import { projectParams } from './projects.ts'
import { usageMetric, usageObjectType, usageSeries } from './usage.ts'

const pairs: ReadonlySet<string> = new Set(usageSeries.map(({ object_type, metric }) => `${object_type} ${metric}`))

const MOST_RECORDS = 10_000
const MOST_VALUE = 1e15
const MOST_AHEAD_MINUTES = 5
const OLDEST_MONTHS = 120

/**
 * How much of a metric was used at an instant. A version is named as in the documents' paths: by the deployment or
 * pipeline that it belongs to, and by its own name. Project, version, metric and instant identify a record.
 */
export const usageRecord = z
  .object(
    {
      object_type: usageObjectType,
      /** Name of the deployment or pipeline. */
      object: objectName,
      version: objectName,
      metric: usageMetric,
      timestamp: timestampText,
      value: z
        .number('Value must be a number')
        .check(
          z.gte(0, 'Value is at least 0'),
          z.lte(MOST_VALUE, `Value is at most ${MOST_VALUE.toLocaleString('en')}`),
        ),
    },
    'A record is an object',
  )
  .check(
    z.refine(({ object_type, metric }) => pairs.has(`${object_type} ${metric}`), {
      path: ['metric'],
      error: 'This type of object has no such metric',
    }),
  )
export type UsageRecord = z.output<typeof usageRecord>

/** Why nothing can have been used then, as a sentence for people; undefined when it can. */
export function usageInstantProblem(instant: Date, now: Date): string | undefined {
  if (instant.getTime() > now.getTime() + MOST_AHEAD_MINUTES * 60_000) return 'The timestamp is in the future'
  if (toDay(instant) < addMonths(toDay(now), -OLDEST_MONTHS)) return 'The timestamp is more than 10 years ago'
  return undefined
}

const onError = z.enum(['refuse', 'skip'], 'What to do on an error is refuse or skip')

// One bad record among thousands must not hide the others: each is looked at by itself, by the schema above.
const { $schema: _dialect, ...recordInJsonSchema } = z.toJSONSchema(usageRecord, { io: 'input' })
const unjudgedRecord = z.unknown().register(z.globalRegistry, recordInJsonSchema)

export const createUsageRecordsBody = z.object({
  /** Chosen by the sender: the same batch sent again changes nothing and gets the same answer. */
  batch_id: requiredLine('Batch id', 128),
  records: z
    .array(unjudgedRecord, 'Records must be a list')
    .check(
      z.minLength(1, 'A batch has at least one record'),
      z.maxLength(MOST_RECORDS, `A batch has at most ${MOST_RECORDS.toLocaleString('en')} records`),
    ),
  /** `refuse`, which is what happens without: one bad record refuses the batch. `skip`: the others are stored. */
  on_error: z.optional(onError),
})
export type CreateUsageRecords = z.output<typeof createUsageRecordsBody>

export const usageBatch = z.object({
  batch_id: z.string(),
  /** How many records count; of those that say the same thing twice, the last one does. */
  accepted: z.number(),
  rejected: z.number(),
  /** The first fault of each record that was skipped; the field is empty where the record is none at all. */
  errors: z.array(z.object({ index: z.number(), field: z.string(), error: z.string() })),
})
export type UsageBatch = z.output<typeof usageBatch>

export const createUsageRecords = endpoint({
  operation: 'usage_records_create',
  method: 'POST',
  path: '/v2.1/projects/:project/usage',
  summary: 'Store a batch of records of what versions of the project used',
  tag: 'Projects',
  access: 'caller',
  extension: true,
  params: projectParams,
  body: createUsageRecordsBody,
  // A batch of the longest names, generously indented.
  bodyLimitBytes: 8 * 1024 * 1024,
  status: 200,
  response: usageBatch,
  errors: ['batch_id_reused'],
})
