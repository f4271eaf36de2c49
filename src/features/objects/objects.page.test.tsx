import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import { type AccessHolder, getOwnAccess, listAccessHolders, type OwnAccess } from '#contract/access.ts'
import {
  type Bucket,
  bucketEndpoints,
  deploymentEndpoints,
  pipelineEndpoints,
  type VersionedObject,
} from '#contract/objects.ts'
import { listProjectUsers } from '#contract/projects.ts'
import { listRoleAssignments } from '#contract/role-assignments.ts'
import { getRole, listRoles } from '#contract/roles.ts'
import { listServiceUsers } from '#contract/service-users.ts'
import { answer, type FakeAnswer, refuse } from '#src/testing/fake-server.ts'
import { renderPage } from '#src/testing/render-page.tsx'
import { ObjectsPage } from './objects.page.tsx'

vi.setConfig({ testTimeout: 20_000 })

const id = (number: number) => `0198a1b2-0000-4000-8000-${String(number).padStart(12, '0')}`
const times = { creation_date: '2026-01-01T00:00:00.000000Z', last_updated: '2026-01-02T00:00:00.000000Z' }
const inspector: VersionedObject = {
  ...times,
  id: id(1),
  name: 'inspector',
  project: 'detector',
  description: 'Looks at parts',
  input_type: 'plain',
  output_type: 'plain',
  input_fields: [],
  output_fields: [],
  labels: { team: 'vision' },
  default_version: 'v1',
}
const images: Bucket = {
  ...times,
  id: id(2),
  name: 'images',
  project: 'detector',
  description: '',
  provider: 'ubiops',
  configuration: {},
  labels: {},
  ttl: null,
}
const reports: Bucket = { ...images, id: id(3), name: 'reports' }
const everything: OwnAccess = { organization_admin: true, permissions: [], objects: [] }
const ada = { id: id(10), name: 'Ada', surname: 'Lovelace', email: 'ada@example.com' }
const assignments = [
  {
    id: id(20),
    assignee: ada.id,
    assignee_type: 'user',
    role: 'bucket-viewer',
    resource: 'images',
    resource_type: 'bucket',
  },
  {
    id: id(21),
    assignee: ada.id,
    assignee_type: 'user',
    role: 'auditor',
    resource: 'detector',
    resource_type: 'project',
  },
  {
    id: id(22),
    assignee: id(11),
    assignee_type: 'user',
    role: 'auditor',
    resource: 'detector',
    resource_type: 'project',
  },
  {
    id: id(23),
    assignee: 'inspector',
    assignee_type: 'deployment',
    role: 'file-reader',
    resource: 'images',
    resource_type: 'bucket',
  },
]

// What the page loads when asked for is there before the clock of a test runs.
beforeAll(async () => {
  await Promise.all([
    import('#src/components/menu.tsx'),
    import('./access-drawer.tsx'),
    import('./create-object-dialog.tsx'),
    import('./edit-object-dialog.tsx'),
    import('./delete-object-dialog.tsx'),
  ])
}, 60_000)

afterEach(() => {
  vi.unstubAllGlobals()
})

function open(search: string, ...answers: FakeAnswer[]) {
  return renderPage(<ObjectsPage />, {
    path: '/projects/:project/objects',
    url: `/projects/detector/objects${search}`,
    answers: [
      answer(deploymentEndpoints.list, [inspector]),
      answer(pipelineEndpoints.list, []),
      answer(bucketEndpoints.list, [images, reports]),
      answer(getOwnAccess, everything),
      answer(listRoleAssignments, assignments),
      answer(listProjectUsers, [ada]),
      answer(listServiceUsers, []),
      answer(listRoles, []),
      answer(getRole, ({ params }) => ({
        id: id(80),
        name: params.role ?? '',
        default: false,
        permissions: params.role === 'token-manager' ? ['service_users.token.update'] : ['buckets.get'],
      })),
      // What the public documents alone have not.
      refuse(listAccessHolders, 'not_found', 'There is nothing here'),
      ...answers,
    ],
  })
}

async function openMenu(name: string, entry: RegExp) {
  await userEvent.click(await screen.findByRole('button', { name: `Actions for ${name}` }))
  return screen.findByRole('menuitem', { name: entry })
}

