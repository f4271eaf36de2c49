import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Credential, listCredentials } from '#contract/credentials.ts'
import { listOrganizations } from '#contract/organizations.ts'
import { getServiceUser, updateServiceUser } from '#contract/service-users.ts'
import { apiKey, token } from '#src/testing/credentials.ts'
import { answer, type FakeAnswer, refuse } from '#src/testing/fake-server.ts'
import { renderPage } from '#src/testing/render-page.tsx'
import { CredentialsPage } from './credentials.page.tsx'
// Loaded when first shown; here beforehand, so that no test waits for the compiler.
import '#src/components/toaster.tsx'
import './calendar-file.ts'

vi.setConfig({ testTimeout: 20_000 })

const user = userEvent.setup({ delay: null })
const DAY_MS = 86_400_000
const after = (days: number) => new Date(Date.now() + days * DAY_MS + 60_000).toISOString()

afterEach(() => {
  vi.unstubAllGlobals()
})

const organizations = (admin: boolean) =>
  answer(listOrganizations, [
    { id: '00000000-0000-4000-8000-00000000000a', name: 'acme', creation_date: '2024-01-01T00:00:00Z', admin },
  ])

function open(credentials: readonly Credential[], { url = '', answers = [] as readonly FakeAnswer[] } = {}) {
  return renderPage(<CredentialsPage />, {
    path: '/organizations/:organization/credentials',
    url: `/organizations/acme/credentials${url}`,
    answers: [organizations(true), answer(listCredentials, [...credentials]), ...answers],
  })
}

const world = () => [
  token({ name: 'never-ends' }),
  token({ name: 'in-60', expiry_date: after(60), last_used: after(-100), creation_date: after(-200) }),
  apiKey({ last_used: after(-1) }),
  token({ name: 'in-3', expiry_date: after(3), last_used: after(-1) }),
  token({ name: 'expired', expiry_date: after(-3) }),
]

/** This test's accessible names leave out the space before the count. */
const listOf = (count: number) => screen.findByRole('heading', { name: new RegExp(`^Credentials ?\\(${count}\\)$`) })
const shownNames = () =>
  screen
    .getAllByRole('row')
    .slice(1)
    .map((row) => within(row).getAllByRole('cell')[0]?.textContent)
const bucket = (name: RegExp) => screen.getByRole('button', { name })
const rowOf = (name: string) => screen.getByRole('row', { name: new RegExp(`^${name} `) })
const extendButton = (name: string) => screen.getByRole('button', { name: `+90 days for ${name}` })

describe('the list', () => {
  test('has what has expired on top, then what ends soonest, and last what never ends', async () => {
    open(world())

    await listOf(5)
    await waitFor(() => expect(shownNames()).toEqual(['expired', 'in-3', 'in-60', 'never-ends', 'robot']))
    expect(rowOf('robot')).toHaveTextContent('API key Read Only Provisioning')
    expect(rowOf('robot')).toHaveTextContent('Account')
  })

  test('leads to where each is managed', async () => {
    const [nightly] = [token({ expiry_date: after(3) })]
    open([nightly, apiKey()])

    expect(await screen.findByRole('link', { name: 'nightly' })).toHaveAttribute(
      'href',
      `/projects/vision/service-users?q=${encodeURIComponent(nightly.email)}`,
    )
    expect(screen.getByRole('link', { name: 'vision' })).toHaveAttribute('href', '/projects/vision/service-users')
    expect(screen.getByRole('link', { name: 'robot' })).toHaveAttribute(
      'href',
      '/organizations/acme/service-users/robot',
    )
  })

  test('filters by kind and by use', async () => {
    open(world())
    await listOf(5)

    await user.selectOptions(screen.getByLabelText('Kind'), 'API keys')
    await waitFor(() => expect(shownNames()).toEqual(['robot']))
    await user.selectOptions(screen.getByLabelText('Kind'), 'Tokens')
    await user.selectOptions(screen.getByLabelText('Use'), 'Never used')
    await waitFor(() => expect(shownNames()).toEqual(['expired', 'never-ends']))
    await user.selectOptions(screen.getByLabelText('Use'), 'Not for 90 days')
    await waitFor(() => expect(shownNames()).toContain('in-60'))
  })

  test('tells a member who is no admin that it may not be all', async () => {
    open([], { answers: [organizations(false)] })

    expect(await screen.findByText(/You see the tokens of projects where you may list service users\./)).toBeVisible()
    expect(await screen.findByRole('heading', { name: 'No credentials yet' })).toBeVisible()
    expect(screen.queryByRole('group', { name: 'Show by when they expire' })).toBeNull()
  })

  test('says why it is not there', async () => {
    open([], { answers: [refuse(listCredentials, 'not_found', 'Not found')] })

    expect(await screen.findByRole('heading', { name: 'Not found' })).toBeVisible()
    expect(screen.queryByRole('group', { name: 'Show by when they expire' })).toBeNull()
  })
})

