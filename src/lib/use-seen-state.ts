import { useEffect, useRef, useState } from 'react'
import { isRefusal } from '#src/api/api-error.ts'

export interface Tagged<T> {
  data: T
  /** Undefined from a list, and from servers that give none. */
  etag: string | undefined
}

interface SeenStateOptions<T> {
  /** What the dialog shows from the start, usually a row of a list; undefined where that tells nothing of the thing. */
  shown: T | undefined
  /** Reads the thing itself, past every cache. */
  read: () => Promise<Tagged<T>>
  isSame: (one: T, other: T) => boolean
  /** Others have changed it since it was shown. */
  onChanged?: () => void
}

/**
 * The state on which a dialog acts. A list gives no ETag, so the thing is read when the dialog opens, and an act is sent
 * with the ETag of what is on the screen. Where others have changed it meanwhile nothing is done: the dialog then shows
 * `seen` against `before`, and the next press acts on that.
 */
export function useSeenState<T>({ shown, read, isSame, onChanged }: SeenStateOptions<T>) {
  const [seen, setSeen] = useState<Tagged<T>>()
  const [before, setBefore] = useState<T>()
  const latest = useRef({ read, isSame, onChanged })
  useEffect(() => {
    latest.current = { read, isSame, onChanged }
  })
  const current = seen?.data ?? shown

  useEffect(() => {
    let isOpen = true
    const look = async () => {
      const state = await latest.current.read()
      if (!isOpen) return
      setSeen(state)
      if (shown === undefined || latest.current.isSame(shown, state.data)) return
      setBefore((known) => known ?? shown)
      latest.current.onChanged?.()
    }
    // The act reads it again, and tells why it cannot be read.
    look().catch(() => undefined)
    return () => {
      isOpen = false
    }
    // Once, for the thing that the dialog is opened on.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [])

  /** Runs the act with the ETag to send; false where others were faster and nothing was done. */
  const act = async (run: (etag: string | undefined) => Promise<unknown>): Promise<boolean> => {
    let state = seen
    if (state === undefined) {
      try {
        state = await read()
      } catch (error) {
        // One may be allowed to change what one may not read.
        if (!isRefusal(error, 'forbidden')) throw error
      }
      if (state !== undefined) setSeen(state)
      if (state !== undefined && shown !== undefined && !isSame(shown, state.data)) {
        setBefore(shown)
        onChanged?.()
        return false
      }
    }
    try {
      await run(state?.etag)
      return true
    } catch (error) {
      if (!isRefusal(error, 'stale')) throw error
      const next = await read()
      setBefore(current ?? next.data)
      setSeen(next)
      onChanged?.()
      return false
    }
  }

  return { current, before, act }
}
