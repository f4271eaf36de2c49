import { useSyncExternalStore } from 'react'

const listeners = new Set<() => void>()
let now = new Date()
let timer: ReturnType<typeof setInterval> | undefined

function subscribe(listener: () => void) {
  listeners.add(listener)
  // One clock for the page: a table of a thousand times must not own a thousand timers.
  timer ??= setInterval(() => {
    now = new Date()
    listeners.forEach((notify) => notify())
  }, 60_000)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

function current() {
  // Without a running clock the value would grow stale between pages.
  if (timer === undefined && Date.now() - now.getTime() > 60_000) now = new Date()
  return now
}

/** The time, renewed each minute. */
export function useNow(): Date {
  return useSyncExternalStore(subscribe, current)
}
