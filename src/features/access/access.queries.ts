import { queryOptions } from '@tanstack/react-query'
import * as contract from '#contract/access.ts'
import { ApiError } from '#src/api/api-error.ts'
import { call } from '#src/api/client.ts'
import { projectListQuery } from '#src/features/projects/projects.queries.ts'

export const accessKeys = {
  all: (project: string) => ['access', project] as const,
  own: (project: string) => [...accessKeys.all(project), 'own'] as const,
  explanations: (project: string) => [...accessKeys.all(project), 'explanation'] as const,
}

/** What the person signed in may do in the project, for saying in advance what the server would refuse. */
export const ownAccessQuery = (project: string) =>
  queryOptions({
    queryKey: accessKeys.own(project),
    queryFn: ({ signal }) => call(contract.getOwnAccess, { params: { project }, signal }),
    meta: { title: 'your permissions' },
  })

export const accessExplanationQuery = (project: string, query: contract.ExplainAccess) =>
  queryOptions({
    queryKey: [...accessKeys.explanations(project), query],
    queryFn: ({ signal }) => call(contract.explainAccess, { params: { project }, query, signal }),
    meta: { title: 'the explanation' },
  })

export const accessHoldersQuery = (project: string, query: contract.ListAccessHolders) =>
  queryOptions({
    queryKey: [...accessKeys.all(project), 'holders', query],
    queryFn: ({ signal }) => call(contract.listAccessHolders, { params: { project }, query, signal }),
    // Long enough for a page to show what its loader has asked for.
    staleTime: 3000,
    meta: { title: 'who holds the permission' },
  })

// Asked anew each time it is shown: what it says holds for this moment only.
const freshly = { gcTime: 0, staleTime: 0, retry: false } as const

/** Who would gain and lose what by changes that are not made yet; shown by `AccessChanges`. */
export const accessPreviewQuery = (organization: string, changes: readonly contract.AccessChange[]) =>
  queryOptions({
    queryKey: ['access-preview', organization, changes],
    queryFn: ({ signal }) =>
      call(contract.previewAccess, { params: { organization }, body: { changes: [...changes] }, signal }),
    meta: { title: 'what changes for whom' },
    ...freshly,
  })

/** Like {@link accessPreviewQuery} for a page that knows only the project. */
export const projectAccessPreviewQuery = (project: string, changes: readonly contract.AccessChange[]) =>
  queryOptions({
    queryKey: ['access-preview', 'project', project, changes],
    queryFn: async ({ client, signal }) => {
      const projects = await client.ensureQueryData(projectListQuery())
      const organization = projects.find(({ name }) => name === project)?.organization_name
      if (organization === undefined)
        throw new ApiError('refused', 'There is no such project.', { status: 404, code: 'not_found' })
      return call(contract.previewAccess, { params: { organization }, body: { changes: [...changes] }, signal })
    },
    meta: { title: 'what changes for whom' },
    ...freshly,
  })