test('counts each kind on its tab, all of them in the title, and says what a kind is for that there is none of', async () => {
  open('?kind=pipelines')

  expect(await screen.findByRole('heading', { name: /^Objects ?\(3\)$/ })).toBeInTheDocument()
  expect(screen.getByRole('link', { name: /^Deployments ?\(1\)$/ })).not.toHaveAttribute('aria-current')
  expect(screen.getByRole('link', { name: /^Pipelines ?\(0\)$/ })).toHaveAttribute('aria-current', 'page')
  expect(screen.getByRole('heading', { name: 'No pipelines yet' })).toBeInTheDocument()

  await userEvent.click(screen.getByRole('link', { name: /^Buckets ?\(2\)$/ }))
  expect(await screen.findByRole('row', { name: /images.*Built in/ })).toBeInTheDocument()
})

test('lists everybody who holds the right to see an object, by what gives it', async () => {
  const holder = (number: number, name: string, chains: AccessHolder['chains']): AccessHolder => ({
    assignee: id(number),
    assignee_type: 'user',
    kind: 'member',
    name,
    email: `${name.toLowerCase()}@example.org`,
    allowed: true,
    chains,
    obstacle: null,
  })
  const by = (role: string, resource: string, resource_type: 'project' | 'bucket') => ({
    type: 'role' as const,
    role,
    role_assignment: id(90),
    resource,
    resource_type,
  })
  const { requests } = open(
    '?kind=buckets',
    answer(listAccessHolders, [
      holder(31, 'Grace', [{ type: 'organization_admin' }]),
      holder(32, 'Alan', [by('auditor', 'detector', 'project')]),
      {
        ...holder(33, 'Ada', [by('reader', 'images', 'bucket'), by('auditor', 'detector', 'project')]),
        allowed: false,
        obstacle: 'invited',
      },
    ]),
  )
  await userEvent.click(await screen.findByRole('button', { name: /^Who has access to images/ }))
  const drawer = await screen.findByRole('dialog', { name: 'Who has access to images' })

  const linesOf = (name: string) =>
    within(within(drawer).getByRole('region', { name }))
      .getAllByRole('listitem')
      .map(({ textContent }) => textContent)
  expect(await within(drawer).findByText('Grace')).toBeInTheDocument()
  expect(linesOf('On this bucket')).toEqual(['Ada member, invitedreader'])
  expect(linesOf('On the whole project')).toEqual(['Ada member, invitedauditor', 'Alan memberauditor'])
  expect(linesOf('Admins of the organization')).toEqual(['Grace member'])
  expect(within(drawer).getByRole('link', { name: /who may do what/ })).toHaveAttribute(
    'href',
    '/projects/detector/access?tab=object&permission=buckets.get&resource=images&resource_type=bucket',
  )
  const [asked] = requests.filter(({ query }) => query.get('permission') !== null)
  expect(asked?.query.toString()).toBe('permission=buckets.get&resource=images&resource_type=bucket')
})

test('leaves out a role of the project that permits nothing on buckets, where a server tells roles alone', async () => {
  const tokens = { ...assignments[0]!, id: id(24), assignee: id(12), role: 'token-manager' }
  open(
    '?kind=buckets',
    answer(listRoleAssignments, [
      ...assignments,
      tokens,
      { ...tokens, id: id(25), resource: 'detector', resource_type: 'project' },
    ]),
    answer(listRoles, [
      { id: id(80), name: 'auditor', default: false, resource_types: ['bucket'] },
      { id: id(81), name: 'token-manager', default: false, resource_types: [] },
    ]),
  )
  // Nor is anybody counted for it in the list.
  await userEvent.click(
    await screen.findByRole('button', {
      name: 'Who has access to images: 2 with roles on it, 3 with those on the project',
    }),
  )
  const drawer = await screen.findByRole('dialog', { name: 'Who has access to images' })

  await waitFor(() => expect(within(drawer).queryByText('token-manager')).not.toBeInTheDocument())
  expect(within(drawer).getAllByText('auditor')).not.toHaveLength(0)
})

test('counts a role of which the server does not say what it is about', async () => {
  open('?kind=buckets', answer(listRoles, [{ id: id(80), name: 'auditor', default: false }]))

  const who = await screen.findByRole('button', { name: /^Who has access to reports/ })
  expect(who).toHaveAccessibleName('Who has access to reports: 0 with roles on it, 2 with those on the project')
})

test('lists everybody with roles on an object and on the project, by name where it is known', async () => {
  open('?kind=buckets')

  await userEvent.click(
    await screen.findByRole('button', {
      name: 'Who has access to images: 2 with roles on it, 3 with those on the project',
    }),
  )

  const drawer = await screen.findByRole('dialog', { name: 'Who has access to images' })
  const here = await within(drawer).findByRole('region', { name: 'On this bucket' })
  expect(await within(here).findByText('Ada Lovelace')).toBeInTheDocument()
  expect(
    within(here)
      .getAllByRole('listitem')
      .map(({ textContent }) => textContent),
  ).toEqual(['Ada Lovelace memberbucket-viewer', 'inspector deploymentfile-reader'])
  const inherited = within(drawer).getByRole('region', { name: 'On the whole project' })
  expect(within(inherited).getAllByRole('listitem')).toHaveLength(2)
  expect(within(inherited).getByText(id(11))).toBeInTheDocument()
})

