import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays } from '#contract/calendar.ts'
import { bucketSize, type ChartRow, toBuckets } from './buckets.ts'

const rowOf = (index: number, change: Partial<ChartRow> = {}): ChartRow => ({
  start: addDays('2026-01-01', index),
  end: addDays('2026-01-02', index),
  values: { a: index, b: 1 },
  total: index + 1,
  earlier: undefined,
  expected: undefined,
  isRunning: false,
  isAhead: false,
  ...change,
})
const rows = (count: number) => Array.from({ length: count }, (_, index) => rowOf(index))

describe('bucketSize', () => {
  it.each([
    ['day', 30, 400, 1],
    ['day', 400, 400, 1],
    ['day', 401, 400, 2],
    ['day', 1826, 400, 7],
    ['day', 1826, 150, 14],
    ['day', 3653, 30, 122],
    ['month', 120, 120, 1],
    ['month', 120, 119, 2],
    ['month', 120, 59, 3],
    ['month', 120, 39, 6],
    ['month', 120, 19, 12],
    ['month', 120, 7, 18],
  ] as const)('of each %s, %d rows for %d buckets, is %d', (interval, count, most, size) => {
    expect(bucketSize(count, most, interval)).toBe(size)
  })

  it('never gives more buckets than there is room for', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4000 }),
        fc.integer({ min: 1, max: 1000 }),
        fc.constantFrom('day', 'month'),
        (count, most, interval) => {
          expect(Math.ceil(count / bucketSize(count, most, interval))).toBeLessThanOrEqual(most)
        },
      ),
    )
  })
})

describe('toBuckets', () => {
  it('loses no day and no unit, whatever the size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 30 }), (count, size) => {
        const buckets = toBuckets(rows(count), ['a', 'b'], size, 'stacked')

        expect(buckets.reduce((sum, { total }) => sum + total, 0)).toBe((count * (count + 1)) / 2)
        expect(buckets[0]?.start).toBe('2026-01-01')
        expect(buckets.at(-1)?.end).toBe(addDays('2026-01-01', count))
        expect(buckets.slice(1).every(({ start }, index) => start === buckets[index]?.end)).toBe(true)
      }),
    )
  })

  it('says which bucket has fewer days than the others', () => {
    expect(toBuckets(rows(9), ['a'], 7, 'stacked').map(({ size, isShort }) => ({ size, isShort }))).toEqual([
      { size: 7, isShort: false },
      { size: 2, isShort: true },
    ])
  })

  it.each(['stacked', 'lines', 'total'] as const)('compares no bucket with a part of it alone (%s)', (view) => {
    const given = rows(8).map((row, index) => ({ ...row, earlier: index < 5 ? 10 : undefined }))

    expect(toBuckets(given, ['a'], 3, view).map(({ earlier }) => earlier)).toEqual([30, undefined, undefined])
  })

  it('compares a bucket of fewer days with as few', () => {
    const given = rows(5).map((row) => ({ ...row, earlier: 10 }))

    expect(toBuckets(given, ['a'], 3, 'stacked').map(({ earlier }) => earlier)).toEqual([30, 20])
    expect(toBuckets(given, ['a'], 3, 'total').map(({ earlier }) => earlier)).toEqual([30, 50])
  })

  it('runs while one of its days does, and is ahead when all are', () => {
    const given = [
      rowOf(0),
      rowOf(1, { isRunning: true }),
      rowOf(2, { isAhead: true }),
      rowOf(3, { isAhead: true }),
      rowOf(4, { isAhead: true }),
      rowOf(5, { isAhead: true }),
    ]

    expect(toBuckets(given, ['a'], 2, 'stacked').map(({ isRunning, isAhead }) => ({ isRunning, isAhead }))).toEqual([
      { isRunning: true, isAhead: false },
      { isRunning: false, isAhead: true },
      { isRunning: false, isAhead: true },
    ])
  })

  it('goes on when today is the last of its days that has begun', () => {
    const [, bucket] = toBuckets([...rows(3), rowOf(3, { isAhead: true })], ['a'], 2, 'stacked')

    expect(bucket?.isRunning).toBe(true)
  })

  it('expects what there is and what is still to come', () => {
    const given = [rowOf(0), rowOf(1, { expected: 10, isRunning: true }), rowOf(2, { expected: 20, isAhead: true })]

    expect(toBuckets(given, ['a'], 3, 'stacked')[0]?.expected).toBe(1 + 10 + 20)
    expect(toBuckets(given, ['a'], 1, 'stacked').map(({ expected }) => expected)).toEqual([undefined, 10, 20])
  })

  it('adds up to a running total that ends with the sum of all', () => {
    const given = rows(5).map((row, index) => ({ ...row, earlier: index < 4 ? 2 : undefined }))
    const buckets = toBuckets(given, ['a', 'b'], 2, 'total')

    expect(buckets.map(({ total }) => total)).toEqual([3, 10, 15])
    expect(buckets.map(({ values }) => values)).toEqual([
      { a: 1, b: 2 },
      { a: 6, b: 4 },
      { a: 10, b: 5 },
    ])
    expect(buckets.map(({ earlier }) => earlier)).toEqual([4, 8, undefined])
  })

  it('goes on with what is expected from what there is', () => {
    const given = [
      rowOf(0),
      rowOf(1, { expected: 10, isRunning: true }),
      rowOf(2, { total: 0, expected: 20, isAhead: true }),
    ]

    expect(toBuckets(given, ['a'], 1, 'total').map(({ expected }) => expected)).toEqual([undefined, 11, 31])
  })
})
