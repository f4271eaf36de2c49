import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import { getOwnAccess, listAccessHolders } from '#contract/access.ts'
import { bucketEndpoints, deploymentEndpoints } from '#contract/objects.ts'
import { listProjectUsers } from '#contract/projects.ts'
import { listRoleAssignments } from '#contract/role-assignments.ts'
import { listServiceUsers } from '#contract/service-users.ts'
import { answer, type FakeAnswer, refuse } from '#src/testing/fake-server.ts'
import { renderPage } from '#src/testing/render-page.tsx'
import { ObjectPage } from './object.page.tsx'

vi.setConfig({ testTimeout: 20_000 })

const id = (number: number) => `0198a1b2-0000-4000-8000-${String(number).padStart(12, '0')}`
const times = { creation_date: '2026-01-01T00:00:00.000000Z', last_updated: '2026-01-02T00:00:00.000000Z' }
const common = { ...times, project: 'detector', description: '', labels: {} }
const inspector = {
  ...common,
  id: id(1),
  name: 'inspector',
  input_type: 'structured',
  output_type: 'plain',
  input_fields: [{ name: 'image', data_type: 'file', widget: {} }],
  output_fields: [],
  default_version: 'v1',
}
const versions = ['v1', 'v2'].map((version, index) => ({
  ...times,
  id: id(10 + index),
  version,
  description: '',
  labels: {},
}))

// What the page loads when asked for is there before the clock of a test runs.
beforeAll(async () => {
  await Promise.all([
    import('#src/components/menu.tsx'),
    import('#src/components/toaster.tsx'),
    import('#src/components/confirm-dialog.tsx'),
    import('./create-version-dialog.tsx'),
    import('./edit-object-dialog.tsx'),
  ])
}, 60_000)

afterEach(() => {
  vi.unstubAllGlobals()
})

function open(path: string, ...answers: FakeAnswer[]) {
  return renderPage(<ObjectPage />, {
    path: '/projects/:project/objects/:kind/:object',
    url: `/projects/detector/objects/${path}`,
    answers: [
      answer(deploymentEndpoints.get, inspector, { etag: '"1"' }),
      answer(deploymentEndpoints.listVersions, versions),
      answer(getOwnAccess, { organization_admin: true, permissions: [], objects: [] }),
      answer(listRoleAssignments, []),
      answer(listProjectUsers, []),
      answer(listServiceUsers, []),
      answer(listAccessHolders, []),
      ...answers,
    ],
  })
}

async function chooseInMenu(name: string, entry: RegExp) {
  await userEvent.click(await screen.findByRole('button', { name: `Actions for ${name}` }))
  await userEvent.click(await screen.findByRole('menuitem', { name: entry }))
}

test('shows what a deployment takes and gives, and its default version', async () => {
  open('deployments/inspector')

  expect(await screen.findByText('structured: image (file)')).toBeInTheDocument()
  expect(screen.getByRole('heading', { name: 'inspector' })).toBeInTheDocument()
  expect(await screen.findByRole('row', { name: /^v1.*Default/ })).toBeInTheDocument()
  expect(screen.getByRole('row', { name: /^v2/ })).not.toHaveTextContent('Default')
})

test('shows the settings of a bucket, which has no versions', async () => {
  open(
    'buckets/images',
    answer(bucketEndpoints.get, {
      ...common,
      id: id(2),
      name: 'images',
      provider: 'minio',
      configuration: { region: 'north' },
      ttl: 3600,
    }),
  )

  expect(await screen.findByText('minio')).toBeInTheDocument()
  expect(screen.getByText('Configuration: region')).toBeInTheDocument()
  expect(screen.getByText('After 1 hour')).toBeInTheDocument()
  expect(await screen.findByText('No role assigned on this bucket gives access to it.')).toBeInTheDocument()
  expect(screen.queryByRole('heading', { name: /Versions/ })).not.toBeInTheDocument()
})

