import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it, vi } from 'vitest'
import type { AccessDifference, AccessPreview } from '#contract/access.ts'
import { permissions } from '#contract/permissions.ts'
import { ApiError } from '#src/api/api-error.ts'
import { renderPage } from '#src/testing/render-page.tsx'
import { AccessChanges, type AccessChangesProps, type AccessPreviewSource } from './access-changes.tsx'

type Assignee = AccessPreview['groups'][number]['assignees'][number]

const person = (name: string, more: Partial<Assignee> = {}): Assignee => ({
  assignee: name,
  assignee_type: 'user',
  kind: 'member',
  name,
  email: `${name.toLowerCase()}@example.org`,
  obstacle: null,
  ...more,
})

const onProject = (gained: readonly string[], lost: readonly string[]): AccessDifference => ({
  project: 'vision',
  resource: 'vision',
  resource_type: 'project',
  gained: [...gained],
  lost: [...lost],
})

function show(preview: Partial<AccessPreviewSource>, props: Partial<AccessChangesProps> = {}) {
  renderPage(
    <>
      <AccessChanges
        preview={{ data: undefined, error: null, isFetching: false, refetch: () => undefined, ...preview }}
        project="vision"
        {...props}
      />
      <button type="button">Delete</button>
    </>,
  )
  return userEvent.setup()
}

const region = () => screen.getByRole('region', { name: 'Who gains and who loses permissions' })

describe('the changes of access', () => {
  it('says who loses and who gains what, where, and what stands in the way', () => {
    show({
      data: {
        groups: [
          {
            assignees: [person('Ada'), person('Grace', { obstacle: 'invited' })],
            differences: [
              onProject([], ['deployments.create', 'deployments.update', 'buckets.list']),
              { ...onProject([], ['buckets.list']), resource: 'images', resource_type: 'bucket' },
              { ...onProject([], []), resource: 'nightly', resource_type: 'pipeline' },
            ],
          },
          {
            assignees: [person('robot', { kind: 'service_user', obstacle: 'expired' })],
            differences: [onProject(['exports.list'], [])],
          },
        ],
      },
    })

    expect(screen.getByRole('status')).toHaveTextContent('2 people lose 3 permissions; robot gains 1 permission.')
    const [first, second] = region().querySelectorAll(':scope > ul > li')
    expect(first).toHaveTextContent(
      /^Ada, Grace \(once they accept the invitation\)On the whole project Losedeployments: create, update; buckets: listBut on bucket imagesLosebuckets: listBut not on pipeline nightly: another role gives it$/,
    )
    expect(second).toHaveTextContent(/^robot \(service user, token expired\)On the whole project Gainsexports: list$/)
  })

  it('names projects on a page that is about none, and addresses of people of one name', () => {
    show(
      {
        data: {
          groups: [
            {
              assignees: [person('Ada'), person('Ada', { email: 'other@example.org' })],
              differences: [onProject([], ['roles.list'])],
            },
          ],
        },
      },
      { project: undefined },
    )

    expect(region()).toHaveTextContent('Ada (ada@example.org), Ada (other@example.org)')
    expect(region()).toHaveTextContent('On the whole project vision')
  })

  it('keeps a thousand people and all permissions short, and opens them without losing the focus', async () => {
    const assignees = Array.from({ length: 1000 }, (_, index) => person(`Person ${index}`))
    const user = show({ data: { groups: [{ assignees, differences: [onProject([], permissions)] }] } })

    expect(screen.getByRole('status')).toHaveTextContent('1,000 people lose 126 permissions; nobody gains any.')
    expect(region()).toHaveTextContent('Loseall 126 permissions: projects: get, update, delete;')
    expect(within(region()).getAllByRole('listitem').length).toBeLessThan(15)

    const more = screen.getByRole('button', { name: 'and 995 more who change alike' })
    more.focus()
    for (const rest of ['745', '495', '245']) {
      await user.keyboard('{Enter}')
      expect(more).toHaveTextContent(`and ${rest} more`)
      expect(more).toHaveFocus()
    }
    await user.keyboard('{Enter}')
    expect(screen.getByText('Person 999')).toBeInTheDocument()
    expect(more).toHaveTextContent('Show fewer')
    await user.keyboard('{Enter}')
    expect(screen.queryByText('Person 999')).not.toBeInTheDocument()
  })

  it('puts many groups into the page a few at a time', async () => {
    const groups = permissions.slice(0, 50).map((permission, index) => ({
      assignees: [person(`Person ${index}`)],
      differences: [onProject([], [permission])],
    }))
    const user = show({ data: { groups } })

    expect(screen.queryByText('Person 20')).not.toBeInTheDocument()
    await user.click(screen.getByRole('button', { name: 'Show more (30 with other changes)' }))
    expect(screen.getByText('Person 20')).toBeInTheDocument()
    expect(screen.queryByText('Person 40')).not.toBeInTheDocument()
  })

  it('says that nothing changes, and why where that is known', () => {
    show({ data: { groups: [] } }, { unchanged: 'Nobody loses anything: other roles give the same' })

    expect(screen.getByRole('status')).toHaveTextContent('Nobody loses anything: other roles give the same.')
    expect(screen.queryByRole('region')).not.toBeInTheDocument()
  })

  it('is busy while it waits', () => {
    show({ isFetching: true })

    expect(screen.getByRole('status')).toHaveTextContent('Finding out who gains and who loses permissions')
    expect(screen.getByRole('status').parentElement).toHaveAttribute('aria-busy', 'true')
  })

  it('offers to try again after a failure', async () => {
    const refetch = vi.fn()
    const user = show({ error: new ApiError('unreachable', 'The server cannot be reached.'), refetch })

    expect(screen.getByRole('alert')).toHaveTextContent('The server cannot be reached.')
    await user.click(screen.getByRole('button', { name: 'Retry' }))
    expect(refetch).toHaveBeenCalledOnce()
  })

  it('shows nothing where the server knows no such question', () => {
    show({ error: new ApiError('unexpected', 'A page of HTML', { status: 404 }) })

    expect(screen.getByRole('main')).toHaveTextContent(/^Delete$/)
  })
})
