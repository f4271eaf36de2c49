import { sql } from 'drizzle-orm'
import type { UsagePair } from '#contract/usage.ts'
import type { Db } from '#server/db/pool.ts'
import { isIn, isOf, partIn, type UsageOwner } from './usage.repository.ts'
import type { UsageParts } from './usage-parts.ts'

export interface Breakdown {
  by: 'project' | 'object'
  /** What is summed; nothing else counts. */
  pairs: readonly UsagePair[]
  /** Ids of what may have sums of its own, in the order that decides between equals. */
  named: readonly string[]
  /** How many of them do for each metric. */
  limit: number
}

export interface BreakdownSum {
  objectType: string
  metric: string
  /** Null: everything else. */
  id: string | null
  /** Number of the range's part that it belongs to, from 0. */
  part: number
  value: number
}

/**
 * What was used in each part of a range of days, for each metric by those that used most of it and by all others
 * together: most first, and last all others. A part with nothing in it has no row.
 */
export async function sumUsageBy(
  db: Db,
  owner: UsageOwner,
  range: UsageParts,
  { by, pairs, named, limit }: Breakdown,
): Promise<BreakdownSum[]> {
  // Ranked before anything is cut into parts, of which there can be thousands for each of them.
  const { rows } = await db.execute<BreakdownSum & Record<string, unknown>>(sql`
    with counted as not materialized (
      select ${by === 'project' ? sql`project_id` : sql`object_id`} as id, object_type, metric, day, value
      from usage_days
      where ${isOf(owner)} and ${isIn(range)}
        and (object_type, metric) in (
          select * from unnest(
            ${sql.param(pairs.map(({ object_type }) => object_type))}::text[],
            ${sql.param(pairs.map(({ metric }) => metric))}::text[]
          )
        )
    ),
    totals as (select id, metric, sum(value) as total from counted group by id, metric),
    ranked as (
      select id, metric, row_number() over (partition by metric order by total desc, position) as place
      from totals join unnest(${sql.param(named)}::uuid[]) with ordinality as named (id, position) using (id)
      where total > 0
    ),
    most as (select * from ranked where place <= ${limit})
    select
      object_type as "objectType", metric, most.id, ${partIn(range)} as "part", sum(value)::float8 as "value"
    from counted left join most using (id, metric)
    group by object_type, metric, most.id, place, "part"
    having sum(value) > 0
    order by place
  `)
  return rows
}
