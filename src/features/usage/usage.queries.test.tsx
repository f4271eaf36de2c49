import { MutationObserver, type QueryClient } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import { deploymentEndpoints } from '#contract/objects.ts'
import { createProject, deleteProject, updateProject } from '#contract/projects.ts'
import { getUsage } from '#contract/usage.ts'
import { listUsageChanges } from '#contract/usage-changes.ts'
import {
  createObjectMutation,
  createVersionMutation,
  deleteObjectMutation,
  deleteVersionMutation,
  updateObjectMutation,
} from '#src/features/objects/objects.queries.ts'
import {
  createProjectMutation,
  deleteProjectMutation,
  renameProjectMutation,
} from '#src/features/projects/projects.queries.ts'
import { answer } from '#src/testing/fake-server.ts'
import { renderPage } from '#src/testing/render-page.tsx'
import { usageQuery } from './usage.queries.ts'
import { usageChangesQuery } from './usage-changes.queries.ts'

const id = '0198417f-6608-75d3-ba12-2fba45b87411'
const times = { creation_date: '2026-01-01T00:00:00.000000Z', last_updated: '2026-01-02T00:00:00.000000Z' }
const described = { description: '', labels: {} }
const format = { input_type: 'plain' as const, output_type: 'plain' as const, input_fields: [], output_fields: [] }
const project = {
  id,
  name: 'vision',
  creation_date: '2026-01-01T00:00:00Z',
  organization_name: 'acme',
  advanced_permissions: false,
  credits: null,
}
const inspector = {
  ...times,
  ...described,
  ...format,
  id,
  name: 'inspector',
  project: 'vision',
  default_version: null,
}
const place = { kind: 'deployment', name: 'inspector' } as const
const idempotencyKey = 'once'

const changes: readonly (readonly [string, (client: QueryClient) => Promise<unknown>])[] = [
  [
    'a project was created',
    (client) =>
      new MutationObserver(client, createProjectMutation()).mutate({
        body: { name: 'vision', organization_name: 'acme' },
        idempotencyKey,
      }),
  ],
  [
    'a project was renamed',
    (client) => new MutationObserver(client, renameProjectMutation()).mutate({ project: 'vision', name: 'sight' }),
  ],
  ['a project was deleted', (client) => new MutationObserver(client, deleteProjectMutation()).mutate('vision')],
  [
    'an object was created',
    (client) =>
      new MutationObserver(client, createObjectMutation('vision')).mutate({
        kind: 'deployment',
        body: { ...described, ...format, name: 'inspector' },
        idempotencyKey,
      }),
  ],
  [
    'an object was changed',
    (client) =>
      new MutationObserver(client, updateObjectMutation('vision')).mutate({
        ...place,
        body: { name: 'examiner' },
        ifMatch: undefined,
      }),
  ],
  ['an object was deleted', (client) => new MutationObserver(client, deleteObjectMutation('vision')).mutate(place)],
  [
    'a version was created',
    (client) =>
      new MutationObserver(client, createVersionMutation('vision')).mutate({
        ...place,
        body: { ...described, version: 'v1' },
        idempotencyKey,
      }),
  ],
  [
    'a version was deleted',
    (client) => new MutationObserver(client, deleteVersionMutation('vision')).mutate({ ...place, version: 'v1' }),
  ],
]

test.each(changes)('what is known of usage and of its changes is old once %s', async (_name, make) => {
  const { client } = renderPage(null, {
    answers: [
      answer(getUsage, []),
      answer(listUsageChanges, []),
      answer(createProject, project),
      answer(updateProject, project),
      answer(deleteProject, undefined),
      answer(deploymentEndpoints.create, inspector),
      answer(deploymentEndpoints.update, inspector),
      answer(deploymentEndpoints.remove, undefined),
      answer(deploymentEndpoints.createVersion, { ...times, ...described, id, version: 'v1' }),
      answer(deploymentEndpoints.removeVersion, undefined),
    ],
  })
  const range = { start_date: '2026-03-01', end_date: '2026-04-01' }
  const [usage, listed] = [usageQuery('acme', '', range), usageChangesQuery('acme', range)]
  await Promise.all([client.prefetchQuery(usage), client.prefetchQuery(listed)])

  await make(client)

  expect(client.getQueryState(usage.queryKey)?.isInvalidated).toBe(true)
  expect(client.getQueryState(listed.queryKey)?.isInvalidated).toBe(true)
})
