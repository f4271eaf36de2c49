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
  now: Date
}

/** Each part stays the same object for as long as it says the same: years of days are not drawn anew for a total. */
export function useUsageView(
  address: UsageAddress,
  { usage, given, interval, previous }: UsageInSight,
  { subscriptionStart, limit, now }: ViewContext,
): UsageView {
  const { metric, hidden } = address
  const table = useMemo(() => toUsageTable(given, metric, now), [given, metric, now])
  const tableOnScreen = useMemo(() => withoutSeries(table, new Set(hidden.split(','))), [table, hidden])
  const outlook = useMemo(
    () =>
      toUsageOutlook({
        address,
        inSight: { usage, interval, previous },
        table,
        tableOnScreen,
        subscriptionStart,
        limit,
        now,
      }),
    [address, usage, interval, previous, table, tableOnScreen, subscriptionStart, limit, now],
  )
  const { earlier, forecast } = outlook
  const chartRows = useMemo(() => toChartRows(tableOnScreen, earlier, forecast), [tableOnScreen, earlier, forecast])
  return { ...outlook, table, tableOnScreen, chartRows }
}