describe('the radar', () => {
  test('counts each bucket, filters by it and takes the filter back, in the address', async () => {
    const { router } = open(world())
    await listOf(5)
    expect(
      ['Expired 1', '< 7 days 1', '< 30 days 1', '< 90 days 2', 'Never 2'].map(
        (name) => !!screen.getByRole('button', { name }),
      ),
    ).not.toContain(false)

    await user.click(bucket(/^< 90 days/))
    expect(router.state.location.search).toBe('?expiry=90')
    await waitFor(() => expect(bucket(/^< 90 days/)).toHaveAttribute('aria-pressed', 'true'))
    await waitFor(() => expect(shownNames()).toEqual(['in-3', 'in-60']))

    await user.click(bucket(/^Never/))
    await waitFor(() => expect(shownNames()).toEqual(['never-ends', 'robot']))
    await router.navigate(-1)
    await waitFor(() => expect(shownNames()).toEqual(['in-3', 'in-60']))

    await user.click(bucket(/^< 90 days/))
    expect(router.state.location.search).toBe('')
    await waitFor(() => expect(shownNames()).toHaveLength(5))
  })

  test('is restored from a pasted address, and cleared with the other filters', async () => {
    open(world(), { url: '?expiry=expired&kind=api_key' })

    expect(await screen.findByRole('heading', { name: 'No credentials match' })).toBeVisible()
    await waitFor(() => expect(bucket(/^Expired/)).toHaveAttribute('aria-pressed', 'true'))
    await user.click(screen.getByRole('button', { name: 'Clear filters' }))
    await waitFor(() => expect(bucket(/^Expired/)).toHaveAttribute('aria-pressed', 'false'))
    await waitFor(() => expect(shownNames()).toHaveLength(5))
  })

  test('tells the weeks of the picture in words', async () => {
    open(world())
    await listOf(5)

    const weeks = within(screen.getByRole('figure')).getAllByRole('listitem')
    expect(weeks.map((item) => item.textContent)).toEqual([
      expect.stringMatching(/^\d+ \w+ \d{4} to \d+ \w+ \d{4}: 1 ends$/),
      expect.stringMatching(/: 1 ends$/),
    ])
  })
})

/** A server that keeps the one token, its revision, and what was asked of it. */
function keeper(first: Credential) {
  const state = { credential: first, revision: 1 }
  const serviceUser = () => ({
    id: state.credential.id,
    email: state.credential.email,
    name: state.credential.name,
    creation_date: state.credential.creation_date,
    expiry_date: state.credential.expiry_date,
  })
  const patch: FakeAnswer = {
    endpoint: updateServiceUser,
    reply: ({ body, headers }) => {
      if (headers.get('if-match') !== `"${state.revision}"`)
        return { status: 412, body: { error: 'Changed', code: 'stale', request_id: 'request-1' } }
      state.revision += 1
      state.credential = { ...state.credential, ...(body as { expiry_date: string }) }
      return { status: 200, body: serviceUser() }
    },
  }
  return {
    state,
    /** What somebody else does meanwhile. */
    change: (expiry_date: string | null) => {
      state.revision += 1
      state.credential = { ...state.credential, expiry_date }
    },
    answers: [
      answer(listCredentials, () => [state.credential]),
      {
        endpoint: getServiceUser,
        reply: () => ({ status: 200, body: serviceUser(), headers: { etag: `"${state.revision}"` } }),
      },
      patch,
    ] satisfies FakeAnswer[],
  }
}

