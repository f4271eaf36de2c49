import { render, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { Bucket } from './buckets.ts'
import { PointDetails, pointSentence } from './point-details.tsx'

const series = [
  { key: 'deployment_version', label: 'Deployments', color: '1', total: 0 },
  { key: 'pipeline_version', label: 'Pipelines', color: '2', total: 0 },
] as const
const bucket: Bucket = {
  start: '2026-03-04',
  end: '2026-03-05',
  size: 1,
  values: { deployment_version: 1234.5, pipeline_version: 2 },
  total: 1236.5,
  earlier: 900,
  expected: 2000,
  isRunning: true,
  isAhead: false,
  isShort: false,
}
const context = { series, interval: 'day', view: 'stacked' } as const

test('says a point in one sentence', () => {
  expect(pointSentence(bucket, context)).toBe(
    '4 Mar 2026: Deployments 1,234.5, Pipelines 2, total 1,236.5, forecast 2,000, period before 900, the day is not over yet',
  )
})

test('says of days ahead what is expected alone', () => {
  expect(pointSentence({ ...bucket, isRunning: false, isAhead: true }, context)).toBe(
    '4 Mar 2026: not begun yet, forecast 2,000, period before 900',
  )
})

test('says of a running total from when it counts', () => {
  const one = { ...bucket, earlier: undefined, expected: undefined, isRunning: false }

  expect(pointSentence(one, { ...context, view: 'total' })).toBe(
    '4 Mar 2026, since the start: Deployments 1,234.5, Pipelines 2, total 1,236.5',
  )
})

test('says of how many days or months together that they are not over', () => {
  const week = { ...bucket, end: '2026-03-11', size: 7 }
  const months = { ...bucket, start: '2026-01-01', end: '2026-04-01', size: 3 }
  const shown = { ...context, earlierLabel: undefined, markers: [] }

  expect(pointSentence(week, context)).toMatch(/^4 to 10 Mar 2026: .*, the 7 days are not over yet$/)
  expect(pointSentence(months, { ...context, interval: 'month' })).toMatch(/, the 3 months are not over yet$/)

  const { rerender } = render(<PointDetails bucket={week} {...shown} />)
  expect(screen.getByText('These 7 days are not over yet.')).toBeVisible()
  rerender(<PointDetails bucket={bucket} {...shown} />)
  expect(screen.getByText('This day is not over yet.')).toBeVisible()
  rerender(<PointDetails bucket={months} {...shown} interval="month" />)
  expect(screen.getByText('These 3 months are not over yet.')).toBeVisible()
})

test('names the first changes of a day that had many', () => {
  const markers = Array.from({ length: 6 }, (_, index) => ({ day: '2026-03-04', text: `Version v${index} created` }))
  render(<PointDetails bucket={bucket} {...context} earlierLabel={undefined} markers={markers} />)

  expect(screen.getByText('Version v0 created')).toBeVisible()
  expect(screen.queryByText('Version v5 created')).toBeNull()
  expect(screen.getByText('And 2 more changes.')).toBeVisible()
  expect(screen.queryByText('Period before')).toBeNull()
})
