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

export interface UsageSum {
  objectType: string
  metric: string
  /** Number of the range's part that it belongs to, from 0. */
  part: number
  value: number
}

/** Whose usage: an organization's, or that of one project of it. */
export interface UsageOwner {
  organizationId: string
  projectId?: string
}

/** What was used in each part of a range of days. A part with nothing in it has no row. */
export async function sumUsage(db: Db, owner: UsageOwner, range: UsageParts): Promise<UsageSum[]> {
  // Summed as numeric, which is exact, and only then made a number.
  const { rows } = await db.execute<UsageSum & Record<string, unknown>>(sql`
    select object_type as "objectType", metric, ${partIn(range)} as "part", sum(value)::float8 as "value"
    from usage_days
    where ${isOf(owner)} and ${isIn(range)}
    group by object_type, metric, "part"
  `)
  return rows
}

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
