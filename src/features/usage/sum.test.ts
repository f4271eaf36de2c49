import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mean, sum } from './sum.ts'

const MOST = 1e15
const integer = fc.integer({ min: 0, max: MOST })
/** As many as stay below 2^53, whatever their size. */
const integers = fc.array(integer, { minLength: 1, maxLength: 9 })
/** As millionths, in sums below 1e9. */
const millionths = fc.array(fc.integer({ min: 0, max: 9e14 / 50 }), { minLength: 1, maxLength: 50 })
/** Read from its digits: the number that is nearest to the decimal. */
const decimal = (units: bigint) => Number(`${units / 1_000_000n}.${String(units % 1_000_000n).padStart(6, '0')}`)

describe('sum', () => {
  it('is exact of one integer', () => {
    fc.assert(
      fc.property(integer, (value) => {
        expect(sum([value])).toBe(value)
      }),
    )
    expect(sum([831_878_472_461])).toBe(831_878_472_461)
  })

  it('is exact of integers', () => {
    fc.assert(
      fc.property(integers, (values) => {
        expect(BigInt(sum(values))).toBe(values.reduce((total, value) => total + BigInt(value), 0n))
      }),
    )
  })

  it('is exact of decimals', () => {
    fc.assert(
      fc.property(millionths, (units) => {
        const total = units.reduce((all, unit) => all + BigInt(unit), 0n)

        expect(sum(units.map((unit) => decimal(BigInt(unit))))).toBe(decimal(total))
      }),
    )
  })

  it('takes one value of any size for what it is', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 21n }), (units) => {
        expect(sum([decimal(units)])).toBe(decimal(units))
      }),
    )
  })

  it('carries millionths', () => {
    expect(sum([123_456_789_012.5, 0.25, 0.25])).toBe(123_456_789_013)
    expect(sum([0.1, 0.2, -0.3])).toBe(0)
  })

  it('loses nothing of many values below a millionth', () => {
    expect(sum(Array.from({ length: 1000 }, () => 1e-9))).toBe(0.000_001)
  })

  it('does not drift over years of days', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 * 250 }), (unit) => {
        const count = 4000

        expect(sum(Array.from({ length: count }, () => decimal(BigInt(unit))))).toBe(decimal(BigInt(unit * count)))
      }),
    )
  })

  it('is 0 of no values', () => {
    expect(sum([])).toBe(0)
  })
})

describe('mean', () => {
  it('of one value as often as wanted is that value', () => {
    fc.assert(
      fc.property(integer, fc.integer({ min: 1, max: 9 }), (value, count) => {
        expect(mean(Array.from({ length: count }, () => value))).toBe(value)
      }),
    )
  })

  it('is the nearest millionth', () => {
    fc.assert(
      fc.property(millionths, (units) => {
        const total = units.reduce((all, unit) => all + BigInt(unit), 0n)
        const count = BigInt(units.length)
        const nearest = (2n * total + count) / (2n * count)

        expect(mean(units.map((unit) => decimal(BigInt(unit))))).toBe(decimal(nearest))
      }),
    )
  })

  it('is exact of large integers', () => {
    expect(mean([831_878_472_461, 831_878_472_462])).toBe(831_878_472_461.5)
  })

  it('is no number of no values', () => {
    expect(mean([])).toBeNaN()
  })
})
