import { useCallback, useContext, useEffect, useMemo, useState } from 'react'
import { UNSAFE_DataRouterContext as DataRouterContext, useLocation } from 'react-router-dom'

export type UrlState = Readonly<Record<string, string>>

/** Reads the named parameters of a query string; what is absent has its default. */
export function readUrlState<T extends UrlState>(search: string, defaults: T): T {
  const params = new URLSearchParams(search)
  return Object.fromEntries(Object.entries(defaults).map(([name, value]) => [name, params.get(name) ?? value])) as T
}

/** The query string with a change applied. A value equal to its default is left out, so that addresses stay short. */
export function writeUrlState<T extends UrlState>(search: string, defaults: T, change: Partial<T>): string {
  const params = new URLSearchParams(search)
  for (const [name, value] of Object.entries(change)) {
    if (value === undefined || value === defaults[name]) params.delete(name)
    else params.set(name, value)
  }
  // A comma means nothing in a query string, and lists are easier to read with it.
  const text = params.toString().replaceAll('%2C', ',')
  return text === '' ? '' : `?${text}`
}

/** The router itself: React renders a navigation later than it happens, and no hook tells of it before. */
function useRouter() {
  const router = useContext(DataRouterContext)?.router
  if (router === undefined) throw new Error('State in the address needs a data router')
  return router
}

export interface WriteOptions {
  /** Adds a history entry, so that Back undoes the change; for tabs and ranges, not for typing. */
  push?: boolean
  /**
   * Renders the change at once, and after it what the page defers; otherwise the router takes its time, and renders
   * what is deferred together with it. For a click or key whose answer is there.
   */
  urgent?: boolean
}

/**
 * Page state that lives in the address, so that reload, back and a pasted link restore it.
 * `defaults` names the parameters and must be stable (module scope or `useMemo`).
 */
export function useUrlState<T extends UrlState>(
  defaults: T,
): [state: T, set: (change: Partial<T>, options?: WriteOptions) => void] {
  const { pathname, search } = useLocation()
  const router = useRouter()
  const state = useMemo(() => readUrlState(search, defaults), [search, defaults])

  const set = useCallback(
    (change: Partial<T>, options: WriteOptions = {}) => {
      const target = router.state.navigation.location ?? router.state.location
      // The page is being left: a write would call off the way to the next one, whose code is still loading.
      if (target.pathname !== pathname) return
      const next = writeUrlState(target.search, defaults, change)
      if (next === target.search) return
      void router.navigate(
        { pathname, search: next },
        {
          replace: !options.push,
          flushSync: options.urgent === true,
          preventScrollReset: true,
        },
      )
    },
    [router, pathname, defaults],
  )
  return [state, set]
}

/**
 * A text that follows the keyboard at once and the address after a pause, so that typing never waits for the router.
 * `value` is what the address says; when it changes from outside (back, "Clear filters"), the text follows.
 */
export function useTypedText(
  value: string,
  commit: (text: string) => void,
  pauseMs = 250,
): [text: string, setText: (text: string) => void] {
  const router = useRouter()
  const { key } = useLocation()
  const [text, setText] = useState(value)
  const [committed, setCommitted] = useState(value)
  const [lastValue, setLastValue] = useState(value)
  if (value !== lastValue) {
    setLastValue(value)
    // Our own write arriving late must not undo what has been typed since.
    if (value !== committed) {
      setCommitted(value)
      setText(value)
    }
  } else if (text === committed && value !== committed) {
    const { location, navigation } = router.state
    // A link within the page came right after our write, which was never on the screen; what it leads to is.
    if (key === location.key && navigation.state === 'idle') {
      setCommitted(value)
      setText(value)
    }
  }

  useEffect(() => {
    if (text === committed) return undefined
    const write = () => {
      setCommitted(text)
      commit(text)
    }
    const drop = () => {
      setText(value)
      setCommitted(value)
    }
    const writeAhead = () => {
      commit(text)
      // Rendering before the click has arrived would set back the checkbox that it is on.
      setTimeout(() => setCommitted(text))
    }
    const timer = setTimeout(write, pauseMs)
    // A click may follow a link: the address it leaves has to hold the text by then, for the way back.
    document.addEventListener('click', writeAhead, { capture: true })
    // Back and forward have left that address already, and what they lead to has a text of its own.
    window.addEventListener('popstate', drop)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('click', writeAhead, { capture: true })
      window.removeEventListener('popstate', drop)
    }
  }, [text, committed, value, commit, pauseMs])

  return [text, setText]
}

/** `value` if it is one of `allowed`, else `fallback`: for parameters that name a choice. */
export function oneOf<T extends string>(allowed: readonly T[], value: string, fallback: T): T {
  return allowed.find((item) => item === value) ?? fallback
}
