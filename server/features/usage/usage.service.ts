import type { DayRange } from '#contract/calendar.ts'
import { type UsageMetric, type UsageObjectType, type UsageQuery, usageSeries } from '#contract/usage.ts'
import type { Context } from '#server/context.ts'
import type { Db } from '#server/db/pool.ts'
import { requireOrganization, requirePermission } from '#server/features/access/access.service.ts'
import * as repository from './usage.repository.ts'
import { findUsageParts, valuesOf } from './usage-parts.ts'

export type { UsageRow } from './usage.repository.ts'

const ROWS_PER_STATEMENT = 10_000

export interface UsageInParts {
  parts: readonly DayRange[]
  series: readonly {
    objectType: UsageObjectType
    metric: UsageMetric
    /** One for each part. */
    values: readonly number[]
  }[]
}

/**
 * Every pair of object type and metric by day or month, in the contract's order, with 0 where there is nothing. Throws
 * `not_found` unless the caller is an active member, and `usage_range_invalid`.
 */
export async function getUsage(context: Context, organization: string, query: UsageQuery): Promise<UsageInParts> {
  const { organizationId } = await requireOrganization(context, organization)
  return sumUsage(context, { organizationId }, query)
}

/** The same of one project, for who holds `metrics.get` there. */
export async function getProjectUsage(context: Context, project: string, query: UsageQuery): Promise<UsageInParts> {
  const { organizationId, projectId } = await requirePermission(context, 'metrics.get', { project })
  return sumUsage(context, { organizationId, projectId }, query)
}

async function sumUsage(context: Context, owner: repository.UsageOwner, query: UsageQuery): Promise<UsageInParts> {
  const range = await findUsageParts(context, owner.organizationId, query)
  const sums = await repository.sumUsage(context.db, owner, range)
  const series = usageSeries.map(({ object_type: objectType, metric }) => {
    const used = sums.find((one) => one.objectType === objectType && one.metric === metric)
    return { objectType, metric, values: valuesOf(used ?? { parts: [], values: [] }, range) }
  })
  return { parts: range.parts, series }
}

/** Adds what was measured to what the days already have. Rows of one day and version may repeat. */
export async function recordUsage(db: Db, rows: readonly repository.UsageRow[]): Promise<void> {
  for (let index = 0; index < rows.length; index += ROWS_PER_STATEMENT) {
    await repository.addUsage(db, rows.slice(index, index + ROWS_PER_STATEMENT))
  }
}
