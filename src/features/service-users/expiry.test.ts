import { describe, expect, test } from 'vitest'
import { describeExpiry, expiryState } from '#src/lib/expiry.ts'
import { defaultPresetDays, presetDay, presetDays, spellExpiry } from './expiry.ts'

const now = new Date('2026-03-10T09:00:00.000Z')

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
