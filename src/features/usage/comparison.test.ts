import { describe, expect, it } from 'vitest'
import { addDays, type DayRange, dayBuckets, monthBuckets } from '#contract/calendar.ts'
import { changesOver, formatChange, usageByPart } from './comparison.ts'

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

describe('usageByPart', () => {
  it('takes the days of the range out of a longer answer and adds the series up', () => {
    const days = daysOf('2026-01-01', 90)
    const usage = [usageOf(days, (index) => index), usageOf(days, () => 0.1)]

    expect(usageByPart(usage, { start: '2026-01-11', end: '2026-01-13' }, 'day')).toEqual([
      { start: '2026-01-11', end: '2026-01-12', value: 10.1 },
      { start: '2026-01-12', end: '2026-01-13', value: 11.1 },
    ])
  })

  it('adds days up to months that start on any day', () => {
    const range = { start: '2026-01-15', end: '2026-03-15' }

    expect(usageByPart([usageOf(daysOf('2026-01-01', 90), () => 1)], range, 'month')).toEqual([
      { start: '2026-01-15', end: '2026-02-15', value: 31 },
      { start: '2026-02-15', end: '2026-03-15', value: 28 },
    ])
  })

  it('takes months as they are', () => {
    const range = { start: '2026-01-01', end: '2026-04-01' }
    const usage = usageOf(monthBuckets(range), (index) => index + 1)

    expect(usageByPart([usage], range, 'month').map(({ value }) => value)).toEqual([1, 2, 3])
  })

  it('has nothing where the answer does not reach', () => {
    const parts = usageByPart(
      [usageOf(daysOf('2026-01-02', 2), () => 5)],
      { start: '2026-01-01', end: '2026-01-05' },
      'day',
    )

    expect(parts.map(({ value }) => value)).toEqual([0, 5, 5, 0])
  })
})

describe('changesOver', () => {
  const recent = usageOf(daysOf('2026-01-01', 70), (index) => index + 1)
  const february = { start: '2026-02-11', end: '2026-03-11' }
  const january = { start: '2026-01-11', end: '2026-02-11' }

  it('holds the days that are over against as many of the range before', () => {
    const ranges = { range: february, before: january, interval: 'day', today: '2026-02-13' } as const

    expect(changesOver(ranges)(recent, recent)).toEqual({
      current: 42 + 43,
      earlier: 11 + 12,
      range: { start: '2026-01-11', end: '2026-01-13' },
    })
  })

  it('goes no further than the range before, where that is shorter', () => {
    const ranges = {
      range: { start: '2026-02-01', end: '2026-03-01' },
      before: { start: '2026-01-30', end: '2026-02-01' },
      interval: 'day',
      today: '2026-02-20',
    } as const

    expect(changesOver(ranges)(recent, recent)).toEqual({
      current: 32 + 33,
      earlier: 30 + 31,
      range: { start: '2026-01-30', end: '2026-02-01' },
    })
  })

  it('says nothing on the first day', () => {
    const ranges = { range: february, before: january, interval: 'day', today: '2026-02-11' } as const

    expect(changesOver(ranges)(recent, recent)).toBeUndefined()
  })

  it('leaves out the month that is not over, whether the range is known by day or by month', () => {
    const range = { start: '2026-01-01', end: '2026-03-11' }
    const before = { start: '2025-10-01', end: '2026-01-01' }
    const earlier = usageOf(monthBuckets(before), (index) => index + 1)
    const change = { current: 496 + 1274, earlier: 1 + 2, range: { start: '2025-10-01', end: '2025-12-01' } }
    const months = usageOf(monthBuckets(range), (index) => [496, 1274, 9][index] ?? 0)

    for (const current of [recent, months])
      expect(changesOver({ range, before, interval: 'month', today: '2026-03-10' })(current, earlier)).toEqual(change)
  })
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
