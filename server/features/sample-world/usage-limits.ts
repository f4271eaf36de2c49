import { addDays, daysBetween, subscriptionPeriod, toDay } from '#contract/calendar.ts'
import type { UsageMetric } from '#contract/usage.ts'
import type { World } from './tables.ts'

const DAY_MS = 86_400_000
const SET_DAYS_AGO = 64
/** Whole weeks, so that it does not matter on which days the work rests. */
const RECENT_DAYS = 28

/** Shares of what a period takes at the present pace: one that is passed in its last days, and one far away. */
const plans: readonly { metric: UsageMetric; share: number; roundedTo: number }[] = [
  { metric: 'credits', share: 0.94, roundedTo: 1000 },
  { metric: 'input_volume', share: 2.2, roundedTo: 1_000_000 },
]

type Sources = Pick<World, 'organizations' | 'subscriptions' | 'usage'>

export function createUsageLimits(
  now: Date,
  { organizations, subscriptions, usage }: Sources,
): Pick<World, 'usageLimits'> {
  const organizationId = organizations.find(({ name }) => name === 'acme-vision')?.id
  const subscription = subscriptions.find((row) => row.organizationId === organizationId)
  if (organizationId === undefined || !subscription) return { usageLimits: [] }
  const today = toDay(now)
  const period = subscriptionPeriod(subscription.startDate, today)
  const since = addDays(today, -RECENT_DAYS)
  const usageLimits = plans.map(({ metric, share, roundedTo }) => {
    const recent = usage
      .filter((row) => row.organizationId === organizationId && row.metric === metric)
      .filter(({ day }) => day >= since && day < today)
      .reduce((sum, { value }) => sum + value, 0)
    const expected = (recent / RECENT_DAYS) * daysBetween(period.start, period.end)
    return {
      organizationId,
      metric,
      value: Math.round((share * expected) / roundedTo) * roundedTo,
      createdAt: new Date(now.getTime() - SET_DAYS_AGO * DAY_MS),
    }
  })
  return { usageLimits }
}
