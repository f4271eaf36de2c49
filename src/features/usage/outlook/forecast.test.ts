import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, daysBetween } from '#contract/calendar.ts'
import { type DayValue, type Forecast, forecast } from './forecast.ts'

/** The days that end with `today`, the last of the values. */
const daysUntil = (today: string, values: readonly number[]): DayValue[] =>
  values.map((value, index) => ({ day: addDays(today, index + 1 - values.length), value }))

const repeat = (week: readonly number[], count: number) => Array.from({ length: count }, () => week).flat()

/** Wednesday, the eleventh day of the period. */
const today = '2026-03-11'
const march = { start: '2026-03-01', end: '2026-04-01', today }

function made(input: Parameters<typeof forecast>[0]): Forecast {
  const result = forecast(input)
  if ('reason' in result) throw new Error(result.reason)
  return result
}

describe('the forecast', () => {
  it('takes each remaining day as the mean of the same weekday over the last four weeks', () => {
    // Of Wednesdays to Tuesdays; the first week is too long ago.
    const weeks = [
      [900, 900, 900, 900, 900, 900, 900],
      [1, 2, 3, 4, 5, 6, 7],
      [3, 2, 3, 4, 5, 6, 7],
      [1, 2, 3, 4, 5, 6, 9],
      [3, 2, 3, 4, 5, 6, 9],
    ]

    const { days } = made({ ...march, days: daysUntil(today, [...weeks.flat(), 0]) })

    expect(days.slice(0, 8)).toEqual([
      { day: '2026-03-11', value: 2 },
      { day: '2026-03-12', value: 2 },
      { day: '2026-03-13', value: 3 },
      { day: '2026-03-14', value: 4 },
      { day: '2026-03-15', value: 5 },
      { day: '2026-03-16', value: 6 },
      { day: '2026-03-17', value: 8 },
      { day: '2026-03-18', value: 2 },
    ])
    expect(days).toHaveLength(21)
    expect(days.at(-1)?.day).toBe('2026-03-31')
  })

  it('adds what the period has used before today, and nothing of what came before the period', () => {
    const input = { ...march, days: daysUntil(today, repeat([2], 60)) }

    expect(made(input).total).toBe(62)
    expect(made({ ...input, start: '2026-03-10' }).total).toBe(44)
  })

  it('takes today as what it has already, where that is more', () => {
    const { days, total } = made({ ...march, days: daysUntil(today, [...repeat([2], 28), 7]) })

    expect(days[0]).toEqual({ day: today, value: 7 })
    expect(days[1]?.value).toBe(2)
    expect(total).toBe(67)
  })

  it('ranges from the quietest to the busiest of the weeks again and again', () => {
    const weeks = [...repeat([10], 7), ...repeat([12], 7), ...repeat([8], 7), ...repeat([14], 7)]

    const { low, total, high } = made({ ...march, today, days: daysUntil(today, [...weeks, 0]) })

    // The first ten days are known: 3 of 8 and 7 of 14.
    expect([low, total, high]).toEqual([122 + 21 * 8, 122 + 21 * 11, 122 + 21 * 14])
  })

  it('goes by fewer weeks where usage began later', () => {
    const { days, method } = made({ ...march, days: daysUntil(today, [...repeat([0], 60), ...repeat([4], 20), 0]) })

    expect(days.map(({ value }) => value)).toEqual(repeat([4], 21))
    expect(method).toContain('over the last 2 weeks')
  })

  it('ranges over the days of a single week, which has no other to be compared with', () => {
    const values = [0, 0, 5, 1, 2, 3, 4, 5, 6, 0]

    const { low, total, high, method } = made({ ...march, end: '2026-03-12', days: daysUntil(today, values) })

    expect([low, total, high]).toEqual([26 + 1, 26 + 5, 26 + 6])
    expect(method).toContain('the last 7 complete days')
  })

  it.each([
    ['nothing was used yet', repeat([0], 40), 'there are 0.'],
    ['the first complete day is one alone', [0, 5, 5], 'there is 1.'],
    ['usage began six complete days ago', [...repeat([0], 40), ...repeat([5], 7)], 'there are 6.'],
    ['there are no days at all', [], 'there are 0.'],
  ])('is none where %s', (_, values, reason) => {
    expect(forecast({ ...march, days: daysUntil(today, values) })).toEqual({
      reason: expect.stringContaining(reason) as string,
    })
  })

  it.each(['2026-02-28', '2026-04-01'])('is none on %s, outside of the period', (day) => {
    expect(forecast({ ...march, today: day, days: daysUntil(day, repeat([2], 60)) })).toEqual({
      reason: 'Only a period that is running has a forecast.',
    })
  })
})

