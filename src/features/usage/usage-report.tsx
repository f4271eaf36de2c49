import { ChartColumn } from 'lucide-react'
import { useState } from 'react'
import { addDays } from '#contract/calendar.ts'
import { type Usage, type UsageInterval, usageSeries } from '#contract/usage.ts'
import { EmptyState } from '#src/components/empty-state.tsx'
import { StatGrid, StatTile } from '#src/components/stat-tile.tsx'
import { formatDay } from '#src/lib/dates.ts'
import { formatCompact, formatNumber } from '#src/lib/numbers.ts'
import { SeriesToggles } from './series-toggles.tsx'
import classes from './usage.module.css'
import { UsageChart } from './usage-chart.tsx'
import { labelOf, metricLabels, objectTypeLabels, totalsOf, type UsageTable } from './usage-series.ts'
import { UsageTableView } from './usage-table.tsx'

interface UsageReportProps {
  /** Undefined while it loads. */
  usage: readonly Usage[] | undefined
  table: UsageTable
  interval: UsageInterval
  isFetching: boolean
}

/** Totals, chart and table of one answer of the server. */
export function UsageReport({ usage, table, interval, isFetching }: UsageReportProps) {
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set())
  const first = table.rows[0]
  const last = table.rows.at(-1)
  const period = first && last ? `${formatDay(first.start)} to ${formatDay(addDays(last.end, -1))} (UTC)` : undefined
  const metric = labelOf(metricLabels, table.metric)
  const shown = table.series.filter((series) => !hidden.has(series.key))
  return (
    <>
      <div>
        <StatGrid>
          {(usage ? totalsOf(usage) : placeholderTotals).map(({ objectType, metric: name, total }) => (
            <StatTile
              key={`${objectType} ${name}`}
              label={`${labelOf(metricLabels, name)}, ${labelOf(objectTypeLabels, objectType).toLowerCase()}`}
              value={usage && formatCompact(total)}
              note={usage && formatNumber(total)}
            />
          ))}
        </StatGrid>
      </div>
      <section className={classes.panel} aria-labelledby="chart-title" aria-busy={isFetching}>
        <header className={classes.panelHead}>
          <div>
            <h2 id="chart-title">{metric}</h2>
            <p className={classes.period}>{period ?? 'Loading…'}</p>
          </div>
          <SeriesToggles
            series={table.series}
            hidden={hidden}
            onToggle={(key) => setHidden(hidden.has(key) ? without(hidden, key) : new Set([...hidden, key]))}
          />
        </header>
        {usage && table.rows.every((row) => row.total === 0) ? (
          <EmptyState icon={<ChartColumn aria-hidden />} title="Nothing was used in this time">
            Usage appears here on the day that a deployment or pipeline handles its first request.
          </EmptyState>
        ) : (
          <UsageChart
            table={table}
            series={shown}
            interval={interval}
            label={`${metric} by ${interval}, ${period ?? ''}. The table below has the same numbers.`}
          />
        )}
      </section>
      {table.rows.length > 0 && <UsageTableView table={table} series={shown} interval={interval} />}
    </>
  )
}

const placeholderTotals = usageSeries.map(({ object_type: objectType, metric }) => ({ objectType, metric, total: 0 }))

function without(keys: ReadonlySet<string>, key: string): ReadonlySet<string> {
  return new Set([...keys].filter((item) => item !== key))
}
