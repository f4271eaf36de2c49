import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, addMonths, dayBuckets, daysBetween, monthBuckets, subscriptionPeriod, toDay } from './calendar.ts'
import { parseDay } from './common.ts'

const dayBetween = (first: string, last: string) =>
  fc.integer({ min: 0, max: daysBetween(first, last) }).map((days) => addDays(first, days))
const anyDay = dayBetween('1970-01-01', '2200-12-31')
const lateDay = dayBetween('9990-01-01', '9999-12-31')
const someDay = fc.oneof({ weight: 9, arbitrary: anyDay }, lateDay)
const rangeOfDays = (most: number) =>
  fc
    .tuple(someDay, fc.integer({ min: 1, max: most }))
    .map(([start, days]) => ({ start, end: addDays(start, days) }))
    .filter(({ start, end }) => start < end)

describe('toDay', () => {
  it.each([
    ['2026-03-10T00:00:00.000Z', '2026-03-10'],
    ['2026-03-10T23:59:59.999Z', '2026-03-10'],
    ['2026-03-10T23:30:00-01:00', '2026-03-11'],
    ['2026-03-11T00:30:00+01:00', '2026-03-10'],
  ])('takes the day of %s in UTC', (instant, day) => {
    expect(toDay(new Date(instant))).toBe(day)
  })
})

describe('addDays and daysBetween', () => {
  it.each([
    ['2024-02-28', 1, '2024-02-29'],
    ['2023-02-28', 1, '2023-03-01'],
    ['2024-03-31', 1, '2024-04-01'],
    ['2024-01-01', -1, '2023-12-31'],
    ['9999-12-31', 1, '9999-12-31'],
  ])('moves %s by %i days to %s', (day, days, moved) => {
    expect(addDays(day, days)).toBe(moved)
  })

  it('undo each other', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -700, max: 40_000 }), (day, days) => {
        expect(daysBetween(day, addDays(day, days))).toBe(days)
      }),
    )
  })
})

describe('addMonths', () => {
  it.each([
    ['2026-01-15', 1, '2026-02-15'],
    ['2026-01-31', 1, '2026-02-28'],
    ['2024-01-31', 1, '2024-02-29'],
    ['2026-01-31', 2, '2026-03-31'],
    ['2026-01-31', 3, '2026-04-30'],
    ['2024-02-29', 12, '2025-02-28'],
    ['2024-02-29', 48, '2028-02-29'],
    ['2026-12-31', 2, '2027-02-28'],
    ['2026-01-31', -2, '2025-11-30'],
    ['2100-01-31', 1, '2100-02-28'],
    ['9999-11-15', 1, '9999-12-15'],
    ['9999-12-15', 1, '9999-12-31'],
  ])('moves %s by %i months to %s', (day, months, moved) => {
    expect(addMonths(day, months)).toBe(moved)
  })

  it('keeps the day of the month, or takes the last one of a shorter month', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -12, max: 1200 }), (day, months) => {
        const moved = addMonths(day, months)
        expect(daysBetween(day, moved) * Math.sign(months)).toBeGreaterThanOrEqual(Math.abs(months) * 28)
        const isLastOfMonth = addDays(moved, 1).slice(8) === '01'
        expect(moved.slice(8) === day.slice(8) || (isLastOfMonth && moved.slice(8) < day.slice(8))).toBe(true)
      }),
    )
  })
})

