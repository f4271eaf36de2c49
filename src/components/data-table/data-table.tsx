import '@mantine/core/styles/Input.layer.css'
import { Button, CloseButton, NativeSelect, TextInput } from '@mantine/core'
import { createSortedRowModel, rowSortingFeature, tableFeatures, useTable } from '@tanstack/react-table'
import { Download, Search } from 'lucide-react'
import { type ReactNode, useCallback, useDeferredValue, useMemo } from 'react'
import { EmptyState } from '#src/components/empty-state.tsx'
import { ErrorNote } from '#src/components/error-note.tsx'
import type { MenuEntry } from '#src/components/menu-button.tsx'
import { toCsv } from '#src/lib/csv.ts'
import { downloadCsv } from '#src/lib/download.ts'
import { formatCount } from '#src/lib/numbers.ts'
import { useTypedText, useUrlState } from '#src/lib/url-state.ts'
import { type Column, compareValues, type Filter, formatSort, parseSort, rowMatcher } from './columns.ts'
import classes from './data-table.module.css'
import { Grid } from './grid.tsx'

/** What the table needs of a query; a result of `useQuery` over a list fits. */
export interface TableSource<Row> {
  data: readonly Row[] | undefined
  error: unknown
  isFetching: boolean
  refetch: () => unknown
}

export interface DataTableProps<Row> {
  /** Names the table for assistive technology, and the rows in sentences: "members". */
  label: string
  source: TableSource<Row>
  /** Stable: at module scope or memoised. */
  columns: readonly Column<Row>[]
  rowId: (row: Row) => string
  /** `name`, or `-created` for descending. */
  defaultSort: string
  /** What the search looks for, in its field: "Search name or e-mail". Without it there is no search. */
  searchHint?: string
  /** Stable: at module scope or memoised. */
  filters?: readonly Filter<Row>[]
  /** File name of the export without `.csv`. Without it there is no export. */
  exportName?: string
  /** More ways to take along what is shown, in the order of the table. */
  otherExports?: (shown: readonly Row[]) => ReactNode
  /** On the right of the bar; the primary action comes last. */
  actions?: ReactNode
  rowActions?: (row: Row) => readonly MenuEntry[]
  /** Names a row for its menu: "Actions for ada@example.org". */
  rowLabel?: (row: Row) => string
  /** Shown when there is nothing at all: an `EmptyState` with the primary action. */
  empty: ReactNode
  /** Prefix of the parameters in the address, where one page has two tables. */
  urlPrefix?: string
}

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() })
const noRows: readonly never[] = []
const noFilters: readonly never[] = []

/**
 * The one table of the app: search, filters and sort live in the address, long lists are virtualised, and loading,
 * empty, filtered to nothing and failed each have their look.
 */
