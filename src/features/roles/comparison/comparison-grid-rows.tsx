import { ChevronDown, ChevronRight } from 'lucide-react'
import { type CSSProperties, memo } from 'react'
import type { Permission } from '#contract/permissions.ts'
import classes from './comparison-grid.module.css'
import { isForeign, isGiven, type RowContext, type Section } from './comparison-rows.ts'

interface RowProps {
  index: number
  /** Of the roles, by column. */
  names: readonly string[]
  /** One digit per role: 1 where the whole role cannot be changed. */
  locks: string
  activeColumn: number | undefined
}

export interface SectionBodyProps extends RowProps {
  section: Section
  isOpen: boolean
  /** What its cells show, see `SectionTexts`. */
  text: string
  held: RowContext['held']
  /** The permission, or the object, in whose row the tab stop is. */
  activeRow: string | undefined
}

/** The rows of one object. */
export const SectionBody = memo(function SectionBody({
  index,
  section,
  isOpen,
  text,
  held,
  activeRow,
  activeColumn,
  names,
  locks,
}: SectionBodyProps) {
  const { object, prefix, leaf, hasHeader } = section
  const permissions = isOpen ? section.permissions : []
  const headers = hasHeader ? 1 : 0
  const [counts = '', ...rows] = text.split('\n')
  const columnIn = (row: string) => (row === activeRow ? activeColumn : undefined)
  return (
    <tbody
      role="rowgroup"
      className={classes.section}
      style={{ '--rows': headers + permissions.length } as CSSProperties}
    >
      {hasHeader && (
        <SectionRow
          index={index}
          object={object}
          prefix={prefix}
          leaf={leaf}
          total={section.permissions.length}
          isOpen={isOpen}
          counts={counts}
          names={names}
          locks={locks}
          activeColumn={columnIn(object)}
        />
      )}
      {permissions.map((name, row) => (
        <PermissionRow
          key={name}
          index={index + headers + row}
          name={name}
          isAlone={!hasHeader}
          cells={rows[row] ?? ''}
          names={names}
          locks={locks}
          isForeign={isForeign(name, held)}
          activeColumn={columnIn(name)}
        />
      ))}
    </tbody>
  )
})

interface PermissionRowProps extends RowProps {
  name: Permission
  /** The only permission of its object, which then has no row of its own. */
  isAlone: boolean
  /** One letter per role, see `cellsOf`. */
  cells: string
  isForeign: boolean
}

const markNames: Record<string, string> = { a: ', added', r: ', removed', s: ', suggested' }

const PermissionRow = memo(function PermissionRow({
  index,
  name,
  isAlone,
  cells,
  names,
  locks,
  isForeign,
  activeColumn,
}: PermissionRowProps) {
  const end = name.lastIndexOf('.')
  const object = name.slice(0, end)
  const verb = name.slice(end + 1)
  const given = cells.split('').filter(isGiven).length
  const isDifferent = given > 0 && given < cells.length
  const foreign = isForeign ? `You do not hold ${name} yourself, so you cannot give it.` : undefined
  return (
    <tr role="row">
      <th role="rowheader" className={classes.first} data-alone={isAlone} title={name}>
        <span className={classes.name}>
          {isAlone ? (
            <span className={classes.object}>{object} </span>
          ) : (
            <span className="visually-hidden">{object} </span>
          )}
          {verb}
        </span>
        {isDifferent && (
          <span className={classes.differs} title="Not all of the roles give it">
            ≠<span className="visually-hidden"> differs</span>
          </span>
        )}
      </th>
      {names.map((role, column) => {
        const cell = cells[column] ?? ' '
        const isLocked = locks[column] === '1'
        return (
          <GridCell
            key={role}
            row={index}
            column={column + 1}
            state={cell}
            isLocked={isLocked || isForeign}
            isChecked={isGiven(cell)}
            label={`${role}: ${object} ${verb}${markNames[cell] ?? ''}`}
            title={isLocked ? undefined : foreign}
            isActive={activeColumn === column + 1}
          />
        )
      })}
    </tr>
  )
})

interface SectionRowProps extends RowProps {
  object: string
  prefix: string
  leaf: string
  /** How many of its permissions are shown. */
  total: number
  isOpen: boolean
  /** How many of the permissions each role gives, see `countsOf`. */
  counts: string
}

const SectionRow = memo(function SectionRow({
  index,
  object,
  prefix,
  leaf,
  total,
  isOpen,
  counts,
  names,
  locks,
  activeColumn,
}: SectionRowProps) {
  const Icon = isOpen ? ChevronDown : ChevronRight
  return (
    <tr role="row" className={classes.heading}>
      <th role="rowheader" className={classes.first} title={object}>
        <button
          type="button"
          className={classes.fold}
          aria-expanded={isOpen}
          aria-label={object}
          tabIndex={activeColumn === 0 ? 0 : -1}
          data-place={`${index},0`}
        >
          <Icon size={14} aria-hidden />
          <span className={classes.name}>
            {prefix && <span className={classes.prefix}>{prefix}</span>}
            <span className={classes.leaf}>{leaf}</span>
          </span>
          <span className={classes.total}>{total}</span>
        </button>
      </th>
      {counts.split(',').map((text, column) => {
        const count = Number(text)
        const role = names[column] ?? ''
        const isLocked = locks[column] === '1'
        return (
          <GridCell
            key={role}
            row={index}
            column={column + 1}
            isLocked={isLocked}
            isChecked={count === 0 ? false : count === total ? true : 'mixed'}
            label={`${role}: ${object}, all, ${count} of ${total}`}
            text={count > 0 && count < total ? `${count}/${total}` : undefined}
            isActive={activeColumn === column + 1}
          />
        )
      })}
    </tr>
  )
})

interface GridCellProps {
  row: number
  column: number
  state?: string
  isLocked: boolean
  isChecked: boolean | 'mixed'
  label: string
  title?: string | undefined
  text?: string | undefined
  isActive: boolean
}

// Memoised: of the cells in a row, a press changes one.
const GridCell = memo(function GridCell({
  row,
  column,
  state,
  isLocked,
  isChecked,
  label,
  title,
  text,
  isActive,
}: GridCellProps) {
  return (
    <td role="gridcell" className={classes.cell} data-state={state} data-locked={isLocked}>
      <button
        type="button"
        role="checkbox"
        className={classes.check}
        aria-checked={isChecked}
        aria-disabled={isLocked}
        aria-label={label}
        title={title}
        tabIndex={isActive ? 0 : -1}
        data-place={`${row},${column}`}
      >
        {text !== undefined && <span className={classes.count}>{text}</span>}
      </button>
    </td>
  )
})
