import { type DayRange, dayBuckets, daysBetween } from '#contract/calendar.ts'
import { plural } from '#src/lib/plural.ts'
import { mean, sum } from '../sum.ts'

export interface DayValue {
  /** `YYYY-MM-DD` in UTC. */
  day: string
  /** 0 or more. */
  value: number
}

/** The period that is to be forecast, and what is known. */
interface ForecastInput extends DayRange {
  /** One per day in order and without gaps, from the start of the period or before it to `today`. */
  days: readonly DayValue[]
  /** A day of the period; its value is what has been used so far. */
  today: string
  /** How much may be used in the period. */
  limit?: number | undefined
}

export interface Forecast {
  /** What the period will have used at its end: what is used already and what is expected. */
  total: number
  low: number
  high: number
  /** Today and the days that remain, each with what is expected of the whole day. */
  days: readonly DayValue[]
  /** The day by whose end the limit is reached; undefined without a limit, or where the period stays below it. */
  crossing: Crossing | undefined
  /** How it was done, as sentences for people. */
  method: string
}

export interface Crossing {
  day: string
  /** `used` by what is used already, `expected` by what is expected. */
  by: 'used' | 'expected'
}

export interface NoForecast {
  /** As a sentence for people. */
  reason: string
}

const WEEK = 7
const MOST_WEEKS = 4

/**
 * What a period will have used at its end, if the coming days are like the last weeks. Only whole weeks of complete days
 * count, so that each weekday counts equally often, and only from the first day with any usage on.
 *
 * `low` and `high` replay those weeks: what the rest of the period would use if each of its weeks were the quietest or
 * the busiest of them again. Unlike a multiple of the deviation of single days, which grows with the root of their
 * number, that does not take the days of a week for independent of each other: usage mostly moves by weeks. And unlike
 * the sums of the lowest and highest same weekdays it takes no week for worse than one that was. It is a range that was
 * seen, no interval of confidence: of five weeks alike, the fifth lies between the others in three of five cases. One
 * week has nothing to be compared with; there its lowest and its highest day stand for each day.
 */
export function forecast({ days, start, end, today, limit }: ForecastInput): Forecast | NoForecast {
  if (today < start || today >= end) return { reason: 'Only a period that is running has a forecast.' }
  const complete = days.filter(({ day }) => day < today)
  const firstUsed = complete.findIndex(({ value }) => value > 0)
  const counted = firstUsed < 0 ? 0 : complete.length - firstUsed
  if (counted < WEEK)
    return {
      reason: `A forecast needs ${WEEK} complete days from the first day with any usage on; there ${counted === 1 ? 'is' : 'are'} ${counted}.`,
    }

  const weeks = lastWeeks(complete, Math.min(MOST_WEEKS, Math.floor(counted / WEEK)))
  const used = days.filter(({ day }) => day >= start && day <= today)
  const usedToday = used.findLast(({ day }) => day === today)?.value ?? 0
  const usedBefore = used.filter(({ day }) => day < today)
  const expect = (week: readonly number[]) =>
    dayBuckets({ start: today, end }).map(({ start: day }): DayValue => {
      const value = week[daysBetween(today, day) % WEEK] ?? 0
      return { day, value: day === today ? Math.max(value, usedToday) : value }
    })
  const totalOf = (expected: readonly DayValue[]) => sum([...usedBefore, ...expected].map(({ value }) => value))

  const expected = expect(Array.from({ length: WEEK }, (_, index) => mean(weeks.map((week) => week[index] ?? 0))))
  const total = totalOf(expected)
  const replayed = replaysOf(weeks).map((week) => totalOf(expect(week)))
  return {
    total,
    // Where today lies above the mean but below what some week had, all replays can be above the expectation.
    low: Math.min(total, ...replayed),
    high: Math.max(total, ...replayed),
    days: expected,
    crossing: limit === undefined ? undefined : crossingOf(used, [...usedBefore, ...expected], limit),
    method: methodOf(weeks.length),
  }
}

/** The values of the weeks before today, the last one first. Each begins on the weekday of today. */
function lastWeeks(complete: readonly DayValue[], count: number): number[][] {
  const values = complete.map(({ value }) => value)
  return Array.from({ length: count }, (_, week) => {
    const from = values.length - (week + 1) * WEEK
    return values.slice(from, from + WEEK)
  })
}

function replaysOf(weeks: readonly number[][]): readonly number[][] {
  const [only, ...others] = weeks
  if (!only || others.length > 0) return weeks
  return [Math.min(...only), Math.max(...only)].map((value) => only.map(() => value))
}

function crossingOf(used: readonly DayValue[], all: readonly DayValue[], limit: number): Crossing | undefined {
  const crossed = firstDayAt(used, limit)
  if (crossed !== undefined) return { day: crossed, by: 'used' }
  const expected = firstDayAt(all, limit)
  return expected === undefined ? undefined : { day: expected, by: 'expected' }
}

/** The first day by whose end the sum of the days has reached the limit. */
function firstDayAt(days: readonly DayValue[], limit: number): string | undefined {
  return days.find((_, index) => sum(days.slice(0, index + 1).map(({ value }) => value)) >= limit)?.day
}

function methodOf(weeks: number): string {
  const [source, range] =
    weeks > 1
      ? [
          `the mean of the same weekday over the last ${plural(weeks, 'week')}`,
          'as if each week to come were the quietest or the busiest of those',
        ]
      : [
          'the same weekday of the last 7 complete days',
          'as if each day to come were the lowest or the highest of those',
        ]
  return `Each day to come counts as ${source}, and today as at least what it has used so far. The range is ${range}.`
}
