import '@mantine/core/styles/Input.layer.css'
import { Button, CloseButton, TextInput } from '@mantine/core'
import { Search } from 'lucide-react'
import { useDeferredValue, useMemo, useState } from 'react'
import { type Permission, permissionObjects } from '#contract/permissions.ts'
import { EmptyState } from '#src/components/empty-state.tsx'
import { formatCount } from '#src/lib/numbers.ts'
import { plural } from '#src/lib/plural.ts'
import classes from './permission-editor.module.css'
import { PermissionGrid } from './permission-grid.tsx'
import {
  diffPermissions,
  filterMatrix,
  hintsFor,
  type MatrixFilter,
  matrix,
  narrowMatrix,
  togglePermissions,
} from './permission-matrix.ts'

export const noFilter: MatrixFilter = { text: '', onlyGranted: false, onlyChanged: false }

export interface PermissionEditorProps {
  label: string
  value: readonly Permission[]
  /** What is saved; cells that differ from it are outlined. Without it nothing counts as changed. */
  base?: readonly Permission[] | undefined
  /** Without it the permissions can only be read. */
  onChange?: ((next: Permission[]) => void) | undefined
  /** When it changes, the rows that pass the filter are chosen anew. */
  restart?: unknown
  filter: MatrixFilter
  onFilter: (change: Partial<MatrixFilter>) => void
  /** Whether a grid that has room for all columns scrolls with the page, or by itself. */
  scroll: 'page' | 'self'
}

/** The permission grid with its filters. */
export function PermissionEditor({
  label,
  value,
  base,
  onChange,
  restart,
  filter,
  onFilter,
  scroll,
}: PermissionEditorProps) {
  const granted = useMemo(() => new Set<string>(value), [value])
  const changed = useMemo(() => {
    const { added, removed } = diffPermissions(base ?? value, value)
    return new Set<string>([...added, ...removed])
  }, [base, value])
  const suggested = useMemo(
    () => new Set<string>(onChange === undefined ? [] : hintsFor(value).map((hint) => hint.add)),
    [onChange, value],
  )
  // The field follows each key at once; the grid follows when there is time.
  const text = useDeferredValue(filter.text)
  const { onlyGranted, onlyChanged } = filter
  const groups = useSteadyRows(
    useMemo(() => ({ text, onlyGranted, onlyChanged }), [text, onlyGranted, onlyChanged]),
    {
      granted,
      changed,
      base,
      restart,
    },
  )
  const rowCount = groups.reduce((sum, group) => sum + group.rows.length, 0)
  const isFiltered = groups !== matrix

  return (
    <div className={classes.editor}>
      <div className={classes.bar}>
        <TextInput
          className={classes.search}
          type="search"
          aria-label="Filter permissions"
          placeholder="Filter permissions"
          leftSection={<Search size={16} aria-hidden />}
          rightSection={
            filter.text === '' ? undefined : (
              <CloseButton size="sm" aria-label="Clear filter" onClick={() => onFilter({ text: '' })} />
            )
          }
          value={filter.text}
          onChange={(event) => onFilter({ text: event.currentTarget.value })}
          onKeyDown={(event) => {
            // Enter in the only text field of a form would submit it.
            if (event.key === 'Enter') event.preventDefault()
            if (event.key === 'Escape' && filter.text !== '') {
              event.preventDefault()
              event.stopPropagation()
              onFilter({ text: '' })
            }
          }}
        />
        <label className={classes.toggle}>
          <input
            type="checkbox"
            checked={onlyGranted}
            onChange={(event) => onFilter({ onlyGranted: event.currentTarget.checked })}
          />
          Only granted
        </label>
        {onChange !== undefined && base !== undefined && (
          <label className={classes.toggle}>
            <input
              type="checkbox"
              checked={onlyChanged}
              onChange={(event) => onFilter({ onlyChanged: event.currentTarget.checked })}
            />
            Only changed
          </label>
        )}
        <span className={classes.found} role="status">
          {isFiltered &&
            `${formatCount(rowCount)} of ${plural(permissionObjects.length, 'object')}${onChange ? '; headers act on these' : ''}`}
        </span>
      </div>
      {rowCount === 0 ? (
        <div className={classes.frame}>
          <EmptyState
            title="No permissions match"
            action={<Button onClick={() => onFilter(noFilter)}>Clear filters</Button>}
          >
            {onlyChanged ? 'Nothing that fits the filters has been changed.' : 'No object fits the filters.'}
          </EmptyState>
        </div>
      ) : (
        <PermissionGrid
          label={label}
          scroll={scroll}
          groups={groups}
          granted={granted}
          changed={changed}
          suggested={suggested}
          {...(onChange === undefined
            ? {}
            : { onToggle: (targets: readonly Permission[]) => onChange(togglePermissions(value, targets)) })}
        />
      )}
    </div>
  )
}

interface RowState {
  granted: ReadonlySet<string>
  changed: ReadonlySet<string>
  base: unknown
  restart: unknown
}

/**
 * The rows that pass the filter now, or have since it was set: a row must not vanish from under the pointer because the
 * press just made it fail "only granted". Starts anew with another filter or another saved state.
 */
function useSteadyRows(filter: MatrixFilter, { granted, changed, base, restart }: RowState) {
  const groups = useMemo(() => filterMatrix(filter, { granted, changed }), [filter, granted, changed])
  const [kept, setKept] = useState<{
    filter: MatrixFilter
    base: unknown
    restart: unknown
    objects: ReadonlySet<string>
  }>()
  const now = useMemo(() => groups.flatMap((group) => group.rows.map((row) => row.object)), [groups])
  const isCurrent = kept?.filter === filter && kept.base === base && kept.restart === restart
  const shown = isCurrent ? kept.objects : new Set<string>()
  if (!isCurrent || now.some((object) => !shown.has(object)))
    setKept({ filter, base, restart, objects: new Set([...shown, ...now]) })

  return useMemo(() => {
    if (kept === undefined || kept.objects.size === permissionObjects.length) return matrix
    return narrowMatrix((row) => kept.objects.has(row.object))
  }, [kept])
}
