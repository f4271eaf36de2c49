import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'
import type { UsageChange } from '#contract/usage-changes.ts'
import { renderPage } from '#src/testing/render-page.tsx'
import { ChangeList, changeSentence } from './change-list.tsx'

const change = (values: Partial<UsageChange> = {}): UsageChange => ({
  id: 'event-1',
  date: '2026-03-10T12:00:00.000000Z',
  action: 'deployments_create',
  object_type: 'deployments',
  object_name: 'surface-inspector',
  project: 'vision',
  actor: 'ada@example.com',
  ...values,
})

test.each([
  [{}, 'Deployment surface-inspector created by ada@example.com'],
  [{ action: 'deployments_update', actor: '' }, 'Deployment surface-inspector changed'],
  [{ action: 'pipeline_versions_delete', object_name: 'sorting/v2' }, 'Version sorting/v2 deleted by ada@example.com'],
  [
    { action: 'organizations_update', object_name: 'acme', project: null },
    'Subscription of acme changed by ada@example.com',
  ],
  [{ action: 'usage_limits_update', object_name: 'input_volume' }, 'Limit of input volume set by ada@example.com'],
  [{ action: 'usage_limits_delete', object_name: 'credits', actor: '' }, 'Limit of credits removed'],
] as const)('a change is told in a sentence: %j', (values, sentence) => {
  expect(changeSentence(change(values))).toBe(sentence)
})

test('lists what changed with its day, its sentence and its project, once it is opened', async () => {
  const user = userEvent.setup()
  const changes = [
    change({ id: 'event-2', action: 'organizations_update', object_name: 'acme', project: null }),
    change({ date: '2026-03-09T23:59:00.000000Z' }),
  ]
  renderPage(<ChangeList changes={changes} isCut={false} />)
  expect(screen.getByRole('list', { hidden: true })).not.toBeVisible()

  await user.click(screen.getByText('What changed (2)'))

  const [first, second] = within(screen.getByRole('list')).getAllByRole('listitem')
  expect(first).toBeVisible()
  expect(first).toHaveTextContent(/^10 Mar 2026 \(UTC\), .+Subscription of acme changed by ada@example\.com$/)
  expect(second).toHaveTextContent(/^9 Mar 2026.+created by ada@example\.com in project vision$/)
  expect(within(second as HTMLElement).getByRole('time')).toHaveAttribute('title', '9 Mar 2026, 23:59:00 UTC')
})

test('says that there may be more than it lists, of however few', () => {
  const note = /^Older changes may be missing/
  const { unmount } = renderPage(<ChangeList changes={[change()]} isCut={false} />)
  expect(screen.queryByText(note)).toBeNull()
  unmount()

  renderPage(<ChangeList changes={[change()]} isCut />)
  expect(screen.getByText('What changed (1)')).toBeVisible()
  expect(screen.getByText(note)).toBeInTheDocument()
})
