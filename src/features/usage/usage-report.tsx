import { ChartColumn } from 'lucide-react'
import { type Usage, type UsageInterval, usageSeries } from '#contract/usage.ts'
import { EmptyState } from '#src/components/empty-state.tsx'
import { Skeleton } from '#src/components/skeleton.tsx'
import { StatGrid, StatTile } from '#src/components/stat-tile.tsx'
import { formatCompact, formatNumber } from '#src/lib/numbers.ts'
import { SeriesToggles } from './series-toggles.tsx'
import classes from './usage.module.css'
import { rangeLabel, UsageChart } from './usage-chart.tsx'
import { labelOf, metricLabels, objectTypeLabels, periodOf, totalsOf, type UsageTable } from './usage-series.ts'
import { UsageTableView } from './usage-table.tsx'

interface UsageReportProps {
  /** Undefined while it loads for the first time. */
  usage: readonly Usage[] | undefined
  table: UsageTable
  /** Without the series that are switched off. */
  tableOnScreen: UsageTable
  interval: UsageInterval
  /** Whether these are the numbers asked for; `kept` are the last ones, with no others on their way. */
  state: 'current' | 'loading' | 'kept'
  /** Gets the keys of all series that are to be off. */
  onHide: (hidden: readonly string[]) => void
}

/** Totals, chart and table of one answer of the server. */
export function UsageReport({ usage, table, tableOnScreen, interval, state, onHide }: UsageReportProps) {
  const days = periodOf(table.rows)
  const period = days && `${rangeLabel(days)} (UTC)`
  const metric = labelOf(metricLabels, table.metric)
  return (
    <div data-state={usage && state} className={classes.report}>
      {state === 'kept' && period && (
        <p role="status" className={classes.kept}>
          Still showing {period}.
        </p>
      )}
      <StatGrid>
        {(usage ? totalsOf(usage) : placeholderTotals).map(({ objectType, metric: name, total }) => (
          <StatTile
            key={`${objectType} ${name}`}
            label={`${labelOf(metricLabels, name)}, ${labelOf(objectTypeLabels, objectType).toLowerCase()}`}
            value={usage && formatCompact(total)}
            note={usage ? exactly(total) : <Skeleton width="4rem" />}
          />
        ))}
      </StatGrid>
      <section className={classes.panel} aria-labelledby="chart-title" aria-busy={state === 'loading'}>
        <header className={classes.panelHead}>
          <div>
            <h2 id="chart-title">{metric}</h2>
            <p className={classes.period}>{period ?? 'Loading…'}</p>
          </div>
          <SeriesToggles series={table.series} shown={tableOnScreen.series} onHide={onHide} />
        </header>
        {usage && table.rows.every((row) => row.total === 0) ? (
          <EmptyState icon={<ChartColumn aria-hidden />} title="Nothing was used in this time">
            Usage appears here on the day that a deployment or pipeline handles its first request.
          </EmptyState>
        ) : (
          <UsageChart
            table={tableOnScreen}
            interval={interval}
            label={`${metric} by ${interval}, ${period ?? ''}. The table below has the same numbers.`}
          />
        )}
      </section>
      {table.rows.length > 0 && <UsageTableView table={tableOnScreen} interval={interval} />}
    </div>
  )
}

const placeholderTotals = usageSeries.map(({ object_type: objectType, metric }) => ({ objectType, metric, total: 0 }))

/** The number in full, where the tile's value is short for it. */
function exactly(total: number): string | undefined {
  const text = formatNumber(total)
  return text === formatCompact(total) ? undefined : text
}
