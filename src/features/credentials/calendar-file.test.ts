import { expect, test } from 'vitest'
import type { Credential } from '#contract/credentials.ts'
import { apiKey, token } from '#src/testing/credentials.ts'
import { calendarFile } from './calendar-file.ts'

const now = new Date('2026-03-10T12:00:00.000Z')

const fileOf = (credentials: readonly Credential[], at = now) =>
  calendarFile(credentials, { organization: 'acme', origin: 'https://steward.example', now: at })

/** The properties of each event, with the breaks of long lines taken out. */
function eventsOf(text: string): Record<string, string>[] {
  const [, ...events] = text.replaceAll('\r\n ', '').split('BEGIN:VEVENT\r\n')
  return events.map((event) =>
    Object.fromEntries(
      event
        .slice(0, event.indexOf('BEGIN:VALARM'))
        .split('\r\n')
        .filter(Boolean)
        .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]),
    ),
  )
}

test('has what is yet to end, at the instant of its end in UTC, and nothing else', () => {
  const ending = token({ name: 'ci, night; shift', expiry_date: '2026-04-01T01:30:00.000+02:00' })

  const events = eventsOf(
    fileOf([
      token({ expiry_date: now.toISOString() }),
      ending,
      token({ expiry_date: null }),
      apiKey(),
      token({ name: '', email: 'unnamed@example.org', expiry_date: '2026-03-10T12:00:00.001Z' }),
    ]),
  )

  expect(events).toHaveLength(2)
  expect(events[0]).toEqual({
    UID: `${ending.id}.expiry@steward.local`,
    DTSTAMP: '20260310T120000Z',
    'LAST-MODIFIED': '20260310T120000Z',
    SEQUENCE: String(68 * 86_400 + 12 * 3600),
    DTSTART: '20260331T233000Z',
    SUMMARY: String.raw`Token of ci\, night\; shift (vision) expires`,
    DESCRIPTION: String.raw`The token of ci\, night\; shift in the project vision stops working on 31 March 2026 at 23:30 UTC.\nExtend or replace it: https://steward.example/organizations/acme/credentials?q=${encodeURIComponent(ending.email)}`,
    URL: `https://steward.example/organizations/acme/credentials?q=${encodeURIComponent(ending.email)}`,
    TRANSP: 'TRANSPARENT',
  })
  expect(events[1]?.SUMMARY).toBe('Token of unnamed@example.org (vision) expires')
})

test('reminds a week and a day before', () => {
  const text = fileOf([token({ expiry_date: '2026-04-01T00:00:00Z' })])

  expect(text).toContain('BEGIN:VALARM\r\nACTION:DISPLAY\r\n')
  expect(text.match(/TRIGGER:.*/g)).toEqual(['TRIGGER:-P7D', 'TRIGGER:-P1D'])
})

test('is the same event with a higher number when it is exported again', () => {
  const before = token({ expiry_date: '2026-04-01T00:00:00Z' })
  const [first] = eventsOf(fileOf([before]))
  const extended = { ...before, name: 'renamed', expiry_date: '2026-06-30T00:00:00Z' }

  const [second] = eventsOf(fileOf([extended], new Date(now.getTime() + 1000)))

  expect(second?.UID).toBe(first?.UID)
  expect(Number(second?.SEQUENCE)).toBe(Number(first?.SEQUENCE) + 1)
  expect(second?.DTSTART).toBe('20260630T000000Z')
})

test('has a number that no calendar refuses where the clock here is behind', () => {
  const [event] = eventsOf(
    fileOf([token({ creation_date: '2026-03-11T00:00:00Z', expiry_date: '2026-04-01T00:00:00Z' })]),
  )

  expect(event?.SEQUENCE).toBe('0')
})
