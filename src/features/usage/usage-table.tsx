import type { UsageInterval } from '#contract/usage.ts'
import { StateBadge } from '#src/components/state-badge.tsx'
import { formatNumber } from '#src/lib/numbers.ts'
import classes from './usage.module.css'
import { rowLabel } from './usage-chart.tsx'
import type { Series, UsageTable } from './usage-series.ts'

interface UsageTableViewProps {
  table: UsageTable
  series: readonly Series[]
  interval: UsageInterval
}

/** The numbers of the chart, newest first, with their sums on top. */
export function UsageTableView({ table, series, interval }: UsageTableViewProps) {
  const began = table.rows.filter((row) => !row.isAhead).toReversed()
  const hasTotal = series.length > 1
  const total = series.reduce((sum, item) => sum + item.total, 0)
  return (
    // A focusable region, so that the keyboard can scroll it.
    <div className={classes.tableFrame} tabIndex={0} role="region" aria-label={`Usage by ${interval}, table`}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{interval === 'day' ? 'Day (UTC)' : 'Month (UTC)'}</th>
            {series.map(({ key, label }) => (
              <th key={key} scope="col" className={classes.number}>
                {label}
              </th>
            ))}
            {hasTotal && (
              <th scope="col" className={classes.number}>
                Total
              </th>
            )}
          </tr>
          <tr className={classes.sum}>
            <th scope="row">All</th>
            {series.map(({ key, total: value }) => (
              <td key={key} className={classes.number}>
                {formatNumber(value)}
              </td>
            ))}
            {hasTotal && <td className={classes.number}>{formatNumber(total)}</td>}
          </tr>
        </thead>
        <tbody>
          {began.map((row) => (
            <tr key={row.start}>
              <th scope="row">
                {rowLabel(row)} {row.isRunning && <StateBadge tone="info">Running</StateBadge>}
              </th>
              {series.map(({ key }) => (
                <td key={key} className={classes.number}>
                  {formatNumber(row.values[key] ?? 0)}
                </td>
              ))}
              {hasTotal && (
                <td className={classes.number}>
                  {formatNumber(series.reduce((sum, { key }) => sum + (row.values[key] ?? 0), 0))}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
