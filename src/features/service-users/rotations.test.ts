import { describe, expect, test } from 'vitest'
import type { ServiceUser } from '#contract/service-users.ts'
import { findRotations, stepOf, usedSince } from './rotations.ts'

const user = (id: string, more: Partial<ServiceUser> = {}): ServiceUser => ({
  id,
  email: `${id}@serviceuser.example`,
  name: id,
  creation_date: '2026-03-01T00:00:00.000+00:00',
  expiry_date: null,
  token_last_used: null,
  ...more,
})

describe('rotations in a list', () => {
  test('are pairs, in the order of the old ones', () => {
    const list = [
      user('new-b', { replaces: 'b' }),
      user('a', { replaced_by: 'new-a' }),
      user('alone'),
      user('b', { replaced_by: 'new-b' }),
      user('new-a', { replaces: 'a' }),
    ]

    expect(findRotations(list).map(({ old, replacement }) => [old.id, replacement.id])).toEqual([
      ['a', 'new-a'],
      ['b', 'new-b'],
    ])
  })

  test('are none where one side is missing', () => {
    expect(findRotations([user('a', { replaced_by: 'gone' }), user('b', { replaces: 'gone' })])).toEqual([])
  })
})

const MADE = '2026-03-10T12:00:00.000+00:00'
const at = (text: string) => new Date(text)

const rotation = (old: Partial<ServiceUser>, newLastUsed: string | null) => ({
  old: user('old', { replaced_by: 'new', ...old }),
  replacement: user('new', { replaces: 'old', creation_date: MADE, token_last_used: newLastUsed }),
})

describe('the step of a rotation', () => {
  test('is to hand over as long as the new token is unused, however quiet the old one is', () => {
    expect(stepOf(rotation({}, null), at('2026-06-01T00:00:00Z'))).toBe('hand-over')
    expect(stepOf(rotation({ expiry_date: MADE }, null), at('2026-06-01T00:00:00Z'))).toBe('hand-over')
  })

  test.each([
    ['never used, a day after the new one was made', null, '2026-03-11T12:00:00.000Z', 'retire'],
    ['never used, 1 ms earlier', null, '2026-03-11T11:59:59.999Z', 'watch'],
    ['used before the new one was made', '2026-03-10T11:00:00.000Z', '2026-03-11T11:59:59.999Z', 'watch'],
    ['used after it, a day ago', '2026-03-10T18:00:00.000Z', '2026-03-11T18:00:00.000Z', 'retire'],
    ['used after it, 1 ms less than a day ago', '2026-03-10T18:00:00.000Z', '2026-03-11T17:59:59.999Z', 'watch'],
  ] as const)('for an old token %s', (_what, used, now, step) => {
    expect(stepOf(rotation({ token_last_used: used }, MADE), at(now))).toBe(step)
  })

  test('has failed at the instant at which the new one expires', () => {
    const failing = rotation({}, MADE)
    failing.replacement.expiry_date = '2026-03-12T12:00:00.000Z'

    expect(stepOf(failing, at('2026-03-12T11:59:59.999Z'))).toBe('retire')
    expect(stepOf(failing, at('2026-03-12T12:00:00.000Z'))).toBe('failed')
  })

  test('is to retire at the instant at which the old one expires', () => {
    const expiring = rotation({ expiry_date: '2026-03-10T13:00:00.000Z', token_last_used: MADE }, MADE)

    expect(stepOf(expiring, at('2026-03-10T12:59:59.999Z'))).toBe('watch')
    expect(stepOf(expiring, at('2026-03-10T13:00:00.000Z'))).toBe('retire')
  })
})

test('tells a use of the old token since there is a new one from earlier uses', () => {
  expect(usedSince(rotation({ token_last_used: MADE }, null))).toBe(MADE)
  expect(usedSince(rotation({ token_last_used: '2026-03-10T11:59:59.999+00:00' }, null))).toBeUndefined()
  expect(usedSince(rotation({}, null))).toBeUndefined()
})
