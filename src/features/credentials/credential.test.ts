import { describe, expect, test } from 'vitest'
import { apiKey, token } from '#src/testing/credentials.ts'
import { asEndingToken, kindOf, labelOf, matchesUse, whyNotExtend } from './credential.ts'

const now = new Date('2026-03-10T09:00:00.000Z')
const DAY_MS = 86_400_000
const after = (ms: number) => new Date(now.getTime() + ms).toISOString()

test('a credential is called by its name, or by its e-mail where it has none, and by its kind', () => {
  expect(labelOf({ name: 'ci', email: 'a@b' })).toBe('ci')
  expect(labelOf({ name: '', email: 'a@b' })).toBe('a@b')
  expect([token(), apiKey(), apiKey({ key_type: 'BRAND_NEW' }), apiKey({ key_type: null })].map(kindOf)).toEqual([
    'Token',
    'API key, Read Only Provisioning',
    'API key, BRAND_NEW',
    'API key',
  ])
})

describe('extending', () => {
  test.each([
    ['an API key', apiKey(), 'API keys do not expire'],
    ['a token without an end', token(), 'It never expires'],
    ['one at its very end', token({ expiry_date: after(0) }), 'Expired tokens cannot be extended; rotate it instead'],
    [
      'one of a project where the reader may not',
      token({ expiry_date: after(1), can_update: false }),
      'You need the permission service_users.update on vision. An admin of the project or of its organization can grant it.',
    ],
    ['one that lives a millisecond more', token({ expiry_date: after(1) }), undefined],
  ])('%s is refused for: %3$s', (_, credential, reason) => {
    expect(whyNotExtend(credential, now)).toBe(reason)
  })

  test('is for tokens that have an end to come', () => {
    expect(asEndingToken(token({ expiry_date: after(1) }), now)).toMatchObject({ project: 'vision' })
    for (const other of [apiKey(), token(), token({ expiry_date: after(0) })])
      expect(asEndingToken(other, now)).toBeUndefined()
  })
})

describe('the filter by use', () => {
  test.each([
    ['never', null, after(-1), true],
    ['never', after(-100 * DAY_MS), after(-200 * DAY_MS), false],
    ['90', after(-90 * DAY_MS), after(-200 * DAY_MS), true],
    ['90', after(-90 * DAY_MS + 1), after(-200 * DAY_MS), false],
    ['90', null, after(-90 * DAY_MS), true],
    ['90', null, after(-90 * DAY_MS + 1), false],
    ['somebody typed this', null, after(-200 * DAY_MS), false],
  ])('%s of what was last used at %s and created at %s is %s', (filter, last_used, creation_date, expected) => {
    expect(matchesUse(token({ last_used, creation_date }), filter, now)).toBe(expected)
  })
})