describe('extending', () => {
  const end = new Date(Math.floor(Date.now() / 1000) * 1000 + 10 * DAY_MS + 60_000).toISOString()
  const extended = new Date(new Date(end).getTime() + 90 * DAY_MS).toISOString()
  const day = (iso: string) =>
    new Date(iso).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })

  async function openOne() {
    const server = keeper(token({ expiry_date: end }))
    const page = open([], { answers: server.answers })
    await listOf(1)
    return { ...page, server }
  }

  test('puts the end off by 90 days at one press, and back', async () => {
    const { server, router } = await openOne()

    await user.click(extendButton('nightly'))

    expect(await screen.findByText(`nightly now expires on ${day(extended)}`)).toBeVisible()
    expect(server.state.credential.expiry_date).toBe(extended)
    await waitFor(() => expect(rowOf('nightly')).toHaveTextContent('in 100 days'))

    await router.navigate('/elsewhere')
    await user.click(screen.getByRole('button', { name: 'Undo' }))

    expect(await screen.findByText(`nightly expires on ${day(end)} again`)).toBeVisible()
    expect(server.state.credential.expiry_date).toBe(end)
  })

  test('leaves alone what somebody else has changed since it was shown, and shows that', async () => {
    const { server } = await openOne()
    server.change(after(5))

    await user.click(extendButton('nightly'))

    expect(await screen.findByText('nightly could not be extended')).toBeVisible()
    expect(screen.getByText('Its end has been changed since. Look again.')).toBeVisible()
    expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull()
    await waitFor(() => expect(rowOf('nightly')).toHaveTextContent('in 5 days'))
  })

  test('undoes nothing where somebody else has changed it since, and says so', async () => {
    const { server } = await openOne()
    await user.click(extendButton('nightly'))
    const undo = await screen.findByRole('button', { name: 'Undo' })
    server.change(null)

    await user.click(undo)

    expect(await screen.findByText('nightly could not be given its earlier expiry date again')).toBeVisible()
    expect(server.state.credential.expiry_date).toBeNull()
  })

  test('says why the server refuses', async () => {
    const server = keeper(token({ expiry_date: end }))
    open([], {
      answers: [...server.answers, refuse(updateServiceUser, 'escalation', 'You do not hold buckets.get yourself')],
    })
    await listOf(1)

    await user.click(extendButton('nightly'))

    expect(await screen.findByText('nightly could not be extended')).toBeVisible()
    expect(screen.getByText('You do not hold buckets.get yourself')).toBeVisible()
    expect(screen.getByText(/request-1/)).toBeVisible()
  })

  test('is disabled with the reason, and does nothing', async () => {
    const { requests } = open(world())
    await listOf(5)
    const before = requests.length

    for (const [name, reason] of [
      ['expired', 'Expired tokens cannot be extended; rotate it instead'],
      ['never-ends', 'It never expires'],
      ['robot', 'API keys do not expire'],
    ] as const) {
      expect(extendButton(name)).toHaveAccessibleDescription(reason)
      await user.click(extendButton(name))
    }
    expect(requests).toHaveLength(before)
  })
})

describe('the menu of a row', () => {
  const entries = async (name: string) => {
    await user.click(await screen.findByRole('button', { name: `Actions for ${name}` }))
    return (await screen.findAllByRole('menuitem')).map((entry) => [entry.textContent, entry.getAttribute('href')])
  }

  test('leads to where a token is rotated or cut off', async () => {
    const live = token({ name: 'live', expiry_date: null })
    open([live])
    await listOf(1)

    expect(await entries('live')).toEqual([
      ['Open', `/projects/vision/service-users?q=${encodeURIComponent(live.email)}`],
      [expect.stringMatching(/^Rotate token/), `/projects/vision/service-users?rotate=${live.id}`],
      ['Leaked? Cut off now', `/projects/vision/service-users?cut-off=${live.id}`],
    ])
  })

  test('offers no second rotation, and tells the two of one name apart', async () => {
    const old = token({ name: 'twin' })
    const replacement = token({ name: 'twin', replaces: old.id })
    open([{ ...old, replaced_by: replacement.id }, replacement])
    await listOf(2)

    for (const name of ['twin, old token', 'twin, new token']) {
      expect((await entries(name))[1]).toEqual(['Rotate tokenA rotation is under way', null])
      await user.keyboard('{Escape}')
    }
  })

  test('has nothing to cut off of an expired token', async () => {
    open([token({ name: 'over', expiry_date: '2020-01-01T00:00:00.000+00:00' })])
    await listOf(1)

    const last = (await entries('over')).at(-1)
    expect(last).toEqual(['Leaked? Cut off nowIt has expired: it opens nothing', null])
  })

  test('leads to where an API key is revoked', async () => {
    open([apiKey()])
    await listOf(1)

    expect((await entries('robot')).at(-1)).toEqual([
      'Leaked? Cut off now',
      '/organizations/acme/service-users/robot?cut-off=PROVISIONING_READONLY',
    ])
  })
})

describe('the calendar', () => {
  const files: Blob[] = []
  beforeEach(() => {
    files.length = 0
    vi.spyOn(URL, 'createObjectURL').mockImplementation((file) => `blob:${files.push(file as Blob)}`)
    vi.spyOn(URL, 'revokeObjectURL').mockReturnValue()
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockReturnValue()
  })
  afterEach(() => {
    vi.restoreAllMocks()
  })

  test('has the events of what is shown', async () => {
    open(world(), { url: '?expiry=90&q=in-60' })
    await listOf(5)

    await user.click(screen.getByRole('button', { name: 'Calendar (.ics)' }))

    await waitFor(() => expect(files).toHaveLength(1))
    const text = await files[0]?.text()
    expect(text?.match(/SUMMARY:.*/g)).toEqual(['SUMMARY:Token of in-60 (vision) expires'])
  })

  test('is not offered where nothing that is shown has an end to come', async () => {
    open(world(), { url: '?expiry=never' })
    await listOf(5)
    const button = screen.getByRole('button', { name: 'Calendar (.ics)' })

    expect(button).toHaveAccessibleDescription('Nothing that is shown has an end to come')
    await user.click(button)
    expect(files).toEqual([])
  })
})
