import { addDays, type DayRange, subscriptionPeriod, toDay } from '#contract/calendar.ts'
import { parseTimestamp } from '#contract/common.ts'
import { type UsageQuery, usageRangeProblem } from '#contract/usage.ts'
import type { Context } from '#server/context.ts'
import { DomainError } from '#server/errors.ts'
import { requireCurrentSubscription } from '#server/features/organizations/organizations.service.ts'

/**
 * The days that a query is about. Either end that is not given is that of the current subscription period. Throws
 * `usage_range_invalid`.
 */
export async function requireRange(
  context: Context,
  organizationId: string,
  query: Pick<UsageQuery, 'start_date' | 'end_date'>,
): Promise<DayRange & { subscriptionStart: string }> {
  const { startDate: subscriptionStart } = await requireCurrentSubscription(context, organizationId)
  const period = subscriptionPeriod(subscriptionStart, toDay(context.now))
  const range = {
    start: query.start_date === undefined ? period.start : dayOf(query.start_date),
    end: query.end_date === undefined ? period.end : dayAfter(query.end_date),
  }
  const problem = usageRangeProblem(range)
  if (problem !== undefined) throw rangeInvalid(problem)
  return { ...range, subscriptionStart }
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
