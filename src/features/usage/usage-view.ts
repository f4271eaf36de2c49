import { type DayRange, toDay } from '#contract/calendar.ts'
import type { Usage } from '#contract/usage.ts'
import type { ChartRow } from './chart/buckets.ts'
import { type Change, changesOver, type UsagePart, usageByPart } from './comparison.ts'
import { type Forecast, forecast, type NoForecast } from './outlook/forecast.ts'
import { sum } from './sum.ts'
import {
  changeIntervalOf,
  isInRecentDays,
  rangeBefore,
  rangeNameOf,
  splitOf,
  type UsageAddress,
} from './usage-range.ts'
import { ofMetric, pairOf, periodOf, type UsageTable } from './usage-series.ts'
import type { UsageInSight } from './use-usage.ts'

/** How the numbers in sight stand to those before and to what is to come. */
export interface UsageOutlook {
  range: DayRange | undefined
  /** The range before, where it is known. */
  before: DayRange | undefined
  /** The parts of the range before; undefined unless asked for, and all of what is on the screen can be compared. */
  earlier: readonly UsagePart[] | undefined
  /** By object type and metric. */
  changes: ReadonlyMap<string, Change>
  /** Of the running subscription period. */
  forecast: Forecast | NoForecast | undefined
  /** Of the whole organization and all object types, in a subscription period. */
  limit: number | undefined
}

interface OutlookInput {
  address: UsageAddress
  inSight: Pick<UsageInSight, 'usage' | 'interval' | 'previous'>
  table: UsageTable
  /** Without the series that are switched off. */
  tableOnScreen: UsageTable
  subscriptionStart: string | undefined
  limit: number | undefined
  now: Date
}

export function toUsageOutlook({
  address,
  inSight: { usage, interval, previous },
  table,
  tableOnScreen,
  subscriptionStart,
  limit,
  now,
}: OutlookInput): UsageOutlook {
  const today = toDay(now)
  const range = periodOf(table.rows)
  const before = range && previous && rangeBefore(address, range, subscriptionStart)
  const compared = previous && comparable(previous, address, table, tableOnScreen)
  const isCompared = address.compare === 'previous'

  const name = rangeNameOf(address)
  const isPeriod = name === 'period' || name === 'previous'
  const isWhole = address.project === '' && address.type === '' && tableOnScreen.series.length === table.series.length
  const shownLimit = isPeriod && isWhole ? limit : undefined
  return {
    range,
    before,
    earlier: isCompared && before && compared ? usageByPart(compared, before, interval) : undefined,
    changes: range && before ? changesOf({ usage, previous }, address, { range, before, today }) : new Map(),
    forecast: name === 'period' && range && compared ? forecastOf(compared, range, today, shownLimit) : undefined,
    limit: shownLimit,
  }
}

/** What of the answer before is of the series on the screen; of single projects and versions it says nothing. */
function comparable(
  previous: readonly Usage[],
  address: UsageAddress,
  table: UsageTable,
  tableOnScreen: UsageTable,
): readonly Usage[] | undefined {
  const all = ofMetric(previous, address.metric, address.type)
  if (tableOnScreen.series.length === table.series.length) return all
  if (splitOf(address) !== 'type') return undefined
  const keys = new Set(tableOnScreen.series.map(({ key }) => key))
  return all.filter(({ object_type }) => keys.has(object_type))
}

function forecastOf(usage: readonly Usage[], { start, end }: DayRange, today: string, limit: number | undefined) {
  const days = (usage[0]?.usage ?? []).map(({ start_date }, index) => ({
    day: start_date.slice(0, 10),
    value: sum(usage.map((item) => item.usage[index]?.value ?? 0)),
  }))
  return forecast({ days, start, end, today, limit })
}

function changesOf(
  { usage, previous }: Pick<UsageInSight, 'usage' | 'previous'>,
  address: UsageAddress,
  { range, before, today }: { range: DayRange; before: DayRange; today: string },
): ReadonlyMap<string, Change> {
  const isRecent = isInRecentDays(address)
  const interval = isRecent ? 'day' : changeIntervalOf(range)
  const changeOf = changesOver({ range, before, interval, today })
  const changes = new Map<string, Change>()
  for (const earlier of previous ?? []) {
    // What holds the range before a short one holds that one, too, and by day.
    const current = isRecent ? earlier : usage?.find((item) => pairOf(item) === pairOf(earlier))
    const change = current && changeOf(current, earlier)
    if (change) changes.set(pairOf(earlier), change)
  }
  return changes
}

/** The rows with what is drawn beside them. */
export function toChartRows(
  { rows }: UsageTable,
  earlier: readonly UsagePart[] | undefined,
  outlook: Forecast | NoForecast | undefined,
): ChartRow[] {
  const known = outlook && 'total' in outlook ? outlook : undefined
  const days = new Map(known?.days.map(({ day, value }) => [day, value]))
  const [only] = rows
  return rows.map((row, index) => ({
    ...row,
    earlier: earlier?.[index]?.value,
    // A period that is shown as one month is expected as a whole.
    expected: known && rows.length === 1 && row === only ? known.total : days.get(row.start),
  }))
}
