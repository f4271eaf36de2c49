import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ApiError } from '#src/api/api-error.ts'
import { EmptyState } from '#src/components/empty-state.tsx'
import { renderPage } from '#src/testing/render-page.tsx'
import type { Column, Filter } from './columns.ts'
import { DataTable, type DataTableProps, type TableSource } from './data-table.tsx'

interface Item {
  id: string
  name: string
  size: number | null
}

const columns: readonly Column<Item>[] = [
  { id: 'name', header: 'Name', value: (item) => item.name, searchable: true },
  { id: 'size', header: 'Size', value: (item) => item.size, align: 'end' },
]
const filters: readonly Filter<Item>[] = [
  {
    key: 'kind',
    label: 'Kind',
    options: [{ value: 'big', label: 'Big' }],
    matches: (item) => (item.size ?? 0) > 100,
  },
]
const items: Item[] = [
  { id: '1', name: 'item 10', size: 5 },
  { id: '2', name: 'item 9', size: null },
  { id: '3', name: 'other', size: 200 },
]

function source(data: readonly Item[] | undefined, more: Partial<TableSource<Item>> = {}): TableSource<Item> {
  return { data, error: null, isFetching: false, refetch: () => undefined, ...more }
}

function renderTable(props: Partial<DataTableProps<Item>> & { source: TableSource<Item> }, url = '/') {
  return renderPage(
    <DataTable
      label="items"
      columns={columns}
      rowId={(item) => item.id}
      defaultSort="name"
      searchHint="Search name"
      empty={<EmptyState title="No items yet" />}
      {...props}
    />,
    { path: '/', url },
  )
}

const names = () =>
  screen
    .getAllByRole('row')
    .slice(1)
    .map((row) => within(row).getAllByRole('cell')[0]?.textContent)

test('sorts by a column, and says so to assistive technology and in the address', async () => {
  const user = userEvent.setup()
  const { router } = renderTable({ source: source(items) })
  expect(names()).toEqual(['item 9', 'item 10', 'other'])

  await user.click(screen.getByRole('button', { name: 'Size' }))
  expect(names()).toEqual(['item 10', 'other', 'item 9'])
  expect(screen.getByRole('columnheader', { name: 'Size' })).toHaveAttribute('aria-sort', 'ascending')
  expect(router.state.location.search).toBe('?sort=size')

  await user.click(screen.getByRole('button', { name: 'Size' }))
  expect(names()).toEqual(['other', 'item 10', 'item 9'])
  expect(screen.getByRole('columnheader', { name: 'Size' })).toHaveAttribute('aria-sort', 'descending')
})

test('takes search, filter and sort from a pasted address', () => {
  renderTable({ source: source(items), filters }, '/?q=o&kind=big&sort=-name')

  expect(names()).toEqual(['other'])
  expect(screen.getByRole('searchbox', { name: 'Search name' })).toHaveValue('o')
  expect(screen.getByRole('combobox', { name: 'Kind' })).toHaveValue('big')
})

test('finds rows while typing, counts them, and writes the address after a pause', async () => {
  const user = userEvent.setup()
  const { router } = renderTable({ source: source(items) })

  await user.type(screen.getByRole('searchbox'), 'item')

  expect(names()).toEqual(['item 9', 'item 10'])
  expect(screen.getByRole('status')).toHaveTextContent('2 of 3')
  await waitFor(() => expect(router.state.location.search).toBe('?q=item'))
})

test('shows no select for what is chosen elsewhere on the page, and clears it with the rest', async () => {
  const user = userEvent.setup()
  const elsewhere = filters.map((filter) => ({ ...filter, chosenElsewhere: true }))
  const { router } = renderTable({ source: source(items), filters: elsewhere }, '/?kind=big')

  expect(names()).toEqual(['other'])
  expect(screen.queryByRole('combobox')).toBeNull()
  expect(screen.getByRole('status')).toHaveTextContent('1 of 3')
  await user.type(screen.getByRole('searchbox'), 'item')
  await user.click(await screen.findByRole('button', { name: 'Clear filters' }))
  await waitFor(() => expect(router.state.location.search).toBe(''))
})

test('gives other exports what is shown, in the order of the table', () => {
  renderTable(
    { source: source(items), otherExports: (shown) => <p>{shown.map(({ name }) => name).join(', ')}</p> },
    '/?q=item&sort=-name',
  )

  expect(screen.getByText('item 10, item 9')).toBeVisible()
})

test('offers to clear filters that leave nothing', async () => {
  const user = userEvent.setup()
  const { router } = renderTable({ source: source(items), filters }, '/?q=item&kind=big')
  expect(screen.getByRole('heading', { name: 'No items match' })).toBeVisible()

  await user.click(screen.getByRole('button', { name: 'Clear filters' }))

  expect(names()).toHaveLength(3)
  await waitFor(() => expect(router.state.location.search).toBe(''))
})

test('says what it is for when there is nothing at all', () => {
  renderTable({ source: source([]) })

  expect(screen.getByRole('heading', { name: 'No items yet' })).toBeVisible()
  expect(screen.queryByRole('table')).not.toBeInTheDocument()
})

test('loads in its own shape', () => {
  renderTable({ source: source(undefined) })

  expect(screen.getByRole('table', { name: 'items' })).toHaveAttribute('aria-busy', 'true')
  expect(screen.getByText('Loading items')).toBeInTheDocument()
})

