import { act, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, test } from 'vitest'
import { type Credential, listCredentials } from '#contract/credentials.ts'
import {
  getOrganization,
  getResources,
  listOrganizations,
  type Organization,
  updateOrganization,
} from '#contract/organizations.ts'
import { getSession } from '#contract/session.ts'
import { getUsage, usageSeries } from '#contract/usage.ts'
import { token } from '#src/testing/credentials.ts'
import { answer, type FakeAnswer, type FakeRequest } from '#src/testing/fake-server.ts'
import { renderPage } from '#src/testing/render-page.tsx'
import { OverviewPage } from './overview.page.tsx'
// Loaded when first shown; here beforehand, so that no test waits for the compiler.
import './change-subscription-dialog.tsx'
import './rename-organization-dialog.tsx'

const user = userEvent.setup({ delay: null })

const id = '00000000-0000-4000-8000-000000000001'
const organization: Organization = {
  id,
  name: 'acme',
  creation_date: '2024-01-01T00:00:00Z',
  subscription: 'starter',
  subscription_start_date: '2024-01-01',
  subscription_end_date: '2099-01-01',
  scheduled_subscription: { subscription: 'professional', start_date: '2099-01-01', end_date: null },
  admin: true,
}
const counts = { projects: 3, users: 1234, deployments: 4, deployment_versions: 5, pipelines: 6, pipeline_versions: 7 }
const session = (operator: boolean) =>
  answer(getSession, { user: { id, email: 'ada@example.org', name: 'Ada', surname: '', operator } })
const usage = answer(
  getUsage,
  usageSeries.map(({ object_type, metric }, index) => ({
    object_type,
    metric,
    usage: [{ start_date: '2026-11-01T00:00:00Z', end_date: '2026-12-01T00:00:00Z', value: index * 1000 }],
  })),
)

function open(shown: Organization, ...answers: FakeAnswer[]) {
  return renderPage(<OverviewPage />, {
    path: '/organizations/:organization/overview',
    url: '/organizations/acme/overview',
    answers: [
      session(false),
      answer(getOrganization, shown, { etag: '"7"' }),
      answer(getResources, counts),
      usage,
      answer(listCredentials, []),
      ...answers,
    ],
  })
}

test('shows resources, subscription and usage, and leaves out what the server does not count', async () => {
  open(organization)

  expect(await screen.findByText('1,234')).toBeVisible()
  expect(screen.getByRole('link', { name: 'Members' })).toHaveAttribute('href', '/organizations/acme/members')
  expect(screen.queryByRole('link', { name: 'Buckets' })).toBeNull()
  expect(await screen.findByText('professional from 1 Jan 2099')).toBeVisible()
  const region = screen.getByRole('region', { name: 'Usage this period' })
  expect(await within(region).findByText('1 Nov 2026 to 30 Nov 2026 (UTC)')).toBeVisible()
  expect(
    within(region)
      .getAllByRole('definition')
      .map((item) => item.textContent),
  ).toEqual(['0', '1K', '2K', '3K', '4K'])
})

describe('what expires soon', () => {
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000 + 60_000).toISOString()
  const lines = async (...credentials: Credential[]) => {
    open(organization, answer(listCredentials, credentials))
    const region = screen.getByRole('region', { name: 'Expires soon' })
    await waitFor(() => expect(within(region).queryByText('Loading credentials')).toBeNull())
    return region
  }

  test('is counted, and leads to the list with the filter', async () => {
    const region = await lines(
      token({ expiry_date: inDays(-2) }),
      token({ expiry_date: inDays(3) }),
      token({ expiry_date: inDays(10) }),
      token({ expiry_date: inDays(40) }),
    )

    const items = within(region).getAllByRole('listitem')
    expect(items.map((item) => item.textContent)).toEqual([
      '1 token has expired',
      '1 token expires in less than 7 days',
      '2 tokens expire in less than 30 days',
    ])
    expect(within(region).getByRole('link', { name: 'expires in less than 7 days' })).toHaveAttribute(
      'href',
      '/organizations/acme/credentials?expiry=7',
    )
  })

  test('is calm when it is nothing', async () => {
    const region = await lines(token(), token({ expiry_date: inDays(40) }))

    expect(within(region).getByText('Nothing that you see expires in the next 30 days')).toBeVisible()
    expect(within(region).queryByRole('list')).toBeNull()
  })
})

