import { useQuery } from '@tanstack/react-query'
import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { expect, test } from 'vitest'
import { listUsageChanges } from '#contract/usage-changes.ts'
import { deleteUsageLimit, getUsageLimit, listUsageLimits, updateUsageLimit } from '#contract/usage-limits.ts'
import { usageChangesQuery } from '#src/features/usage/usage-changes.queries.ts'
import { usageLimitsQuery } from '#src/features/usage/usage-limits.queries.ts'
import { answer, type FakeAnswer, refuse } from '#src/testing/fake-server.ts'
import { renderPage } from '#src/testing/render-page.tsx'
import { LimitDialog } from './limit-lazy-dialog.ts'

/** What a page does with limits and changes. */
function Page() {
  const limits = useQuery(usageLimitsQuery('acme'))
  const changes = useQuery(usageChangesQuery('acme', { start_date: '2026-03-01' }))
  const [isOpen, setIsOpen] = useState(false)
  const limit = limits.data?.find(({ metric }) => metric === 'credits')?.value
  return (
    <>
      <p>{limits.isPending || changes.isPending ? 'Loading' : `Limit: ${limit ?? 'none'}`}</p>
      {changes.data && <p>Changes: {changes.data.length}</p>}
      <button type="button" onClick={() => setIsOpen(true)}>
        Open
      </button>
      {isOpen && (
        <LimitDialog
          organization="acme"
          metric="credits"
          metricLabel="Credits"
          limit={limit}
          used={12_400}
          onClose={() => setIsOpen(false)}
        />
      )}
    </>
  )
}

/** A server with one limit, which also somebody else can change; its ETag is its value. */
function limitServer(value: number | undefined) {
  const state = { value }
  const tag = () => `"${state.value}"`
  const isStale = (headers: Headers) => headers.has('if-match') && headers.get('if-match') !== tag()
  const stale = refuse(updateUsageLimit, 'stale', 'Somebody else changed this in the meantime')
  const missing = refuse(deleteUsageLimit, 'not_found', 'Not found')
  const answers: FakeAnswer[] = [
    answer(listUsageLimits, () =>
      state.value === undefined ? [] : [{ metric: 'credits' as const, value: state.value }],
    ),
    {
      endpoint: getUsageLimit,
      reply: () => ({ status: 200, body: { metric: 'credits', value: state.value }, headers: { etag: tag() } }),
    },
    {
      endpoint: updateUsageLimit,
      reply: (request) => {
        if (isStale(request.headers)) return stale.reply(request)
        state.value = (request.body as { value: number }).value
        return { status: 200, body: { metric: 'credits', value: state.value } }
      },
    },
    {
      endpoint: deleteUsageLimit,
      reply: (request) => {
        if (state.value === undefined) return missing.reply(request)
        if (isStale(request.headers)) return stale.reply(request)
        state.value = undefined
        return { status: 204, body: null }
      },
    },
    answer(listUsageChanges, []),
  ]
  return { state, answers }
}

async function open(value: number | undefined, ...more: FakeAnswer[]) {
  const { state, answers } = limitServer(value)
  const user = userEvent.setup({ delay: null })
  const page = renderPage(<Page />, { answers: [...answers, ...more] })
  await screen.findByText(`Limit: ${value ?? 'none'}`)
  await user.click(screen.getByRole('button', { name: 'Open' }))
  const field = await screen.findByLabelText('Credits per subscription period')
  // The dialog has looked at what there is.
  await waitFor(() => expect(page.requests.length).toBeGreaterThanOrEqual(value === undefined ? 3 : 4))
  const type = async (text: string) => {
    await user.clear(field)
    await user.type(field, text)
  }
  const press = (name: string) => user.click(screen.getByRole('button', { name }))
  return { ...page, state, user, field, type, press }
}

const theDialogIsGone = () => waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument())

test('sets the first limit, and says meanwhile what it means', async () => {
  const { state, type, press } = await open(undefined)
  expect(screen.getByRole('dialog', { name: 'Set a limit of credits' })).toBeVisible()
  expect(screen.getByText(/Nothing is stopped/)).toBeVisible()
  expect(screen.queryByRole('button', { name: 'Remove limit' })).not.toBeInTheDocument()

  await type('49,600')
  expect(screen.getByText('12,400 used so far in this period: 25 % of 49,600.')).toBeVisible()
  await press('Set limit')

  expect(await screen.findByText('The limit of credits is 49,600 from now on')).toBeVisible()
  await theDialogIsGone()
  expect(state.value).toBe(49_600)
  expect(screen.getByText('Limit: 49600')).toBeVisible()
})

