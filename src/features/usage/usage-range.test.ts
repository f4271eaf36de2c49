import { describe, expect, it } from 'vitest'
import { toUsageRequest, usageAddressDefaults } from './usage-range.ts'

const now = new Date('2026-11-22T10:00:00Z')
const request = (change: Record<string, string>, subscriptionStart: string | undefined = '2024-01-31') =>
  toUsageRequest(Object.assign({ ...usageAddressDefaults }, change), now, subscriptionStart)

describe('toUsageRequest', () => {
  it('leaves the current subscription period to the server', () => {
    expect(request({}).query).toEqual({ interval: 'day' })
  })

  it('counts the previous period from the day the subscription started', () => {
    expect(request({ range: 'previous' }).query).toEqual({
      start_date: '2026-09-30',
      end_date: '2026-10-31',
      interval: 'day',
    })
  })

  it('counts today as the last of 30 days', () => {
    expect(request({ range: '30-days' }).query).toEqual({
      start_date: '2026-10-24',
      end_date: '2026-11-23',
      interval: 'day',
    })
  })

  it('starts twelve months on the first of a month and shows months unless days are asked for', () => {
    expect(request({ range: '12-months' }).query).toEqual({
      start_date: '2025-12-01',
      end_date: '2026-11-23',
      interval: 'month',
    })
    expect(request({ range: '12-months', interval: 'day' }).interval).toBe('day')
  })

  it('includes the last day of a custom range', () => {
    expect(request({ range: 'custom', from: '2024-02-28', to: '2024-02-29' }).query).toEqual({
      start_date: '2024-02-28',
      end_date: '2024-03-01',
      interval: 'day',
    })
  })

  it('shows years by month, whatever is asked for', () => {
    const years = request({ range: 'custom', from: '2023-01-01', to: '2025-12-31', interval: 'day' })

    expect(years.interval).toBe('month')
    expect(years.canShowDays).toBe(false)
  })

  it.each([
    ['an unknown range', { range: 'for-ever' }],
    ['an unknown interval', { interval: 'hour' }],
  ])('reads %s as the default', (_name, change) => {
    expect(request(change).query).toEqual({ interval: 'day' })
  })
})

describe('a custom range', () => {
  it.each([
    [{ range: 'custom' }, 'Choose a first and a last day'],
    [{ range: 'custom', from: '2026-02-30', to: '2026-03-01' }, 'Choose a first and a last day'],
    [{ range: 'custom', from: '2026-02-02', to: '2026-02-01' }, 'The range has to end after it starts'],
    [{ range: 'custom', from: '2016-01-01', to: '2026-01-01' }, 'The range has at most 10 years'],
  ])('%j asks for nothing: %s', (change, problem) => {
    expect(request(change)).toMatchObject({ problem, query: undefined, range: undefined })
  })

  it.each([
    [{ range: 'custom', from: '2026-02-01', to: '2026-02-01' }],
    [{ range: 'custom', from: '2016-01-01', to: '2025-12-31' }],
    [{ range: 'period', from: 'x' }],
  ])('%j has no problem', (change) => {
    expect(request(change).problem).toBeUndefined()
    expect(request(change).query).toBeDefined()
  })
})