test('shows dashes where another server does not tell', async () => {
  open({ id, name: 'acme', creation_date: '2024-01-01T00:00:00Z', subscription: 'gold' })

  const region = screen.getByRole('region', { name: 'Subscription' })
  expect(await within(region).findByText('gold')).toBeVisible()
  expect(within(region).getAllByText('–')).toHaveLength(2)
  expect(within(region).queryByText('Scheduled')).toBeNull()
})

test('tells an admin who is no operator why the subscription stays', async () => {
  open(organization)

  expect(await screen.findByText(/^Only operators/, { selector: 'p' })).toBeVisible()
  expect(screen.getByRole('button', { name: 'Change subscription' })).toHaveAttribute('aria-disabled', 'true')
  expect(screen.getByRole('button', { name: 'Rename' })).not.toHaveAttribute('aria-disabled')
})

/** A server that keeps the organization, and refuses a change of a state that the caller has not seen. */
function keeper() {
  const state = { organization, revision: 7 }
  const missing = { status: 404, body: { error: 'There is no such organization', code: 'not_found' } }
  const tagged = () => ({ status: 200, body: state.organization, headers: { etag: `"${state.revision}"` } })
  const isThere = ({ params }: FakeRequest) => params.organization === state.organization.name
  const change = (next: Partial<Organization>) => {
    state.organization = { ...state.organization, ...next }
    state.revision += 1
  }
  const answers: FakeAnswer[] = [
    answer(listOrganizations, () => [state.organization]),
    { endpoint: getOrganization, reply: (request) => (isThere(request) ? tagged() : missing) },
    {
      endpoint: updateOrganization,
      reply: (request) => {
        if (!isThere(request)) return missing
        if (request.headers.get('if-match') !== `"${state.revision}"`)
          return { status: 412, body: { error: 'Changed in the meantime', code: 'stale' } }
        change(request.body as Partial<Organization>)
        return tagged()
      },
    },
  ]
  return { state, answers, change }
}

async function openRename(server: ReturnType<typeof keeper>) {
  const page = open(organization, session(true), ...server.answers)
  await screen.findByText('1,234')
  await user.click(screen.getByRole('button', { name: 'Rename' }))
  const dialog = within(await screen.findByRole('dialog', { name: 'Rename acme' }))
  const field = dialog.getByLabelText('New name')
  await user.clear(field)
  await user.type(field, 'apex')
  return {
    ...page,
    dialog,
    field,
    submit: () => user.click(dialog.getByRole('button', { name: 'Rename organization' })),
  }
}

const sentTags = (requests: readonly FakeRequest[]) =>
  requests.filter(({ body }) => body !== undefined).map(({ headers, body }) => [headers.get('if-match'), body])

