import { describe, expect, test } from 'vitest'
import { beginsSubscription, freeUntil, subscriptionChange, subscriptionEnd } from './subscription.ts'

const now = new Date('2026-11-22T09:00:00Z')
const today = '2026-11-22'
const current = { subscription: 'starter', start: '2026-06-01', end: '2027-06-01' }

describe('the end of a subscription', () => {
  test('has passed at the first moment of its day', () => {
    expect(subscriptionEnd('2026-11-22', now)?.kind).toBe('ended')
    expect(subscriptionEnd('2026-11-23', now)?.kind).toBe('soon')
  })

  test('is near for 30 days', () => {
    expect(subscriptionEnd('2026-12-22', now)?.kind).toBe('soon')
    expect(subscriptionEnd('2026-12-23', now)?.kind).toBe('later')
  })

  test.each([
    ['2026-11-22', 'Ended today'],
    ['2026-10-11', 'Ended 42 days ago'],
    ['2026-11-23', 'Ends in 1 day'],
    ['2027-04-30', 'Ends in 5 months'],
    ['2028-11-09', 'Ends in 23 months'],
    ['2030-01-01', 'Ends in 3 years'],
  ])('of %s reads "%s"', (end, text) => {
    expect(subscriptionEnd(end, now)?.text).toBe(text)
  })

  test('reads instants of other servers', () => {
    expect(subscriptionEnd('2026-10-01T00:00:00Z', now)).toMatchObject({ kind: 'ended', at: '2026-10-01T00:00:00Z' })
  })

  test('is unknown or none', () => {
    expect(subscriptionEnd(undefined, now)).toBeUndefined()
    expect(subscriptionEnd(null, now)).toBeUndefined()
  })

  test('comes a year after the start of a free one, also from 29 February', () => {
    expect(freeUntil('2026-11-22')).toBe('2027-11-22')
    expect(freeUntil('2028-02-29')).toBe('2029-02-28')
  })
})

describe('changing a subscription', () => {
  test('sends nothing when nothing has changed', () => {
    expect(subscriptionChange({ ...current }, current, today)).toBeUndefined()
  })

  test('sends only the dates that have changed', () => {
    expect(subscriptionChange({ ...current, end: '2028-01-01' }, current, today)).toEqual({
      subscription_end_date: '2028-01-01',
    })
    expect(subscriptionChange({ ...current, start: '2026-07-01' }, current, today)).toEqual({
      subscription_start_date: '2026-07-01',
    })
  })

  test('removes the end with null', () => {
    expect(subscriptionChange({ ...current, end: null }, current, today)).toEqual({ subscription_end_date: null })
  })

  test('sends name and both dates for another subscription', () => {
    const input = { subscription: 'professional', start: '2027-01-01', end: '2028-01-01' }

    expect(subscriptionChange(input, current, today)).toEqual({
      subscription: 'professional',
      subscription_start_date: '2027-01-01',
      subscription_end_date: '2028-01-01',
    })
    expect(beginsSubscription(input, current, today)).toBe(true)
  })

  test('sends the end too when the same one is to start again later, since that needs one', () => {
    const input = { ...current, start: '2027-06-01', end: '2028-06-01' }

    expect(subscriptionChange(input, current, today)).toEqual({
      subscription_start_date: '2027-06-01',
      subscription_end_date: '2028-06-01',
    })
    expect(beginsSubscription(input, current, today)).toBe(true)
  })

  test('never sends an end for free', () => {
    const free = { subscription: 'free', start: '2026-11-01', end: '2027-11-01' }

    expect(subscriptionChange({ subscription: 'free', start: today, end: null }, current, today)).toEqual({
      subscription: 'free',
      subscription_start_date: today,
    })
    expect(subscriptionChange({ ...free, end: null }, free, today)).toBeUndefined()
  })
})
