import { type DayRange, dayBuckets, monthBuckets } from '#contract/calendar.ts'
import { type UsageMetric, type UsageObjectType, type UsageQuery, usageSeries } from '#contract/usage.ts'
import type { Context } from '#server/context.ts'
import type { Db } from '#server/db/pool.ts'
import { requireOrganization } from '#server/features/access/access.service.ts'
import * as repository from './usage.repository.ts'
import { requireRange } from './usage-range.ts'

export type { UsageRow } from './usage.repository.ts'

const ROWS_PER_STATEMENT = 10_000

export interface UsageSeries {
  objectType: UsageObjectType
  metric: UsageMetric
  points: (DayRange & { value: number })[]
}

/**
 * Every pair of object type and metric by day or month, in the contract's order, with 0 where there is nothing. Throws
 * `not_found` unless the caller is an active member, and `usage_range_invalid`.
 */
export async function getUsage(context: Context, organization: string, query: UsageQuery): Promise<UsageSeries[]> {
  const { organizationId } = await requireOrganization(context, organization)
  const { subscriptionStart, ...range } = await requireRange(context, organizationId, query)
  const parts = partsOf(range, query, subscriptionStart)
  const [, ...others] = parts.map(({ start }) => start)

  const sums = await repository.sumUsage(context.db, organizationId, [range.start, ...others], range.end)
  const values = new Map(sums.map(({ objectType, metric, part, value }) => [`${objectType} ${metric} ${part}`, value]))
  return usageSeries.map(({ object_type: objectType, metric }) => ({
    objectType,
    metric,
    points: parts.map((part, index) => ({ ...part, value: values.get(`${objectType} ${metric} ${index}`) ?? 0 })),
  }))
}

function partsOf(range: DayRange, query: UsageQuery, subscriptionStart: string): DayRange[] {
  if (query.interval === 'day') return dayBuckets(range)
  // A period that starts on the last day of a short month is one month only when counted from the subscription's day.
  return monthBuckets(range, query.start_date === undefined ? subscriptionStart : range.start)
}

/** Adds what was measured to what the days already have. Rows of one day and version may repeat. */
export async function recordUsage(db: Db, rows: readonly repository.UsageRow[]): Promise<void> {
  for (let index = 0; index < rows.length; index += ROWS_PER_STATEMENT) {
    await repository.addUsage(db, rows.slice(index, index + ROWS_PER_STATEMENT))
  }
}
