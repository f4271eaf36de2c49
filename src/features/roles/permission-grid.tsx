import {
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  memo,
  type ReactNode,
  useMemo,
  useRef,
  useState,
} from 'react'
import type { Permission } from '#contract/permissions.ts'
import { formatCount } from '#src/lib/numbers.ts'
import { type Layout, move, placeOf } from './grid-navigation.ts'
import classes from './permission-grid.module.css'
import {
  columnOf,
  countGranted,
  type MatrixGroup,
  type MatrixRow,
  permissionsOf,
  type TriState,
  triState,
  type Verb,
  verbs,
} from './permission-matrix.ts'

export interface PermissionGridProps {
  /** Names the grid: "Permissions of deployer". */
  label: string
  /** The rows to show. Row, column and group checkboxes act on these only. */
  groups: readonly MatrixGroup[]
  granted: ReadonlySet<string>
  /** Granted or taken away since the last save; outlined. */
  changed?: ReadonlySet<string>
  /** What would make granted permissions useful; marked with a dashed box. */
  suggested?: ReadonlySet<string>
  /** Called with what a checkbox stands for. Without it the grid is read-only. */
  onToggle?: (targets: readonly Permission[]) => void
  scroll?: 'page' | 'self'
}

/** One line of the table. Its checkboxes stand for lists of permissions, by column: first the header, then the verbs. */
type Line =
  | { key: string; kind: 'columns'; targets: readonly (readonly Permission[])[] }
  | { key: string; kind: 'group'; group: MatrixGroup; targets: readonly (readonly Permission[])[] }
  | { key: string; kind: 'object'; row: MatrixRow; targets: readonly (readonly Permission[])[] }

const nothing: ReadonlySet<string> = new Set()
const columnsKey = ':columns'

/**
 * Objects down, verbs across. One tab stop: arrow keys, Home, End and Page keys move, with Ctrl to the edge, and Space
 * toggles. Clicks and keys are handled on the table, so that rows take plain values and only a changed one renders.
 */
export function PermissionGrid({
  label,
  groups,
  granted,
  changed = nothing,
  suggested = nothing,
  onToggle,
  scroll = 'self',
}: PermissionGridProps) {
  const table = useRef<HTMLTableElement>(null)
  const { lines, layout } = useMemo(() => toLines(groups), [groups])
  const [active, setActive] = useState({ key: columnsKey, column: 0 })
  const current = lines.some((line) => line.key === active.key) ? active : { key: columnsKey, column: 0 }
  const isReadOnly = onToggle === undefined

  const handleFocus = (event: FocusEvent<HTMLElement>) => {
    const place = placeOf(event.target)
    const line = place && lines[place.row]
    if (line) setActive({ key: line.key, column: place.column })
  }
  const handleClick = (event: MouseEvent<HTMLElement>) => {
    const place = placeOf(event.target)
    const targets = place && lines[place.row]?.targets[place.column]
    if (targets) onToggle?.(targets)
  }
  const handleKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const from = placeOf(event.target)
    if (!from || event.altKey || event.shiftKey) return
    const to = move(layout, from, event.key, event.ctrlKey || event.metaKey)
    if (!to) return
    event.preventDefault()
    table.current?.querySelector<HTMLElement>(`[data-place="${to.row},${to.column}"]`)?.focus()
  }

  const bodies: ReactNode[] = []
  let index = 1
  for (const group of groups) {
    const rows: ReactNode[] = []
    if (group.hasHeader) {
      rows.push(
        <GroupRow
          key="group"
          index={index}
          label={group.label}
          count={countGranted(group.permissions, granted)}
          total={group.permissions.length}
          isActive={current.key === `:${group.name}`}
          isReadOnly={isReadOnly}
        />,
      )
      index += 1
    }
    for (const row of group.rows) {
      rows.push(
        <ObjectRow
          key={row.object}
          index={index}
          row={row}
          granted={maskOf(row, granted)}
          changed={maskOf(row, changed)}
          suggested={maskOf(row, suggested)}
          activeColumn={current.key === row.object ? current.column : undefined}
          isReadOnly={isReadOnly}
        />,
      )
      index += 1
    }
    bodies.push(
      <tbody key={group.name} className={classes.group} data-nested={group.hasHeader}>
        {rows}
      </tbody>,
    )
  }

  const all = permissionsOf(groups)
  return (
    <div className={classes.scroller} data-read-only={isReadOnly} data-scroll={scroll}>
      <table
        ref={table}
        role="grid"
        aria-label={label}
        aria-readonly={isReadOnly}
        className={classes.table}
        onFocus={handleFocus}
        onClick={handleClick}
        onKeyDown={handleKeyDown}
      >
        <thead>
          <tr>
            <th scope="col" className={classes.corner}>
              <Check
                place="0,0"
                name="All permissions"
                state={triState(all, granted)}
                isActive={current.key === columnsKey && current.column === 0}
                isReadOnly={isReadOnly}
              >
                <span className={classes.name}>Object</span>
              </Check>
              <Count count={countGranted(all, granted)} total={all.length} />
            </th>
            {verbs.map((verb, column) => (
              <VerbHeader
                key={verb}
                verb={verb}
                column={column + 1}
                state={triState(columnOf(groups, verb), granted)}
                isPresent={layout[0]?.[column + 1] ?? false}
                isActive={current.key === columnsKey && current.column === column + 1}
                isReadOnly={isReadOnly}
              />
            ))}
          </tr>
        </thead>
        {bodies}
      </table>
    </div>
  )
}

