import { describe, expect, test } from 'vitest'
import {
  defaultPresetDays,
  describeExpiry,
  expiryState,
  expiryTone,
  isExpired,
  matchesExpiry,
  presetDay,
  presetDays,
  spellExpiry,
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

describe('the filter by expiry', () => {
  test.each([
    ['expired', after(0), true],
    ['expired', after(1), false],
    ['expired', null, false],
    ['never', null, true],
    ['never', after(1), false],
    ['7', after(0), false],
    ['7', after(1), true],
    ['7', after(7 * DAY_MS - 1), true],
    ['7', after(7 * DAY_MS), false],
    ['30', after(30 * DAY_MS - 1), true],
    ['30', after(30 * DAY_MS), false],
    ['90', after(90 * DAY_MS - 1), true],
    ['90', after(90 * DAY_MS), false],
    ['90', null, false],
    ['somebody typed this', after(1), false],
  ])('%s of %s is %s', (filter, expiry, expected) => {
    expect(matchesExpiry(expiry, filter, now)).toBe(expected)
  })
})

describe('the presets', () => {
  test('end at a midnight in UTC that leaves as many whole days', () => {
    expect(presetDay(now, 7)).toBe('2026-03-18')
    expect(presetDay(new Date('2026-03-10T00:00:00.000Z'), 7)).toBe('2026-03-17')
    expect(presetDay(new Date('2026-03-10T23:59:59.999Z'), 7)).toBe('2026-03-18')
    expect(presetDay(new Date('2026-12-30T12:00:00.000Z'), 7)).toBe('2027-01-07')
  })

  test.each(presetDays)('say in the list what was chosen: %i days', (days) => {
    for (let hour = 0; hour < 24; hour += 1) {
      const created = new Date(now.getTime() + hour * 3_600_000)

      expect(describeExpiry(expiryState(`${presetDay(created, days)}T00:00:00.000+00:00`, created))).toBe(
        `in ${days} days`,
      )
    }
  })

  test('have a finite one by default', () => {
    expect(presetDays).toContain(defaultPresetDays)
  })

  test('are spelled out in UTC', () => {
    expect(spellExpiry('2026-03-18')).toBe('18 March 2026 at 00:00 UTC')
    expect(spellExpiry('2026-03-18T01:30:00.000+02:00')).toBe('17 March 2026 at 23:30 UTC')
    expect(spellExpiry('')).toBeUndefined()
    expect(spellExpiry('2026-02-30x')).toBeUndefined()
  })
})