test('changes a limit on the state that was seen, and asks for what changed anew', async () => {
  const { requests, type, press } = await open(1000)

  await type('2000')
  await press('Change limit')

  await screen.findByText('Limit: 2000')
  expect(requests.find(({ body }) => body !== undefined)?.headers.get('if-match')).toBe('"1000"')
  expect(requests.filter(({ query }) => query.has('start_date'))).toHaveLength(2)
})

test('shows what the server refuses on the field, and what was typed stays', async () => {
  const refusal = refuse(updateUsageLimit, 'invalid_input', 'Not valid', { value: 'Limit is at most 10' })
  const { field, type, press } = await open(undefined, refusal)

  await type('49600')
  await press('Set limit')

  expect(await screen.findByText('Limit is at most 10')).toBeVisible()
  expect(field).toBeInvalid()
  expect(field).toHaveValue('49600')
})

test('keeps what was typed where the server is away', async () => {
  const away = refuse(updateUsageLimit, 'unavailable', 'Away')
  const { field, type, press } = await open(1000, away)

  await type('2000')
  await press('Change limit')

  expect(await screen.findByRole('alert')).toHaveTextContent('The service is not available right now')
  expect(field).toHaveValue('2000')
})

test('overwrites no limit that somebody else has changed meanwhile, unless it is pressed again', async () => {
  const { state, type, press } = await open(1000)
  state.value = 1500

  await type('2000')
  await press('Change limit')

  expect(await screen.findByText('The limit is 1,500 instead of 1,000.')).toBeVisible()
  expect(state.value).toBe(1500)
  await press('Change limit')
  await theDialogIsGone()
  expect(state.value).toBe(2000)
})

test('overwrites no first limit of somebody else either', async () => {
  const { state, type, press } = await open(undefined)
  state.value = 1500

  await type('2000')
  await press('Set limit')

  expect(await screen.findByText('A limit of 1,500 was set.')).toBeVisible()
  expect(state.value).toBe(1500)
  await press('Change limit')
  await theDialogIsGone()
  expect(state.value).toBe(2000)
})

test('removes a limit at once, and takes that back', async () => {
  const { state, press } = await open(1000)

  await press('Remove limit')

  await theDialogIsGone()
  expect(await screen.findByText('There is no limit of credits any more')).toBeVisible()
  expect(await screen.findByText('Limit: none')).toBeVisible()
  await press('Undo')
  expect(await screen.findByText('The limit of credits is 1,000 again')).toBeVisible()
  expect(state.value).toBe(1000)
})

test('takes back no removal once somebody else has set another limit', async () => {
  const { state, press } = await open(1000)
  await press('Remove limit')
  await screen.findByText('There is no limit of credits any more')
  state.value = 7

  await press('Undo')

  expect(await screen.findByText('The limit of credits could not be set again')).toBeVisible()
  expect(state.value).toBe(7)
})

test('tells where somebody else was faster to remove it, without a way back', async () => {
  const { state, press } = await open(1000)
  state.value = undefined

  await press('Remove limit')

  expect(await screen.findByText('Somebody else has already removed the limit of credits')).toBeVisible()
  await theDialogIsGone()
  expect(screen.queryByRole('button', { name: 'Undo' })).not.toBeInTheDocument()
})

test('asks before what was typed is left', async () => {
  const { type, press } = await open(1000)

  await type('2000')
  await press('Cancel')

  expect(await screen.findByRole('dialog', { name: 'Discard unsaved changes?' })).toBeVisible()
})

test('a server without limits and changes is asked once, and nothing is said of it', async () => {
  const { requests } = renderPage(<Page />, {
    answers: [refuse(listUsageLimits, 'not_found', 'Not found'), refuse(listUsageChanges, 'not_found', 'Not found')],
  })

  expect(await screen.findByText('Limit: none')).toBeVisible()

  await new Promise((resolve) => setTimeout(resolve, 400))
  expect(requests).toHaveLength(2)
  expect(screen.queryByText(/Changes/)).not.toBeInTheDocument()
  expect(screen.queryByText('Not found')).not.toBeInTheDocument()
})