test('shows the kinds that are open to the caller first, and says what the others need', async () => {
  open('', refuse(deploymentEndpoints.list, 'forbidden', 'You need the permission deployments.list for this'))

  expect(await screen.findByRole('heading', { name: /^Objects ?\(2\)$/ })).toBeInTheDocument()
  expect(screen.getByRole('link', { name: 'Deployments' })).not.toHaveAttribute('aria-current')
  expect(screen.getByRole('link', { name: /^Pipelines ?\(0\)$/ })).toHaveAttribute('aria-current', 'page')

  await userEvent.click(screen.getByRole('link', { name: 'Deployments' }))
  expect(await screen.findByRole('heading', { name: /You may not see the deployments/ })).toBeInTheDocument()
  expect(screen.getByText(/deployments\.list for this\. An admin of the project/)).toBeInTheDocument()
})

test('holds back what the server would refuse, on single objects by the rights on them', async () => {
  open(
    '?kind=buckets',
    answer(getOwnAccess, {
      organization_admin: false,
      permissions: ['buckets.list', 'buckets.get', 'roles.assignments.list'],
      objects: [{ resource: 'reports', resource_type: 'bucket', permissions: ['buckets.list', 'buckets.delete'] }],
    }),
  )

  const create = await screen.findByRole('button', { name: 'Create bucket' })
  await waitFor(() => expect(create).toHaveAccessibleDescription(/buckets\.create on this project/))
  expect(await openMenu('images', /Delete/)).toHaveTextContent('You need the permission buckets.delete on this bucket.')
  await userEvent.keyboard('{Escape}')
  await waitFor(() => expect(screen.queryByRole('menuitem', { name: /Delete/ })).not.toBeInTheDocument())
  expect(await openMenu('reports', /Delete/)).toHaveTextContent(/^Delete$/)
})

test('holds nothing back on a server that does not say what the caller may do', async () => {
  open('?kind=buckets', refuse(getOwnAccess, 'not_found', 'There is nothing here'))

  const create = await screen.findByRole('button', { name: 'Create bucket' })
  expect(create).not.toHaveAccessibleDescription()
  await userEvent.click(await screen.findByRole('button', { name: /Who has access to images/ }))
  const drawer = await screen.findByRole('dialog')
  expect(await within(drawer).findByRole('region', { name: 'On this bucket' })).toBeInTheDocument()
  expect(within(drawer).queryByRole('link', { name: /who may do what/ })).not.toBeInTheDocument()
})

test('asks for the roles on one object where those of the project are not open', async () => {
  const { requests } = open(
    '?kind=buckets',
    answer(getOwnAccess, {
      organization_admin: false,
      permissions: ['buckets.list'],
      objects: [{ resource: 'images', resource_type: 'bucket', permissions: ['roles.assignments.list'] }],
    }),
    {
      ...answer(listRoleAssignments, []),
      reply: ({ query }) =>
        query.get('resource') === 'images'
          ? { status: 200, body: assignments.slice(0, 1) }
          : {
              status: 403,
              body: { error: 'You need the permission roles.assignments.list for this', code: 'forbidden' },
            },
    },
  )

  expect(await screen.findByText('Not open to you')).toBeInTheDocument()
  await userEvent.click(screen.getByRole('button', { name: 'Who has access to images' }))

  const drawer = await screen.findByRole('dialog')
  expect(await within(drawer).findByText('Ada Lovelace')).toBeInTheDocument()
  expect(within(drawer).getByText(/roles on this bucket only/)).toBeInTheDocument()
  expect(requests.some(({ query }) => query.get('resource_type') === 'bucket')).toBe(true)
})

test('puts a taken name on its field and keeps what was entered', async () => {
  open(
    '?kind=buckets',
    refuse(bucketEndpoints.create, 'object_name_taken', 'A bucket with this name already exists', {
      name: 'Already in use',
    }),
  )
  await userEvent.click(await screen.findByRole('button', { name: 'Create bucket' }))
  const dialog = await screen.findByRole('dialog', { name: 'Create bucket' })
  await userEvent.type(within(dialog).getByLabelText('Name'), 'images')
  await userEvent.type(within(dialog).getByLabelText('Description'), 'Mine')
  await userEvent.click(within(dialog).getByRole('button', { name: 'Create bucket' }))

  expect(await within(dialog).findByText('Already in use')).toBeInTheDocument()
  expect(within(dialog).getByLabelText('Description')).toHaveValue('Mine')
})

