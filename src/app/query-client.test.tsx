import { mutationOptions, queryOptions, useMutation, useQuery } from '@tanstack/react-query'
import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { listOrganizations } from '#contract/organizations.ts'
import { getSession, signOut } from '#contract/session.ts'
import { call } from '#src/api/client.ts'
import { ErrorNote } from '#src/components/error-note.tsx'
import { answer, fakeServer, refuse } from '#src/testing/fake-server.ts'
import { renderPage } from '#src/testing/render-page.tsx'
import { createQueryClient } from './query-client.ts'
import { handleSignedOut } from './signed-out.ts'

const listQuery = queryOptions({
  queryKey: ['organizations', 'list'],
  queryFn: ({ signal }) => call(listOrganizations, { signal }),
  meta: { title: 'organizations' },
})
const changeMutation = mutationOptions({
  mutationFn: () => call(signOut),
  meta: { invalidates: [['organizations']] },
})
const organization = { id: '02b77d8f-b312-47ef-990f-4685a7ab9363', creation_date: '2026-01-02T00:00:00Z' }

function Page() {
  const list = useQuery(listQuery)
  const change = useMutation(changeMutation)
  return (
    <>
      <p>{list.data?.map((item) => item.name).join(' ')}</p>
      <button type="button" onClick={() => change.mutate()}>
        Change
      </button>
      <p>{change.isPending ? 'Changing' : change.status}</p>
    </>
  )
}

beforeEach(() => {
  window.history.replaceState(null, '', '/organizations/acme/members?q=ada')
})
afterEach(() => {
  vi.unstubAllGlobals()
})

test('a mutation is done when what it made stale is fresh again', async () => {
  const user = userEvent.setup()
  let reads = 0
  renderPage(<Page />, {
    answers: [
      answer(listOrganizations, () => {
        reads += 1
        return [{ ...organization, name: `read-${reads}` }]
      }),
      answer(signOut, undefined),
    ],
  })
  await screen.findByText('read-1')

  await user.click(screen.getByRole('button', { name: 'Change' }))

  await screen.findByText('success')
  expect(screen.getByText('read-2')).toBeVisible()
})

test('a failed act that no form or dialog shows is told in a toast, and a failed refresh keeps the data', async () => {
  const user = userEvent.setup()
  let isRefused = false
  const good = answer(listOrganizations, [{ ...organization, name: 'acme' }])
  const bad = refuse(listOrganizations, 'forbidden', 'No longer yours')
  renderPage(<Page />, {
    answers: [
      { endpoint: listOrganizations, reply: (request) => (isRefused ? bad : good).reply(request) },
      answer(signOut, undefined),
    ],
  })
  await screen.findByText('acme')

  isRefused = true
  await user.click(screen.getByRole('button', { name: 'Change' }))

  expect(await screen.findByText('Could not refresh organizations')).toBeVisible()
  expect(screen.getByText('No longer yours')).toBeVisible()
  expect(screen.getByText('acme')).toBeVisible()
})

test('a failed refresh that the page shows itself is told once, by the page', async () => {
  const user = userEvent.setup()
  let isRefused = false
  const good = answer(listOrganizations, [{ ...organization, name: 'acme' }])
  const bad = refuse(listOrganizations, 'forbidden', 'No longer yours')
  function PageWithNote() {
    const { error } = useQuery(listQuery)
    return (
      <>
        <Page />
        {error && <ErrorNote error={error} />}
      </>
    )
  }
  renderPage(<PageWithNote />, {
    answers: [
      { endpoint: listOrganizations, reply: (request) => (isRefused ? bad : good).reply(request) },
      answer(signOut, undefined),
    ],
  })
  await screen.findByText('acme')

  isRefused = true
  await user.click(screen.getByRole('button', { name: 'Change' }))

  expect(await screen.findByText('No longer yours')).toBeVisible()
  await screen.findByText('success')
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(screen.getAllByText('No longer yours')).toHaveLength(1)
  expect(screen.queryByText('Could not refresh organizations')).not.toBeInTheDocument()
})

test('who was never signed in goes to the sign-in page and comes back after it', async () => {
  fakeServer([refuse(listOrganizations, 'unauthenticated', 'Sign in')])
  const navigate = vi.fn()
  const client = createQueryClient({ onSignedOut: () => handleSignedOut(client, navigate) })

  await client.prefetchQuery(listQuery)

  expect(navigate).toHaveBeenCalledExactlyOnceWith('/sign-in?return=%2Forganizations%2Facme%2Fmembers%3Fq%3Dada')
})

test('who was signed in stays on the page', async () => {
  fakeServer([
    refuse(getSession, 'unauthenticated', 'Sign in'),
    refuse(listOrganizations, 'unauthenticated', 'Sign in'),
  ])
  const navigate = vi.fn()
  const client = createQueryClient({ onSignedOut: () => handleSignedOut(client, navigate) })
  client.setQueryData(['session'], { user: {} })

  await client.prefetchQuery(listQuery)

  expect(navigate).not.toHaveBeenCalled()
})

test('a mutation leaves nothing in memory once nobody looks at it', async () => {
  fakeServer([answer(signOut, undefined)])
  const client = createQueryClient({ onSignedOut: vi.fn() })

  await client.getMutationCache().build(client, changeMutation).execute(undefined)
  await vi.waitFor(() => expect(client.getMutationCache().getAll()).toEqual([]))
})