describe('an organization that others change meanwhile', () => {
  test('keeps a new name through a refetch, and is renamed only after one has seen what they changed', async () => {
    const server = keeper()
    const { client, requests, dialog, field, submit } = await openRename(server)
    server.change({ subscription: 'professional' })
    await act(() => client.invalidateQueries())
    await screen.findByText('professional')
    expect(field).toHaveValue('apex')

    await submit()

    expect(await dialog.findByRole('alert')).toHaveTextContent(
      'Subscription: professional from 1 Jan 2024 until 1 Jan 2099 instead of starter from 1 Jan 2024 until 1 Jan 2099.',
    )
    expect(server.state.organization.name).toBe('acme')
    expect(dialog.getByRole('button', { name: 'Rename organization' })).toBeDisabled()
    await user.click(dialog.getByRole('button', { name: 'Go on with mine' }))
    expect(field).toHaveValue('apex')
    await submit()

    await screen.findByText('acme is now apex')
    expect(server.state.organization).toMatchObject({ name: 'apex', subscription: 'professional' })
    expect(sentTags(requests)).toEqual([
      ['"7"', { name: 'apex' }],
      ['"8"', { name: 'apex' }],
    ])
  })

  test('is followed to the name that somebody else gave it', async () => {
    const server = keeper()
    const { router, dialog, submit } = await openRename(server)
    server.change({ name: 'summit' })

    await submit()
    expect(await dialog.findByRole('alert')).toHaveTextContent('Renamed from acme to summit.')
    await user.click(dialog.getByRole('button', { name: 'Discard mine, load theirs' }))

    await waitFor(() => expect(router.state.location.pathname).toBe('/organizations/summit/overview'))
    expect(server.state.organization.name).toBe('summit')
  })

  test('lets one go on with the own subscription or take theirs', async () => {
    const server = keeper()
    const { client, requests } = open(organization, session(true), ...server.answers)
    await screen.findByText('1,234')
    await user.click(screen.getByRole('button', { name: 'Change subscription' }))
    const dialog = within(await screen.findByRole('dialog', { name: 'Change the subscription of acme' }))
    const save = () => user.click(dialog.getByRole('button', { name: 'Change subscription' }))
    const end = dialog.getByLabelText('End date')
    await user.clear(end)
    await user.type(end, '2098-05-01')
    server.change({ subscription: 'platinum', subscription_end_date: '2097-01-01' })
    await act(() => client.invalidateQueries())
    await screen.findByText('platinum')
    expect(dialog.getByLabelText('End date')).toHaveValue('2098-05-01')

    await save()
    expect(await dialog.findByRole('alert')).toHaveTextContent('Subscription: platinum')
    await user.click(dialog.getByRole('button', { name: 'Go on with mine' }))
    expect(dialog.getByLabelText('End date')).toHaveValue('2098-05-01')
    expect(dialog.getByLabelText('Subscription')).toHaveValue('starter')
    server.change({ subscription_end_date: '2096-01-01' })
    await save()
    await user.click(await dialog.findByRole('button', { name: 'Discard mine, load theirs' }))

    expect(dialog.getByLabelText('Name of the subscription')).toHaveValue('platinum')
    expect(dialog.getByLabelText('End date')).toHaveValue('2096-01-01')
    expect(server.state.organization).toMatchObject({ subscription: 'platinum', subscription_end_date: '2096-01-01' })
    expect(sentTags(requests).map(([tag]) => tag)).toEqual(['"7"', '"8"'])
  })
})

test('lets an operator schedule another subscription, and says what that replaces', async () => {
  const { requests } = open(organization, session(true), answer(updateOrganization, organization, { etag: '"8"' }))
  await screen.findByText('1,234')
  await user.click(screen.getByRole('button', { name: 'Change subscription' }))
  const dialog = within(await screen.findByRole('dialog', { name: 'Change the subscription of acme' }))
  await user.selectOptions(dialog.getByLabelText('Subscription'), 'Another…')
  await user.type(dialog.getByLabelText('Name of the subscription'), 'platinum')
  await user.clear(dialog.getByLabelText('Start date'))
  await user.type(dialog.getByLabelText('Start date'), '2098-06-01')

  expect(
    dialog.getByText(/^starter goes on until platinum takes over on 1 Jun 2098. This replaces professional/),
  ).toBeVisible()
  expect(dialog.getByRole('checkbox', { name: /^No end date/ })).toBeDisabled()
  await user.click(dialog.getByRole('button', { name: 'Change subscription' }))

  await screen.findByText('Subscription changed')
  expect(requests.find(({ body }) => body !== undefined)?.body).toEqual({
    subscription: 'platinum',
    subscription_start_date: '2098-06-01',
    subscription_end_date: '2099-01-01',
  })
})
