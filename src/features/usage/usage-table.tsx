import type { UsageInterval } from '#contract/usage.ts'
import { StateBadge } from '#src/components/state-badge.tsx'
import { formatNumber } from '#src/lib/numbers.ts'
import classes from './usage.module.css'
import { rowLabel } from './usage-chart.tsx'
import { begun, type UsageTable } from './usage-series.ts'

interface UsageTableViewProps {
  table: UsageTable
  interval: UsageInterval
}

/** The numbers of the chart, newest first, with their sums on top. */
export function UsageTableView({ table, interval }: UsageTableViewProps) {
  const { series, total } = table
  const hasTotal = series.length > 1
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
          {begun(table.rows)
            .toReversed()
            .map((row) => (
              <tr key={row.start}>
                <th scope="row">
                  <span className={classes.when}>
                    {rowLabel(row)} {row.isRunning && <StateBadge tone="info">Running</StateBadge>}
                  </span>
                </th>
                {series.map(({ key }) => (
                  <td key={key} className={classes.number}>
                    {formatNumber(row.values[key] ?? 0)}
                  </td>
                ))}
                {hasTotal && <td className={classes.number}>{formatNumber(row.total)}</td>}
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  )
}
