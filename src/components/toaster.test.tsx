import { MantineProvider } from '@mantine/core'
import { cleanNotifications } from '@mantine/notifications'
import { act, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { showToast } from './toast.tsx'
import { Toaster } from './toaster.tsx'

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  cleanNotifications()
  vi.useRealTimers()
})

function open(undo?: () => void) {
  render(
    <MantineProvider env="test">
      <input aria-label="Field" />
      <Toaster />
    </MantineProvider>,
  )
  act(() => showToast({ kind: 'success', message: 'Ada is gone', undo }))
}

/** In steps, since what one timer renders may start the next. */
function pass(ms: number) {
  for (let passed = 0; passed < ms; passed += 100) act(() => void vi.advanceTimersByTime(100))
}
const toast = () => screen.queryByText('Ada is gone')
const pressUndo = (target: Element) => fireEvent.keyDown(target, { key: 'z', ctrlKey: true })

test('stays for six seconds, with a way back for eight', () => {
  open()
  pass(5900)
  expect(toast()).toBeInTheDocument()
  pass(1000)
  expect(toast()).not.toBeInTheDocument()

  act(() => showToast({ kind: 'success', message: 'Ada is gone', undo: () => undefined }))
  pass(7900)
  expect(toast()).toBeInTheDocument()
  pass(1000)
  expect(toast()).not.toBeInTheDocument()
})

test('waits while the pointer or the focus is on it', () => {
  open(() => undefined)
  const undo = screen.getByRole('button', { name: 'Undo' })
  const frame = screen.getByRole('group', { name: 'Can be undone' })
  pass(6000)

  act(() => undo.focus())
  fireEvent.pointerEnter(frame)
  pass(60_000)
  fireEvent.pointerLeave(frame)
  pass(60_000)
  expect(toast()).toBeInTheDocument()

  act(() => undo.blur())
  pass(1900)
  expect(toast()).toBeInTheDocument()
  pass(1000)
  expect(toast()).not.toBeInTheDocument()
})

test('is taken back once, and then goes', () => {
  const undo = vi.fn()
  open(undo)
  const button = screen.getByRole('button', { name: 'Undo' })

  fireEvent.click(button)
  fireEvent.click(button)
  pass(500)

  expect(undo).toHaveBeenCalledTimes(1)
  expect(toast()).not.toBeInTheDocument()
})

test('is taken back by the keyboard from anywhere but a field', () => {
  const undo = vi.fn()
  open(undo)

  pressUndo(screen.getByLabelText('Field'))
  expect(undo).not.toHaveBeenCalled()
  pressUndo(document.body)
  pressUndo(document.body)

  expect(undo).toHaveBeenCalledTimes(1)
})

test('the keyboard takes back nothing once it is gone', () => {
  const undo = vi.fn()
  open(undo)
  pass(9000)

  pressUndo(document.body)

  expect(undo).not.toHaveBeenCalled()
})

test('is told politely', () => {
  open(() => undefined)

  expect(toast()?.closest('[aria-live]')).toHaveAttribute('aria-live', 'polite')
  expect(toast()?.closest('[role="alert"]')).toBeNull()
})
