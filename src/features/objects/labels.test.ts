import { describe, expect, test } from 'vitest'
import { isSameLabels, judgeLabel, labelTexts, repeatedLabel, splitLabels, toLabels } from './labels.ts'

describe('labels as texts', () => {
  const kept: Record<string, string>[] = [
    { team: 'vision' },
    { team: '' },
    { url: 'https://example.com:8080' },
    { 'scope:name': 'value' },
    { 'scope:name': '' },
    { constructor: 'a', __proto__: 'b' },
    {},
  ]
  test('come back as they were', () => {
    expect(kept.map((labels) => toLabels(labelTexts(labels)))).toEqual(kept)
  })

  test.each([
    ['team: vision', { team: 'vision' }],
    ['team:vision', { team: 'vision' }],
    ['  team :  vision  ', { team: 'vision' }],
    ['team', { team: '' }],
  ])('%s is understood', (text, labels) => {
    expect(toLabels([text])).toEqual(labels)
  })

  test('are parted by commas and line breaks, and may hold spaces', () => {
    expect(splitLabels('team: machine vision, site: north\nteam')).toEqual([
      'team: machine vision',
      'site: north',
      'team',
    ])
  })
})

test.each([
  ['team: vision', undefined],
  [': vision', 'Label name is required'],
  [`${'x'.repeat(65)}: vision`, 'Label name has at most 64 characters'],
  [`team: ${'x'.repeat(257)}`, 'Label value has at most 256 characters'],
])('judges %s', (text, problem) => {
  expect(judgeLabel(text)).toBe(problem)
})

test('finds the name that stands twice', () => {
  expect(repeatedLabel(['team: a', 'site: b', 'team:c'])).toBe('team')
  expect(repeatedLabel(['team: a', 'site: a'])).toBeUndefined()
})

test('are the same in any order', () => {
  expect(isSameLabels({ a: '1', b: '2' }, { b: '2', a: '1' })).toBe(true)
  expect(isSameLabels({ a: '1' }, { a: '1', b: '2' })).toBe(false)
  expect(isSameLabels({ a: '1' }, { a: '2' })).toBe(false)
  expect(isSameLabels({ a: '' }, { b: '' })).toBe(false)
})
