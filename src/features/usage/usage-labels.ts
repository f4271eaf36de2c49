import { addDays, addMonths, type DayRange } from '#contract/calendar.ts'
import { formatDay } from '#src/lib/dates.ts'

const month = new Intl.DateTimeFormat('en', { month: 'short', year: 'numeric', timeZone: 'UTC' })

/** `Mar 2026` */
export const monthName = (day: string): string => month.format(new Date(`${day}T00:00:00Z`))

/** `4 Mar 2026`, or `1 Mar 2026 to 30 Mar 2026`. */
export function rangeLabel({ start, end }: DayRange): string {
  const last = addDays(end, -1)
  return start === last ? formatDay(start) : `${formatDay(start)} to ${formatDay(last)}`
}

/** Like {@link rangeLabel}, but `Mar 2026` for a whole month of the calendar. */
export function rowLabel(row: DayRange): string {
  const isMonth = row.start.endsWith('-01') && row.end === addMonths(row.start, 1)
  return isMonth ? monthName(row.start) : rangeLabel(row)
}
