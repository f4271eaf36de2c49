import { act, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useCallback, useDeferredValue, useLayoutEffect } from 'react'
import {
  createBrowserRouter,
  createMemoryRouter,
  Link,
  type RouteObject,
  RouterProvider,
  useLocation,
} from 'react-router-dom'
import { expect, test } from 'vitest'
import { useTypedText, useUrlState } from './url-state.ts'

const searchDefaults = { q: '' }
const sortDefaults = { sort: 'name' }
const PAUSE_MS = 100

function ListPage() {
  const [{ q }, setSearch] = useUrlState(searchDefaults)
  const [{ sort }, setSort] = useUrlState(sortDefaults)
  const [text, setText] = useTypedText(
    q,
    useCallback((value: string) => setSearch({ q: value }), [setSearch]),
    PAUSE_MS,
  )
  return (
    <>
      <input type="search" value={text} onChange={(event) => setText(event.currentTarget.value)} />
      <output>{sort}</output>
      <button type="button" onClick={() => setSort({ sort: 'size' }, { push: true })}>
        By size
      </button>
      <button
        type="button"
        onClick={() => {
          setSort({ sort: 'age' })
          setSearch({ q: 'old' })
        }}
      >
        By age
      </button>
      <Link to="/next">Next</Link>
      <Link to="/list?sort=size">Sorted</Link>
    </>
  )
}

function NextPage() {
  return <h1>Next page{useLocation().search}</h1>
}

/** A list and a page whose code is there only after `arrive()`. */
function slowRoutes() {
  let arrive = () => {}
  const code = new Promise<void>((resolve) => {
    arrive = resolve
  })
  const routes: RouteObject[] = [
    { path: '/list', element: <ListPage /> },
    { path: '/next', lazy: { Component: () => code.then(() => NextPage) } },
  ]
  return { routes, arrive }
}

function openList() {
  const { routes, arrive } = slowRoutes()
  const router = createMemoryRouter(routes, { initialEntries: ['/list'] })
  render(<RouterProvider router={router} />)
  const address = () => router.state.location.pathname + router.state.location.search
  return { router, arrive, address, user: userEvent.setup() }
}

const pause = () => act(() => new Promise((resolve) => setTimeout(resolve, 2 * PAUSE_MS)))

test('a link followed right after typing leads to its page, and back to what was typed', async () => {
  const { router, arrive, address, user } = openList()

  await user.type(screen.getByRole('searchbox'), 'ada')
  await user.click(screen.getByRole('link', { name: 'Next' }))
  await pause()
  arrive()

  expect(await screen.findByRole('heading', { name: 'Next page' })).toBeVisible()
  await pause()
  expect(address()).toBe('/next')
  await act(() => router.navigate(-1))
  expect(address()).toBe('/list?q=ada')
  expect(screen.getByRole('searchbox')).toHaveValue('ada')
})

test('what is typed while the next page loads does not hold it up', async () => {
  const { arrive, address, user } = openList()

  await user.click(screen.getByRole('link', { name: 'Next' }))
  await user.type(screen.getByRole('searchbox'), 'ada')
  await pause()
  arrive()

  expect(await screen.findByRole('heading', { name: 'Next page' })).toBeVisible()
  await pause()
  expect(address()).toBe('/next')
})

test('a page that the app itself moves on from writes nothing later', async () => {
  const { router, arrive, address, user } = openList()
  arrive()

  await user.type(screen.getByRole('searchbox'), 'ada')
  await act(() => router.navigate('/next'))
  await pause()

  expect(address()).toBe('/next')
})

test('a link within the page keeps what was typed in the address it leaves, not in the one it leads to', async () => {
  const { router, address, user } = openList()

  await user.type(screen.getByRole('searchbox'), 'ada')
  await user.click(screen.getByRole('link', { name: 'Sorted' }))
  await pause()

  expect(address()).toBe('/list?sort=size')
  expect(screen.getByRole('searchbox')).toHaveValue('')
  await act(() => router.navigate(-1))
  expect(address()).toBe('/list?q=ada')
})

test('two changes at once lose nothing, nor does a text that is still waiting', async () => {
  const { address, user } = openList()

  await user.click(screen.getByRole('button', { name: 'By age' }))
  expect(address()).toBe('/list?sort=age&q=old')

  await user.type(screen.getByRole('searchbox'), 'er')
  await user.click(screen.getByRole('button', { name: 'By size' }))
  await pause()
  expect(address()).toBe('/list?sort=size&q=older')
})

test('Back right after typing shows the page as it was', async () => {
  window.history.replaceState(null, '', '/list')
  const router = createBrowserRouter(slowRoutes().routes)
  render(<RouterProvider router={router} />)
  const user = userEvent.setup()
  await user.click(screen.getByRole('button', { name: 'By size' }))

  await user.type(screen.getByRole('searchbox'), 'ada')
  await act(() => router.navigate(-1))
  await pause()

  expect(window.location.pathname + window.location.search).toBe('/list')
  expect(screen.getByText('name')).toBeVisible()
  expect(screen.getByRole('searchbox')).toHaveValue('')
})

test.each([
  [true, ['name name', 'size name', 'size size']],
  [false, ['name name', 'size size']],
])('a change that is urgent (%s) is shown before what the page defers', async (urgent, expected) => {
  const shown: string[] = []
  function DeferringPage() {
    const [{ sort }, setSort] = useUrlState(sortDefaults)
    const later = useDeferredValue(sort)
    useLayoutEffect(() => {
      shown.push(`${sort} ${later}`)
    })
    return (
      <button type="button" onClick={() => setSort({ sort: 'size' }, { urgent })}>
        By size
      </button>
    )
  }
  const router = createMemoryRouter([{ path: '/', element: <DeferringPage /> }])
  render(<RouterProvider router={router} />)

  await userEvent.click(screen.getByRole('button', { name: 'By size' }))

  await waitFor(() => expect(shown).toEqual(expected))
})