test('shows the rest where the versions are not open to the caller', async () => {
  open(
    'deployments/inspector',
    refuse(deploymentEndpoints.listVersions, 'forbidden', 'You need the permission deployments.versions.list for this'),
  )

  expect(await screen.findByRole('heading', { name: 'You may not see its versions' })).toBeInTheDocument()
  expect(screen.getByText(/deployments\.versions\.list for this\. An admin/)).toBeInTheDocument()
  expect(screen.getByRole('heading', { name: 'Who has access' })).toBeInTheDocument()
})

test('does not know other kinds', async () => {
  open('environments/python')

  expect(await screen.findByRole('heading', { name: 'Not found' })).toBeInTheDocument()
})

test('changes the default version of the state it shows, and says when that is overtaken', async () => {
  let isOvertaken = true
  const { requests } = open('deployments/inspector', {
    ...answer(deploymentEndpoints.update, inspector),
    reply: () =>
      isOvertaken
        ? { status: 412, body: { error: 'It has changed meanwhile.', code: 'stale' } }
        : { status: 200, body: { ...inspector, default_version: 'v2' } },
  })
  await screen.findByRole('row', { name: /^v1.*Default/ })

  await chooseInMenu('v2', /Make default/)
  expect(await screen.findByText('It has changed meanwhile.')).toBeInTheDocument()
  isOvertaken = false
  await chooseInMenu('v2', /Make default/)
  expect(await screen.findByText('v2 is now the default version')).toBeInTheDocument()

  const changes = requests.filter(({ body }) => body !== undefined)
  expect(changes.map(({ body }) => body)).toEqual([{ default_version: 'v2' }, { default_version: 'v2' }])
  expect(changes[0]?.headers.get('if-match')).toBe('"1"')
})

test('shows what was saved on it', async () => {
  let description = 'Before'
  const reply = () => ({ status: 200, body: { ...inspector, description }, headers: { etag: `"${description}"` } })
  open(
    'deployments/inspector',
    { ...answer(deploymentEndpoints.get, inspector), reply },
    {
      ...answer(deploymentEndpoints.update, inspector),
      reply: () => {
        description = 'After'
        return reply()
      },
    },
  )
  await screen.findByText('Before')
  await userEvent.click(screen.getByRole('button', { name: 'Edit' }))
  const dialog = await screen.findByRole('dialog', { name: 'Edit inspector' })
  await userEvent.type(await within(dialog).findByLabelText('Description'), '!')
  await userEvent.click(within(dialog).getByRole('button', { name: 'Save' }))

  await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument())
  expect(await screen.findByText('After')).toBeInTheDocument()
})

test('says what deleting the default version means', async () => {
  const { requests } = open('deployments/inspector', answer(deploymentEndpoints.removeVersion, undefined))

  await screen.findByRole('row', { name: /^v1.*Default/ })
  await chooseInMenu('v1', /Delete/)
  const dialog = await screen.findByRole('dialog', { name: 'Delete the version v1?' })
  expect(dialog).toHaveTextContent('It is the default version: until you choose another, inspector has none.')
  await userEvent.click(within(dialog).getByRole('button', { name: 'Delete version' }))

  await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument())
  expect(requests.some(({ params }) => params.version === 'v1')).toBe(true)
})

test('puts a taken version on its field, and asks again with the same key only for the same thing', async () => {
  const { requests } = open(
    'deployments/inspector',
    refuse(deploymentEndpoints.createVersion, 'object_name_taken', 'A version with this name already exists', {
      version: 'Already in use',
    }),
  )
  await userEvent.click(await screen.findByRole('button', { name: 'Create version' }))
  const dialog = await screen.findByRole('dialog', { name: 'Create version of inspector' })
  const field = within(dialog).getByLabelText('Version')
  const submit = within(dialog).getByRole('button', { name: 'Create version' })
  await userEvent.type(field, 'v2')
  await userEvent.click(submit)
  expect(await within(dialog).findByText('Already in use')).toBeInTheDocument()
  await userEvent.click(submit)
  await userEvent.type(field, '.1')
  await userEvent.click(submit)

  await waitFor(() => expect(keys()).toHaveLength(3))
  const [first, second, third] = keys()
  expect(second).toBe(first)
  expect(third).not.toBe(first)

  function keys() {
    return requests.map(({ headers }) => headers.get('idempotency-key')).filter((key) => key !== null)
  }
})