test('sends the credentials of a foreign bucket once, and keeps them nowhere', async () => {
  const { requests, client, container } = open(
    '?kind=buckets',
    answer(bucketEndpoints.create, { ...images, name: 'far' }),
  )
  await userEvent.click(await screen.findByRole('button', { name: 'Create bucket' }))
  const dialog = await screen.findByRole('dialog', { name: 'Create bucket' })
  await userEvent.type(within(dialog).getByLabelText('Name'), 'far')
  expect(within(dialog).queryByRole('button', { name: 'Add credential' })).not.toBeInTheDocument()
  await userEvent.selectOptions(within(dialog).getByLabelText('Provider'), 'amazon_s3')
  await userEvent.click(within(dialog).getByRole('button', { name: 'Add credential' }))
  await userEvent.type(within(dialog).getByLabelText('Name of credential 1'), 'secret_key')
  const secret = within(dialog).getByLabelText('Value of credential 1')
  expect(secret).toHaveAttribute('type', 'password')
  await userEvent.type(secret, 'top-secret')
  await userEvent.click(within(dialog).getByRole('button', { name: 'Create bucket' }))

  await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument())
  expect(requests.find(({ body }) => body !== undefined)?.body).toEqual({
    name: 'far',
    provider: 'amazon_s3',
    credentials: { secret_key: 'top-secret' },
    configuration: {},
    ttl: null,
    description: '',
    labels: {},
  })
  await waitFor(() => expect(client.getMutationCache().getAll()).toHaveLength(0))
  expect(container.ownerDocument.documentElement.outerHTML).not.toContain('top-secret')
  expect(
    JSON.stringify(
      client
        .getQueryCache()
        .getAll()
        .map(({ state }) => state),
    ),
  ).not.toContain('top-secret')
})

test('keeps an overtaken draft, shows what changed, and saves on the new state when told to', async () => {
  let etag = '"1"'
  const { requests } = open(
    '',
    {
      ...answer(deploymentEndpoints.get, inspector),
      reply: () => ({
        status: 200,
        body: etag === '"1"' ? inspector : { ...inspector, labels: { team: 'theirs' } },
        headers: { etag },
      }),
    },
    {
      ...answer(deploymentEndpoints.update, inspector),
      reply: ({ headers }) => {
        if (headers.get('if-match') === '"2"') return { status: 200, body: inspector }
        etag = '"2"'
        return { status: 412, body: { error: 'It has changed meanwhile.', code: 'stale' } }
      },
    },
  )
  await userEvent.click(await openMenu('inspector', /Edit/))
  const dialog = await screen.findByRole('dialog', { name: 'Edit inspector' })
  await userEvent.type(await within(dialog).findByLabelText('Description'), ' mine')
  await userEvent.click(within(dialog).getByRole('button', { name: 'Save' }))

  expect(await within(dialog).findByRole('alert')).toHaveTextContent('Labels: team: theirs')
  expect(within(dialog).getByLabelText('Description')).toHaveValue('Looks at parts mine')
  await userEvent.click(within(dialog).getByRole('button', { name: 'Save anyway' }))
  await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument())
  const saves = requests.filter(({ headers }) => headers.has('if-match'))
  expect(saves.map(({ headers }) => headers.get('if-match'))).toEqual(['"1"', '"2"'])
  expect(saves.at(-1)?.body).toEqual({ description: 'Looks at parts mine' })
})

test('names what goes with an object before it is deleted, and asks for its name', async () => {
  const { requests } = open(
    '',
    answer(deploymentEndpoints.listVersions, [{ ...times, id: id(30), version: 'v1', description: '', labels: {} }]),
    answer(deploymentEndpoints.remove, undefined),
  )
  await userEvent.click(await openMenu('inspector', /Delete/))
  const dialog = await screen.findByRole('dialog', { name: 'Delete the deployment inspector?' })

  expect(await within(dialog).findByText('1 version: v1')).toBeInTheDocument()
  expect(within(dialog).getByText('1 role that it holds itself: file-reader on the bucket images')).toBeInTheDocument()
  expect(within(dialog).getByRole('button', { name: 'Delete deployment' })).toBeDisabled()
  await userEvent.type(within(dialog).getByLabelText('Type inspector to confirm'), 'inspector')
  const before = requests.length
  await userEvent.click(within(dialog).getByRole('button', { name: 'Delete deployment' }))
  await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument())
  expect(requests[before]?.params).toEqual({ project: 'detector', name: 'inspector' })
})