describe('crossing the limit', () => {
  const days = daysUntil(today, [...repeat([2], 28), 1])
  const crossing = (limit?: number) => made({ ...march, days, limit }).crossing

  it('is expected on the first day by whose end the limit is reached', () => {
    expect(crossing(30)).toEqual({ day: '2026-03-15', by: 'expected' })
    expect(crossing(30.000001)).toEqual({ day: '2026-03-16', by: 'expected' })
    expect(crossing(62)).toEqual({ day: '2026-03-31', by: 'expected' })
  })

  it('is expected today where only the rest of today is missing', () => {
    expect(crossing(22)).toEqual({ day: today, by: 'expected' })
  })

  it('has happened where as much is used already', () => {
    expect(crossing(21)).toEqual({ day: today, by: 'used' })
    expect(crossing(20)).toEqual({ day: '2026-03-10', by: 'used' })
    expect(crossing(3)).toEqual({ day: '2026-03-02', by: 'used' })
  })

  it('is not expected where the period stays below, or without a limit', () => {
    expect(crossing(62.000001)).toBeUndefined()
    expect(crossing()).toBeUndefined()
  })

  it('does not miss a limit by the errors of adding', () => {
    const tenths = daysUntil(today, [...repeat([0.1], 28), 0])

    expect(made({ ...march, days: tenths, limit: 0.3 }).crossing).toEqual({ day: '2026-03-03', by: 'used' })
  })
})

describe('of any usage', () => {
  /** With six decimals, as the server has them. */
  const someValue = fc.integer({ min: 1, max: 1e12 }).map((millionths) => millionths / 1e6)
  const someWeek = fc.array(someValue, { minLength: 7, maxLength: 7 })
  /** Where in a period of 31 days today is. */
  const somePeriod = fc.nat(30).map((before) => ({ start: addDays(today, -before), end: addDays(today, 31 - before) }))
  /** Since before the period began. */
  const someValues = fc.array(someValue, { minLength: 40, maxLength: 70 })

  it('total, low and high are ordered and at least what is used', () => {
    fc.assert(
      fc.property(somePeriod, someValues, (period, values) => {
        const days = daysUntil(today, values)
        const { low, total, high } = made({ ...period, today, days })
        const millionths = days
          .filter(({ day }) => day >= period.start)
          .reduce((used, { value }) => used + Math.round(value * 1e6), 0)

        expect(low).toBeGreaterThanOrEqual(millionths / 1e6)
        expect(total).toBeGreaterThanOrEqual(low)
        expect(high).toBeGreaterThanOrEqual(total)
      }),
    )
  })

  it('more on any day never lowers it', () => {
    const more = fc.tuple(fc.nat(), someValue)
    fc.assert(
      fc.property(somePeriod, someValues, more, (period, values, [at, extra]) => {
        const grown = values.with(at % values.length, (values[at % values.length] ?? 0) + extra)
        const before = made({ ...period, today, days: daysUntil(today, values) })
        const after = made({ ...period, today, days: daysUntil(today, grown) })

        expect(after.total).toBeGreaterThanOrEqual(before.total)
        expect(after.low).toBeGreaterThanOrEqual(before.low)
        expect(after.high).toBeGreaterThanOrEqual(before.high)
      }),
    )
  })

  it('weeks that repeat go on exactly, with nothing between low and high', () => {
    fc.assert(
      fc.property(somePeriod, someWeek, fc.integer({ min: 2, max: 6 }), (period, week, weeks) => {
        const { days, low, total, high } = made({
          ...period,
          today,
          days: daysUntil(today, [...repeat(week, weeks), 0]),
        })

        expect(days).toEqual(days.map(({ day }) => ({ day, value: week[daysBetween(today, day) % 7] })))
        expect([low, high]).toEqual([total, total])
      }),
    )
  })

  it('the same on each day is forecast exactly', () => {
    fc.assert(
      fc.property(somePeriod, fc.integer({ min: 1, max: 1e12 }), (period, millionths) => {
        const days = daysUntil(today, [...repeat([millionths / 1e6], 45), 0])
        const { low, total, high } = made({ ...period, today, days })

        const exact = (31 * millionths) / 1e6
        expect([low, total, high]).toEqual([exact, exact, exact])
      }),
    )
  })

  it('its own total as the limit is reached on the last day, and a limit above it is not', () => {
    fc.assert(
      fc.property(somePeriod, someValues, (period, values) => {
        const input = { ...period, today, days: daysUntil(today, values) }
        const { total } = made(input)

        expect(made({ ...input, limit: total }).crossing?.day).toBe(addDays(period.end, -1))
        expect(made({ ...input, limit: total + 0.001 }).crossing).toBeUndefined()
      }),
    )
  })
})
