import { expect, test } from 'vitest'
import { addDays, daysUntil, formatDay, formatRelative, formatUtc } from './dates.ts'

const now = new Date('2026-03-10T12:00:00Z')

test('absolute times are in UTC, whatever the zone of the reader', () => {
  expect(formatUtc('2026-03-10T01:30:00.123456+02:00')).toBe('9 Mar 2026, 23:30:00 UTC')
  expect(formatDay('2026-03-10')).toBe('10 Mar 2026')
})

test.each([
  ['2026-03-10T11:59:30Z', 'just now'],
  ['2026-03-10T09:00:00Z', '3 hours ago'],
  ['2026-03-09T11:00:00Z', 'yesterday'],
  ['2026-03-13T13:00:00Z', 'in 3 days'],
  ['2024-03-01T00:00:00Z', '2 years ago'],
])('%s is %s', (instant, text) => {
  expect(formatRelative(instant, now)).toBe(text)
})

test('what is no instant has no text', () => {
  expect(formatRelative('soon', now)).toBe('')
  expect(formatUtc('soon')).toBe('')
  expect(daysUntil('soon', now)).toBeUndefined()
})

test('counts days of 24 hours', () => {
  expect(daysUntil('2026-03-11T11:00:00Z', now)).toBe(0)
  expect(daysUntil('2026-03-09T11:00:00Z', now)).toBe(-2)
  expect(addDays(now, 30)).toBe('2026-04-09')
})
