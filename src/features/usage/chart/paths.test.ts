import { describe, expect, it } from 'vitest'
import { bucketOf, chartScale as scale } from '#src/testing/usage-chart.ts'
import { areaPoints, expectedBars, linePoints, stackedBars, steps } from './paths.ts'
import { axisTicks, indexAt } from './scale.ts'

describe('bars', () => {
  it('stand on those below them, and apart while they may still grow', () => {
    const buckets = [bucketOf(), bucketOf({ values: { a: 10, b: 0 } }), bucketOf({ isRunning: true })]

    expect(stackedBars(scale, buckets, ['a', 'b'], 'b')).toEqual({
      complete: 'M59 100v-20h82v20z',
      incomplete: 'M259 100v-20h82v20z',
    })
  })

  it('leave no gap where they are too thin for one', () => {
    const thin = { ...scale, width: 3 }

    expect(stackedBars(thin, [bucketOf()], ['a'], 'a').complete).toBe('M50 110v-10h1v10z')
  })

  it('show what is still expected on top of what there is', () => {
    const buckets = [bucketOf(), bucketOf({ expected: 50 }), bucketOf({ expected: 30 })]

    expect(expectedBars(scale, buckets)).toBe('M159 80v-20h82v20z')
  })
})

describe('lines', () => {
  it('break where there is nothing to say', () => {
    expect(linePoints(scale, [0, undefined, 100])).toEqual([
      { x: 100, y: 110 },
      { x: 200, y: null },
      { x: 300, y: 10 },
    ])
  })

  it('go in steps as wide as the bars are apart', () => {
    expect(steps(scale, [10, 20, undefined])).toBe('M50 100H150V90H250')
  })

  it('enclose an area that ends where the days do', () => {
    expect(areaPoints(scale, [bucketOf(), bucketOf(), bucketOf({ isAhead: true })], ['a', 'b'], 'b')).toEqual({
      upper: [
        { x: 100, y: 80 },
        { x: 200, y: 80 },
      ],
      lower: [
        { x: 100, y: 100 },
        { x: 200, y: 100 },
      ],
    })
  })
})

describe('axisTicks', () => {
  it.each([
    [0, [0, 0.25, 0.5, 0.75, 1]],
    [0.3, [0, 0.1, 0.2, 0.3]],
    [100, [0, 25, 50, 75, 100]],
    [101, [0, 50, 100, 150]],
    [15_375, [0, 5000, 10_000, 15_000, 20_000]],
  ])('of %d are round and reach it', (max, ticks) => {
    expect(axisTicks(max)).toEqual(ticks)
  })
})

it.each([
  [-5, 0],
  [0, 0],
  [99, 0],
  [100, 1],
  [300, 2],
  [999, 2],
])('finds the slot at %d pixels', (offset, index) => {
  expect(indexAt(scale, offset)).toBe(index)
})
