import '@mantine/core/styles/Notification.layer.css'
import '@mantine/notifications/styles.layer.css'
import { Button } from '@mantine/core'
import { hideNotification, Notifications, showNotification } from '@mantine/notifications'
import { useEffect, useRef, useState } from 'react'
import { type Toast, takeToasts, useToastQueue } from './toast.tsx'
import classes from './toaster.module.css'

const READ_MS = 6000
const UNDO_MS = 8000

/** What the toasts on the screen can undo, the newest last. */
const undoable = new Set<() => void>()

export function Toaster() {
  const queue = useToastQueue()

  useEffect(() => {
    if (queue.length > 0) takeToasts().forEach(show)
  }, [queue])

  useEffect(() => {
    // The toasts stand at the end of the page, many tab stops away.
    const handleKeyDown = (event: KeyboardEvent) => {
      const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === 'z'
      const newest = [...undoable].at(-1)
      // In a field the same keys take back what was typed.
      if (!isUndo || newest === undefined || isEditable(event.target)) return
      event.preventDefault()
      newest()
    }
    document.addEventListener('keydown', handleKeyDown)
    return () => document.removeEventListener('keydown', handleKeyDown)
  }, [])

  return (
    <Notifications
      position="bottom-right"
      limit={4}
      transitionDuration={120}
      allowDragDismiss={false}
      aria-live="polite"
    />
  )
}

const isEditable = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null

let shown = 0

function show(toast: Toast) {
  shown += 1
  const id = toast.id ?? `toast-${shown}`
  const { undo } = toast
  const hide = () => {
    hideNotification(id)
  }
  const onUndo: (() => void) | undefined =
    undo &&
    (() => {
      // It leaves the screen a moment later than it is pressed.
      if (!onUndo || !undoable.delete(onUndo)) return
      hide()
      undo()
    })
  hide()
  showNotification({
    id,
    color: toast.kind === 'error' ? 'red' : 'teal',
    title: toast.title,
    withBorder: true,
    // Not an alert, which would cut in on what is being read out: the frame of all toasts tells it politely.
    ...(undo === undefined ? {} : { role: 'group', 'aria-label': 'Can be undone' }),
    // The content keeps its own time, which also stands still while the keyboard is in it.
    autoClose: false,
    closeButtonProps: { 'aria-label': 'Dismiss' },
    message: <ToastContent toast={toast} onDone={hide} onUndo={onUndo} />,
  })
}

interface ToastContentProps {
  toast: Toast
  onDone: () => void
  onUndo: (() => void) | undefined
}

function ToastContent({ toast, onDone, onUndo }: ToastContentProps) {
  const ref = useRef<HTMLDivElement>(null)
  const [isHovered, setIsHovered] = useState(false)
  const [isFocused, setIsFocused] = useState(false)
  const paused = isHovered || isFocused
  const remaining = useRef(onUndo ? UNDO_MS : READ_MS)
  // An error with a request id is read and copied at leisure.
  const stays = toast.requestId !== undefined

  useEffect(() => {
    const toastElement = ref.current?.closest('[role="alert"], [role="group"]') ?? ref.current
    const events = [
      ['pointerenter', () => setIsHovered(true)],
      ['pointerleave', () => setIsHovered(false)],
      ['focusin', () => setIsFocused(true)],
      ['focusout', () => setIsFocused(false)],
    ] as const
    for (const [name, listener] of events) toastElement?.addEventListener(name, listener)
    return () => {
      for (const [name, listener] of events) toastElement?.removeEventListener(name, listener)
    }
  }, [])

  useEffect(() => {
    if (paused || stays) return undefined
    const started = Date.now()
    const timer = setTimeout(onDone, remaining.current)
    return () => {
      remaining.current = Math.max(1000, remaining.current - (Date.now() - started))
      clearTimeout(timer)
    }
    // oxlint-disable-next-line react/exhaustive-deps -- onDone closes over a constant id; its identity changes on each render
  }, [paused, stays])

  useEffect(() => {
    if (!onUndo) return undefined
    undoable.add(onUndo)
    return () => {
      undoable.delete(onUndo)
    }
    // oxlint-disable-next-line react/exhaustive-deps -- see above
  }, [])

  return (
    <div ref={ref} className={classes.content}>
      <span>{toast.message}</span>
      {toast.requestId && <span className={classes.id}>Request {toast.requestId}</span>}
      {onUndo && (
        <Button size="compact-sm" variant="default" title="Ctrl+Z" onClick={onUndo}>
          Undo
        </Button>
      )}
    </div>
  )
}
