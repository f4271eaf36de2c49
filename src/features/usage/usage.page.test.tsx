import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { addDays, type DayRange, dayBuckets, toDay } from '#contract/calendar.ts'
import { getOrganization } from '#contract/organizations.ts'
import { listProjects } from '#contract/projects.ts'
import { getUsage, usageSeries } from '#contract/usage.ts'
import { getProjectUsage, listUsageByObject, listUsageByProject } from '#contract/usage-breakdown.ts'
import { listUsageChanges, MOST_USAGE_CHANGES } from '#contract/usage-changes.ts'
import { listUsageLimits } from '#contract/usage-limits.ts'
import { formatDay } from '#src/lib/dates.ts'
import { answer, type FakeAnswer, refuse } from '#src/testing/fake-server.ts'
import { renderPage } from '#src/testing/render-page.tsx'
import { UsagePage } from './usage.page.tsx'
import { usageQuery } from './usage.queries.ts'

afterEach(() => vi.restoreAllMocks())

const period: DayRange = { start: '2026-03-01', end: '2026-03-04' }
const organization = answer(getOrganization, {
  id: '00000000-0000-4000-8000-000000000001',
  name: 'acme',
  creation_date: '2024-01-01T00:00:00Z',
  subscription: 'starter',
  subscription_start_date: '2024-01-01',
  subscription_end_date: '2099-01-01',
  scheduled_subscription: null,
  admin: true,
})
/** One of each series every day, and ten of what pipelines do; of any range the first three days are enough here. */
const usage = answer(getUsage, ({ query }) =>
  usageSeries.map(({ object_type, metric }) => ({
    object_type,
    metric,
    usage: dayBuckets({
      start: query.get('start_date') ?? period.start,
      end: query.get('end_date') ?? period.end,
    })
      .slice(0, 3)
      .map(({ start, end }) => ({
        start_date: `${start}T00:00:00Z`,
        end_date: `${end}T00:00:00Z`,
        value: object_type === 'pipeline_version' ? 10 : 1,
      })),
  })),
)

function open(search = '', ...answers: FakeAnswer[]) {
  const page = renderPage(<UsagePage />, {
    path: '/organizations/:organization/usage',
    url: `/organizations/acme/usage${search}`,
    answers: [organization, usage, ...answers],
  })
  return {
    ...page,
    user: userEvent.setup({ delay: null }),
    search: () => page.router.state.location.search,
    /** First days of what was asked for: of a range and of what it is compared with. */
    ranges: () =>
      page.requests.filter(({ query }) => query.has('interval')).map(({ query }) => query.get('start_date')),
  }
}

const tableOfDays = () => screen.findByRole('region', { name: 'Usage by day, table' })
const typeDay = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } })

test('exports the series on the screen with their sums, under the name of metric and range', async () => {
  const saved: { name: string; blob: Blob }[] = []
  const blobs: Blob[] = []
  URL.createObjectURL = (blob) => (blobs.push(blob as Blob), 'blob:x')
  URL.revokeObjectURL = vi.fn()
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    saved.push({ name: this.download, blob: blobs.at(-1) as Blob })
  })
  const { user, search } = open('?metric=input_volume')
  expect(await screen.findByRole('row', { name: 'All 3 30 33' })).toBeVisible()

  await user.click(screen.getByRole('button', { name: /^Pipelines/ }))

  expect(await screen.findByRole('row', { name: 'All 3' })).toBeVisible()
  expect(search()).toBe('?metric=input_volume&hidden=pipeline_version')
  await user.click(screen.getByRole('button', { name: 'Export CSV' }))
  expect(saved.map(({ name }) => name)).toEqual(['acme-usage-input_volume-2026-03-01-to-2026-03-03.csv'])
  const lines = (await saved[0]?.blob.text())?.replace('\uFEFF', '').split('\r\n')
  expect(lines?.[0]).toBe('Start (UTC),"End (UTC, exclusive)",Deployments')
  expect(lines?.at(-2)).toBe('Total,,3')
})

test('shows the series that the address leaves on, and always keeps one', async () => {
  const { user, search } = open('?metric=input_volume&hidden=pipeline_version')

  const deployments = await screen.findByRole('button', { name: /^Deployments/ })
  expect(deployments).toHaveAttribute('aria-pressed', 'true')
  expect(deployments).toHaveAttribute('aria-disabled', 'true')
  expect(screen.getByRole('button', { name: /^Pipelines/ })).toHaveAttribute('aria-pressed', 'false')
  await user.click(deployments)
  expect(search()).toBe('?metric=input_volume&hidden=pipeline_version')

  await user.click(screen.getByRole('button', { name: /^Pipelines/ }))
  expect(await screen.findByRole('row', { name: 'All 3 30 33' })).toBeVisible()
  expect(search()).toBe('?metric=input_volume')
})

