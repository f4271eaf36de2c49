import { describe, expect, test } from 'vitest'
import { oneOf, readUrlState, writeUrlState } from './url-state.ts'

const defaults = { q: '', sort: 'name' }

describe('the state in the address', () => {
  test('has its default where the address says nothing', () => {
    expect(readUrlState('?q=ada', defaults)).toEqual({ q: 'ada', sort: 'name' })
  })

  test('keeps what others wrote there', () => {
    expect(writeUrlState('?tab=a&q=x', defaults, { sort: '-created' })).toBe('?tab=a&q=x&sort=-created')
  })

  test('leaves defaults out', () => {
    expect(writeUrlState('?q=x&sort=-name', defaults, { q: '', sort: 'name' })).toBe('')
  })

  test('leaves the commas of a list readable', () => {
    const search = writeUrlState('', defaults, { q: 'a,b' })

    expect(search).toBe('?q=a,b')
    expect(readUrlState(search, defaults).q).toBe('a,b')
  })

  test('survives any text', () => {
    const q = 'a&b=c #d "e" 日本 %00'
    expect(readUrlState(writeUrlState('', defaults, { q }), defaults).q).toBe(q)
  })
})

test('a choice that is none falls back', () => {
  expect(oneOf(['day', 'month'], 'month', 'day')).toBe('month')
  expect(oneOf(['day', 'month'], '__proto__', 'day')).toBe('day')
})