describe('subscriptionPeriod', () => {
  it.each([
    // The example of document 002.
    ['2020-11-20', '2020-12-01', '2020-11-20', '2020-12-20'],
    ['2020-11-20', '2020-11-20', '2020-11-20', '2020-12-20'],
    ['2020-11-20', '2020-12-19', '2020-11-20', '2020-12-20'],
    ['2020-11-20', '2020-12-20', '2020-12-20', '2021-01-20'],
    ['2024-01-31', '2024-02-28', '2024-01-31', '2024-02-29'],
    ['2024-01-31', '2024-02-29', '2024-02-29', '2024-03-31'],
    ['2024-01-31', '2024-03-30', '2024-02-29', '2024-03-31'],
    ['2024-01-31', '2024-03-31', '2024-03-31', '2024-04-30'],
    ['2024-02-29', '2025-02-28', '2025-02-28', '2025-03-29'],
    ['2020-12-31', '2026-01-01', '2025-12-31', '2026-01-31'],
  ])('of a subscription from %s holds %s: %s to %s', (subscriptionStart, today, start, end) => {
    expect(subscriptionPeriod(subscriptionStart, today)).toEqual({ start, end })
  })

  it('holds today, whatever the start of the subscription', () => {
    fc.assert(
      fc.property(anyDay, anyDay, (subscriptionStart, today) => {
        const { start, end } = subscriptionPeriod(subscriptionStart, today)
        expect(start <= today && today < end).toBe(true)
      }),
    )
  })

  it('follows the one before without a gap', () => {
    fc.assert(
      fc.property(anyDay, anyDay, (subscriptionStart, today) => {
        const period = subscriptionPeriod(subscriptionStart, today)
        expect(subscriptionPeriod(subscriptionStart, period.end).start).toBe(period.end)
        expect(subscriptionPeriod(subscriptionStart, addDays(period.start, -1)).end).toBe(period.start)
      }),
    )
  })
})

describe('monthBuckets', () => {
  it.each([
    { range: ['2026-01-15', '2026-03-20'], days: ['2026-01-15', '2026-02-15', '2026-03-15', '2026-03-20'] },
    { range: ['2026-01-15', '2026-03-15'], days: ['2026-01-15', '2026-02-15', '2026-03-15'] },
    { range: ['2026-01-15', '2026-01-16'], days: ['2026-01-15', '2026-01-16'] },
    {
      range: ['2024-01-31', '2024-05-31'],
      days: ['2024-01-31', '2024-02-29', '2024-03-31', '2024-04-30', '2024-05-31'],
    },
    { range: ['2024-02-29', '2024-03-31'], days: ['2024-02-29', '2024-03-29', '2024-03-31'] },
    { range: ['9999-11-30', '9999-12-31'], days: ['9999-11-30', '9999-12-30', '9999-12-31'] },
  ])('cuts $range.0 to $range.1 at $days', ({ range: [start, end], days }) => {
    const buckets = monthBuckets({ start: start!, end: end! })

    expect([start, ...buckets.map((bucket) => bucket.end)]).toEqual(days)
  })

  it('makes one month of a subscription period when it is counted from the start of the subscription', () => {
    fc.assert(
      fc.property(anyDay, anyDay, (subscriptionStart, today) => {
        const period = subscriptionPeriod(subscriptionStart, today)
        expect(monthBuckets(period, subscriptionStart)).toEqual([period])
      }),
    )
  })

  it('covers the range without gaps, each month but the last a whole one', () => {
    fc.assert(
      fc.property(rangeOfDays(3700), fc.option(anyDay, { nil: undefined }), (range, anchor) => {
        const buckets = monthBuckets(range, anchor)

        expect(buckets[0]?.start).toBe(range.start)
        expect(buckets.at(-1)?.end).toBe(range.end)
        for (const [index, { start, end }] of buckets.entries()) {
          expect(start < end).toBe(true)
          expect(start).toBe(index === 0 ? range.start : buckets[index - 1]?.end)
          if (anchor === undefined && end !== range.end) expect(end).toBe(addMonths(range.start, index + 1))
        }
      }),
    )
  })
})

describe('dayBuckets', () => {
  it('has one bucket for each day, also 29 February', () => {
    expect(dayBuckets({ start: '2024-02-28', end: '2024-03-02' })).toEqual([
      { start: '2024-02-28', end: '2024-02-29' },
      { start: '2024-02-29', end: '2024-03-01' },
      { start: '2024-03-01', end: '2024-03-02' },
    ])
  })

  it('covers the range without gaps, each day existing in the calendar', () => {
    fc.assert(
      fc.property(rangeOfDays(120), (range) => {
        const buckets = dayBuckets(range)

        expect(buckets).toHaveLength(daysBetween(range.start, range.end))
        expect(buckets[0]?.start).toBe(range.start)
        expect(buckets.at(-1)?.end).toBe(range.end)
        for (const [index, { start, end }] of buckets.entries()) {
          expect(parseDay(start)).toBe(start)
          expect(daysBetween(start, end)).toBe(1)
          if (index > 0) expect(start).toBe(buckets[index - 1]?.end)
        }
      }),
    )
  })
})
