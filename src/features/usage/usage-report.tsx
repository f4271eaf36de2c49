import { ChartColumn } from 'lucide-react'
import { type ReactNode, type RefObject, useCallback, useDeferredValue, useMemo } from 'react'
import type { DayRange } from '#contract/calendar.ts'
import type { Usage } from '#contract/usage.ts'
import type { UsageChange } from '#contract/usage-changes.ts'
import { EmptyState } from '#src/components/empty-state.tsx'
import { ChangeList, changeSentence } from './change-list.tsx'
import { ChartBar } from './chart/chart-bar.tsx'
import { type Marker, UsageChart } from './chart/usage-chart.tsx'
import { Outlook } from './outlook/outlook.tsx'
import { SeriesToggles } from './series-toggles.tsx'
import classes from './usage.module.css'
import { rangeLabel } from './usage-labels.ts'
import { type UsageAddress, type UsageState, zoomInto } from './usage-range.ts'
import { labelOf, metricLabels, objectTypeLabels, ofMetric } from './usage-series.ts'
import { UsageTableView } from './usage-table.tsx'
import { UsageTiles } from './usage-tiles.tsx'
import type { UsageInSight } from './use-usage.ts'
import type { UsageView } from './use-usage-view.ts'

interface UsageReportProps {
  address: UsageAddress
  inSight: UsageInSight
  view: UsageView
  chart: RefObject<HTMLElement | null>
  changes: readonly UsageChange[]
  /** There may be older changes than those the server told. */
  isCut: boolean
  /** What an admin can do about the limit. */
  limitAction: ReactNode
  onChoose: (change: Partial<UsageState>) => void
  /** Gets the keys of all series that are to be off. */
  onHide: (hidden: readonly string[]) => void
}

/** Totals, chart and table of one answer of the server. */
export function UsageReport({
  address,
  inSight,
  view,
  chart,
  changes,
  isCut,
  limitAction,
  onChoose,
  onHide,
}: UsageReportProps) {
  const { totals, interval, state, hasNumbers } = inSight
  const { table, tableOnScreen, range, before, compared, earlier, limit, forecast } = view
  const period = range && `${rangeLabel(range)} (UTC)`
  const metric = labelOf(metricLabels, address.metric)
  const isCompared = address.compare === 'previous'
  const markers = useMemo(
    () => changes.map((change): Marker => ({ day: change.date.slice(0, 10), text: changeSentence(change) })),
    [changes],
  )
  // The chart does not wait for the table, which changes right after it.
  const tableShown = useDeferredValue(
    useMemo(
      () => ({ table: tableOnScreen, interval, earlier, compared }),
      [tableOnScreen, interval, earlier, compared],
    ),
  )
  const handleZoom = useCallback((days: DayRange) => onChoose(zoomInto(address, days)), [address, onChoose])
  return (
    <div data-state={totals && state} className={classes.report}>
      {state === 'kept' && period && (
        <p role="status" className={classes.kept}>
          Still showing {period}.
        </p>
      )}
      <UsageTiles usage={totals} changes={view.changes} compared={view.compared} />
      <section className={classes.panel} aria-labelledby="chart-title" aria-busy={state === 'loading'}>
        <header className={classes.panelHead}>
          <div>
            <h2 id="chart-title">{metric}</h2>
            <p className={classes.period}>
              {period ? [period, address.project, typeOf(address)].filter(Boolean).join(', ') : 'Loading…'}
            </p>
          </div>
          <SeriesToggles series={table.series} shown={tableOnScreen.series} onHide={onHide} />
        </header>
        <ChartBar address={address} onChoose={onChoose} />
        {isCompared && earlier === undefined && hasNumbers && inSight.previous && (
          <p className={classes.why}>Show all series to compare them with the period before.</p>
        )}
        {hasNumbers && table.rows.every((row) => row.total === 0) ? (
          <NothingUsed address={address} totals={totals} />
        ) : (
          <UsageChart
            ref={chart}
            rows={view.chartRows}
            series={tableOnScreen.series}
            interval={interval}
            view={address.view}
            label={`${metric} by ${interval}, ${period ?? ''}. The table below has the same numbers.`}
            limit={limit}
            earlierLabel={isCompared && before ? rangeLabel(before) : undefined}
            markers={markers}
            onZoom={handleZoom}
          />
        )}
        {range && table.series.length > 0 && (limit !== undefined || forecast) && (
          <Outlook period={range} used={tableOnScreen.total} forecast={forecast} limit={limit} />
        )}
        {limitAction}
        {(changes.length > 0 || isCut) && <ChangeList changes={changes} isCut={isCut} />}
      </section>
      {table.series.length > 0 && <UsageTableView {...tableShown} />}
    </div>
  )
}

function NothingUsed({ address, totals }: { address: UsageAddress; totals: readonly Usage[] | undefined }) {
  const { metric, type } = address
  const isMeasured = totals === undefined || ofMetric(totals, metric, type).length > 0
  return isMeasured ? (
    <EmptyState icon={<ChartColumn aria-hidden />} title="Nothing was used in this time">
      Usage appears here on the day that a deployment or pipeline handles its first request.
    </EmptyState>
  ) : (
    <EmptyState
      icon={<ChartColumn aria-hidden />}
      title={`${labelOf(objectTypeLabels, type)} have no ${labelOf(metricLabels, metric).toLowerCase()}`}
    >
      Choose another metric or object type.
    </EmptyState>
  )
}

const typeOf = ({ type }: UsageAddress) => (type === '' ? '' : labelOf(objectTypeLabels, type).toLowerCase())
