import { sql } from 'drizzle-orm'
import type { UsagePair } from '#contract/usage.ts'
import type { Db } from '#server/db/pool.ts'
import {
  asSums,
  isIn,
  isOf,
  partIn,
  type SumsRow,
  toSums,
  type UsageOwner,
  type UsageSums,
} from './usage.repository.ts'
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

export interface BreakdownSums extends UsageSums {
  /** Null: everything else. */
  id: string | null
}

/**
 * What was used in each part of a range of days, for each metric by those that used most of it and by all others
 * together: most first, and last all others. Who used nothing has no series.
 */
export async function sumUsageBy(
  db: Db,
  owner: UsageOwner,
  range: UsageParts,
  { by, pairs, named, limit }: Breakdown,
): Promise<BreakdownSums[]> {
  // Ranked before anything is cut into parts, of which there can be thousands for each of them.
  const { rows } = await db.execute<SumsRow & Pick<BreakdownSums, 'id'>>(sql`
    with counted as materialized (
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
    most as (select * from ranked where place <= ${limit}),
    sums as (
      select object_type, metric, most.id, place, ${partIn(range)} as part, sum(value) as value
      from counted left join most using (id, metric)
      group by object_type, metric, most.id, place, part
      having sum(value) > 0
    )
    select object_type as "objectType", metric, id, ${asSums}
    from sums
    group by object_type, metric, id, place
    order by place
  `)
  return rows.map((row) => ({ id: row.id, ...toSums(row) }))
}
