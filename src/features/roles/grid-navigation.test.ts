import { describe, expect, it } from 'vitest'
import { move } from './grid-navigation.ts'

// x: a checkbox. The second row is a group's header, which has one in its first column only.
const layout = ['xxx', 'x..', 'x.x', 'xx.', 'xxx'].map((row) => row.split('').map((cell) => cell === 'x'))

const go = (from: string, key: string, ctrl = false) => {
  const [row = 0, column = 0] = from.split(',').map(Number)
  const place = move(layout, { row, column }, key, ctrl)
  return place && `${place.row},${place.column}`
}

describe('keys in the grid', () => {
  it.each([
    ['0,0', 'ArrowRight', '0,1'],
    ['2,0', 'ArrowRight', '2,2'],
    ['2,2', 'ArrowLeft', '2,0'],
    ['0,2', 'ArrowDown', '2,2'],
    ['2,2', 'ArrowDown', '4,2'],
    ['3,1', 'ArrowUp', '0,1'],
    ['2,0', 'End', '2,2'],
    ['3,1', 'Home', '3,0'],
    ['0,1', 'PageDown', '4,1'],
    ['4,2', 'PageUp', '0,2'],
  ])('from %s, %s goes to %s, past cells without a checkbox', (from, key, to) => {
    expect(go(from, key)).toBe(to)
  })

  it.each([
    ['3,1', 'Home', '0,0'],
    ['0,1', 'End', '4,2'],
    ['2,2', 'ArrowUp', '0,2'],
    ['0,1', 'ArrowDown', '4,1'],
    ['4,2', 'ArrowLeft', '4,0'],
    ['4,0', 'ArrowRight', '4,2'],
  ])('from %s, Ctrl+%s goes to the end at %s', (from, key, to) => {
    expect(go(from, key, true)).toBe(to)
  })

  it.each([
    ['0,0', 'ArrowUp'],
    ['0,0', 'ArrowLeft'],
    ['3,1', 'ArrowRight'],
    ['4,2', 'ArrowDown'],
    ['1,0', 'a'],
  ])('from %s, %s stays', (from, key) => {
    expect(go(from, key)).toBeUndefined()
  })

  it('moves nowhere in an empty grid', () => {
    expect(move([], { row: 0, column: 0 }, 'Home', true)).toBeUndefined()
  })
})