export function DataTable<Row extends object>({
  label,
  source,
  columns,
  rowId,
  defaultSort,
  searchHint,
  filters = noFilters,
  exportName,
  otherExports,
  actions,
  rowActions,
  rowLabel,
  empty,
  urlPrefix = '',
}: DataTableProps<Row>) {
  const names = useMemo(
    () => ({
      query: `${urlPrefix}q`,
      sort: `${urlPrefix}sort`,
      filters: filters.map((filter) => `${urlPrefix}${filter.key}`),
    }),
    [urlPrefix, filters],
  )
  const defaults = useMemo(
    () => ({
      [names.query]: '',
      [names.sort]: defaultSort,
      ...Object.fromEntries(names.filters.map((name) => [name, ''])),
    }),
    [names, defaultSort],
  )
  const [state, setState] = useUrlState<Record<string, string>>(defaults)
  const commitQuery = useCallback((text: string) => setState({ [names.query]: text }), [setState, names])
  const [text, setText] = useTypedText(state[names.query] ?? '', commitQuery)

  // The input follows each key at once; the rows follow when there is time.
  const query = useDeferredValue(text)
  const question = [query, ...names.filters.map((name) => state[name] ?? '')].join('\n')
  const matches = useMemo(() => {
    const chosen = filters.map((filter, index) => ({ filter, value: state[names.filters[index] ?? ''] ?? '' }))
    return rowMatcher(columns, query, chosen)
  }, [columns, query, filters, state, names])

  const sortText = state[names.sort] ?? ''
  const sort = useMemo(
    () =>
      parseSort(
        sortText,
        columns.map((column) => column.id),
      ),
    [sortText, columns],
  )
  const onScreen = useMemo(() => columns.filter((column) => !column.exportOnly), [columns])
  const table = useTable({
    features,
    data: source.data ?? noRows,
    columns: useMemo(
      () =>
        columns.map((column) => ({
          id: column.id,
          accessorFn: (row: Row) => column.value(row) ?? undefined,
          sortFn: (a: { getValue: (id: string) => unknown }, b: { getValue: (id: string) => unknown }, id: string) =>
            compareValues(a.getValue(id) as string, b.getValue(id) as string),
          // Nothing to compare goes last in both directions.
          sortUndefined: 'last' as const,
        })),
      [columns],
    ),
    getRowId: rowId,
    state: { sorting: useMemo(() => (sort ? [sort] : []), [sort]) },
  })
  // Filtered after they are sorted: a key typed into the search must not sort all rows anew.
  const sorted = table.getRowModel().rows
  const shown = useMemo(
    () => (matches === undefined ? sorted : sorted.filter(({ original }) => matches(original))),
    [sorted, matches],
  )

  const isFiltered = text !== '' || names.filters.some((name) => (state[name] ?? '') !== '')
  const clear = () => {
    setText('')
    setState({ [names.query]: '', ...Object.fromEntries(names.filters.map((name) => [name, ''])) })
  }
  const handleSort = useCallback(
    (id: string) => {
      const next = sort?.id === id && !sort.desc ? { id, desc: true } : { id, desc: false }
      setState({ [names.sort]: formatSort(next) })
    },
    [sort, setState, names],
  )
  const exportRows = () => {
    const exported = columns.filter((column) => column.csv !== false)
    const csv = toCsv(
      exported.map((column) => column.header),
      shown.map(({ original }) => exported.map((column) => (column.csv || column.value)(original))),
    )
    downloadCsv(`${exportName ?? label}.csv`, csv)
  }

  const total = source.data?.length
  const retry = (
    <Button size="compact-sm" variant="default" loading={source.isFetching} onClick={() => void source.refetch()}>
      Retry
    </Button>
  )
  const failure = source.error ? (
    <ErrorNote
      error={source.error}
      lead={`Could not ${total === undefined ? 'load' : 'refresh'} the ${label}.`}
      action={retry}
    />
  ) : null

  if (total === undefined && failure) return failure
  if (total === 0) {
    return (
      <>
        {failure}
        <div className={classes.frame}>{empty}</div>
      </>
    )
  }

  return (
    <section aria-label={label}>
      {failure}
      <div
        className={classes.bar}
        data-many-filters={filters.filter(({ chosenElsewhere }) => !chosenElsewhere).length > 2}
      >
        {searchHint && (
          <TextInput
            className={classes.search}
            type="search"
            aria-label={searchHint}
            placeholder={searchHint}
            leftSection={<Search size={16} aria-hidden />}
            rightSection={
              text === '' ? undefined : <CloseButton size="sm" aria-label="Clear search" onClick={() => setText('')} />
            }
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Escape' && text !== '') {
                event.preventDefault()
                setText('')
              }
            }}
          />
        )}
        {filters.map((filter, index) => {
          if (filter.chosenElsewhere) return null
          const name = names.filters[index] ?? ''
          return (
            <NativeSelect
              key={filter.key}
              className={classes.filter}
              aria-label={filter.label}
              data={[{ value: '', label: `${filter.label}: all` }, ...filter.options]}
              value={state[name] ?? ''}
              onChange={(event) => setState({ [name]: event.currentTarget.value })}
            />
          )
        })}
        <span className={classes.found} role="status">
          {isFiltered && total !== undefined && `${formatCount(shown.length)} of ${formatCount(total)}`}
        </span>
        <div className={classes.actions}>
          {exportName && (
            <Button
              variant="default"
              leftSection={<Download size={16} aria-hidden />}
              onClick={exportRows}
              disabled={shown.length === 0}
            >
              Export CSV
            </Button>
          )}
          {otherExports?.(shown.map(({ original }) => original))}
          {actions}
        </div>
      </div>
      {total !== undefined && shown.length === 0 ? (
        <div className={classes.frame}>
          <EmptyState title={`No ${label} match`} action={<Button onClick={clear}>Clear filters</Button>}>
            Nothing fits the search and the filters.
          </EmptyState>
        </div>
      ) : (
        <Grid
          label={label}
          columns={onScreen}
          rows={total === undefined ? undefined : shown}
          sort={sort}
          question={question}
          onSort={handleSort}
          {...(rowActions === undefined ? {} : { rowActions })}
          {...(rowLabel === undefined ? {} : { rowLabel })}
        />
      )}
    </section>
  )
}
