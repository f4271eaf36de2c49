import { addDays, addMonths, type DayRange, daysBetween, monthBuckets, subscriptionPeriod } from '#contract/calendar.ts'
import { parseDay } from '#contract/common.ts'
import {
  type UsageInterval,
  type UsageMetric,
  type UsageObjectType,
  type UsageQuery,
  usageMetrics,
  usageObjectTypes,
  usageRangeProblem,
} from '#contract/usage.ts'
import { oneOf } from '#src/lib/url-state.ts'

const rangeNames = ['period', 'previous', '30-days', '12-months', 'custom'] as const
export type UsageRangeName = (typeof rangeNames)[number]

const views = ['stacked', 'lines', 'total'] as const
export type UsageView = (typeof views)[number]

const splits = ['type', 'project', 'object'] as const
export type UsageSplit = (typeof splits)[number]

/** The page's state as it stands in the address. */
export interface UsageState extends Record<string, string> {
  metric: string
  type: string
  /** Empty for the whole organization. */
  project: string
  split: string
  range: string
  interval: string
  /** First and last day of a custom range, both included. */
  from: string
  to: string
  view: string
  /** `previous` where the previous period is drawn and listed beside this one. */
  compare: string
  /** The series that are switched off, separated by commas. */
  hidden: string
  /** What a zoom in the chart started from: range, interval, first and last day, separated by commas. */
  zoom: string
}

/** The same, where nothing is but what the page knows. */
export interface UsageAddress extends UsageState {
  metric: UsageMetric
  type: UsageObjectType | ''
  split: UsageSplit
  range: UsageRangeName
  view: UsageView
}

export function toUsageAddress(state: UsageState): UsageAddress {
  return {
    ...state,
    metric: oneOf(usageMetrics, state.metric, 'credits'),
    type: oneOf<UsageObjectType | ''>(usageObjectTypes, state.type, ''),
    split: splitOf(state),
    range: oneOf(rangeNames, state.range, 'period'),
    view: oneOf(views, state.view, 'stacked'),
  }
}

export const usageDefaults: UsageState = {
  metric: 'credits',
  type: '',
  project: '',
  split: 'type',
  range: 'period',
  interval: '',
  from: '',
  to: '',
  view: 'stacked',
  compare: '',
  hidden: '',
  zoom: '',
}

/** Of one project there is nothing to split by project, of many no objects that belong together. */
function splitOf({ split, project }: UsageState): UsageSplit {
  const known = oneOf(splits, split, 'type')
  const other = project === '' ? 'object' : 'project'
  return known === other ? 'type' : known
}

const DAYS_BY_DEFAULT = 92
/** As many days hold this period and the one before it, however long their months, and four weeks for a forecast. */
const RECENT_DAYS = 93

export interface UsageRequest {
  /** What to ask the server for; without dates it takes the current subscription period. Undefined with a problem. */
  query: UsageQuery | undefined
  /** The same for totals and how they changed. */
  totalsQuery: UsageQuery | undefined
  /** What holds the previous period. Undefined where it is not known before the organization is. */
  previousQuery: UsageQuery | undefined
  interval: UsageInterval
  /** Undefined where only the server knows it. */
  range: DayRange | undefined
  /** Why the custom range cannot be shown. */
  problem: string | undefined
}

