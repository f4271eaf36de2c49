import { queryOptions } from '@tanstack/react-query'
import * as contract from '#contract/access.ts'
import { call } from '#src/api/client.ts'

export const accessKeys = { all: (project: string) => ['access', project] as const }

/** What the person signed in may do in the project, for saying in advance what the server would refuse. */
export const ownAccessQuery = (project: string) =>
  queryOptions({
    queryKey: [...accessKeys.all(project), 'own'],
    queryFn: ({ signal }) => call(contract.getOwnAccess, { params: { project }, signal }),
    meta: { title: 'your permissions' },
  })

export const accessExplanationQuery = (project: string, query: contract.ExplainAccess) =>
  queryOptions({
    queryKey: [...accessKeys.all(project), 'explanation', query],
    queryFn: ({ signal }) => call(contract.explainAccess, { params: { project }, query, signal }),
    meta: { title: 'the explanation' },
  })

export const accessHoldersQuery = (project: string, query: contract.ListAccessHolders) =>
  queryOptions({
    queryKey: [...accessKeys.all(project), 'holders', query],
    queryFn: ({ signal }) => call(contract.listAccessHolders, { params: { project }, query, signal }),
    meta: { title: 'who holds the permission' },
  })

/** Asked anew each time it is shown: what it says holds for this moment only. */
export const accessPreviewQuery = (organization: string, changes: readonly contract.AccessChange[]) =>
  queryOptions({
    queryKey: ['access-preview', organization, changes],
    queryFn: ({ signal }) =>
      call(contract.previewAccess, { params: { organization }, body: { changes: [...changes] }, signal }),
    meta: { title: 'what changes for whom' },
    gcTime: 0,
    staleTime: 0,
    retry: false,
  })
