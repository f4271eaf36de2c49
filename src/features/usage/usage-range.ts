import { addDays, addMonths, type DayRange, daysBetween, subscriptionPeriod, toDay } from '#contract/calendar.ts'
import { parseDay } from '#contract/common.ts'
import { type UsageInterval, type UsageQuery, usageRangeProblem } from '#contract/usage.ts'
import { oneOf } from '#src/lib/url-state.ts'

const rangeNames = ['period', 'previous', '30-days', '12-months', 'custom'] as const

/** The page's state as it stands in the address. */
export interface UsageAddress extends Record<string, string> {
  metric: string
  type: string
  range: string
  interval: string
  /** First and last day of a custom range, both included. */
  from: string
  to: string
  /** The series that are switched off, separated by commas. */
  hidden: string
}

export const usageAddressDefaults: UsageAddress = {
  metric: 'credits',
  type: '',
  range: 'period',
  interval: '',
  from: '',
  to: '',
  hidden: '',
}

/** More points than this are drawn by month: no screen shows them, and the chart would grow slow. */
export const MOST_DAYS = 400
const DAYS_BY_DEFAULT = 92

export interface UsageRequest {
  /** What to ask the server for; without dates it takes the current subscription period. Undefined with a problem. */
  query: UsageQuery | undefined
  interval: UsageInterval
  /** Undefined where only the server knows it. */
  range: DayRange | undefined
  canShowDays: boolean
  /** Why the custom range cannot be shown. */
  problem: string | undefined
}

/** The range that the address asks for, undefined where the server decides or its days are none. */
function rangeOf(address: UsageAddress, today: string, subscriptionStart: string | undefined): DayRange | undefined {
  const tomorrow = addDays(today, 1)
  switch (oneOf(rangeNames, address.range, 'period')) {
    case 'previous': {
      const current = subscriptionPeriod(subscriptionStart ?? today, today)
      return subscriptionPeriod(subscriptionStart ?? today, addDays(current.start, -1))
    }
    case '30-days':
      return { start: addDays(today, -29), end: tomorrow }
    case '12-months':
      return { start: `${addMonths(today, -11).slice(0, 7)}-01`, end: tomorrow }
    case 'custom':
      return customRange(address)
    default:
      return undefined
  }
}

function customRange({ from, to }: Pick<UsageAddress, 'from' | 'to'>): DayRange | undefined {
  const start = parseDay(from)
  const last = parseDay(to)
  return start && last ? { start, end: addDays(last, 1) } : undefined
}

/** Why a custom range of these days cannot be shown: what the server would say, before it is asked. */
export function customRangeProblem(days: Pick<UsageAddress, 'from' | 'to'>): string | undefined {
  const range = customRange(days)
  return range ? usageRangeProblem(range) : 'Choose a first and a last day'
}

/**
 * What to ask the server for. The previous period is counted from the day the subscription started; where a server does
 * not tell that day, the previous month stands in.
 */
export function toUsageRequest(address: UsageAddress, now: Date, subscriptionStart: string | undefined): UsageRequest {
  const problem = address.range === 'custom' ? customRangeProblem(address) : undefined
  const range = problem === undefined ? rangeOf(address, toDay(now), subscriptionStart) : undefined
  const days = range ? daysBetween(range.start, range.end) : 31
  const canShowDays = days <= MOST_DAYS
  const byDefault = days <= DAYS_BY_DEFAULT ? 'day' : 'month'
  const interval = canShowDays ? oneOf(['day', 'month'], address.interval, byDefault) : 'month'
  const dates = range ? { start_date: range.start, end_date: range.end } : {}
  return { query: problem === undefined ? { ...dates, interval } : undefined, interval, range, canShowDays, problem }
}
