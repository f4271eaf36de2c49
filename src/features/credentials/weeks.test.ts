import { expect, test } from 'vitest'
import { weeksOf } from './weeks.ts'

const now = new Date('2026-03-10T09:00:00.000Z')
const DAY_MS = 86_400_000
const after = (ms: number) => new Date(now.getTime() + ms).toISOString()
const countsOf = (...expiries: (string | null)[]) => weeksOf(expiries, now).map(({ count }) => count)

test('are thirteen from now on, without a gap, the last ending with the 90 days', () => {
  const weeks = weeksOf([], now)

  expect(weeks).toHaveLength(13)
  expect(weeks[0]?.start).toEqual(now)
  for (const [index, { end }] of weeks.slice(0, -1).entries()) expect(weeks[index + 1]?.start).toEqual(end)
  expect(weeks.at(-1)?.end.toISOString()).toBe(after(90 * DAY_MS))
})

test('count each end once, from the first instant of the week to before the next', () => {
  expect(
    countsOf(after(1), after(7 * DAY_MS - 1), after(7 * DAY_MS), after(14 * DAY_MS - 1), after(14 * DAY_MS)),
  ).toEqual([2, 2, 1, ...Array.from({ length: 10 }, () => 0)])
})

test('count nothing that has ended, never ends, or ends later', () => {
  const none = Array.from({ length: 13 }, () => 0)

  expect(countsOf(after(-1), after(0), null, after(90 * DAY_MS), 'infinity')).toEqual(none)
  expect(countsOf(after(90 * DAY_MS - 1))).toEqual([...none.slice(1), 1])
})

test('have the colour of the filter that all of them pass', () => {
  expect(weeksOf([], now).map(({ within }) => within)).toEqual([
    '7',
    '30',
    '30',
    '30',
    ...Array.from({ length: 9 }, () => '90'),
  ])
})
