import { describe, expect, it } from 'vitest'
import { formatTable, type Measure, missesOf } from './table.ts'

const measure = (what: string, changes: Partial<Measure>): Measure => ({
  what,
  unit: 'ms',
  subject: [30, 10, 20],
  baseline: [10, 10, 10],
  ...changes,
})

const missed = (changes: Partial<Measure>) => missesOf([{ title: 'Page', measures: [measure('press', changes)] }])

describe('the limit of a measure', () => {
  it('is missed by a ratio of the medians that is over it', () => {
    expect(missed({ limit: { ratio: 2 } })).toEqual([])
    expect(missed({ limit: { ratio: 1.9 } })).toEqual(['Page: press'])
  })

  it('is missed by a median that is over it', () => {
    expect(missed({ limit: { median: 20 } })).toEqual([])
    expect(missed({ limit: { median: 19 } })).toEqual(['Page: press'])
  })

  it('is missed by what was not measured', () => {
    expect(missed({ subject: [], limit: { median: 20 } })).toEqual(['Page: press'])
    expect(missed({ baseline: [], limit: { ratio: 2 } })).toEqual(['Page: press'])
  })

  it('need not be there', () => {
    expect(missed({ subject: [] })).toEqual([])
  })

  it('is shown, and marked where it is missed', () => {
    const table = formatTable([
      {
        title: 'Page',
        measures: [
          measure('kept', { limit: { ratio: 2 } }),
          measure('over', { limit: { median: 15 } }),
          measure('free', {}),
        ],
      },
    ])

    const ends = table.split('\n').map((line) => line.split(/ {2,}/).at(-1))
    expect(ends).toEqual(['ratio', 'limit', 'Page', '≤ 2.00', 'MISSED ≤ 15 ms', '3.00'])
  })
})
