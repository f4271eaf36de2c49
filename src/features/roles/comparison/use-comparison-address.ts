import { useCallback, useMemo } from 'react'
import { useTypedText, useUrlState } from '#src/lib/url-state.ts'
import type { RowFilter } from './comparison-rows.ts'
import { parseRoleNames } from './use-compared-roles.ts'

const defaults = { roles: '', differences: '', q: '' }

/** What the address holds: the roles in their order, and which rows are shown. */
export function useComparisonAddress() {
  const [state, setState] = useUrlState(defaults)
  const names = useMemo(() => parseRoleNames(state.roles), [state.roles])
  const setNames = useCallback(
    (next: readonly string[]) => setState({ roles: next.join(',') }, { push: true }),
    [setState],
  )
  const [text, setText] = useTypedText(
    state.q,
    useCallback((q: string) => setState({ q }), [setState]),
  )
  const [differences, setDifferences] = useTypedText(
    state.differences,
    useCallback((value: string) => setState({ differences: value }), [setState]),
    0,
  )
  const filter: RowFilter = useMemo(() => ({ text, onlyDifferences: differences === '1' }), [text, differences])
  const setFilter = useCallback(
    (change: Partial<RowFilter>) => {
      if (change.text !== undefined) setText(change.text)
      if (change.onlyDifferences !== undefined) setDifferences(change.onlyDifferences ? '1' : '')
    },
    [setText, setDifferences],
  )
  return { names, setNames, filter, setFilter }
}
