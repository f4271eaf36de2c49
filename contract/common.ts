import * as z from 'zod/mini'

// Control characters, blank letters, zero-width and bidirectional marks, and lone surrogates: they make two names look
// the same.
const INVISIBLE =
  /[\p{Cc}\p{Cs}\u034F\u00AD\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u2028-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF9-\uFFFB\u{E0000}-\u{E007F}]/u
// The same without tab and line breaks, for texts of several lines.
const INVISIBLE_IN_PARAGRAPH =
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\p{Cs}\u034F\u00AD\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u2028-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF9-\uFFFB\u{E0000}-\u{E007F}]/u

export const id = z.uuid('Not a valid id')

/** A single line of text: trimmed, no invisible characters, at most `max` characters. */
export function line(label: string, max: number) {
  return z.string(`${label} must be text`).check(
    z.trim(),
    z.maxLength(max, `${label} has at most ${max} characters`),
    z.refine((value) => !INVISIBLE.test(value), `${label} contains invisible or control characters`),
  )
}

/** Like {@link line}, but not empty. */
export function requiredLine(label: string, max: number) {
  return line(label, max).check(z.minLength(1, `${label} is required`))
}

/** A text of several lines. */
export function paragraph(label: string, max: number) {
  return z.string(`${label} must be text`).check(
    z.maxLength(max, `${label} has at most ${max} characters`),
    z.refine((value) => !INVISIBLE_IN_PARAGRAPH.test(value), `${label} contains invisible or control characters`),
  )
}

/** The rule of the documents for names of organizations, projects and roles. */
export const slugRule = 'Lowercase letters, digits and dashes, starting with a letter; at most 64 characters'
export const slug = z
  .string('Name must be text')
  .check(z.minLength(1, 'Name is required'), z.maxLength(64, slugRule), z.regex(/^[a-z][a-z0-9-]*$/, slugRule))

/** A name in a path. Anything may be asked for; what no rule allows is simply not found. */
export const pathName = z.string().check(
  z.minLength(1),
  z.maxLength(64),
  z.refine((value) => !value.includes('\0'), 'Contains a character that no name has'),
)

export const email = z
  .string('E-mail must be text')
  .check(
    z.trim(),
    z.minLength(1, 'E-mail is required'),
    z.maxLength(254, 'E-mail has at most 254 characters'),
    z.email('Not a valid e-mail address'),
  )

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/
const TIMESTAMP =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i

/** The day `YYYY-MM-DD` if it exists in the calendar (years 1970 to 9999), else undefined. */
export function parseDay(text: string): string | undefined {
  const match = DATE.exec(text)
  if (!match) return undefined
  const time = Date.parse(`${text}T00:00:00Z`)
  if (Number.isNaN(time) || time < 0) return undefined
  return new Date(time).toISOString().slice(0, 10) === text ? text : undefined
}

/**
 * The instant a public client's text means: a date (midnight), a date and time without offset (UTC), or with one.
 * Undefined for anything else, for days that do not exist, and outside the years 1970 to 9999.
 */
export function parseTimestamp(text: string): Date | undefined {
  const match = TIMESTAMP.exec(text)
  if (!match) return undefined
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', offset = 'Z'] = match
  if (!parseDay(`${year}-${month}-${day}`)) return undefined
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined
  const zone = /^z$/i.test(offset) ? 'Z' : `${offset.slice(0, 3)}:${offset.slice(3).replace(':', '') || '00'}`
  const instant = new Date(
    `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.slice(0, 3).padEnd(3, '0')}${zone}`,
  )
  const time = instant.getTime()
  return Number.isNaN(time) || time < 0 || time > Date.UTC(9999, 11, 31, 23, 59, 59, 999) ? undefined : instant
}

/** A calendar day as text, `YYYY-MM-DD`. */
export const day = z
  .string('Date must be text')
  .check(z.refine((value) => parseDay(value) !== undefined, 'Enter a date that exists, as YYYY-MM-DD'))

/** An instant as the caller's text; read it with {@link parseTimestamp}. */
export const timestampText = z.string('Date must be text').check(
  z.maxLength(40, 'Enter a date or a date and time'),
  z.refine((value) => parseTimestamp(value) !== undefined, 'Enter a date, or a date and time, that exists'),
)

/** Labels of an object: text to text. */
export const labels = z.record(requiredLine('Label name', 64), line('Label value', 256), 'Labels map text to text')
