import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test, vi } from 'vitest'
import { addDays } from '#contract/calendar.ts'
import { bucketOf } from '#src/testing/usage-chart.ts'
import { ChartCursor } from './chart-cursor.tsx'

const buckets = Array.from({ length: 10 }, (_, index) =>
  bucketOf({ start: addDays('2026-03-01', index), end: addDays('2026-03-02', index) }),
)

function open() {
  const onZoom = vi.fn<(range: unknown) => void>()
  render(
    <ChartCursor
      scale={{ x: 0, y: 0, width: 1000, height: 100, count: 10, max: 1 }}
      buckets={buckets}
      label="Credits"
      describe={({ start }) => start}
      canZoomInto={() => true}
      onZoom={onZoom}
      renderDetails={({ start }) => <p>Details of {start}</p>}
    />,
  )
  return { user: userEvent.setup(), slider: screen.getByRole('slider'), onZoom }
}

test('says which days are chosen', async () => {
  const { user, slider, onZoom } = open()
  await user.tab()

  await user.keyboard('{Home}')
  expect(slider).toHaveAttribute('aria-valuetext', '2026-03-01')
  await user.keyboard('{Shift>}{End}{/Shift}')
  expect(slider).toHaveAttribute('aria-valuetext', '2026-03-10, selected 1 to 10 Mar 2026')
  await user.keyboard('{Shift>}{Home}{/Shift}')
  expect(slider).toHaveAttribute('aria-valuetext', '2026-03-01')

  await user.keyboard('{Shift>}{ArrowRight}{/Shift}{Enter}')
  expect(onZoom).toHaveBeenCalledExactlyOnceWith({ start: '2026-03-01', end: '2026-03-03' })
})

test('takes the choice back by Escape, then closes the details of the point', async () => {
  const { user, slider } = open()
  await user.tab()
  await user.keyboard('{Home}{Shift>}{ArrowRight}{/Shift}')

  await user.keyboard('{Escape}')
  expect(slider).toHaveAttribute('aria-valuetext', '2026-03-02')
  expect(screen.getByText('Details of 2026-03-02')).toBeVisible()

  await user.keyboard('{Escape}')
  expect(screen.queryByText(/^Details/)).toBeNull()
  expect(slider).toHaveAttribute('aria-valuetext', '2026-03-02')

  await user.keyboard('{ArrowRight}')
  expect(screen.getByText('Details of 2026-03-03')).toBeVisible()
})

test('closes the details that the pointer shows without the focus, until it points elsewhere', async () => {
  const { user, slider } = open()
  const pointAt = (clientX: number) => user.pointer({ target: slider, coords: { clientX, clientY: 50 } })
  await pointAt(250)
  expect(screen.getByText('Details of 2026-03-03')).toBeVisible()
  expect(slider).not.toHaveFocus()

  await user.keyboard('{Escape}')
  await pointAt(260)
  expect(screen.queryByText(/^Details/)).toBeNull()

  await pointAt(350)
  expect(screen.getByText('Details of 2026-03-04')).toBeVisible()
  await pointAt(250)
  expect(screen.getByText('Details of 2026-03-03')).toBeVisible()
})
