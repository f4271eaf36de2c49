import { render, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { addMonths } from '#contract/calendar.ts'
import type { ChartRow } from './buckets.ts'
import { UsageChart } from './usage-chart.tsx'

const months = (count: number): ChartRow[] =>
  Array.from({ length: count }, (_, index) => ({
    start: addMonths('2026-01-01', index),
    end: addMonths('2026-01-01', index + 1),
    values: { deployment_version: 1 },
    total: 1,
    earlier: undefined,
    expected: undefined,
    isRunning: index === count - 1,
    isAhead: false,
  }))

// Without a layout the chart has no width, and room for one bar.
test('says of how many months a bar is where there is no room for each', () => {
  render(
    <UsageChart
      ref={null}
      rows={months(5)}
      series={[{ key: 'deployment_version', label: 'Deployments', color: '1', total: 5 }]}
      interval="month"
      view="stacked"
      label="Credits by month"
      limit={undefined}
      earlierLabel={undefined}
      markers={[]}
      onZoom={() => {}}
    />,
  )

  expect(screen.getByText('Each bar is 6 months, since there is no room for each month.')).toBeVisible()
  expect(screen.getByText('Hatched: the 5 months are not over yet.')).toBeVisible()
})
