import { addMonths } from '#contract/calendar.ts'
import type { UsageInterval } from '#contract/usage.ts'
import { formatDay } from '#src/lib/dates.ts'
import { monthName } from '../usage-labels.ts'
import type { Bucket } from './buckets.ts'

/** More buckets than this are marked by the first of each month. */
const MOST_BY_DAY = 62

const dayName = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })

/** Of a letter, and of the room between two labels, in pixels. */
const LETTER = 7
const ROOM = 16

interface TickLabel {
  /** Of the bucket that it stands below. */
  index: number
  label: string
}

/** Labels of as many buckets as there is room for, in equal steps from the first on. */
export function tickLabels(buckets: readonly Bucket[], interval: UsageInterval, width: number): TickLabel[] {
  const all = labelsOf(buckets, interval)
  const longest = Math.max(0, ...all.map(({ label }) => label.length))
  const step = Math.max(1, Math.ceil((all.length * (longest * LETTER + ROOM)) / Math.max(width, 1)))
  return all.filter((_, index) => index % step === 0)
}

function labelsOf(buckets: readonly Bucket[], interval: UsageInterval): TickLabel[] {
  if (interval === 'day' && buckets.length <= MOST_BY_DAY)
    return buckets.map(({ start }, index) => ({ index, label: dayName.format(new Date(`${start}T00:00:00Z`)) }))
  if (interval === 'month')
    return buckets.map(({ start }, index) => ({
      index,
      label: start.endsWith('-01') ? monthName(start) : formatDay(start),
    }))
  return buckets.flatMap(({ start, end }, index): TickLabel[] => {
    const month = firstOfMonthFrom(start)
    return month < end ? [{ index, label: monthName(month) }] : []
  })
}

const firstOfMonthFrom = (day: string) => (day.endsWith('-01') ? day : `${addMonths(day, 1).slice(0, 7)}-01`)
