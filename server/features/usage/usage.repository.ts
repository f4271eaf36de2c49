import { sql } from 'drizzle-orm'
import type { UsageMetric, UsageObjectType } from '#contract/usage.ts'
import type { Db } from '#server/db/pool.ts'

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

/**
 * What was used in each part of a range of days. A part with nothing in it has no row.
 * @param starts first day of each part, in order
 * @param end the first day after the range
 */
export async function sumUsage(
  db: Db,
  organizationId: string,
  starts: readonly [string, ...string[]],
  end: string,
): Promise<UsageSum[]> {
  // Summed as numeric, which is exact, and only then made a number.
  const { rows } = await db.execute<UsageSum & Record<string, unknown>>(sql`
    select
      object_type as "objectType",
      metric,
      width_bucket(day, ${sql.param(starts)}::date[]) - 1 as "part",
      sum(value)::float8 as "value"
    from usage_days
    where organization_id = ${organizationId} and day >= ${starts[0]} and day < ${end}
    group by object_type, metric, "part"
  `)
  return rows
}

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