test('asks for months as the pointer comes near, and not again when they are chosen', async () => {
  const { user, requests, search } = open('?range=custom&from=2026-01-01&to=2026-02-28')
  const months = () => requests.filter(({ query }) => query.get('interval') === 'month')
  await tableOfDays()
  expect(months()).toHaveLength(0)

  await user.hover(screen.getByRole('radio', { name: 'Month' }))
  await waitFor(() => expect(months()).toHaveLength(1))
  expect(search()).not.toContain('interval')

  await user.click(screen.getByRole('radio', { name: 'Month' }))
  expect(await screen.findByRole('region', { name: 'Usage by month, table' })).toBeVisible()
  expect(months()).toHaveLength(1)
})

test('typing a range adds no steps to the history, and asks for nothing while it cannot be shown', async () => {
  const { user, router, search, ranges } = open()
  await tableOfDays()
  await user.selectOptions(screen.getByLabelText('Range'), '30-days')
  // The last weeks are known by then, and hold the 30 days before, too.
  await waitFor(() => expect(ranges()).toHaveLength(3))
  await user.selectOptions(screen.getByLabelText('Range'), 'custom')
  await screen.findByLabelText('First day')
  await waitFor(() => expect(ranges()).toHaveLength(4))

  typeDay('Last day', '2026-01-31')
  expect(screen.getByText('The range has to end after it starts')).toBeVisible()
  await waitFor(() => expect(search()).toContain('to=2026-01-31'))
  expect(await screen.findByText(/^Still showing .* \(UTC\)\.$/)).toBeVisible()
  typeDay('First day', '2016-01-31')
  expect(screen.getByText('The range has at most 10 years')).toBeVisible()
  await waitFor(() => expect(search()).toContain('from=2016-01-31'))
  expect(ranges()).toHaveLength(4)

  typeDay('First day', '2026-01-01')
  expect(await screen.findByText('1 to 3 Jan 2026 (UTC)')).toBeVisible()
  expect(screen.queryByText(/^Still showing/)).toBeNull()
  expect(ranges().slice(4)).toEqual(['2026-01-01', '2025-12-01'])

  await router.navigate(-1)
  await waitFor(() => expect(screen.getByLabelText('Range')).toHaveValue('30-days'))
  expect(search()).toBe('?range=30-days')
})

test('says what is wrong with the range of a pasted address', async () => {
  const { ranges } = open('?range=custom&from=2026-03-02&to=2026-03-01')

  expect(await screen.findByRole('heading', { name: 'No range to show' })).toBeVisible()
  expect(screen.getByLabelText('First day')).toHaveAccessibleDescription('The range has to end after it starts')
  expect(screen.getByRole('button', { name: 'Export CSV' })).toBeDisabled()
  expect(ranges()).toEqual([])
})

test('keeps the last numbers with their own period beside a failure, but none of another organization', async () => {
  const { user, router } = open(
    '',
    answer(getUsage, async (request) => {
      if (request.params.organization === 'other' || request.query.has('start_date')) throw new TypeError('away')
      return [{ object_type: 'deployment_version', metric: 'credits', usage: [dayOf(period.start, 7)] }]
    }),
  )
  expect(await screen.findByRole('row', { name: 'All 7' })).toBeVisible()

  await user.selectOptions(screen.getByLabelText('Range'), '30-days')

  expect(await screen.findByText('Still showing 1 Mar 2026 (UTC).')).toBeVisible()
  expect(screen.getByRole('alert')).toHaveTextContent('Could not load the usage.')
  expect(within(await tableOfDays()).getByRole('row', { name: 'All 7' })).toBeVisible()

  await router.navigate('/organizations/other/usage?range=30-days')
  await waitFor(() => expect(screen.queryByRole('row', { name: 'All 7' })).toBeNull())
})

test('compares with the period before in table and export, and keeps that in the address', async () => {
  const { user, search } = open('?metric=input_volume&range=custom&from=2026-03-01&to=2026-03-03')
  expect(await screen.findByRole('row', { name: 'All 3 30 33' })).toBeVisible()

  await user.click(screen.getByRole('checkbox', { name: 'Compare with the period before' }))

  expect(search()).toContain('compare=previous')
  expect(await screen.findByRole('row', { name: 'All 3 30 33 33 no change' })).toBeVisible()
  expect(screen.getByRole('columnheader', { name: 'Period before' })).toBeVisible()
})

