import { render, screen } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import type { Forecast } from './forecast.ts'
import { Outlook } from './outlook.tsx'

const period = { start: '2026-03-01', end: '2026-04-01' }
const forecastOf = (change: Partial<Forecast>): Forecast => ({
  total: 3,
  low: 3,
  high: 3,
  days: [],
  crossing: undefined,
  method: 'As before.',
  ...change,
})

describe('the limit', () => {
  it.each([
    [0, 10_000, '0%'],
    [1, 10_000, 'Less than 1%'],
    [29, 100, '29%'],
    [0.29, 1, '29%'],
    [9960, 10_000, '99%'],
    [999_999_999_999_999, 1e15, '99%'],
    [10_000, 10_000, '100%'],
    [0.000_003, 0.000_003, '100%'],
    [12_345, 1000, '1,234%'],
  ])('counts %s of %s as %s', (used, limit, percent) => {
    render(<Outlook period={period} used={used} forecast={undefined} limit={limit} />)

    expect(screen.getByText(/ of the limit of /)).toHaveTextContent(new RegExp(`^${percent} of the limit of `))
  })

  it('is written in full', () => {
    const crossing = { day: '2026-03-09', by: 'expected' } as const
    const { rerender } = render(
      <Outlook period={period} used={1} forecast={forecastOf({ crossing })} limit={1234.567_891} />,
    )
    expect(screen.getByText('Less than 1% of the limit of 1,234.567891 used')).toBeVisible()
    expect(screen.getByText(/^Forecast for/)).toHaveTextContent(
      'The limit of 1,234.567891 would be reached on 9 Mar 2026.',
    )

    rerender(<Outlook period={period} used={1} forecast={forecastOf({})} limit={1234.567_891} />)
    expect(screen.getByText(/^Forecast for/)).toHaveTextContent(
      'The limit of 1,234.567891 is not reached in this period.',
    )
  })
})

describe('the forecast', () => {
  it.each([
    [1.02, { total: 1.075, low: 1.05, high: 1.1 }, '1.08 (1.05 to 1.10)'],
    [1.025, { total: 1.075, low: 1.05, high: 1.1 }, '1.075 (1.050 to 1.100)'],
    [12, { total: 300.4, low: 290.6, high: 310.2 }, '300 (291 to 310)'],
    [2, { total: 3.1, low: 2.9, high: 3.2 }, '3'],
  ])('of what has used %s has as many decimals', (used, numbers, text) => {
    render(<Outlook period={period} used={used} forecast={forecastOf(numbers)} limit={undefined} />)

    expect(screen.getByText(/^Forecast for/).textContent?.trim()).toBe(`Forecast for 31 Mar 2026: ${text}.`)
  })
})
