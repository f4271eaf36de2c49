import { useCallback } from 'react'
import { useTypedText, useUrlState } from '#src/lib/url-state.ts'
import type { MatrixFilter } from './permission-matrix.ts'

const filterDefaults = { q: '', granted: '', changed: '' }

/** The filter of the grid, kept in the address, which each control is ahead of until the router has followed. */
export function useMatrixFilter(): [filter: MatrixFilter, change: (change: Partial<MatrixFilter>) => void] {
  const [state, setState] = useUrlState(filterDefaults)
  const [text, setText] = useTypedText(
    state.q,
    useCallback((q: string) => setState({ q }), [setState]),
  )
  const [granted, setGranted] = useTypedText(
    state.granted,
    useCallback((value: string) => setState({ granted: value }), [setState]),
    0,
  )
  const [changed, setChanged] = useTypedText(
    state.changed,
    useCallback((value: string) => setState({ changed: value }), [setState]),
    0,
  )
  const change = (next: Partial<MatrixFilter>) => {
    if (next.text !== undefined) setText(next.text)
    if (next.onlyGranted !== undefined) setGranted(next.onlyGranted ? '1' : '')
    if (next.onlyChanged !== undefined) setChanged(next.onlyChanged ? '1' : '')
  }
  return [{ text, onlyGranted: granted === '1', onlyChanged: changed === '1' }, change]
}
