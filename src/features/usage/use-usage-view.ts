import { useMemo } from 'react'
import type { ChartRow } from './chart/buckets.ts'
import type { UsageAddress } from './usage-range.ts'
import { toUsageTable, type UsageTable, withoutSeries } from './usage-series.ts'
import { toChartRows, toUsageOutlook, type UsageOutlook } from './usage-view.ts'
import type { UsageInSight } from './use-usage.ts'

/** Everything the page shows of the numbers in sight. */
export interface UsageView extends UsageOutlook {
  table: UsageTable
  /** Without the series that are switched off. */
  tableOnScreen: UsageTable
  chartRows: readonly ChartRow[]
}

interface ViewContext {
  subscriptionStart: string | undefined
  limit: number | undefined
  today: string
}

/** Each part stays the same object for as long as it says the same: years of days are not drawn anew for a total. */
export function useUsageView(
  address: UsageAddress,
  { totals, given, interval, previous, state }: UsageInSight,
  { subscriptionStart, limit, today }: ViewContext,
): UsageView {
  const { metric, hidden } = address
  const table = useMemo(() => toUsageTable(given, metric, today), [given, metric, today])
  const tableOnScreen = useMemo(() => withoutSeries(table, new Set(hidden.split(','))), [table, hidden])
  const outlook = useMemo(
    () =>
      toUsageOutlook({
        address,
        inSight: { totals, interval, previous, state },
        table,
        tableOnScreen,
        subscriptionStart,
        limit,
        today,
      }),
    [address, totals, interval, previous, state, table, tableOnScreen, subscriptionStart, limit, today],
  )
  const { earlier, forecast } = outlook
  const chartRows = useMemo(() => toChartRows(tableOnScreen, earlier, forecast), [tableOnScreen, earlier, forecast])
  return { ...outlook, table, tableOnScreen, chartRows }
}
