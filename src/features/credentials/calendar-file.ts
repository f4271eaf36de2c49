import type { Credential } from '#contract/credentials.ts'
import { spellInstant, toDate } from '#src/lib/dates.ts'
import { type CalendarEvent, toCalendar } from '#src/lib/icalendar.ts'
import { paths } from '#src/lib/paths.ts'
import { asEndingToken, type EndingToken, labelOf } from './credential.ts'

/** The second one is for whoever takes the file less than a week before. */
const REMINDER_DAYS = [7, 1]

interface CalendarFile {
  organization: string
  /** Of the dashboard, for the links back to it. */
  origin: string
  now: Date
}

/** An event for each token that is yet to end, at the very instant of its end. */
export function calendarFile(credentials: readonly Credential[], { organization, origin, now }: CalendarFile): string {
  const events = credentials
    .flatMap((credential) => asEndingToken(credential, now) ?? [])
    .map((token) => toEvent(token, `${origin}${paths.credentials(organization, { q: token.email })}`, now))
  return toCalendar(`${organization} credentials`, events, now)
}

function toEvent(token: EndingToken, url: string, now: Date): CalendarEvent {
  const name = labelOf(token)
  const start = new Date(token.expiry_date)
  return {
    // Not the host, which may change.
    uid: `${token.id}.expiry@steward.local`,
    start,
    summary: `Token of ${name} (${token.project}) expires`,
    description: `The token of ${name} in the project ${token.project} stops working on ${spellInstant(start)}.\nExtend or replace it: ${url}`,
    url,
    // Of two files the later one tells the present date. Counted from its creation, it stays a small number.
    sequence: secondsBetween(token.creation_date, now),
    reminderDays: REMINDER_DAYS,
  }
}

function secondsBetween(start: string, end: Date): number {
  return Math.max(0, Math.floor((end.getTime() - (toDate(start) ?? end).getTime()) / 1000))
}
