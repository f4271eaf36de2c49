import { useCallback, useEffect, useMemo, useState } from 'react'
import { useLocation, useNavigate } from 'react-router-dom'

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

// The query string of a navigation that React has not rendered yet: a second change in between builds on it.
let pending: { pathname: string; search: string } | undefined

export interface WriteOptions {
  /** Adds a history entry, so that Back undoes the change; for tabs and ranges, not for typing. */
  push?: boolean
}

/**
 * Page state that lives in the address, so that reload, back and a pasted link restore it.
 * `defaults` names the parameters and must be stable (module scope or `useMemo`).
 */
export function useUrlState<T extends UrlState>(
  defaults: T,
): [state: T, set: (change: Partial<T>, options?: WriteOptions) => void] {
  const { pathname, search } = useLocation()
  const navigate = useNavigate()
  const state = useMemo(() => readUrlState(search, defaults), [search, defaults])

  useEffect(() => {
    pending = undefined
  }, [pathname, search])

  const set = useCallback(
    (change: Partial<T>, options: WriteOptions = {}) => {
      const base = pending?.pathname === pathname ? pending.search : search
      const next = writeUrlState(base, defaults, change)
      if (next === base) return
      pending = { pathname, search: next }
      void navigate({ pathname, search: next }, { replace: !options.push, preventScrollReset: true })
    },
    [navigate, pathname, search, defaults],
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
  }

  useEffect(() => {
    if (text === committed) return undefined
    const timer = setTimeout(() => {
      setCommitted(text)
      commit(text)
    }, pauseMs)
    return () => clearTimeout(timer)
  }, [text, committed, commit, pauseMs])

  return [text, setText]
}

/** `value` if it is one of `allowed`, else `fallback`: for parameters that name a choice. */
export function oneOf<T extends string>(allowed: readonly T[], value: string, fallback: T): T {
  return allowed.find((item) => item === value) ?? fallback
}
