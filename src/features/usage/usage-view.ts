import type { DayRange } from '#contract/calendar.ts'
import type { Usage } from '#contract/usage.ts'
import type { ChartRow } from './chart/buckets.ts'
import {
  type Change,
  type ComparedRanges,
  comparedRanges,
  partsBeside,
  partsOf,
  totalIn,
  type UsagePart,
} from './comparison.ts'
import { type Forecast, forecast, type NoForecast } from './outlook/forecast.ts'
import { sum } from './sum.ts'
import { changeIntervalOf, isInRecentDays, isPeriod, rangeBefore, type UsageAddress } from './usage-range.ts'
import { ofMetric, pairOf, periodOf, type UsageTable } from './usage-series.ts'
import type { UsageInSight } from './use-usage.ts'

/** How the numbers in sight stand to those before and to what is to come. */
export interface UsageOutlook {
  range: DayRange | undefined
  /** The range before, where it is known. */
  before: DayRange | undefined
  /** Which days changes are told of; undefined where there is nothing to compare. */
  compared: ComparedRanges | undefined
  /** How each pair of object type and metric changed. */
  changes: ReadonlyMap<string, Change>
  /** What stands beside each row; undefined unless asked for, and all of what is on the screen can be compared. */
  earlier: Earlier | undefined
  /** Of the running subscription period. */
  forecast: Forecast | NoForecast | undefined
  /** Of the whole organization and all object types, in a subscription period. */
  limit: number | undefined
}

export interface Earlier {
  parts: readonly (UsagePart | undefined)[]
  /** Of the series on the screen. */
  change: Change | undefined
}

interface OutlookInput {
  address: UsageAddress
  inSight: Pick<UsageInSight, 'totals' | 'interval' | 'previous' | 'state'>
  table: UsageTable
  /** Without the series that are switched off. */
  tableOnScreen: UsageTable
  subscriptionStart: string | undefined
  limit: number | undefined
  today: string
}

export function toUsageOutlook({
  address,
  inSight: { totals, interval, previous, state },
  table,
  tableOnScreen,
  subscriptionStart,
  limit,
  today,
}: OutlookInput): UsageOutlook {
  const range = periodOf(table.rows)
  const isWhole = tableOnScreen.series.length === table.series.length
  const shownLimit =
    state === 'current' && isPeriod(address) && address.project === '' && address.type === '' && isWhole
      ? limit
      : undefined
  const before = range && previous && rangeBefore(address, range, subscriptionStart)
  if (!before)
    return {
      range,
      before,
      compared: undefined,
      changes: new Map(),
      earlier: undefined,
      forecast: undefined,
      limit: shownLimit,
    }

  const isRecent = isInRecentDays(address)
  // What holds the range before a short one holds that one, too, and by day.
  const current = isRecent ? previous : totals
  const compared = comparedRanges(range, before, isRecent ? 'day' : changeIntervalOf(range), today)
  const onScreen = (usage: readonly Usage[]) => ofScreen(usage, address, table, tableOnScreen)
  const previousOnScreen = onScreen(previous)
  const currentOnScreen = current && onScreen(current)
  const parts = () => (isPeriod(address) && interval === 'month' ? [before] : partsOf(before, interval))
  return {
    range,
    before,
    compared,
    changes: compared && current ? changesOf(current, previous, compared) : new Map(),
    earlier:
      address.compare === 'previous' && previousOnScreen
        ? {
            parts: partsBeside(table.rows, previousOnScreen, parts()),
            change: compared && currentOnScreen && changeOver(currentOnScreen, previousOnScreen, compared),
          }
        : undefined,
    forecast:
      address.range === 'period' && previousOnScreen
        ? forecastOf(previousOnScreen, range, today, shownLimit)
        : undefined,
    limit: shownLimit,
  }
}

const changeOver = (current: readonly Usage[], earlier: readonly Usage[], compared: ComparedRanges): Change => ({
  current: totalIn(current, compared.current),
  earlier: totalIn(earlier, compared.earlier),
})

function changesOf(
  current: readonly Usage[],
  previous: readonly Usage[],
  compared: ComparedRanges,
): ReadonlyMap<string, Change> {
  const changes = new Map<string, Change>()
  for (const earlier of previous) {
    const pair = current.find((item) => pairOf(item) === pairOf(earlier))
    if (pair) changes.set(pairOf(earlier), changeOver([pair], [earlier], compared))
  }
  return changes
}

/** What of an answer is of the series on the screen; of single projects and versions it says nothing. */
function ofScreen(
  usage: readonly Usage[],
  address: UsageAddress,
  table: UsageTable,
  tableOnScreen: UsageTable,
): readonly Usage[] | undefined {
  const all = ofMetric(usage, address.metric, address.type)
  if (tableOnScreen.series.length === table.series.length) return all
  if (address.split !== 'type') return undefined
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

/** The rows with what is drawn beside them. */
export function toChartRows(
  { rows }: UsageTable,
  earlier: Earlier | undefined,
  outlook: Forecast | NoForecast | undefined,
): ChartRow[] {
  const known = outlook && 'total' in outlook ? outlook : undefined
  const days = new Map(known?.days.map(({ day, value }) => [day, value]))
  const [only] = rows
  return rows.map((row, index) => ({
    ...row,
    earlier: earlier?.parts[index]?.value,
    // A period that is shown as one month is expected as a whole.
    expected: known && rows.length === 1 && row === only ? known.total : days.get(row.start),
  }))
}
