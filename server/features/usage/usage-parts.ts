import { addDays, type DayRange, dayBuckets, monthBuckets, subscriptionPeriod, toDay } from '#contract/calendar.ts'
import { parseTimestamp } from '#contract/common.ts'
import { type UsageQuery, usageRangeProblem } from '#contract/usage.ts'
import type { Context } from '#server/context.ts'
import { DomainError } from '#server/errors.ts'
import { requireCurrentSubscription } from '#server/features/organizations/organizations.service.ts'

/** A range of days, cut. */
export interface UsageParts extends DayRange {
  /** The days or months of the range, in order. */
  parts: readonly DayRange[]
}

/**
 * Cuts the range of a query by day or month. Either end that is not given is that of the organization's current
 * subscription period. Throws `usage_range_invalid`.
 */
export async function findUsageParts(context: Context, organizationId: string, query: UsageQuery): Promise<UsageParts> {
  const subscription = await requireCurrentSubscription(context, organizationId)
  const period = subscriptionPeriod(subscription.startDate, toDay(context.now))
  const range = {
    start: query.start_date === undefined ? period.start : dayOf(query.start_date),
    end: query.end_date === undefined ? period.end : dayAfter(query.end_date),
  }
  const problem = usageRangeProblem(range)
  if (problem !== undefined) throw rangeInvalid(problem)
  return { ...range, parts: partsOf(range, query, subscription.startDate) }
}

function partsOf(range: DayRange, query: UsageQuery, subscriptionStart: string): DayRange[] {
  if (query.interval === 'day') return dayBuckets(range)
  // A period that starts on the last day of a short month is one month only when counted from the subscription's day.
  return monthBuckets(range, query.start_date === undefined ? subscriptionStart : range.start)
}

const rangeInvalid = (sentence: string) => new DomainError('usage_range_invalid', sentence)

const instantOf = (text: string): Date => {
  const instant = parseTimestamp(text)
  if (!instant) throw rangeInvalid('The range has a date that does not exist')
  return instant
}

/** Usage is kept by day: a range takes in every day that it touches. */
const dayOf = (text: string) => toDay(instantOf(text))

const dayAfter = (text: string) => {
  const instant = instantOf(text)
  const day = toDay(instant)
  return instant.getTime() > Date.parse(`${day}T00:00:00Z`) ? addDays(day, 1) : day
}
