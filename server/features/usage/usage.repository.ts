import { type SQL, sql } from 'drizzle-orm'
import type { UsageMetric, UsageObjectType } from '#contract/usage.ts'
import type { Db } from '#server/db/pool.ts'
import type { UsageParts } from './usage-parts.ts'

export interface UsageRow {
  organizationId: string
  projectId: string
  /** The deployment version or pipeline version it was measured on. */
  objectId: string
  objectType: UsageObjectType
  metric: UsageMetric
  /** `YYYY-MM-DD` in UTC. */
  day: string
  value: number
}

export interface UsageSums {
  objectType: string
  metric: string
  /** Numbers of the range's parts that have a value, from 0, in no order. */
  parts: readonly number[]
  /** One for each of them. */
  values: readonly number[]
}

/** Whose usage: an organization's, or that of one project of it. */
export interface UsageOwner {
  organizationId: string
  projectId?: string
}

/** What was used in each part of a range of days. A pair with nothing in any of them has no sums. */
export async function sumUsage(db: Db, owner: UsageOwner, range: UsageParts): Promise<UsageSums[]> {
  const { rows } = await db.execute<SumsRow>(sql`
    select object_type as "objectType", metric, ${asSums}
    from (
      select object_type, metric, ${partIn(range)} as part, sum(value) as value
      from usage_days
      where ${isOf(owner)} and ${isIn(range)}
      group by object_type, metric, part
    ) as sums
    group by object_type, metric
  `)
  return rows.map(toSums)
}

/**
 * Sent as two texts for each series, which takes far less time than a row for each value. As numeric, too: a sum of
 * that type is exact, and its text becomes a number only here.
 */
export const asSums = sql`
  array_to_json(array_agg(part))::text as "parts", array_to_json(array_agg(value))::text as "values"
`

export interface SumsRow extends Record<string, unknown>, Pick<UsageSums, 'objectType' | 'metric'> {
  parts: string
  values: string
}

export const toSums = ({ objectType, metric, parts, values }: SumsRow): UsageSums => ({
  objectType,
  metric,
  parts: JSON.parse(parts) as number[],
  values: JSON.parse(values) as number[],
})

export const isOf = ({ organizationId, projectId }: UsageOwner): SQL =>
  projectId === undefined
    ? sql`organization_id = ${organizationId}`
    : sql`organization_id = ${organizationId} and project_id = ${projectId}`

export const isIn = ({ start, end }: UsageParts): SQL => sql`day >= ${start} and day < ${end}`

/** Number of the part that a day belongs to, from 0. */
export const partIn = ({ parts }: UsageParts): SQL =>
  sql`width_bucket(day, ${sql.param(parts.map(({ start }) => start))}::date[]) - 1`

/** Adds to what the days already have. */
export async function addUsage(db: Db, rows: readonly UsageRow[]): Promise<void> {
  const column = <T>(read: (row: UsageRow) => T) => sql.param(rows.map(read))
  // Summed first, since one statement cannot touch a row twice, and in order, so that two of them cannot wait for each
  // other.
  await db.execute(sql`
    insert into usage_days (organization_id, project_id, object_id, object_type, metric, day, value)
    select organization_id, project_id, object_id, object_type, metric, day, sum(value)
    from unnest(
      ${column((row) => row.organizationId)}::uuid[],
      ${column((row) => row.projectId)}::uuid[],
      ${column((row) => row.objectId)}::uuid[],
      ${column((row) => row.objectType)}::text[],
      ${column((row) => row.metric)}::text[],
      ${column((row) => row.day)}::date[],
      ${column((row) => row.value)}::numeric[]
    ) as given (organization_id, project_id, object_id, object_type, metric, day, value)
    group by organization_id, project_id, object_id, object_type, metric, day
    order by organization_id, day, object_type, metric, project_id, object_id
    on conflict (organization_id, day, object_type, metric, project_id, object_id)
      do update set value = usage_days.value + excluded.value
  `)
}
