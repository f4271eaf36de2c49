import { and, eq, sql } from 'drizzle-orm'
import type { UsageMetric, UsageObjectType } from '#contract/usage.ts'
import type { Db } from '#server/db/pool.ts'
import { usageBatches } from '#server/db/schema.ts'

export type BatchRow = typeof usageBatches.$inferSelect

/** Whether the id was free. A batch of this id that is being stored at the same time is waited for. */
export async function insertBatch(db: Db, batch: BatchRow): Promise<boolean> {
  const inserted = await db
    .insert(usageBatches)
    .values(batch)
    .onConflictDoNothing()
    .returning({ batchId: usageBatches.batchId })
  return inserted.length > 0
}

export async function findBatch(
  db: Db,
  { organizationId, projectId, batchId }: Pick<BatchRow, 'organizationId' | 'projectId' | 'batchId'>,
): Promise<BatchRow | undefined> {
  const [batch] = await db
    .select()
    .from(usageBatches)
    .where(
      and(
        eq(usageBatches.organizationId, organizationId),
        eq(usageBatches.projectId, projectId),
        eq(usageBatches.batchId, batchId),
      ),
    )
  return batch
}

/** What one version used of one metric. */
export interface Series {
  objectId: string
  objectType: UsageObjectType
  metric: UsageMetric
  /** By instant, in milliseconds since 1970. */
  values: Map<number, number>
}

/** The days that changed. */
export interface ChangedDays {
  days: number
  firstDay: string | null
  lastDay: string | null
}

/**
 * Stores records, corrects those that are there with another value, and changes each day by the difference. Rows are
 * written in the order of their keys, so that two batches cannot wait for each other.
 */
export async function storeRecords(
  db: Db,
  { organizationId, projectId }: { organizationId: string; projectId: string },
  given: readonly Series[],
): Promise<ChangedDays> {
  const series = given.toSorted((a, b) => compare(a.objectId, b.objectId) || compare(a.metric, b.metric))
  const instants = series.map(({ values }) => [...values.keys()].sort((a, b) => a - b))
  const column = (read: (one: Series) => string) => sql.param(series.map(read))
  const numbers = (values: readonly number[]) => sql.param(`{${values.join(',')}}`)
  const { rows } = await db.execute<ChangedDays & Record<string, unknown>>(sql`
    with series as (
      select *
      from unnest(
        ${column(({ objectId }) => objectId)}::uuid[],
        ${column(({ objectType }) => objectType)}::text[],
        ${column(({ metric }) => metric)}::text[]
      ) with ordinality as given (object_id, object_type, metric, number)
    ),
    records as (
      select *
      from unnest(
        ${numbers(instants.flatMap((of, index) => of.map(() => index + 1)))}::int[],
        ${numbers(instants.flat())}::bigint[],
        ${numbers(series.flatMap(({ values }, index) => (instants[index] ?? []).map((at) => values.get(at) ?? 0)))}::numeric[]
      ) with ordinality as given (series, milliseconds, value, position)
    ),
    stored as (
      insert into usage_records (organization_id, project_id, object_id, object_type, metric, at, value)
      select
        ${organizationId}::uuid, ${projectId}::uuid, object_id, object_type, metric,
        timestamptz 'epoch' + milliseconds * interval '1 millisecond', value
      from records join series on series.number = records.series
      order by position
      on conflict (organization_id, project_id, object_id, metric, at)
        do update set value = excluded.value, previous_value = usage_records.value
        where usage_records.value <> excluded.value
      returning object_id, object_type, metric, at, value - coalesce(previous_value, 0) as difference
    ),
    changed as (
      insert into usage_days (organization_id, project_id, object_id, object_type, metric, day, value)
      select
        ${organizationId}::uuid, ${projectId}::uuid, object_id, object_type, metric,
        (at at time zone 'UTC')::date as day, sum(difference)
      from stored
      group by object_id, object_type, metric, day
      order by day, object_type, metric, object_id
      on conflict (organization_id, day, object_type, metric, project_id, object_id)
        do update set value = usage_days.value + excluded.value
      returning day
    )
    select count(distinct day) as days, min(day) as "firstDay", max(day) as "lastDay" from changed
  `)
  return rows[0] ?? { days: 0, firstDay: null, lastDay: null }
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