type Mark = 'added' | 'removed' | 'suggested'

function toLines(groups: readonly MatrixGroup[]): { lines: readonly Line[]; layout: Layout } {
  const lines: Line[] = [
    {
      key: columnsKey,
      kind: 'columns',
      targets: [permissionsOf(groups), ...verbs.map((verb) => columnOf(groups, verb))],
    },
  ]
  for (const group of groups) {
    if (group.hasHeader) lines.push({ key: `:${group.name}`, kind: 'group', group, targets: [group.permissions] })
    for (const row of group.rows) {
      const targets = [row.permissions, ...row.cells.map((cell) => (cell ? [cell] : []))]
      lines.push({ key: row.object, kind: 'object', row, targets })
    }
  }
  const layout = lines.map(({ targets }) =>
    Array.from({ length: verbs.length + 1 }, (_, column) => (targets[column]?.length ?? 0) > 0),
  )
  return { lines, layout }
}

/** One bit per column, so that a row's state is a number and an unchanged row compares equal. */
function maskOf(row: MatrixRow, names: ReadonlySet<string>): number {
  return row.cells.reduce((mask, cell, column) => (cell && names.has(cell) ? mask | (1 << column) : mask), 0)
}

interface ObjectRowProps {
  index: number
  row: MatrixRow
  granted: number
  changed: number
  suggested: number
  activeColumn: number | undefined
  isReadOnly: boolean
}

const ObjectRow = memo(function ObjectRow({
  index,
  row,
  granted,
  changed,
  suggested,
  activeColumn,
  isReadOnly,
}: ObjectRowProps) {
  const full = row.cells.reduce((mask, cell, column) => (cell ? mask | (1 << column) : mask), 0)
  return (
    <tr>
      <th scope="row" className={classes.object} data-depth={row.depth}>
        <Check
          place={`${index},0`}
          name={`${row.object}, all`}
          state={granted === 0 ? 'none' : granted === full ? 'all' : 'some'}
          isActive={activeColumn === 0}
          isReadOnly={isReadOnly}
        >
          <span className={classes.name} title={row.object}>
            {row.prefix && <span className={classes.prefix}>{row.prefix}</span>}
            {row.leaf}
          </span>
        </Check>
      </th>
      {row.cells.map((cell, column) => {
        const bit = 1 << column
        const isGranted = (granted & bit) !== 0
        const mark = changed & bit ? (isGranted ? 'added' : 'removed') : suggested & bit ? 'suggested' : undefined
        return (
          <td key={verbs[column]} className={classes.cell} data-mark={mark}>
            {cell && (
              <Check
                place={`${index},${column + 1}`}
                name={`${row.object} ${verbs[column]}`}
                state={isGranted ? 'all' : 'none'}
                mark={mark}
                isActive={activeColumn === column + 1}
                isReadOnly={isReadOnly}
              />
            )}
          </td>
        )
      })}
    </tr>
  )
})

interface GroupRowProps {
  index: number
  label: string
  count: number
  total: number
  isActive: boolean
  isReadOnly: boolean
}

const GroupRow = memo(function GroupRow({ index, label, count, total, isActive, isReadOnly }: GroupRowProps) {
  return (
    <tr className={classes.heading}>
      <th scope="rowgroup" className={classes.object}>
        <Check
          place={`${index},0`}
          name={`${label}, whole group`}
          state={count === 0 ? 'none' : count === total ? 'all' : 'some'}
          isActive={isActive}
          isReadOnly={isReadOnly}
        >
          <span className={classes.name}>{label}</span>
        </Check>
        <Count count={count} total={total} />
      </th>
      <td colSpan={verbs.length} />
    </tr>
  )
})

interface VerbHeaderProps {
  verb: Verb
  column: number
  state: TriState
  isPresent: boolean
  isActive: boolean
  isReadOnly: boolean
}

const VerbHeader = memo(function VerbHeader({ verb, column, state, isPresent, isActive, isReadOnly }: VerbHeaderProps) {
  return (
    <th scope="col" className={classes.verb}>
      {isPresent ? (
        <Check
          place={`0,${column}`}
          name={`${verb}, all objects`}
          state={state}
          isActive={isActive}
          isReadOnly={isReadOnly}
        >
          {verb}
        </Check>
      ) : (
        verb
      )}
    </th>
  )
})

function Count({ count, total }: { count: number; total: number }) {
  return (
    <span className={classes.count}>
      {formatCount(count)} / {formatCount(total)}
    </span>
  )
}

interface CheckProps {
  /** Row and column, where the table's handlers find it. */
  place: string
  name: string
  state: TriState
  mark?: Mark | undefined
  isActive: boolean
  isReadOnly: boolean
  children?: ReactNode
}

function Check({ place, name, state, mark, isActive, isReadOnly, children }: CheckProps) {
  return (
    <button
      type="button"
      role="checkbox"
      aria-checked={state === 'some' ? 'mixed' : state === 'all'}
      aria-label={mark === undefined ? name : `${name}, ${mark}`}
      aria-readonly={isReadOnly}
      tabIndex={isActive ? 0 : -1}
      data-place={place}
      className={classes.check}
    >
      <span className={classes.box} />
      {children}
    </button>
  )
}