/** The range that the address asks for, undefined where the server decides or its days are none. */
function rangeOf(address: UsageAddress, today: string, subscriptionStart: string | undefined): DayRange | undefined {
  const tomorrow = addDays(today, 1)
  switch (address.range) {
    case 'previous': {
      const current = subscriptionPeriod(subscriptionStart ?? today, today)
      return periodBefore(current, subscriptionStart)
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

function customRange({ from, to }: Pick<UsageState, 'from' | 'to'>): DayRange | undefined {
  const start = parseDay(from)
  const last = parseDay(to)
  return start && last ? { start, end: addDays(last, 1) } : undefined
}

/** Why a custom range of these days cannot be shown: what the server would say, before it is asked. */
export function customRangeProblem(days: Pick<UsageState, 'from' | 'to'>): string | undefined {
  const range = customRange(days)
  return range ? usageRangeProblem(range) : 'Choose a first and a last day'
}

const periodBefore = ({ start }: DayRange, subscriptionStart: string | undefined) =>
  subscriptionPeriod(subscriptionStart ?? start, addDays(start, -1))

/**
 * What the range is compared with: the subscription period before a subscription period, the year before the last 12
 * months, as many months before whole months of the calendar that were chosen, and otherwise as many days right before.
 */
export function rangeBefore(address: UsageAddress, range: DayRange, subscriptionStart: string | undefined): DayRange {
  const { start, end } = range
  if (isPeriod(address)) return periodBefore(range, subscriptionStart)
  const months = monthsOf(address, range)
  return { start: months > 0 ? addMonths(start, -months) : addDays(start, -daysBetween(start, end)), end: start }
}

/** How many whole months of the calendar a range is; 0 for any other. */
function monthsOf(address: UsageAddress, range: DayRange): number {
  if (address.range === '12-months') return 12
  if (address.range !== 'custom' || !range.start.endsWith('-01')) return 0
  const months = monthBuckets(range).length
  return addMonths(range.start, months) === range.end ? months : 0
}

export const isPeriod = ({ range }: UsageAddress) => range === 'period' || range === 'previous'

/**
 * What to ask the server for. The previous period is counted from the day the subscription started; where a server does
 * not tell that day, the previous month stands in.
 * @param today the day in UTC
 */
export function toUsageRequest(
  address: UsageAddress,
  today: string,
  subscriptionStart: string | undefined,
): UsageRequest {
  const problem = address.range === 'custom' ? customRangeProblem(address) : undefined
  const range = problem === undefined ? rangeOf(address, today, subscriptionStart) : undefined
  const days = range ? daysBetween(range.start, range.end) : 31
  const interval = oneOf(['day', 'month'], address.interval, days <= DAYS_BY_DEFAULT ? 'day' : 'month')
  if (problem !== undefined)
    return { query: undefined, totalsQuery: undefined, previousQuery: undefined, interval, range, problem }
  // Of a range with dates the server counts months from the first day; a period is one, on whatever day it starts.
  const query = queryOf(range, address.range === 'previous' ? 'day' : interval)
  return {
    query,
    totalsQuery: range === undefined || isInRecentDays(address) ? query : queryOf(range, changeIntervalOf(range)),
    previousQuery: previousQueryOf(address, { range, interval, today, subscriptionStart }),
    interval,
    range,
    problem,
  }
}

const queryOf = (range: DayRange | undefined, interval: UsageInterval): UsageQuery => ({
  ...(range && { start_date: range.start, end_date: range.end }),
  interval,
})

function previousQueryOf(
  address: UsageAddress,
  {
    range,
    interval,
    today,
    subscriptionStart,
  }: Pick<UsageRequest, 'range' | 'interval'> & { today: string; subscriptionStart: string | undefined },
): UsageQuery | undefined {
  if (isInRecentDays(address)) return queryOf({ start: addDays(today, 1 - RECENT_DAYS), end: addDays(today, 1) }, 'day')
  if (!range) return undefined
  const forChanges = changeIntervalOf(range)
  const isByDay = forChanges === 'day' || (address.compare === 'previous' && interval === 'day')
  return queryOf(rangeBefore(address, range, subscriptionStart), isByDay ? 'day' : 'month')
}

/** Whether the last days hold both the range and the one before it. */
export const isInRecentDays = ({ range }: UsageAddress) => range === 'period' || range === '30-days'

/** How changes of a range are told: of years, months are exact enough, and there are far fewer of them to send. */
export const changeIntervalOf = ({ start, end }: DayRange): UsageInterval =>
  daysBetween(start, end) <= DAYS_BY_DEFAULT ? 'day' : 'month'

/** The address with the days chosen in the chart, which remembers what it came from. */
export function zoomInto(address: UsageState, { start, end }: DayRange): Partial<UsageState> {
  const { range, interval, from, to, zoom } = address
  return {
    range: 'custom',
    interval: 'day',
    from: start,
    to: addDays(end, -1),
    zoom: zoom === '' ? [range, interval, from, to].join(',') : zoom,
  }
}

export function zoomOut({ zoom }: UsageState): Partial<UsageState> {
  const [range = 'period', interval = '', from = '', to = ''] = zoom.split(',')
  return { range, interval, from, to, zoom: '' }
}
