import { describe, expect, test } from 'vitest'
import { describeLimitChange, limitForm, spellShare } from './limit-form.ts'

const read = (value: string) => {
  const { data, error } = limitForm.safeParse({ value })
  return data?.value ?? error?.issues[0]?.message
}

describe('a limit as it is typed', () => {
  test.each([
    ['12400', 12_400],
    [' 12400.5 ', 12_400.5],
    ['12,400', 12_400],
    ['1,234,567.25', 1_234_567.25],
    ['0.000001', 0.000_001],
    ['1000000000000000', 1e15],
  ])('%j is %d', (text, value) => {
    expect(read(text)).toBe(value)
  })

  test.each([
    ['', 'Limit must be a number'],
    ['many', 'Limit must be a number'],
    // A decimal comma, which must not become 125.
    ['12,5', 'Limit must be a number'],
    ['1,2345', 'Limit must be a number'],
    ['0x10', 'Limit must be a number'],
    ['Infinity', 'Limit must be a number'],
    ['0', 'Limit is more than 0'],
    ['-5', 'Limit is more than 0'],
    ['1000000000000001', 'Limit is at most 1,000,000,000,000,000'],
    ['0.0000001', 'Limit has at most 6 decimals'],
  ])('%j is refused: %s', (text, message) => {
    expect(read(text)).toBe(message)
  })
})

describe('what a limit means for what was used', () => {
  test.each([
    [0, '100', 'Nothing used so far in this period.'],
    [12_400, '', '12,400 used so far in this period.'],
    [12_400, '49,600', '12,400 used so far in this period: 25 % of 49,600.'],
    [1, '1000', '1 used so far in this period: less than 1 % of 1,000.'],
    // Not rounded up to what it has not reached.
    [99.99, '100', '99.99 used so far in this period: 99 % of 100.'],
    [100, '100', '100 used so far in this period: 100 % of 100.'],
    [12_400, '10000', '12,400 used so far in this period: 124 % of 10,000. This limit is passed already.'],
    [1, '0.000001', '1 used so far in this period: 100,000,000 % of 0.000001. This limit is passed already.'],
  ])('is told of %d used and "%s"', (used, typed, sentence) => {
    expect(spellShare(used, typed)).toBe(sentence)
  })
})

test.each([
  [10, 20.000_001, 'The limit is 20.000001 instead of 10.'],
  [undefined, 20, 'A limit of 20 was set.'],
  [10, undefined, 'The limit was removed.'],
  [10, 10, 'A change was taken back.'],
  [undefined, undefined, 'A limit was set and removed.'],
])('a change from %s to %s by somebody else is told', (before, now, sentence) => {
  expect(describeLimitChange({ value: before }, { value: now })).toBe(sentence)
})