test('keeps the old rows when a refresh fails, with the request id and a way to retry', async () => {
  const user = userEvent.setup()
  const refetch = vi.fn()
  const error = new ApiError('unavailable', 'The service is not available right now.', { requestId: 'r-1' })
  renderTable({ source: source(items, { error, refetch }) })

  expect(names()).toHaveLength(3)
  expect(screen.getByRole('alert')).toHaveTextContent('Could not refresh the items. The service is not available')
  expect(screen.getByRole('alert')).toHaveTextContent('r-1')
  await user.click(screen.getByRole('button', { name: 'Retry' }))
  expect(refetch).toHaveBeenCalledOnce()
})

test('rows are walked with the arrow keys, and their menu opens from the keyboard', async () => {
  const user = userEvent.setup()
  const onSelect = vi.fn()
  renderTable({
    source: source(items),
    rowLabel: (item) => item.name,
    rowActions: (item) => [
      { label: 'Delete', onSelect: () => onSelect(item.name) },
      { label: 'Rename', disabledReason: 'It is in use', onSelect },
    ],
  })

  const rows = screen.getAllByRole('row')
  rows[1]?.focus()
  await user.keyboard('{ArrowDown}')
  expect(rows[2]).toHaveFocus()
  await user.keyboard('{End}')
  expect(rows[3]).toHaveFocus()

  await user.click(screen.getByRole('button', { name: 'Actions for other' }))
  const disabled = await screen.findByRole('menuitem', { name: /Rename/ })
  expect(disabled).toHaveTextContent('It is in use')
  await user.click(disabled)
  expect(onSelect).not.toHaveBeenCalled()
  await user.click(screen.getByRole('menuitem', { name: 'Delete' }))
  expect(onSelect).toHaveBeenCalledExactlyOnceWith('other')
})

test('exports what is shown', async () => {
  const user = userEvent.setup()
  const blobs: Blob[] = []
  URL.createObjectURL = (blob) => (blobs.push(blob as Blob), 'blob:x')
  URL.revokeObjectURL = vi.fn()
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined)
  renderTable({ source: source([{ id: '1', name: '=cmd()', size: 1 }, ...items]), exportName: 'items' }, '/?q=c')

  await user.click(screen.getByRole('button', { name: 'Export CSV' }))

  const text = await blobs[0]?.text()
  expect(text?.replace('\uFEFF', '')).toBe("Name,Size\r\n'=cmd(),1\r\n")
})

const many = Array.from(
  { length: 1000 },
  (_, index): Item => ({ id: String(index), name: `item ${index}`, size: index }),
)

// jsdom lays nothing out; this gives the scroller a height, so that the virtual rows have a window to fill.
beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(600)
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(800)
  vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(41)
})
afterEach(() => {
  vi.restoreAllMocks()
})

test('a thousand rows are virtual, and assistive technology still knows how many there are', async () => {
  renderTable({ source: source(many) })
  await screen.findByText('item 0')

  const table = screen.getByRole('table')
  expect(table).toHaveAttribute('aria-rowcount', '1001')
  const rows = within(table).getAllByRole('row')
  expect(rows.length).toBeGreaterThan(10)
  expect(rows.length).toBeLessThan(60)
  expect(rows[0]).toHaveAttribute('aria-rowindex', '1')
  expect(rows[1]).toHaveAttribute('aria-rowindex', '2')
})

test('a thousand rows are all on paper, and virtual again after it', async () => {
  renderTable({ source: source(many) })
  await screen.findByText('item 0')
  const rows = () => screen.getByRole('table').querySelectorAll('tbody > tr').length
  const onScreen = rows()
  expect(onScreen).toBeLessThan(60)

  window.dispatchEvent(new Event('beforeprint'))
  expect(rows()).toBe(1000)

  window.dispatchEvent(new Event('afterprint'))
  expect(rows()).toBe(onScreen)
})

test('the search sees rows that are not in the page', async () => {
  const user = userEvent.setup()
  renderTable({ source: source(many) })

  await user.type(screen.getByRole('searchbox'), 'item 987')

  expect(await screen.findByText('item 987')).toBeVisible()
  expect(names()).toEqual(['item 987'])
})

test('goes on where it was when a row goes, and starts anew when something else is asked for', async () => {
  const user = userEvent.setup()
  const scrollTo = vi.fn()
  HTMLElement.prototype.scrollTo = scrollTo
  function Removing() {
    const [rows, setRows] = useState(many)
    return (
      <>
        <button type="button" onClick={() => setRows((before) => before.filter(({ name }) => name !== 'item 999'))}>
          Remove the last
        </button>
        <DataTable
          label="items"
          source={source(rows)}
          columns={columns}
          rowId={(item) => item.id}
          defaultSort="name"
          searchHint="Search name"
          empty={<EmptyState title="No items yet" />}
        />
      </>
    )
  }
  renderPage(<Removing />, { path: '/' })
  const row = (name: string) => screen.getByText(name).closest('tr')
  await screen.findByText('item 0')
  row('item 0')?.focus()
  await user.keyboard('{End}')
  expect(row('item 999')).toHaveAttribute('tabindex', '0')
  scrollTo.mockClear()

  await user.click(screen.getByRole('button', { name: 'Remove the last' }))

  expect(screen.getByRole('table')).toHaveAttribute('aria-rowcount', '1000')
  expect(row('item 998')).toHaveAttribute('tabindex', '0')
  expect(scrollTo).not.toHaveBeenCalledWith({ top: 0 })

  await user.type(screen.getByRole('searchbox'), 'item')
  await waitFor(() => expect(scrollTo).toHaveBeenCalledWith({ top: 0 }))
  expect(row('item 0')).toHaveAttribute('tabindex', '0')
})
