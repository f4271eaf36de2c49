import { describe, expect, it } from 'vitest'
import { addDays, type DayRange, dayBuckets } from '#contract/calendar.ts'
import { comparedRanges, formatChange, partsBeside, partsOf, totalIn } from './comparison.ts'
import type { UsageRow } from './usage-series.ts'

const usageOf = (parts: readonly DayRange[], valueOf: (index: number) => number) => ({
  object_type: 'deployment_version',
  metric: 'credits',
  usage: parts.map(({ start, end }, index) => ({
    start_date: `${start}T00:00:00Z`,
    end_date: `${end}T00:00:00Z`,
    value: valueOf(index),
  })),
})
const daysOf = (start: string, count: number) => dayBuckets({ start, end: addDays(start, count) })

const rowOf = (part: DayRange, change: Partial<UsageRow> = {}): UsageRow => ({
  ...part,
  isRunning: false,
  isAhead: false,
  values: {},
  total: 0,
  ...change,
})

describe('partsBeside', () => {
  const beside = (range: DayRange, before: DayRange, interval: 'day' | 'month', days = daysOf('2026-01-01', 200)) =>
    partsBeside(
      partsOf(range, interval).map((part) => rowOf(part)),
      [usageOf(days, (index) => index + 1), usageOf(days, () => 0.1)],
      partsOf(before, interval),
    )

  it('takes the days of the range before out of a longer answer and adds the series up', () => {
    const range = { start: '2026-01-13', end: '2026-01-15' }

    expect(beside(range, { start: '2026-01-11', end: '2026-01-13' }, 'day')).toEqual([
      { start: '2026-01-11', end: '2026-01-12', value: 11.1 },
      { start: '2026-01-12', end: '2026-01-13', value: 12.1 },
    ])
  })

  it('adds days up to months that start on any day', () => {
    const range = { start: '2026-03-15', end: '2026-05-15' }
    const parts = beside(range, { start: '2026-01-15', end: '2026-03-15' }, 'month', daysOf('2026-01-15', 59))

    expect(parts.map((part) => part?.start)).toEqual(['2026-01-15', '2026-02-15'])
    expect(parts[0]?.value).toBeCloseTo((31 * 32) / 2 + 3.1, 6)
  })

  it('has nothing beside a day that the range before has not', () => {
    const parts = beside({ start: '2026-03-01', end: '2026-04-01' }, { start: '2026-02-01', end: '2026-03-01' }, 'day')

    expect(parts.map((part) => part !== undefined)).toEqual([...Array(28).fill(true), false, false, false])
  })

  it('sets no month that is cut off beside one of another length', () => {
    const parts = beside(
      { start: '2026-04-01', end: '2026-06-11' },
      { start: '2026-01-20', end: '2026-04-01' },
      'month',
    )

    expect(parts.map((part) => part?.start)).toEqual(['2026-01-20', '2026-02-20', undefined])
  })
})

describe('comparedRanges', () => {
  it('holds all of a range that is over against all of the one before', () => {
    const march = { start: '2026-03-01', end: '2026-04-01' }
    const february = { start: '2026-02-01', end: '2026-03-01' }

    expect(comparedRanges(march, february, 'day', '2026-04-01')).toEqual({ current: march, earlier: february })
  })

  it('holds the days that are over against as many of the range before', () => {
    const before = { start: '2026-01-11', end: '2026-02-11' }

    expect(comparedRanges({ start: '2026-02-11', end: '2026-03-11' }, before, 'day', '2026-02-13')).toEqual({
      current: { start: '2026-02-11', end: '2026-02-13' },
      earlier: { start: '2026-01-11', end: '2026-01-13' },
    })
  })

  it('goes no further than the range before, where that is shorter', () => {
    const before = { start: '2026-01-30', end: '2026-02-01' }

    expect(comparedRanges({ start: '2026-02-01', end: '2026-03-01' }, before, 'day', '2026-02-20')).toEqual({
      current: { start: '2026-02-01', end: '2026-02-03' },
      earlier: before,
    })
  })

  it('leaves out the month that is not over', () => {
    const before = { start: '2024-12-01', end: '2025-12-01' }

    expect(comparedRanges({ start: '2025-12-01', end: '2026-11-27' }, before, 'month', '2026-11-26')).toEqual({
      current: { start: '2025-12-01', end: '2026-11-01' },
      earlier: { start: '2024-12-01', end: '2025-11-01' },
    })
  })

  it('says nothing on the first day', () => {
    const before = { start: '2026-01-11', end: '2026-02-11' }

    expect(comparedRanges({ start: '2026-02-11', end: '2026-03-11' }, before, 'day', '2026-02-11')).toBeUndefined()
  })
})

it('adds up the days of a range', () => {
  const days = usageOf(daysOf('2026-01-01', 10), () => 0.1)

  expect(totalIn([days, days], { start: '2026-01-03', end: '2026-01-06' })).toBe(0.6)
})

it.each([
  [112, 100, '+12.0%'],
  [50, 100, '-50.0%'],
  [7, 7, 'no change'],
  [0, 0, 'no change'],
  [3, 0, 'new'],
  [0, 3, '-100.0%'],
])('writes the change to %d from %d as %s', (current, earlier, text) => {
  expect(formatChange(current, earlier)).toBe(text)
})
