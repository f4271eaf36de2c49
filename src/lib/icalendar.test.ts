import { describe, expect, test } from 'vitest'
import { type CalendarEvent, toCalendar } from './icalendar.ts'

const now = new Date('2026-03-10T12:00:00.000Z')
const event: CalendarEvent = {
  uid: 'one@steward',
  start: new Date('2027-03-05T10:30:00.999Z'),
  summary: 'Token of ci (vision) expires',
  description: 'It stops working.',
  url: 'https://steward.example/organizations/acme/credentials?q=a,b;c',
  sequence: 7,
  reminderDays: [7, 1],
}

/** The content lines as a calendar reads them, with the breaks of long ones taken out. */
const unfolded = (text: string) => text.replaceAll('\r\n ', '').split('\r\n')

/** The value of a property of the event, with its escapes read. */
function read(text: string, name: string): string | undefined {
  const line = unfolded(text).find((candidate) => candidate.startsWith(`${name}:`))
  return line
    ?.slice(name.length + 1)
    .replaceAll(/\\([\\;,nN])/g, (_, escaped: string) => (escaped.toLowerCase() === 'n' ? '\n' : escaped))
}

test('is a calendar with reminders for each event, line by line', () => {
  expect(unfolded(toCalendar('acme, credentials', [event], now))).toEqual([
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Steward//Steward//EN',
    'CALSCALE:GREGORIAN',
    String.raw`X-WR-CALNAME:acme\, credentials`,
    'BEGIN:VEVENT',
    'UID:one@steward',
    'DTSTAMP:20260310T120000Z',
    'LAST-MODIFIED:20260310T120000Z',
    'SEQUENCE:7',
    'DTSTART:20270305T103000Z',
    'SUMMARY:Token of ci (vision) expires',
    'DESCRIPTION:It stops working.',
    'URL:https://steward.example/organizations/acme/credentials?q=a,b;c',
    'TRANSP:TRANSPARENT',
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    'DESCRIPTION:Token of ci (vision) expires',
    'TRIGGER:-P7D',
    'END:VALARM',
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    'DESCRIPTION:Token of ci (vision) expires',
    'TRIGGER:-P1D',
    'END:VALARM',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ])
})

test('has the events in their order, and is a calendar without any', () => {
  const text = toCalendar('acme', [event, { ...event, uid: 'two@steward' }], now)

  expect(unfolded(text).filter((line) => line.startsWith('UID:'))).toEqual(['UID:one@steward', 'UID:two@steward'])
  expect(unfolded(toCalendar('acme', [], now)).at(-2)).toBe('END:VCALENDAR')
})

describe('a text', () => {
  test.each([
    ['commas, semicolons; and colons: stay', 'commas, semicolons; and colons: stay'],
    [String.raw`C:\new\temp`, String.raw`C:\new\temp`],
    ['first\nsecond\r\nthird\rfourth', 'first\nsecond\nthird\nfourth'],
    ['END:VEVENT\r\nBEGIN:VEVENT', 'END:VEVENT\nBEGIN:VEVENT'],
    ['"quoted"', '"quoted"'],
    ['no\u0000 control\u0007 and no half \uD83D character', 'no control and no half  character'],
  ])('%j is read as it was', (text, expected) => {
    const calendar = toCalendar('acme', [{ ...event, summary: text, description: text }], now)

    expect(read(calendar, 'SUMMARY')).toBe(expected)
    expect(read(calendar, 'DESCRIPTION')).toBe(expected)
    expect(unfolded(calendar)).toHaveLength(28)
  })

  test.each([
    ['of one octet each', 'x'.repeat(300)],
    ['of two', 'ä'.repeat(150)],
    ['of three', '漢'.repeat(120)],
    ['of four', '🔑'.repeat(90)],
    ['of all kinds', 'x,ä;漢\\🔑\n '.repeat(40)],
  ])('of characters %s is broken into lines of at most 75 octets, never within one', (_, text) => {
    const calendar = toCalendar('acme', [{ ...event, summary: text }], now)

    const sizes = calendar.split('\r\n').map((line) => new TextEncoder().encode(line).length)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(75)
    expect(Math.max(...sizes)).toBeGreaterThan(71)
    expect(calendar).not.toContain('\uFFFD')
    expect(read(calendar, 'SUMMARY')).toBe(text)
  })

  test('of exactly 75 octets stays in one line, and of 76 it does not', () => {
    const summary = (octets: number) => 'x'.repeat(octets - 'SUMMARY:'.length)

    expect(toCalendar('acme', [{ ...event, summary: summary(75) }], now)).toContain(`SUMMARY:${summary(75)}\r\n`)
    expect(toCalendar('acme', [{ ...event, summary: summary(76) }], now)).toContain(`SUMMARY:${summary(75)}\r\n x\r\n`)
  })
})
