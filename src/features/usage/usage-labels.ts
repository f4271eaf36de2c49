import { addDays, addMonths, type DayRange } from '#contract/calendar.ts'
import { formatDay } from '#src/lib/dates.ts'

const midnight = (day: string) => new Date(`${day}T00:00:00Z`)

const month = new Intl.DateTimeFormat('en', { month: 'short', year: 'numeric', timeZone: 'UTC' })

/** `Mar 2026` */
export const monthName = (day: string): string => month.format(midnight(day))

/** `4 Mar 2026`, or `1 Mar 2026 to 30 Mar 2026`. */
export function rangeLabel({ start, end }: DayRange): string {
  const last = addDays(end, -1)
  return start === last ? formatDay(start) : `${formatDay(start)} to ${formatDay(last)}`
}

/** Like {@link rangeLabel}, but `Mar 2026` for a whole month of the calendar. */
export const partLabel = (part: DayRange): string => (isWholeMonth(part) ? monthName(part.start) : rangeLabel(part))

const days = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })

/** The same, as short as a row of a table wants it: `1 – 26 Mar 2026`. */
export function rowLabel(part: DayRange): string {
  const last = addDays(part.end, -1)
  if (part.start === last || isWholeMonth(part)) return partLabel(part)
  return days.formatRange(midnight(part.start), midnight(last))
}

const isWholeMonth = ({ start, end }: DayRange) => start.endsWith('-01') && end === addMonths(start, 1)
