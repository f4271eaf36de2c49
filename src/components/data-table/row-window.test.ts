import { describe, expect, test } from 'vitest'
import { indexesInPage, windowOf } from './row-window.ts'

const view = { height: 600, rowHeight: 40, direction: 'forward' } as const

describe('the window of a long list', () => {
  test('holds what is in sight, and more rows where the list is scrolled to', () => {
    const forward = windowOf({ ...view, scrollTop: 20_000 }, 1000)
    const backward = windowOf({ ...view, scrollTop: 20_000, direction: 'backward' }, 1000)

    expect(forward.start).toBeLessThan(500)
    expect(forward.end).toBeGreaterThan(515)
    expect(forward.end - 515).toBeGreaterThan(500 - forward.start)
    expect(500 - backward.start).toBeGreaterThan(backward.end - 515)
  })

  test('stays the same until a row comes into sight, so that nothing renders', () => {
    expect(windowOf({ ...view, scrollTop: 20_030 }, 1000)).toEqual(windowOf({ ...view, scrollTop: 20_010 }, 1000))
  })

  test('ends with the list', () => {
    expect(windowOf({ ...view, scrollTop: 0 }, 1000).start).toBe(0)
    expect(windowOf({ ...view, scrollTop: 39_400 }, 1000).end).toBe(1000)
  })
})

describe('the rows in the page', () => {
  test('are those of the window and the one that stays', () => {
    expect(indexesInPage({ start: 4, end: 7 }, 1, 100)).toEqual([1, 4, 5, 6])
    expect(indexesInPage({ start: 4, end: 7 }, 5, 100)).toEqual([4, 5, 6])
    expect(indexesInPage({ start: 4, end: 7 }, 99, 100)).toEqual([4, 5, 6, 99])
  })

  test('are at most those of the list', () => {
    expect(indexesInPage({ start: 0, end: 40 }, 0, 2)).toEqual([0, 1])
    expect(indexesInPage({ start: 40, end: 60 }, 1, 2)).toEqual([1])
  })
})