test('splits by project, and by version within one', async () => {
  const parts = ['2026-03-01', '2026-03-02'].map((day) => {
    const { start_date, end_date } = dayOf(day, 0)
    return { start_date, end_date }
  })
  const { user, search } = open(
    '?range=custom&from=2026-03-01&to=2026-03-02',
    answer(listProjects, [projectOf('vision', 'acme'), projectOf('elsewhere', 'other')]),
    answer(listUsageByProject, {
      parts,
      series: [
        { project: 'vision', object_type: 'deployment_version', metric: 'credits', values: [7, 7] },
        { project: null, object_type: 'deployment_version', metric: 'credits', values: [2, 2] },
      ],
    }),
    answer(getProjectUsage, [
      { object_type: 'deployment_version', metric: 'credits', usage: parts.map((part) => ({ ...part, value: 7 })) },
    ]),
    answer(listUsageByObject, {
      parts,
      series: [
        { object: 'inspector', version: 'v2', object_type: 'deployment_version', metric: 'credits', values: [7, 7] },
      ],
    }),
  )
  await tableOfDays()
  const project = await screen.findByLabelText('Project')
  expect(
    within(project)
      .getAllByRole('option')
      .map(({ textContent }) => textContent),
  ).toEqual(['All projects', 'vision'])

  await user.selectOptions(screen.getByLabelText('Split by'), 'project')

  expect(await screen.findByRole('row', { name: 'All 14 4 18' })).toBeVisible()
  expect(screen.getByRole('columnheader', { name: 'All others' })).toBeVisible()

  await user.selectOptions(project, 'vision')
  expect(await screen.findByRole('row', { name: 'All 14' })).toBeVisible()
  expect(search()).not.toContain('split')
  await user.selectOptions(screen.getByLabelText('Split by'), 'object')
  expect(await screen.findByRole('columnheader', { name: 'inspector/v2' })).toBeVisible()
})

test('forecasts the running period, and says when an admin has to expect its limit to be reached', async () => {
  const day = toDay(new Date())
  const running = { start: addDays(day, -10), end: addDays(day, 20) }
  const { user } = open(
    '',
    answer(getUsage, ({ query }) => {
      const range = { start: query.get('start_date') ?? running.start, end: query.get('end_date') ?? running.end }
      const usage = dayBuckets(range).map(({ start }) => dayOf(start, start < day ? 10 : 0))
      return [{ object_type: 'deployment_version', metric: 'credits', usage }]
    }),
    answer(listUsageLimits, [{ metric: 'credits', value: 200 }]),
  )

  expect(await screen.findByText(/^Forecast for/)).toHaveTextContent(
    `Forecast for ${formatDay(addDays(running.end, -1))}: 300. The limit of 200 would be reached on ${formatDay(addDays(day, 9))}.`,
  )
  expect(screen.getByText('50% of the limit of 200 used')).toBeVisible()
  expect(screen.getByText('How this is forecast')).toBeVisible()
  expect(await screen.findByRole('button', { name: 'Change the limit' })).toBeVisible()

  await user.selectOptions(screen.getByLabelText('Range'), '30-days')
  await waitFor(() => expect(screen.queryByText(/^Forecast for/)).toBeNull())
  expect(screen.queryByRole('button', { name: 'Change the limit' })).toBeNull()
})

test('says of a project that is not there no more than that, though it was asked for ahead', async () => {
  const { client } = open(
    '?project=nowhere',
    answer(listProjects, [projectOf('vision', 'acme')]),
    refuse(getProjectUsage, 'not_found', 'Not found'),
    answer(listUsageLimits, []),
    answer(listUsageChanges, []),
  )
  await client.prefetchQuery(usageQuery('acme', 'nowhere', { interval: 'day' }))

  expect(await screen.findByRole('heading', { name: 'There is no project nowhere here' })).toBeVisible()
  expect(screen.queryByRole('alert')).toBeNull()
})

test('shows no project of another organization, and a way back', async () => {
  const { user, search, requests } = open(
    '?project=elsewhere',
    answer(listProjects, [projectOf('vision', 'acme'), projectOf('elsewhere', 'other')]),
  )

  expect(await screen.findByRole('heading', { name: 'There is no project elsewhere here' })).toBeVisible()
  expect(requests.some(({ params }) => params.project === 'elsewhere')).toBe(false)

  await user.click(screen.getByRole('button', { name: 'Show all projects' }))
  expect(await tableOfDays()).toBeVisible()
  expect(search()).toBe('')
})

test('keeps the filters where a project cannot be read', async () => {
  open(
    '?project=vision',
    answer(listProjects, [projectOf('vision', 'acme')]),
    refuse(getProjectUsage, 'forbidden', 'You need the permission metrics.get in this project'),
  )

  expect(await screen.findByRole('alert')).toHaveTextContent('You need the permission metrics.get in this project')
  expect(screen.getByLabelText('Project')).toHaveValue('vision')
})

