import { useSyncExternalStore } from 'react'
import { lazyPart, setTellMissing } from '#src/lib/lazy-dialog.tsx'

export interface Toast {
  /** A second toast with the id of one on screen replaces it. */
  id?: string | undefined
  kind: 'success' | 'error'
  title?: string | undefined
  message: string
  requestId?: string | undefined
  /** Takes back what the toast tells: a button in it for 8 seconds, and Control Z. */
  undo?: (() => void) | undefined
}

let queue: readonly Toast[] = []
let needed = false
const listeners = new Set<() => void>()

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}

/** Shows a short message in the corner. Never put a secret into one. */
export function showToast(toast: Toast): void {
  queue = [...queue, toast]
  needed = true
  listeners.forEach((notify) => notify())
}

export function useToastQueue(): readonly Toast[] {
  return useSyncExternalStore(subscribe, () => queue)
}

/** Takes what waits in the queue. */
export function takeToasts(): readonly Toast[] {
  const taken = queue
  queue = []
  if (taken.length > 0) listeners.forEach((notify) => notify())
  return taken
}

setTellMissing((message) => showToast({ id: 'missing', kind: 'error', message }))

const loadToaster = async () => (await import('./toaster.tsx')).Toaster
const Toaster = lazyPart(loadToaster)

export function preloadToaster(): void {
  loadToaster().catch(() => undefined)
}

// What waits stays in the queue until the next toast tries again.
function waitForNext(): void {
  needed = false
  listeners.forEach((notify) => notify())
}

/** The corner where toasts appear; its code loads with the first of them. */
export function ToastHost() {
  const isNeeded = useSyncExternalStore(subscribe, () => needed)
  return isNeeded ? <Toaster onMissing={waitForNext} /> : null
}
