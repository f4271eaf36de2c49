import { expect, it } from 'vitest'
import { periodOf, totalsOf, toUsageTable, usageCsv, withoutSeries } from './usage-series.ts'

const points = (...values: number[]) =>
  values.map((value, index) => ({
    start_date: `2026-03-0${index + 1}T00:00:00Z`,
    end_date: `2026-03-0${index + 2}T00:00:00Z`,
    value,
  }))
const usage = [
  { object_type: 'deployment_version', metric: 'credits', usage: points(5, 6, 0) },
  { object_type: 'deployment_version', metric: 'input_volume', usage: points(0.1, 0.2, 0.3) },
  { object_type: 'pipeline_version', metric: 'input_volume', usage: points(1, 2, 3) },
]
/** As a server measures: nothing of the days ahead. */
const untilToday = (item: (typeof usage)[number]) => ({
  ...item,
  usage: item.usage.map((point, index) => (index < 2 ? point : { ...point, value: 0 })),
})
const now = new Date('2026-03-02T18:00:00Z')

it('lays one metric out by time and object type, with sums that do not drift', () => {
  const table = toUsageTable(usage, 'input_volume', '', now)

  expect(table.series).toEqual([
    { key: 'deployment_version', label: 'Deployments', total: 0.6 },
    { key: 'pipeline_version', label: 'Pipelines', total: 6 },
  ])
  expect(table.rows.map((row) => row.total)).toEqual([1.1, 2.2, 3.3])
  expect(table.total).toBe(6.6)
})

it('marks the day that is not over and those ahead', () => {
  const { rows } = toUsageTable(usage, 'credits', '', now)

  expect(rows.map((row) => row.isRunning)).toEqual([false, true, false])
  expect(rows.map((row) => row.isAhead)).toEqual([false, false, true])
})

it('keeps to one object type', () => {
  expect(toUsageTable(usage, 'input_volume', 'pipeline_version', now).series.map((item) => item.key)).toEqual([
    'pipeline_version',
  ])
})

it('has no rows for a metric that nobody measures', () => {
  expect(toUsageTable(usage, 'heat', '', now)).toEqual({ metric: 'heat', series: [], rows: [], total: 0 })
})

it('sums every pair', () => {
  expect(totalsOf(usage).map((item) => item.total)).toEqual([11, 0.6, 6])
})

it('exports the rows that have begun, and the totals', () => {
  expect(usageCsv(toUsageTable(usage.map(untilToday), 'input_volume', '', now)).split('\r\n')).toEqual([
    'Start (UTC),"End (UTC, exclusive)",Deployments,Pipelines,Total',
    '2026-03-01,2026-03-02,0.1,1,1.1',
    '2026-03-02,2026-03-03,0.2,2,2.2',
    'Total,,0.3,3,3.3',
    '',
  ])
})

it('shows, sums and exports only the series that are on', () => {
  const shown = withoutSeries(toUsageTable(usage, 'input_volume', '', now), new Set(['pipeline_version']))

  expect(shown.rows.map((row) => row.total)).toEqual([0.1, 0.2, 0.3])
  expect(shown.total).toBe(0.6)
  expect(usageCsv(shown).split('\r\n')).toEqual([
    'Start (UTC),"End (UTC, exclusive)",Deployments',
    '2026-03-01,2026-03-02,0.1',
    '2026-03-02,2026-03-03,0.2',
    'Total,,0.6',
    '',
  ])
})

it('shows all series where each of them is off', () => {
  const table = toUsageTable(usage, 'input_volume', 'pipeline_version', now)

  expect(withoutSeries(table, new Set(['pipeline_version', 'deployment_version']))).toBe(table)
})

it('spans the days of its rows', () => {
  expect(periodOf(toUsageTable(usage, 'credits', '', now).rows)).toEqual({ start: '2026-03-01', end: '2026-03-04' })
  expect(periodOf([])).toBeUndefined()
})
