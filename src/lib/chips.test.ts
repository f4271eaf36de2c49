import { expect, test } from 'vitest'
import { judgeChips, splitChips } from './chips.ts'

test('splits a pasted list, a CSV column and typed commas', () => {
  expect(splitChips('a@x.org, b@x.org;\n"c@x.org"\r\n<d@x.org>')).toEqual(['a@x.org', 'b@x.org', 'c@x.org', 'd@x.org'])
  expect(splitChips('  ')).toEqual([])
})

test('marks the second of two, and what the judge refuses', () => {
  const judge = (value: string) => (value.includes('@') ? undefined : 'Not an e-mail address')

  expect(judgeChips(['a@x.org', 'A@x.org', 'b'], judge)).toEqual([
    { value: 'a@x.org', problem: undefined },
    { value: 'A@x.org', problem: 'Given twice' },
    { value: 'b', problem: 'Not an e-mail address' },
  ])
})
