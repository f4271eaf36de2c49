/** A place in the grid that holds a checkbox. */
export interface Place {
  row: number
  column: number
}

/** For each row, which of its columns hold a checkbox. */
export type Layout = readonly (readonly boolean[])[]

const PAGE_ROWS = 10

/**
 * Where a key leads from a place, skipping cells without a checkbox; undefined at the edge and for keys that do not
 * move. As in a spreadsheet, Home and End go to the ends of the row, with Ctrl of the grid; Ctrl with an arrow goes to
 * the end in its direction.
 */
export function move(layout: Layout, from: Place, key: string, ctrl: boolean): Place | undefined {
  const columns = indicesOf(layout[from.row] ?? [])
  const rows = indicesOf(layout.map((row) => row[from.column] ?? false))
  const along = (column: number | undefined) => (column === undefined ? undefined : { row: from.row, column })
  const across = (row: number | undefined) => (row === undefined ? undefined : { row, column: from.column })

  switch (key) {
    case 'ArrowRight':
      return along(ctrl ? columns.at(-1) : columns.find((column) => column > from.column))
    case 'ArrowLeft':
      return along(ctrl ? columns[0] : columns.findLast((column) => column < from.column))
    case 'ArrowDown':
      return across(ctrl ? rows.at(-1) : rows.find((row) => row > from.row))
    case 'ArrowUp':
      return across(ctrl ? rows[0] : rows.findLast((row) => row < from.row))
    case 'PageDown':
      return across(rows.findLast((row) => row > from.row && row <= from.row + PAGE_ROWS))
    case 'PageUp':
      return across(rows.find((row) => row < from.row && row >= from.row - PAGE_ROWS))
    case 'Home':
      return ctrl ? firstPlace(layout) : along(columns[0])
    case 'End':
      return ctrl ? lastPlace(layout) : along(columns.at(-1))
    default:
      return undefined
  }
}

/** The place that an element, or what it stands in, names by `data-place="row,column"`. */
export function placeOf(target: EventTarget): Place | undefined {
  const element = target instanceof Element ? target.closest<HTMLElement>('[data-place]') : null
  const [row, column] = element?.dataset.place?.split(',').map(Number) ?? []
  return row === undefined || column === undefined ? undefined : { row, column }
}

function indicesOf(row: readonly boolean[]): number[] {
  return row.flatMap((present, index) => (present ? index : []))
}

function firstPlace(layout: Layout): Place | undefined {
  const row = layout.findIndex((cells) => cells.includes(true))
  return row === -1 ? undefined : { row, column: layout[row]?.indexOf(true) ?? 0 }
}

function lastPlace(layout: Layout): Place | undefined {
  const row = layout.findLastIndex((cells) => cells.includes(true))
  return row === -1 ? undefined : { row, column: layout[row]?.lastIndexOf(true) ?? 0 }
}
