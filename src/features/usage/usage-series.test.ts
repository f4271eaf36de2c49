import { expect, it } from 'vitest'
import { usageCsv } from './usage-csv.ts'
import {
  byObjectType,
  byProject,
  byVersion,
  inOnePart,
  periodOf,
  totalsOf,
  toUsageTable,
  withoutSeries,
} from './usage-series.ts'

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
const today = '2026-03-02'
const tableOf = (of: typeof usage, metric: string, objectType = '') =>
  toUsageTable(byObjectType(of, metric, objectType), metric, today)

it('lays one metric out by time and object type, with sums that do not drift', () => {
  const table = tableOf(usage, 'input_volume')

  expect(table.series).toEqual([
    { key: 'deployment_version', label: 'Deployments', color: '1', total: 0.6 },
    { key: 'pipeline_version', label: 'Pipelines', color: '2', total: 6 },
  ])
  expect(table.rows.map((row) => row.total)).toEqual([1.1, 2.2, 3.3])
  expect(table.total).toBe(6.6)
})

it('marks the day that is not over and those ahead', () => {
  const { rows } = tableOf(usage, 'credits')

  expect(rows.map((row) => row.isRunning)).toEqual([false, true, false])
  expect(rows.map((row) => row.isAhead)).toEqual([false, false, true])
})

it('keeps to one object type', () => {
  expect(tableOf(usage, 'input_volume', 'pipeline_version').series.map((item) => item.key)).toEqual([
    'pipeline_version',
  ])
})

it('has empty rows for a metric that nobody measures', () => {
  const { series, rows, total } = tableOf(usage, 'heat')

  expect({ series, total, values: rows.map((row) => row.values) }).toEqual({
    series: [],
    total: 0,
    values: [{}, {}, {}],
  })
})

it('sums every pair', () => {
  expect(totalsOf(usage).map((item) => item.total)).toEqual([11, 0.6, 6])
})

it('exports the rows that have begun, and the totals', () => {
  expect(usageCsv(tableOf(usage.map(untilToday), 'input_volume'), undefined).split('\r\n')).toEqual([
    'Start (UTC),"End (UTC, exclusive)",Deployments,Pipelines,Total',
    '2026-03-01,2026-03-02,0.1,1,1.1',
    '2026-03-02,2026-03-03,0.2,2,2.2',
    'Total,,0.3,3,3.3',
    '',
  ])
})

it('shows, sums and exports only the series that are on', () => {
  const shown = withoutSeries(tableOf(usage, 'input_volume'), new Set(['pipeline_version']))

  expect(shown.rows.map((row) => row.total)).toEqual([0.1, 0.2, 0.3])
  expect(shown.total).toBe(0.6)
  expect(usageCsv(shown, undefined).split('\r\n')).toEqual([
    'Start (UTC),"End (UTC, exclusive)",Deployments',
    '2026-03-01,2026-03-02,0.1',
    '2026-03-02,2026-03-03,0.2',
    'Total,,0.6',
    '',
  ])
})

it('shows all series where each of them is off', () => {
  const table = tableOf(usage, 'input_volume', 'pipeline_version')

  expect(withoutSeries(table, new Set(['pipeline_version', 'deployment_version']))).toBe(table)
})

const parts = points(0, 0, 0).map(({ start_date, end_date }) => ({ start_date, end_date }))
const deployments = { object_type: 'deployment_version', metric: 'input_volume' }
const pipelines = { object_type: 'pipeline_version', metric: 'input_volume' }

it('adds the object types of a project up, and leaves the rest for last', () => {
  const { series } = byProject({
    parts,
    series: [
      { ...deployments, project: 'vision', values: [0.1, 0.2, 0.3] },
      { ...pipelines, project: 'vision', values: [1, 2, 3] },
      { ...deployments, project: null, values: [1, 2, 3] },
    ],
  })

  expect(series).toEqual([
    { key: 'vision', label: 'vision', color: '1', values: [1.1, 2.2, 3.3] },
    { key: '*', label: 'All others', color: 'others', values: [1, 2, 3] },
  ])
})

it('tells a deployment and a pipeline of one name apart', () => {
  const { series } = byVersion({
    parts,
    series: [
      { ...deployments, object: 'used', version: 'v1', values: [1, 2, 3] },
      { ...pipelines, object: 'used', version: 'v1', values: [4, 5, 6] },
      { ...deployments, object: 'used', version: 'v2', values: [7, 8, 9] },
      { ...deployments, object: null, version: null, values: [1, 1, 1] },
      { ...pipelines, object: null, version: null, values: [2, 2, 2] },
    ],
  })

  expect(series).toEqual([
    { key: 'deployment_version/used/v1', label: 'used/v1 (deployment)', color: '1', values: [1, 2, 3] },
    { key: 'pipeline_version/used/v1', label: 'used/v1 (pipeline)', color: '2', values: [4, 5, 6] },
    { key: 'deployment_version/used/v2', label: 'used/v2', color: '3', values: [7, 8, 9] },
    { key: '*', label: 'All others', color: 'others', values: [3, 3, 3] },
  ])
})

it('exports what the rows are compared with', () => {
  const parts = [{ start: '2026-02-27', end: '2026-02-28', value: 4 }, undefined]
  const change = { current: 5, earlier: 4 }

  expect(usageCsv(tableOf(usage.map(untilToday), 'credits'), { parts, change }).split('\r\n')).toEqual([
    'Start (UTC),"End (UTC, exclusive)",Deployments,"Period before, start (UTC)",Period before',
    '2026-03-01,2026-03-02,5,2026-02-27,4',
    '2026-03-02,2026-03-03,6,,',
    'Total,,11,,4',
    '',
  ])
})

it('takes a period as one part', () => {
  expect(inOnePart(byObjectType(usage, 'credits', ''))).toEqual({
    parts: [{ start_date: '2026-03-01T00:00:00Z', end_date: '2026-03-04T00:00:00Z' }],
    series: [{ key: 'deployment_version', label: 'Deployments', color: '1', values: [11] }],
  })
})

it('spans the days of its rows', () => {
  expect(periodOf(tableOf(usage, 'credits').rows)).toEqual({ start: '2026-03-01', end: '2026-03-04' })
  expect(periodOf([])).toBeUndefined()
})
