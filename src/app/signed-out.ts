import type { QueryClient } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { sessionKeys } from '#src/features/session/session.queries.ts'
import { paths } from '#src/lib/paths.ts'

let hasExpired = false
const listeners = new Set<() => void>()

function set(value: boolean) {
  if (hasExpired === value) return
  hasExpired = value
  listeners.forEach((notify) => notify())
}

/**
 * What a 401 does. Who was signed in is asked for the password in a dialog over the page, so that nothing entered there
 * is lost; who was not goes to the sign-in page and comes back after it.
 */
export function handleSignedOut(client: QueryClient, navigate: (to: string) => void): void {
  if (client.getQueryData(sessionKeys.me) !== undefined) set(true)
  else if (!window.location.pathname.startsWith(paths.signIn()))
    navigate(paths.signIn(window.location.pathname + window.location.search))
}

/** Called when the session is back. */
export function sessionIsBack(): void {
  set(false)
}

export function useHasExpired(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    () => hasExpired,
  )
}
