import { describe, expect, it } from 'vitest'
import { rangeBefore, toUsageAddress, toUsageRequest, usageDefaults, zoomInto, zoomOut } from './usage-range.ts'

const today = '2026-11-22'
const addressOf = (change: Record<string, string>) => toUsageAddress(Object.assign({ ...usageDefaults }, change))
const request = (change: Record<string, string>, subscriptionStart: string | undefined = '2024-01-31') =>
  toUsageRequest(addressOf(change), today, subscriptionStart)

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

  it('shows years by month unless days are asked for', () => {
    const years = { range: 'custom', from: '2021-01-01', to: '2025-12-31' }

    expect(request(years).interval).toBe('month')
    expect(request({ ...years, interval: 'day' }).interval).toBe('day')
  })

  it.each([['period'], ['30-days']])('asks of %s for enough days to hold the one before', (range) => {
    expect(request({ range }).previousQuery).toEqual({
      start_date: '2026-08-22',
      end_date: '2026-11-23',
      interval: 'day',
    })
  })

  it.each([
    ['the period before the previous one', { range: 'previous' }, '2026-08-31', '2026-09-30', 'day'],
    ['the year before', { range: '12-months' }, '2024-12-01', '2025-12-01', 'month'],
    ['as many days', { range: 'custom', from: '2026-03-05', to: '2026-03-10' }, '2026-02-27', '2026-03-05', 'day'],
    [
      'as many whole months',
      { range: 'custom', from: '2026-01-01', to: '2026-02-28' },
      '2025-11-01',
      '2026-01-01',
      'day',
    ],
  ])('compares with %s', (_name, change, start_date, end_date, interval) => {
    expect(request(change).previousQuery).toEqual({ start_date, end_date, interval })
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

describe('zoom', () => {
  const address = { ...usageDefaults, range: '12-months', interval: 'month' }
  const first = { ...address, ...zoomInto(address, { start: '2026-03-01', end: '2026-04-01' }) }

  it('shows the chosen days', () => {
    expect(request(first).query).toEqual({ start_date: '2026-03-01', end_date: '2026-04-01', interval: 'day' })
  })

  it('goes back to where the first one started', () => {
    const second = { ...first, ...zoomInto(first, { start: '2026-03-02', end: '2026-03-05' }) }

    expect({ ...second, ...zoomOut(second) }).toEqual(address)
  })
})

it('splits by what there is several of', () => {
  const split = (change: Record<string, string>) => addressOf(change).split

  expect(split({ split: 'project' })).toBe('project')
  expect(split({ split: 'project', project: 'vision' })).toBe('type')
  expect(split({ split: 'object', project: 'vision' })).toBe('object')
  expect(split({ split: 'object' })).toBe('type')
})

it('reads what it does not know as its default', () => {
  expect(addressOf({ metric: 'foo', type: 'foo', split: 'foo', range: 'foo', view: 'foo' })).toEqual(addressOf({}))
})

describe('the range before', () => {
  const before = (change: Record<string, string>, start: string, end: string) =>
    rangeBefore(addressOf(change), { start, end }, '2024-01-31')

  it('of 30 days is the 30 days before them, whatever month they start in', () => {
    expect(before({ range: '30-days' }, '2026-11-17', '2026-12-17')).toEqual({ start: '2026-10-18', end: '2026-11-17' })
    expect(before({ range: 'custom' }, '2026-11-17', '2026-12-17')).toEqual({ start: '2026-10-18', end: '2026-11-17' })
  })

  it('of a subscription period is the one before it, also where months are short', () => {
    expect(before({}, '2026-03-31', '2026-04-30')).toEqual({ start: '2026-02-28', end: '2026-03-31' })
  })
})

it('asks of a previous period by month for its days, which are one month on whatever day it starts', () => {
  expect(request({ range: 'previous', interval: 'month' })).toMatchObject({
    interval: 'month',
    query: { interval: 'day' },
  })
})

it.each([
  ['', 'day'],
  ['previous', 'day'],
])('asks for changes of a short range by day, with compare=%s', (compare, interval) => {
  const { totalsQuery, previousQuery } = request({
    range: 'custom',
    from: '2026-02-01',
    to: '2026-02-28',
    interval: 'month',
    compare,
  })

  expect(totalsQuery?.interval).toBe(interval)
  expect(previousQuery?.interval).toBe(interval)
})
