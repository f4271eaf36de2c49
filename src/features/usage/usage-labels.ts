import { addDays, addMonths, type DayRange } from '#contract/calendar.ts'
import { formatDay } from '#src/lib/dates.ts'

const month = new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric', timeZone: 'UTC' })

/** `Mar 2026` */
export const monthName = (day: string): string => month.format(new Date(`${day}T00:00:00Z`))

/** `4 Mar 2026`, `1 to 26 Mar 2026`, `13 Mar 2026 to 12 Apr 2026` */
export function rangeLabel({ start, end }: DayRange): string {
  const last = addDays(end, -1)
  if (start === last) return formatDay(start)
  const isInOneMonth = start.slice(0, 7) === last.slice(0, 7)
  return `${isInOneMonth ? Number(start.slice(8)) : formatDay(start)} to ${formatDay(last)}`
}

/** Like {@link rangeLabel}, but `Mar 2026` for a whole month of the calendar. */
export function partLabel(part: DayRange): string {
  const isMonth = part.start.endsWith('-01') && part.end === addMonths(part.start, 1)
  return isMonth ? monthName(part.start) : rangeLabel(part)
}
