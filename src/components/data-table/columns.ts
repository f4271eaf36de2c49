import type { ReactNode } from 'react'
import type { CsvValue } from '#src/lib/csv.ts'

export interface Column<Row> {
  /** Stands in the address when the table is sorted by it. */
  id: string
  header: string
  /** What sorting, searching and the export see, and what the cell shows unless `cell` says otherwise. */
  value: (row: Row) => CsvValue
  cell?: (row: Row) => ReactNode
  /** False for what has no order. */
  sortable?: boolean
  /** True when the search looks into it. */
  searchable?: boolean
  /** False to leave it out of the export; a function where the export differs from `value`. */
  csv?: false | ((row: Row) => CsvValue)
  align?: 'start' | 'end'
  /** In px; the least it gets, and its share of the width that is left. */
  width?: number
  /** Not on the screen, only in the export, and in the search where it is searchable. */
  exportOnly?: boolean
  /** While the table is sorted by this column, rows with the same key one after the other read as a group. */
  groupBy?: (row: Row) => string
}

export interface Filter<Row> {
  /** The parameter in the address. */
  key: string
  label: string
  options: readonly { value: string; label: string }[]
  matches: (row: Row, value: string) => boolean
  /** The page lets one choose it by something of its own: the table shows no select for it. */
  chosenElsewhere?: boolean
}

/**
 * Whether a row contains every word of the query in one of the searchable columns, and passes all filters.
 * Undefined where nothing is asked for, so that all rows pass.
 */
export function rowMatcher<Row>(
  columns: readonly Column<Row>[],
  query: string,
  filters: readonly { filter: Filter<Row>; value: string }[],
): ((row: Row) => boolean) | undefined {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  const active = filters.filter(({ value }) => value !== '')
  if (words.length === 0 && active.length === 0) return undefined
  const searched = columns.filter((column) => column.searchable)
  return (row) => {
    if (!active.every(({ filter, value }) => filter.matches(row, value))) return false
    if (words.length === 0) return true
    const text = searched
      .map((column) => String(column.value(row) ?? ''))
      .join('\n')
      .toLowerCase()
    return words.every((word) => text.includes(word))
  }
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

/** Orders two values of one column, ascending; texts as a reader would, so that `item 10` follows `item 9`. */
export function compareValues(a: CsvValue, b: CsvValue): number {
  if (typeof a === 'string' && typeof b === 'string') return collator.compare(a, b)
  return Number(a) - Number(b)
}

export interface Sort {
  id: string
  desc: boolean
}

/** `name` is ascending, `-name` descending; a column that is not there sorts nothing. */
export function parseSort(text: string, ids: readonly string[]): Sort | undefined {
  const desc = text.startsWith('-')
  const id = desc ? text.slice(1) : text
  return ids.includes(id) ? { id, desc } : undefined
}

export function formatSort(sort: Sort): string {
  return sort.desc ? `-${sort.id}` : sort.id
}
