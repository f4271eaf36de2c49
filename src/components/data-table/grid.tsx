import { ArrowDown, ArrowUp, ChevronsUpDown } from 'lucide-react'
import { type CSSProperties, type KeyboardEvent, memo, type ReactNode, useEffect, useRef, useState } from 'react'
import type { MenuEntry } from '#src/components/menu-button.tsx'
import { RowMenu } from '#src/components/row-menu.tsx'
import { Skeleton } from '#src/components/skeleton.tsx'
import { useIsPrinting } from '#src/components/use-is-printing.ts'
import { formatNumber } from '#src/lib/numbers.ts'
import type { Column, Sort } from './columns.ts'
import classes from './data-table.module.css'
import { indexesInPage, useRowWindow } from './row-window.ts'

const MENU_WIDTH = 48
const DEFAULT_WIDTH = 160
const SKELETON_ROWS = 8
/** Below this all rows are in the page: the browser's own search sees them, and nothing is measured. */
const VIRTUAL_FROM = 50

const widthOf = (column: { width?: number }) => column.width ?? DEFAULT_WIDTH

interface GridRow<Row> {
  id: string
  original: Row
}

export interface GridProps<Row> {
  label: string
  columns: readonly Column<Row>[]
  /** Undefined while loading. */
  rows: readonly GridRow<Row>[] | undefined
  sort: Sort | undefined
  /** Changes with what is searched for and chosen: other rows are shown from their first on. */
  question: string
  onSort: (id: string) => void
  rowActions?: (row: Row) => readonly MenuEntry[]
  rowLabel?: (row: Row) => string
}

// Memoised, so that a key typed into the search renders the bar alone until the deferred rows arrive.
export const Grid = memo(GridView) as typeof GridView

function GridView<Row>({ label, columns, rows, sort, question, onSort, rowActions, rowLabel }: GridProps<Row>) {
  // State, not a ref: the rows render before the element exists, and must render again when it does.
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null)
  const hasMenu = rowActions !== undefined
  const [first = 0, ...rest] = columns.map(widthOf)
  if (hasMenu) rest.push(MENU_WIDTH)
  const widths = {
    '--first-width': `${first}px`,
    '--rest-width': `${rest.reduce((sum, width) => sum + width, 0)}px`,
    '--columns': [`minmax(var(--first), ${first}fr)`, ...rest.map((width) => `minmax(${width}px, ${width}fr)`)].join(
      ' ',
    ),
  } as CSSProperties

  return (
    // Focusable, so that the keyboard can scroll it.
    <div
      ref={setScroller}
      className={classes.scroller}
      style={widths}
      tabIndex={0}
      role="region"
      aria-label={`${label}, scrollable`}
    >
      <table
        role="table"
        className={classes.table}
        aria-label={label}
        aria-busy={rows === undefined}
        aria-rowcount={rows === undefined ? -1 : rows.length + 1}
      >
        <thead role="rowgroup">
          <tr role="row" aria-rowindex={1}>
            {columns.map((column) => (
              <HeaderCell key={column.id} column={column} sort={sort} onSort={onSort} />
            ))}
            {hasMenu && (
              <th role="columnheader" scope="col" className={classes.menu}>
                <span className="visually-hidden">Actions</span>
              </th>
            )}
          </tr>
        </thead>
        {rows === undefined ? (
          <SkeletonBody label={label} columns={columns} hasMenu={hasMenu} />
        ) : (
          <Body
            scroller={scroller}
            columns={columns}
            rows={rows}
            sort={sort}
            question={question}
            {...(rowActions === undefined ? {} : { rowActions })}
            {...(rowLabel === undefined ? {} : { rowLabel })}
          />
        )}
      </table>
    </div>
  )
}

function HeaderCell<Row>({
  column,
  sort,
  onSort,
}: {
  column: Column<Row>
  sort: Sort | undefined
  onSort: (id: string) => void
}) {
  const isSorted = sort?.id === column.id
  const Icon = isSorted ? (sort.desc ? ArrowDown : ArrowUp) : ChevronsUpDown
  const order = isSorted ? (sort.desc ? 'descending' : 'ascending') : 'none'
  return (
    <th
      role="columnheader"
      scope="col"
      data-align={column.align}
      {...(column.sortable === false ? {} : { 'aria-sort': order })}
    >
      {column.sortable === false ? (
        column.header
      ) : (
        <button type="button" className={classes.sort} data-sorted={isSorted} onClick={() => onSort(column.id)}>
          {column.header}
          <Icon size={14} aria-hidden />
        </button>
      )}
    </th>
  )
}

function SkeletonBody<Row>({
  label,
  columns,
  hasMenu,
}: {
  label: string
  columns: readonly Column<Row>[]
  hasMenu: boolean
}) {
  return (
    <tbody role="rowgroup">
      {Array.from({ length: SKELETON_ROWS }, (_, row) => (
        <tr key={row} role="row">
          {columns.map((column, index) => (
            <td role="cell" key={column.id} data-align={column.align}>
              {/* Uneven widths read as text, even ones as a broken grid. */}
              <Skeleton width={`${45 + ((row * 17 + index * 29) % 45)}%`} />
              {row === 0 && index === 0 && <span className="visually-hidden">Loading {label}</span>}
            </td>
          ))}
          {hasMenu && <td role="cell" className={classes.menu} />}
        </tr>
      ))}
    </tbody>
  )
}

interface BodyProps<Row> extends Pick<GridProps<Row>, 'columns' | 'sort' | 'question' | 'rowActions' | 'rowLabel'> {
  scroller: HTMLDivElement | null
  rows: readonly GridRow<Row>[]
}

