import type { DayRange } from '#contract/calendar.ts'
import type { Usage } from '#contract/usage.ts'
import { toCsv } from '#src/lib/csv.ts'
import { sum } from './sum.ts'

export const metricLabels: Readonly<Record<string, string>> = {
  credits: 'Credits',
  input_volume: 'Input volume',
  output_volume: 'Output volume',
}

export const objectTypeLabels: Readonly<Record<string, string>> = {
  deployment_version: 'Deployments',
  pipeline_version: 'Pipelines',
}

/** A metric or object type of another server is shown by its own name. */
export const labelOf = (labels: Readonly<Record<string, string>>, name: string) =>
  labels[name] ?? name.replaceAll('_', ' ')

export interface Series {
  /** The object type; series of one page share the metric. */
  key: string
  label: string
  total: number
}

export interface UsageRow {
  /** First day of the day or month, and the first day after it. */
  start: string
  end: string
  /** Still running: its value will grow. */
  isRunning: boolean
  /** Not begun yet: a period is drawn to its end, but there is nothing to say of these days. */
  isAhead: boolean
  values: Readonly<Record<string, number>>
  total: number
}

export interface UsageTable {
  metric: string
  series: readonly Series[]
  rows: readonly UsageRow[]
  total: number
}

/**
 * One metric as rows by time and columns by object type: the numbers that the chart, the table and the export share.
 * @param now decides which row is still running and which are ahead
 */
export function toUsageTable(usage: readonly Usage[], metric: string, objectType: string, now: Date): UsageTable {
  const shown = usage.filter((item) => item.metric === metric && (objectType === '' || item.object_type === objectType))
  const rows = (shown[0]?.usage ?? []).map((point, index): UsageRow => {
    const values = Object.fromEntries(shown.map((item) => [item.object_type, item.usage[index]?.value ?? 0]))
    return {
      start: point.start_date.slice(0, 10),
      end: point.end_date.slice(0, 10),
      isRunning: new Date(point.start_date) <= now && now < new Date(point.end_date),
      isAhead: now < new Date(point.start_date),
      values,
      total: sum(Object.values(values)),
    }
  })
  const series = shown.map((item) => ({
    key: item.object_type,
    label: labelOf(objectTypeLabels, item.object_type),
    total: sum(item.usage.map((point) => point.value)),
  }))
  return { metric, series, rows, total: sum(series.map((item) => item.total)) }
}

/**
 * The table without the series that are switched off. One always stays, so where all of this table are off, as in an
 * address for another object type, all are on.
 */
export function withoutSeries(table: UsageTable, hidden: ReadonlySet<string>): UsageTable {
  const series = table.series.filter(({ key }) => !hidden.has(key))
  if (series.length === 0 || series.length === table.series.length) return table
  const rows = table.rows.map((row) => ({ ...row, total: sum(series.map(({ key }) => row.values[key] ?? 0)) }))
  return { ...table, series, rows, total: sum(series.map((item) => item.total)) }
}

/** The days of all rows; undefined where there are none. */
export function periodOf(rows: readonly UsageRow[]): DayRange | undefined {
  const [first, last] = [rows[0], rows.at(-1)]
  return first && last && { start: first.start, end: last.end }
}

/** What there is something to say of. */
export const begun = (rows: readonly UsageRow[]) => rows.filter((row) => !row.isAhead)

/** The sum of every pair of object type and metric. */
export function totalsOf(usage: readonly Usage[]) {
  return usage.map(({ object_type, metric, usage: points }) => ({
    objectType: object_type,
    metric,
    total: sum(points.map((point) => point.value)),
  }))
}

/** The table as it is on the page, oldest first, with days as `YYYY-MM-DD` in UTC and plain numbers. */
export function usageCsv({ series, rows, total }: UsageTable): string {
  const totals = (value: number) => (series.length > 1 ? [value] : [])
  return toCsv(
    [
      'Start (UTC)',
      'End (UTC, exclusive)',
      ...series.map((item) => item.label),
      ...(series.length > 1 ? ['Total'] : []),
    ],
    [
      ...begun(rows).map((row) => [
        row.start,
        row.end,
        ...series.map((item) => row.values[item.key] ?? 0),
        ...totals(row.total),
      ]),
      ['Total', '', ...series.map((item) => item.total), ...totals(total)],
    ],
  )
}
