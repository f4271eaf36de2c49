import { describe, expect, test } from 'vitest'
import { mergeLists, mergeValues } from './three-way-merge.ts'

describe('two changes of one list', () => {
  test('are both kept, and told apart', () => {
    const merge = mergeLists(['a', 'b', 'c', 'd'], ['a', 'c', 'd', 'x'], ['y', 'a', 'b', 'd'])

    expect(merge).toEqual({
      merged: ['a', 'd', 'x', 'y'],
      theirAdded: ['x'],
      theirRemoved: ['b'],
      myAdded: ['y'],
      myRemoved: ['c'],
      both: [],
    })
  })

  test('count once what both did alike', () => {
    const merge = mergeLists(['a', 'b'], ['a', 'x'], ['x', 'a'])

    expect(merge).toEqual({
      merged: ['a', 'x'],
      theirAdded: [],
      theirRemoved: [],
      myAdded: [],
      myRemoved: [],
      both: ['b', 'x'],
    })
  })

  test('keep the order of theirs, also where mine is only ordered anew', () => {
    expect(mergeLists(['a', 'b', 'c'], ['c', 'b', 'a'], ['b', 'a', 'c']).merged).toEqual(['c', 'b', 'a'])
  })

  test('take an entry given twice as one', () => {
    expect(mergeLists(['a'], ['a', 'a', 'x', 'x'], ['a', 'y', 'y']).merged).toEqual(['a', 'x', 'y'])
  })

  test('have the same result for every list of three entries as changing the base by each in turn', () => {
    const lists = Array.from({ length: 8 }, (_, bits) => ['a', 'b', 'c'].filter((_entry, place) => (bits >> place) & 1))
    for (const base of lists)
      for (const theirs of lists)
        for (const mine of lists) {
          const { merged, ...changes } = mergeLists(base, theirs, mine)
          const expected = ['a', 'b', 'c'].filter((entry) => {
            const was = base.includes(entry)
            return theirs.includes(entry) === was ? mine.includes(entry) : theirs.includes(entry)
          })
          expect(merged.toSorted()).toEqual(expected)
          const named = Object.values(changes).flat()
          expect(new Set(named).size).toBe(named.length)
        }
  })
})

describe('two changes of one value', () => {
  test.each([
    ['a', 'a', 'a', { changedBy: 'nobody', merged: 'a' }],
    ['a', 'b', 'a', { changedBy: 'them', merged: 'b' }],
    ['a', 'a', 'c', { changedBy: 'me', merged: 'c' }],
    ['a', 'b', 'b', { changedBy: 'both alike', merged: 'b' }],
    ['a', 'b', 'c', { changedBy: 'both differently' }],
  ])('from %s to %s by them and %s by me', (base, theirs, mine, merge) => {
    expect(mergeValues(base, theirs, mine)).toEqual(merge)
  })

  test('may be the same in two ways of writing', () => {
    const isSame = (one: string, other: string) => one.toLowerCase() === other.toLowerCase()

    expect(mergeValues('a', 'A', 'c', isSame)).toEqual({ changedBy: 'me', merged: 'c' })
  })
})
