import '@mantine/core/styles/Notification.layer.css'
import '@mantine/notifications/styles.layer.css'
import { hideNotification, Notifications, showNotification } from '@mantine/notifications'
import { useEffect, useRef, useState } from 'react'
import { type Toast, takeToasts, useToastQueue } from './toast.tsx'
import classes from './toaster.module.css'

const READ_MS = 6000

export function Toaster() {
  const queue = useToastQueue()

  useEffect(() => {
    if (queue.length > 0) takeToasts().forEach(show)
  }, [queue])

  return <Notifications position="bottom-right" limit={4} transitionDuration={120} allowDragDismiss={false} />
}

let shown = 0

function show(toast: Toast) {
  shown += 1
  const id = toast.id ?? `toast-${shown}`
  hideNotification(id)
  showNotification({
    id,
    color: toast.kind === 'error' ? 'red' : 'teal',
    title: toast.title,
    withBorder: true,
    // The content keeps its own time, which also stands still while the keyboard is in it.
    autoClose: false,
    closeButtonProps: { 'aria-label': 'Dismiss' },
    message: <ToastContent toast={toast} onDone={() => hideNotification(id)} />,
  })
}

function ToastContent({ toast, onDone }: { toast: Toast; onDone: () => void }) {
  const ref = useRef<HTMLDivElement>(null)
  const [paused, setPaused] = useState(false)
  const remaining = useRef(READ_MS)
  // An error with a request id is read and copied at leisure.
  const stays = toast.requestId !== undefined

  useEffect(() => {
    const toastElement = ref.current?.closest('[role="alert"]') ?? ref.current
    const pause = () => setPaused(true)
    const go = () => setPaused(false)
    const events = [
      ['pointerenter', pause],
      ['pointerleave', go],
      ['focusin', pause],
      ['focusout', go],
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

  return (
    <div ref={ref} className={classes.content}>
      <span>{toast.message}</span>
      {toast.requestId && <span className={classes.id}>Request {toast.requestId}</span>}
    </div>
  )
}
