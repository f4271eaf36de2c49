import { describe, expect, test } from 'vitest'
import {
  countByExpiry,
  describeExpiry,
  expiryFilters,
  expiryState,
  expiryTone,
  isExpired,
  matchesExpiry,
} from './expiry.ts'

const now = new Date('2026-03-10T09:00:00.000Z')
const DAY_MS = 86_400_000
const after = (ms: number) => new Date(now.getTime() + ms).toISOString()

describe('the state of an expiry date', () => {
  test.each([
    ['no date', null, 'Never', 'neutral'],
    ['long ago', '2020-01-01T00:00:00.000+00:00', 'Expired', 'danger'],
    ['a millisecond ago', after(-1), 'Expired', 'danger'],
    ['this instant', after(0), 'Expired', 'danger'],
    ['in a millisecond', after(1), 'within a minute', 'warning'],
    ['in a minute', after(60_000), 'in 1 minute', 'warning'],
    ['just short of an hour', after(3_600_000 - 1), 'in 59 minutes', 'warning'],
    ['in an hour', after(3_600_000), 'in 1 hour', 'warning'],
    ['just short of a day', after(DAY_MS - 1), 'in 23 hours', 'warning'],
    ['in a day', after(DAY_MS), 'in 1 day', 'warning'],
    ['just short of 7 days', after(7 * DAY_MS - 1), 'in 6 days', 'warning'],
    ['in 7 days', after(7 * DAY_MS), 'in 7 days', 'info'],
    ['just short of 30 days', after(30 * DAY_MS - 1), 'in 29 days', 'info'],
    ['in 30 days', after(30 * DAY_MS), 'in 30 days', 'neutral'],
    ['in years', after(1000 * DAY_MS), 'in 1,000 days', 'neutral'],
    ['with an offset', '2026-03-11T11:00:00.000+02:00', 'in 1 day', 'warning'],
    ['no date at all', 'infinity', 'Expired', 'danger'],
  ])('%s', (_, expiry, text, tone) => {
    const state = expiryState(expiry, now)

    expect(describeExpiry(state)).toBe(text)
    expect(expiryTone(state)).toBe(tone)
  })

  test('is expired from its very instant on, as on the server', () => {
    expect([after(-1), after(0), after(1), null].map((expiry) => isExpired(expiry, now))).toEqual([
      true,
      true,
      false,
      false,
    ])
  })
})

describe('the filters by expiry', () => {
  const passed = (expiry: string | null) =>
    expiryFilters.map(({ value }) => value).filter((filter) => matchesExpiry(expiry, filter, now))

  // Each boundary a millisecond before, at its very instant, and a millisecond after.
  test.each([
    ['a millisecond after its end', after(-1), ['expired']],
    ['at its end', after(0), ['expired']],
    ['a millisecond before its end', after(1), ['7', '30', '90']],
    ['a millisecond short of 7 days', after(7 * DAY_MS - 1), ['7', '30', '90']],
    ['7 days before', after(7 * DAY_MS), ['30', '90']],
    ['7 days and a millisecond before', after(7 * DAY_MS + 1), ['30', '90']],
    ['a millisecond short of 30 days', after(30 * DAY_MS - 1), ['30', '90']],
    ['30 days before', after(30 * DAY_MS), ['90']],
    ['30 days and a millisecond before', after(30 * DAY_MS + 1), ['90']],
    ['a millisecond short of 90 days', after(90 * DAY_MS - 1), ['90']],
    ['90 days before', after(90 * DAY_MS), []],
    ['90 days and a millisecond before', after(90 * DAY_MS + 1), []],
    ['without an end', null, ['never']],
    ['with what is no date for an end', 'infinity', ['expired']],
    ['with an end of another offset', '2026-03-17T10:59:59.999+02:00', ['7', '30', '90']],
  ])('a token %s passes these', (_, expiry, filters) => {
    expect(passed(expiry)).toEqual(filters)
  })

  test('pass nothing where somebody typed another into the address', () => {
    expect(['somebody typed this', '-1', '1.5', ''].filter((filter) => matchesExpiry(after(1), filter, now))).toEqual(
      [],
    )
  })

  test('count each token in all that it passes', () => {
    expect(countByExpiry([after(0), after(1), after(8 * DAY_MS), after(31 * DAY_MS), null, null], now)).toEqual({
      expired: 1,
      '7': 1,
      '30': 2,
      '90': 3,
      never: 2,
    })
  })
})
