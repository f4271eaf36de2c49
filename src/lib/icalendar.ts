// By hand, since the libraries fold long lines by characters instead of octets, or put properties behind the alarm.

export interface CalendarEvent {
  /** The same for the same thing in every file, so that a calendar replaces what it has. */
  uid: string
  start: Date
  summary: string
  description: string
  url: string
  /** Of two files with the event, the one with the higher number holds. */
  sequence: number
  /** How long before the start the calendar reminds of it. */
  reminderDays: readonly number[]
}

/** RFC 5545 text of events that take no time. Of an instant, whole seconds are told, rounded down. */
export function toCalendar(name: string, events: readonly CalendarEvent[], now: Date): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Steward//Steward//EN',
    'CALSCALE:GREGORIAN',
    `X-WR-CALNAME:${escapeText(name)}`,
    ...events.flatMap((event) => toLines(event, now)),
    'END:VCALENDAR',
  ]
  return lines.map((line) => `${fold(line)}\r\n`).join('')
}

function toLines({ uid, start, summary, description, url, sequence, reminderDays }: CalendarEvent, now: Date) {
  return [
    'BEGIN:VEVENT',
    `UID:${escapeText(uid)}`,
    `DTSTAMP:${toUtc(now)}`,
    `LAST-MODIFIED:${toUtc(now)}`,
    `SEQUENCE:${sequence}`,
    `DTSTART:${toUtc(start)}`,
    `SUMMARY:${escapeText(summary)}`,
    `DESCRIPTION:${escapeText(description)}`,
    `URL:${url}`,
    // It keeps nobody from meeting.
    'TRANSP:TRANSPARENT',
    ...reminderDays.flatMap((days) => [
      'BEGIN:VALARM',
      'ACTION:DISPLAY',
      `DESCRIPTION:${escapeText(summary)}`,
      `TRIGGER:-P${days}D`,
      'END:VALARM',
    ]),
    'END:VEVENT',
  ]
}

/** `20270305T103000Z` */
const toUtc = (instant: Date) => instant.toISOString().replaceAll(/[-:]|\.\d{3}/g, '')

function escapeText(text: string): string {
  return text
    .replaceAll(/[\\;,]/g, String.raw`\$&`)
    .replaceAll(/\r\n?|\n/g, String.raw`\n`)
    .replaceAll(/[\p{Cc}\p{Cs}]/gu, '')
}

const MAX_OCTETS = 75
const encoder = new TextEncoder()

/** Breaks a line into lines of at most 75 octets, between characters; the space that goes on with a line counts. */
function fold(line: string): string {
  let folded = ''
  let octets = 0
  for (const character of line) {
    const size = encoder.encode(character).length
    if (octets + size > MAX_OCTETS) {
      folded += '\r\n '
      octets = 1
    }
    folded += character
    octets += size
  }
  return folded
}
