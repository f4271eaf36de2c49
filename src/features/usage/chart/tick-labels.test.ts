import { expect, it } from 'vitest'
import { addDays } from '#contract/calendar.ts'
import { toBuckets } from './buckets.ts'
import { tickLabels } from './tick-labels.ts'

const bucketsOf = (start: string, days: number, size = 1) =>
  toBuckets(
    Array.from({ length: days }, (_, index) => ({
      start: addDays(start, index),
      end: addDays(start, index + 1),
      values: {},
      total: 0,
      earlier: undefined,
      expected: undefined,
      isRunning: false,
      isAhead: false,
    })),
    [],
    size,
    'stacked',
  )

it('labels the days that there is room for, in equal steps', () => {
  expect(tickLabels(bucketsOf('2026-02-26', 6), 'day', 200)).toEqual([
    { index: 0, label: '26 Feb' },
    { index: 2, label: '28 Feb' },
    { index: 4, label: '2 Mar' },
  ])
})

it('labels of many days the buckets that a month begins in', () => {
  expect(tickLabels(bucketsOf('2026-01-20', 70), 'day', 1000)).toEqual([
    { index: 12, label: 'Feb 2026' },
    { index: 40, label: 'Mar 2026' },
  ])
  expect(tickLabels(bucketsOf('2026-01-20', 630, 7), 'day', 5000).slice(0, 2)).toEqual([
    { index: 1, label: 'Feb 2026' },
    { index: 5, label: 'Mar 2026' },
  ])
})

it('never labels more than there is room for', () => {
  for (const width of [1, 250, 1000])
    expect(tickLabels(bucketsOf('2021-01-01', 1826, 7), 'day', width).length).toBeLessThanOrEqual(Math.ceil(width / 72))
})
