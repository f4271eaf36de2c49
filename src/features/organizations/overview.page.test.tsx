import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'
import { getOrganization, getResources, type Organization, updateOrganization } from '#contract/organizations.ts'
import { getSession } from '#contract/session.ts'
import { getUsage, usageSeries } from '#contract/usage.ts'
import { answer, type FakeAnswer, refuse } from '#src/testing/fake-server.ts'
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

test('sends a rename with the tag of what was read, and says when that is stale', async () => {
  const { requests } = open(organization, refuse(updateOrganization, 'stale', 'Changed in the meantime'))
  await screen.findByText('1,234')
  await user.click(screen.getByRole('button', { name: 'Rename' }))
  const dialog = within(await screen.findByRole('dialog', { name: 'Rename acme' }))
  const field = dialog.getByLabelText('New name')
  await user.clear(field)
  await user.type(field, 'apex')
  await user.click(dialog.getByRole('button', { name: 'Rename organization' }))

  expect(await dialog.findByText(/^Somebody else has changed this organization/)).toBeVisible()
  const sent = requests.find(({ body }) => body !== undefined)
  expect(sent?.body).toEqual({ name: 'apex' })
  expect(sent?.headers.get('if-match')).toBe('"7"')
  await user.click(dialog.getByRole('button', { name: 'Load present state' }))
  expect(field).toHaveValue('apex')
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
