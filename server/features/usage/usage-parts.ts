import { type DayRange, dayBuckets, monthBuckets } from '#contract/calendar.ts'
import type { UsageQuery } from '#contract/usage.ts'
import type { Context } from '#server/context.ts'
import { requireRange } from './usage-range.ts'

/** A range of days, cut. */
export interface UsageParts extends DayRange {
  /** The days or months of the range, in order. */
  parts: readonly DayRange[]
}

/** Cuts the days that a query is about by day or month. Throws `usage_range_invalid`. */
export async function findUsageParts(context: Context, organizationId: string, query: UsageQuery): Promise<UsageParts> {
  const { subscriptionStart, ...range } = await requireRange(context, organizationId, query)
  return { ...range, parts: partsOf(range, query, subscriptionStart) }
}

function partsOf(range: DayRange, query: UsageQuery, subscriptionStart: string): DayRange[] {
  if (query.interval === 'day') return dayBuckets(range)
  // A period that starts on the last day of a short month is one month only when counted from the subscription's day.
  return monthBuckets(range, query.start_date === undefined ? subscriptionStart : range.start)
}

/** What has been summed up by number of the part, as one value for each part, 0 where there is none. */
export function valuesOf(
  sums: { parts: readonly number[]; values: readonly number[] },
  { parts }: Pick<UsageParts, 'parts'>,
): number[] {
  const values = parts.map(() => 0)
  for (const [index, part] of sums.parts.entries()) values[part] = sums.values[index] ?? 0
  return values
}