function Body<Row>({ scroller, columns, rows, sort, question, rowActions, rowLabel }: BodyProps<Row>) {
  // The row that Tab reaches; the arrow keys move it.
  const [active, setActive] = useState(0)
  const [moved, setMoved] = useState(0)
  const body = useRef<HTMLTableSectionElement>(null)
  const activeIndex = Math.min(active, rows.length - 1)
  const isPrinting = useIsPrinting()
  const isVirtual = rows.length >= VIRTUAL_FROM && !isPrinting

  const rowWindow = useRowWindow(isVirtual ? scroller : null, rows.length)

  const order = sort ? `${sort.id}${sort.desc}` : ''
  useEffect(() => {
    scroller?.scrollTo?.({ top: 0 })
    setActive(0)
    // Not when rows come or go in a list that stays the same: whoever removes one of them goes on where it was.
  }, [order, question, scroller])

  useEffect(() => {
    if (moved === 0) return
    const row = body.current?.querySelector<HTMLElement>(`tr[data-index="${activeIndex}"]`)
    row?.focus({ preventScroll: true })
    row?.scrollIntoView({ block: 'nearest' })
    // oxlint-disable-next-line react/exhaustive-deps -- runs once for each press of a key, not when the rows change
  }, [moved])

  const handleKeyDown = (event: KeyboardEvent<HTMLTableSectionElement>) => {
    const row = event.target
    if (!(row instanceof HTMLTableRowElement)) return
    const index = Number(row.dataset.index)
    const target = targetIndex(event.key, index, rows.length)
    if (target !== undefined) {
      event.preventDefault()
      setActive(target)
      setMoved((count) => count + 1)
    } else if (event.key === 'Enter') row.querySelector<HTMLElement>('a, button')?.click()
    else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
      event.preventDefault()
      row.querySelector<HTMLElement>('[aria-haspopup="menu"]')?.click()
    }
  }

  const grouping = columns.find((column) => column.id === sort?.id)?.groupBy
  const groupAt = (index: number) => {
    const row = rows[index]
    return row && grouping?.(row.original)
  }
  // The row with the focus stays in the page wherever it is scrolled to, or the focus would be lost.
  const inPage = indexesInPage(isVirtual ? rowWindow : { start: 0, end: rows.length }, activeIndex, rows.length)
  const filler: ReactNode[] = []
  let next = 0
  for (const index of inPage) {
    const row = rows[index]
    if (!row) continue
    if (index > next) filler.push(<Spacer key={`before ${filler.length}`} rows={index - next} />)
    filler.push(
      <BodyRow
        key={row.id}
        row={row.original}
        index={index}
        columns={columns}
        isActive={index === activeIndex}
        onActive={setActive}
        {...(grouping && {
          groupColumn: sort?.id,
          isRepeated: groupAt(index) === groupAt(index - 1),
          isContinued: groupAt(index) === groupAt(index + 1),
        })}
        {...(rowActions === undefined ? {} : { rowActions })}
        {...(rowLabel === undefined ? {} : { rowLabel })}
      />,
    )
    next = index + 1
  }
  if (rows.length > next) filler.push(<Spacer key="after" rows={rows.length - next} />)

  return (
    <tbody ref={body} role="rowgroup" data-virtual={isVirtual} onKeyDown={handleKeyDown}>
      {filler}
    </tbody>
  )
}

/** Takes the room of rows that are not in the page. */
function Spacer({ rows }: { rows: number }) {
  return <tr aria-hidden className={classes.spacer} style={{ height: `calc(${rows} * var(--row))` }} />
}

/** Where a key moves the focus among the rows, or undefined for any other key. */
function targetIndex(key: string, index: number, count: number): number | undefined {
  const steps: Record<string, number> = {
    ArrowDown: index + 1,
    ArrowUp: index - 1,
    PageDown: index + 10,
    PageUp: index - 10,
    Home: 0,
    End: count - 1,
  }
  const target = steps[key]
  return target === undefined ? undefined : Math.max(0, Math.min(count - 1, target))
}

interface BodyRowProps<Row> extends Pick<GridProps<Row>, 'columns' | 'rowActions' | 'rowLabel'> {
  row: Row
  index: number
  isActive: boolean
  onActive: (index: number) => void
  /** The column whose cells read as groups, and whether this row goes on with one and is gone on with. */
  groupColumn?: string | undefined
  isRepeated?: boolean
  isContinued?: boolean
}

const BodyRow = memo(BodyRowView) as typeof BodyRowView

function BodyRowView<Row>({
  row,
  index,
  columns,
  isActive,
  onActive,
  groupColumn,
  isRepeated = false,
  isContinued = false,
  rowActions,
  rowLabel,
}: BodyRowProps<Row>) {
  return (
    <tr
      role="row"
      data-index={index}
      aria-rowindex={index + 2}
      tabIndex={isActive ? 0 : -1}
      onFocus={() => onActive(index)}
    >
      {columns.map((column) => (
        <td
          key={column.id}
          role="cell"
          data-align={column.align}
          {...(column.id === groupColumn && { 'data-repeated': isRepeated, 'data-continued': isContinued })}
        >
          {column.cell ? column.cell(row) : defaultCell(column.value(row))}
        </td>
      ))}
      {rowActions && (
        <td role="cell" className={classes.menu}>
          <RowMenu label={`Actions for ${rowLabel?.(row) ?? `row ${index + 1}`}`} entries={() => rowActions(row)} />
        </td>
      )}
    </tr>
  )
}

function defaultCell(value: ReturnType<Column<unknown>['value']>): ReactNode {
  if (value === null || value === undefined || value === '') return '–'
  if (typeof value === 'number') return formatNumber(value)
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  if (value instanceof Date) return value.toISOString().slice(0, 10)
  return (
    <span className={classes.text} title={value}>
      {value}
    </span>
  )
}
