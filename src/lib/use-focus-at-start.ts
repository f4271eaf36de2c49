import { type RefObject, useEffect, useRef } from 'react'

/** For the first element of the next step of a dialog, so that the focus does not stay on what is gone. */
export function useFocusAtStart<T extends HTMLElement>(): RefObject<T | null> {
  const ref = useRef<T>(null)
  useEffect(() => ref.current?.focus(), [])
  return ref
}
