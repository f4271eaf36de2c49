import { useId } from 'react'
import { Bar, BarChart, CartesianGrid, Tooltip, type TooltipContentProps, XAxis, YAxis } from 'recharts'
import { addDays, addMonths, type DayRange } from '#contract/calendar.ts'
import type { UsageInterval } from '#contract/usage.ts'
import { Skeleton } from '#src/components/skeleton.tsx'
import { formatDay } from '#src/lib/dates.ts'
import { formatCompact, formatNumber } from '#src/lib/numbers.ts'
import classes from './usage.module.css'
import type { Series, UsageRow, UsageTable } from './usage-series.ts'

const HEIGHT = 300
const MOST_BARS_WITH_GAPS = 120
/** More days than this are marked by the first of each month. */
const MOST_DAYS_BY_DAY = 62

interface UsageChartProps {
  table: UsageTable
  interval: UsageInterval
  /** What the chart shows, for those who cannot see it. */
  label: string
}

/** Bars by day or month, stacked by object type; the one that is still running is hatched. It only draws. */
export function UsageChart({ table, interval, label }: UsageChartProps) {
  const { series } = table
  const hatchId = useId()
  if (table.rows.length === 0)
    return (
      <div className={classes.chartSkeleton}>
        <Skeleton width="100%" />
      </div>
    )
  const isRunningShown = table.rows.some((row) => row.isRunning)
  return (
    <figure className={classes.chart} aria-label={label} role="group">
      <BarChart
        responsive
        width="100%"
        height={HEIGHT}
        data={table.rows as UsageRow[]}
        margin={{ top: 8, right: 8, bottom: 0, left: 0 }}
        // A gap next to bars of a pixel or less would leave nothing of them.
        barCategoryGap={table.rows.length > MOST_BARS_WITH_GAPS ? 0 : '18%'}
      >
        <defs>
          {series.map(({ key }) => (
            <pattern
              key={key}
              id={`${hatchId}-${key}`}
              width="6"
              height="6"
              patternUnits="userSpaceOnUse"
              patternTransform="rotate(45)"
            >
              <rect width="3" height="6" className={classes.bar} data-series={key} />
            </pattern>
          ))}
        </defs>
        <CartesianGrid vertical={false} stroke="var(--app-border)" />
        <XAxis
          dataKey="start"
          {...(table.rows.length > MOST_DAYS_BY_DAY ? { ticks: monthStarts(table.rows) } : {})}
          tickFormatter={(start: string) =>
            tickLabel(start, interval === 'month' || table.rows.length > MOST_DAYS_BY_DAY)
          }
          minTickGap={16}
          interval="equidistantPreserveStart"
          tickLine={false}
        />
        <YAxis tickFormatter={formatCompact} width={56} axisLine={false} tickLine={false} />
        <Tooltip
          isAnimationActive={false}
          cursor={{ className: classes.cursor }}
          content={(props) => <PointDetails {...props} series={series} interval={interval} />}
        />
        {series.map(({ key, label: name }) => (
          <Bar
            key={key}
            dataKey={(row: UsageRow) => row.values[key] ?? 0}
            name={name}
            stackId="usage"
            isAnimationActive={false}
            shape={(bar: { x?: number; y?: number; width?: number; height?: number; payload?: UsageRow }) => (
              <rect
                x={bar.x}
                y={bar.y}
                width={Math.max(bar.width ?? 0, 0)}
                height={Math.max(bar.height ?? 0, 0)}
                className={classes.bar}
                data-series={key}
                {...(bar.payload?.isRunning ? { style: { fill: `url(#${hatchId}-${key})` } } : {})}
              />
            )}
          />
        ))}
      </BarChart>
      {isRunningShown && <figcaption className={classes.why}>Hatched: the {interval} is not over yet.</figcaption>}
    </figure>
  )
}

const monthName = new Intl.DateTimeFormat('en', { month: 'short', year: 'numeric', timeZone: 'UTC' })
const dayName = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })

const monthStarts = (rows: readonly UsageRow[]) =>
  rows.map(({ start }) => start).filter((start) => start.endsWith('-01'))

function tickLabel(start: string, isMonth: boolean): string {
  if (!isMonth) return dayName.format(new Date(`${start}T00:00:00Z`))
  return start.endsWith('-01') ? monthName.format(new Date(`${start}T00:00:00Z`)) : formatDay(start)
}

/** `4 Mar 2026`, or `1 Mar 2026 to 30 Mar 2026`. */
export function rangeLabel({ start, end }: DayRange): string {
  const last = addDays(end, -1)
  return start === last ? formatDay(start) : `${formatDay(start)} to ${formatDay(last)}`
}

/** Like {@link rangeLabel}, but `Mar 2026` for a whole month of the calendar. */
export function rowLabel(row: DayRange): string {
  const isMonth = row.start.endsWith('-01') && row.end === addMonths(row.start, 1)
  return isMonth ? monthName.format(new Date(`${row.start}T00:00:00Z`)) : rangeLabel(row)
}

function PointDetails({
  active,
  payload,
  series,
  interval,
}: Pick<TooltipContentProps, 'active' | 'payload'> & { series: readonly Series[]; interval: UsageInterval }) {
  // Recharts does not say the type of the row that a point was drawn from.
  const row = payload?.[0]?.payload as UsageRow | undefined
  if (!active || !row) return null
  return (
    <div className={classes.details}>
      <strong>{rowLabel(row)}</strong>
      {series.map(({ key, label }) => (
        <div key={key} className={classes.detail} data-series={key}>
          <span className={classes.swatch} aria-hidden />
          <span>{label}</span>
          <span className={classes.number}>{formatNumber(row.values[key] ?? 0)}</span>
        </div>
      ))}
      {row.isRunning && <div className={classes.why}>This {interval} is not over yet.</div>}
    </div>
  )
}
