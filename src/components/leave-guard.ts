import { useEffect, useRef, useState } from 'react'

export interface LeavePrompt {
  title: string
  message: string
  /** The verb on the red button: "Discard changes". */
  leaveLabel: string
  stayLabel: string
}

export interface LeaveGuard {
  isActive: () => boolean
  prompt: LeavePrompt
}

export const unsavedChanges: LeavePrompt = {
  title: 'Discard unsaved changes?',
  message: 'What you have entered here has not been saved.',
  leaveLabel: 'Discard changes',
  stayLabel: 'Keep editing',
}

/** While a secret that is given only once is asked for. */
export const tokenOnItsWay: LeavePrompt = {
  title: 'Leave before the token has come?',
  message: 'The new token is on its way. It is shown once, and only on this page.',
  leaveLabel: 'Leave without it',
  stayLabel: 'Wait for it',
}

type Ask = (prompt: LeavePrompt) => Promise<boolean>

// The router allows one blocker, while a page can hold a dirty form under a dialog with a secret: so one list for all.
const guards: LeaveGuard[] = []
let ask: Ask | undefined

/** Names who puts the questions on the screen; without one, leaving is never held up. */
export function setAsk(next: Ask | undefined): void {
  ask = next
}

export function activeGuard(): LeaveGuard | undefined {
  return guards.findLast((guard) => guard.isActive())
}

/**
 * Asks before the page is left by link, back button or reload while `isActive()` holds.
 * It is asked at that moment, so a ref that an event has just set counts. The guard's identity is stable.
 */
export function useLeaveGuard(isActive: () => boolean, prompt: LeavePrompt = unsavedChanges): LeaveGuard {
  const latest = useRef({ isActive, prompt })
  const [guard] = useState<LeaveGuard>(() => ({
    isActive: () => latest.current.isActive(),
    get prompt() {
      return latest.current.prompt
    },
  }))
  useEffect(() => {
    latest.current = { isActive, prompt }
  })
  useEffect(() => {
    guards.push(guard)
    return () => {
      guards.splice(guards.indexOf(guard), 1)
    }
  }, [guard])
  return guard
}

/** Asks the guard's question if it is active; true when nothing stands against leaving. */
export async function mayLeave(guard: LeaveGuard): Promise<boolean> {
  if (!guard.isActive()) return true
  return ask ? ask(guard.prompt) : true
}