test('says which type of object has no such metric, and takes what it does not know for its default', async () => {
  open('?metric=credits&type=pipeline_version')

  expect(await screen.findByRole('heading', { name: 'Pipelines have no credits' })).toBeVisible()
  expect(screen.queryByText('Loading…')).toBeNull()
})

test('tells that there is nothing to compare with when that cannot be had', async () => {
  open(
    '?compare=previous',
    answer(getUsage, (request) => {
      if (request.query.has('start_date')) throw new TypeError('away')
      return [{ object_type: 'deployment_version', metric: 'credits', usage: [dayOf(period.start, 7)] }]
    }),
  )

  expect(await screen.findByRole('row', { name: 'All 7' })).toBeVisible()
  await waitFor(() => expect(screen.getByRole('alert')).toHaveTextContent('Could not load the period before'))
})

test('tells what could not be loaded beside the usage, by why', async () => {
  open(
    '',
    answer(listProjects, []),
    refuse(listUsageLimits, 'forbidden', 'Not yours'),
    refuse(listUsageChanges, 'internal', 'Broken'),
  )

  expect(await screen.findByText('Could not load the limits. Not yours')).toBeVisible()
  expect(await screen.findByText(/^Could not load the changes\. The server failed to answer/)).toBeVisible()
  expect(screen.getAllByRole('alert')).toHaveLength(2)
})

test('says why a range cannot be shown, and nothing of usage that was not asked for', async () => {
  const { ranges } = open(
    '?range=custom&from=2026-03-05&to=2026-03-01',
    answer(listProjects, []),
    refuse(listUsageLimits, 'forbidden', 'Not yours'),
  )

  expect(await screen.findByText('Could not load the limits. Not yours')).toBeVisible()
  expect(screen.getByRole('heading', { name: 'No range to show' })).toBeVisible()
  expect(screen.queryByText(/Could not load the usage/)).toBeNull()
  expect(ranges()).toEqual([])
})

test('waits for the usage where the period before has failed already', async () => {
  let give = () => {}
  const given = new Promise<void>((resolve) => {
    give = resolve
  })
  open(
    '',
    answer(listProjects, []),
    answer(getUsage, async (request) => {
      if (request.query.has('start_date')) throw new TypeError('away')
      await given
      return [{ object_type: 'deployment_version', metric: 'credits', usage: [dayOf(period.start, 7)] }]
    }),
  )

  await waitFor(() => expect(screen.getByText(/^Could not load the period before/)).toBeVisible())
  expect(screen.getByText('Loading…')).toBeVisible()
  give()
  expect(await screen.findByRole('row', { name: 'All 7' })).toBeVisible()
})

test('says that changes of a project may be missing among the newest ones of the organization', async () => {
  const change = {
    date: '2026-03-02T12:00:00Z',
    action: 'deployments_update',
    object_type: 'deployments',
    object_name: 'inspector',
    project: 'elsewhere',
    actor: 'ada@example.com',
  } as const
  const { user } = open(
    '?project=vision',
    answer(getProjectUsage, [
      { object_type: 'deployment_version', metric: 'credits', usage: [dayOf('2026-03-01', 7), dayOf('2026-03-02', 7)] },
    ]),
    answer(
      listUsageChanges,
      Array.from({ length: MOST_USAGE_CHANGES }, (_, index) => ({ ...change, id: `event-${index}` })),
    ),
  )

  await user.click(await screen.findByText('What changed (0)'))

  expect(screen.getByText(/^Older changes may be missing/)).toBeVisible()
})

test('does without what only this server offers', async () => {
  open(
    '?metric=input_volume',
    refuse(listProjects, 'not_found', 'No such resource'),
    refuse(listUsageLimits, 'not_found', 'No such resource'),
    refuse(listUsageChanges, 'not_found', 'No such resource'),
  )

  expect(await screen.findByRole('row', { name: 'All 3 30 33' })).toBeVisible()
  expect(screen.queryByRole('alert')).toBeNull()
  expect(screen.queryByLabelText('Project')).toBeNull()
  expect(screen.queryByRole('button', { name: /limit/ })).toBeNull()
})

test('shows nothing of what the reader may not see', async () => {
  open('', refuse(getUsage, 'not_found', 'There is no such organization'))

  expect(await screen.findByText(/There is no such organization|not found/i)).toBeVisible()
  expect(screen.queryByRole('button', { name: 'Export CSV' })).toBeNull()
})

const projectOf = (name: string, organization_name: string) => ({
  id: `00000000-0000-4000-8000-${name.length.toString().padStart(12, '0')}`,
  name,
  creation_date: '2025-01-01T00:00:00Z',
  organization_name,
  advanced_permissions: false,
  credits: null,
})

const dayOf = (start: string, value: number) => ({
  start_date: `${start}T00:00:00Z`,
  end_date: `${addDays(start, 1)}T00:00:00Z`,
  value,
})
