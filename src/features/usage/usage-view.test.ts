import { describe, expect, it } from 'vitest'
import { addDays, type DayRange, dayBuckets } from '#contract/calendar.ts'
import { type Usage, usageSeries } from '#contract/usage.ts'
import { toUsageAddress, usageDefaults } from './usage-range.ts'
import { byObjectType, inOnePart, type SeriesInParts, toUsageTable, withoutSeries } from './usage-series.ts'
import { toChartRows, toUsageOutlook } from './usage-view.ts'

const today = '2026-11-16'
const period: DayRange = { start: '2026-11-10', end: '2026-12-10' }

/** Deployments use 10 a day and pipelines 1, until today, when half of it is there; twice as much from `period` on. */
const usageOf = (range: DayRange): Usage[] =>
  usageSeries.map(({ object_type, metric }) => ({
    object_type,
    metric,
    usage: dayBuckets(range).map(({ start, end }) => ({
      start_date: `${start}T00:00:00Z`,
      end_date: `${end}T00:00:00Z`,
      value:
        (object_type === 'deployment_version' ? 10 : 1) *
        (start < period.start ? 1 : 2) *
        (start < today ? 1 : start === today ? 0.5 : 0),
    })),
  }))

function view(
  change: Record<string, string> = {},
  { limit, split, state = 'current' }: { limit?: number; split?: SeriesInParts; state?: 'current' | 'kept' } = {},
) {
  const address = toUsageAddress(Object.assign({ ...usageDefaults, metric: 'input_volume' }, change))
  const interval = change.interval === 'month' ? 'month' : 'day'
  const usage = usageOf(period)
  const given = split ?? byObjectType(usage, address.metric, address.type)
  const previous = usageOf({ start: addDays(today, -92), end: addDays(today, 1) })
  const table = toUsageTable(interval === 'month' ? inOnePart(given) : given, address.metric, today)
  const tableOnScreen = withoutSeries(table, new Set([address.hidden]))
  const outlook = toUsageOutlook({
    address,
    inSight: { totals: usage, interval, previous, state },
    table,
    tableOnScreen,
    subscriptionStart: '2026-01-10',
    limit,
    today,
  })
  return { ...outlook, chartRows: toChartRows(tableOnScreen, outlook.earlier, outlook.forecast) }
}

const projects: SeriesInParts = (() => {
  const { parts, series } = byObjectType(usageOf(period), 'input_volume', '')
  return { parts, series: series.map((one, index) => ({ ...one, key: `project-${index}`, label: `project-${index}` })) }
})()

describe('comparison', () => {
  it('sets the first day beside the first of the period before, only when asked for', () => {
    expect(view().earlier).toBeUndefined()
    const { earlier, before } = view({ compare: 'previous' })

    expect(before).toEqual({ start: '2026-10-10', end: '2026-11-10' })
    expect(earlier?.parts[0]).toEqual({ start: '2026-10-10', end: '2026-10-11', value: 11 })
    expect(earlier?.parts).toHaveLength(30)
  })

  it('is of the series on the screen', () => {
    expect(view({ compare: 'previous', type: 'pipeline_version' }).earlier?.parts[0]?.value).toBe(1)
    expect(view({ compare: 'previous', hidden: 'pipeline_version' }).earlier?.parts[0]?.value).toBe(10)
  })

  it('is of all projects or of none', () => {
    const of = (hidden: string) => view({ compare: 'previous', split: 'project', hidden }, { split: projects }).earlier

    expect(of('')?.parts[0]?.value).toBe(11)
    expect(of('project-1')).toBeUndefined()
  })

  it.each([['day'], ['month']])('tells the change of each pair by the days that are over, shown by %s', (interval) => {
    const { changes, compared, earlier } = view({ interval, compare: 'previous' })

    expect(changes.get('deployment_version credits')).toEqual({ current: 6 * 20, earlier: 6 * 10 })
    expect(compared?.earlier).toEqual({ start: '2026-10-10', end: '2026-10-16' })
    expect(earlier?.change).toEqual({ current: 6 * 22, earlier: 6 * 11 })
  })

  it('sets the whole period before beside a period that is shown as one month', () => {
    expect(view({ interval: 'month', compare: 'previous' }).earlier?.parts).toEqual([
      { start: '2026-10-10', end: '2026-11-10', value: 31 * 11 },
    ])
  })
})

describe('forecast', () => {
  it('is of the running period, day by day in the chart', () => {
    const { forecast, chartRows } = view()

    expect(forecast).toMatchObject({ method: expect.stringContaining('same weekday') })
    expect(chartRows[5]?.expected).toBeUndefined()
    expect(chartRows[6]?.expected).toBe(11)
    expect(chartRows.at(-1)?.expected).toBe((22 + 3 * 11) / 4)
  })

  it('adds up to what it says in a sentence', () => {
    const { forecast, chartRows } = view()

    const drawn = chartRows.reduce((sum, row) => sum + (row.expected ?? row.total), 0)
    expect(drawn).toBeCloseTo(forecast && 'total' in forecast ? forecast.total : Number.NaN, 4)
  })

  it.each([['previous'], ['30-days'], ['custom']])('says nothing of %s', (range) => {
    expect(view({ range, from: period.start, to: today }).forecast).toBeUndefined()
  })
})

describe('limit', () => {
  it('is held against all that counts towards it', () => {
    expect(view({}, { limit: 500 }).limit).toBe(500)
    expect(view({ split: 'project' }, { limit: 500, split: projects }).limit).toBe(500)
    expect(view({ range: 'previous' }, { limit: 500 }).limit).toBe(500)
  })

  it.each([
    [{ project: 'vision' }],
    [{ type: 'pipeline_version' }],
    [{ hidden: 'pipeline_version' }],
    [{ range: '30-days' }],
  ])('is not held against a part: %j', (change) => {
    expect(view(change, { limit: 500 }).limit).toBeUndefined()
  })

  it('is not held against the numbers of another range', () => {
    expect(view({}, { limit: 500, state: 'kept' }).limit).toBeUndefined()
  })

  it('says when it would be reached', () => {
    const { forecast } = view({}, { limit: 7 * 22 })

    expect(forecast).toMatchObject({ crossing: { by: 'expected' } })
  })
})
