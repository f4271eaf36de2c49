import { screen, waitFor } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { expect, test, vi } from 'vitest'
import { getOwnAccess } from '#contract/access.ts'
import { listOrganizations } from '#contract/organizations.ts'
import { listProjects } from '#contract/projects.ts'
import { answer, type FakeAnswer, refuse } from '#src/testing/fake-server.ts'
import { renderPage } from '#src/testing/render-page.tsx'
import { ProjectsPage } from './projects.page.tsx'
// Loaded when first shown; here beforehand, so that no test waits for the compiler.
import '#src/components/menu.tsx'

vi.setConfig({ testTimeout: 30_000 })

const id = '0198417f-6608-75d3-ba12-2fba45b87411'
const project = (name: string) => ({
  id: id.replace(/1$/, name === 'vision' ? '2' : '3'),
  name,
  creation_date: '2026-01-01',
  advanced_permissions: false,
  organization_name: 'acme',
  credits: null,
})
const organizations = (admin: boolean) =>
  answer(listOrganizations, [
    { id, name: 'acme', creation_date: '2026-01-01', subscription: 'free', subscription_end_date: null, admin },
  ])

function open(answers: readonly FakeAnswer[]) {
  const page = renderPage(<ProjectsPage />, {
    path: '/organizations/:organization/projects',
    url: '/organizations/acme/projects',
    answers: [answer(listProjects, [project('vision'), project('sandbox')]), ...answers],
  })
  return { ...page, user: userEvent.setup() }
}

const openMenu = async (user: ReturnType<typeof userEvent.setup>, name: string) => {
  await user.click(await screen.findByRole('button', { name: `Actions for ${name}` }))
  return async (entry: RegExp) => screen.findByRole('menuitem', { name: entry })
}

test('says to who is no admin which permission of a project each act on it takes', async () => {
  const { user } = open([
    organizations(false),
    answer(getOwnAccess, ({ params }) => ({
      organization_admin: false,
      permissions: params.project === 'sandbox' ? ['projects.update', 'projects.delete'] : ['projects.get'],
      objects: [],
    })),
  ])

  const create = await screen.findByRole('button', { name: 'Create project' })
  await waitFor(() => expect(create).toHaveAccessibleDescription('Only admins of the organization create projects'))
  const ofVision = await openMenu(user, 'vision')
  await waitFor(async () =>
    expect(await ofVision(/^Delete/)).toHaveTextContent('You need the permission projects.delete on this project'),
  )
  expect(await ofVision(/^Rename/)).toHaveTextContent('You need the permission projects.update on this project')
  await user.keyboard('{Escape}')
  const ofSandbox = await openMenu(user, 'sandbox')
  expect(await ofSandbox(/^Delete/)).not.toHaveAttribute('aria-disabled')
  expect(await ofSandbox(/^Rename/)).not.toHaveAttribute('aria-disabled')
})

test('holds nothing back from admins, of whose rights it need not ask, nor where a server does not tell', async () => {
  const { user, requests } = open([organizations(true), refuse(getOwnAccess, 'not_found', 'There is nothing here.')])

  const entry = await openMenu(user, 'vision')

  expect(await entry(/^Delete/)).not.toHaveAttribute('aria-disabled')
  expect(screen.getByRole('button', { name: 'Create project' })).not.toHaveAttribute('aria-disabled')
  expect(requests.filter(({ params }) => params.project !== undefined)).toEqual([])
})
