import { queryOptions } from '@tanstack/react-query'
import * as contract from '#contract/organizations.ts'
import { call, callWithEtag } from '#src/api/client.ts'

export const organizationKeys = { all: ['organizations'] as const }

export const organizationListQuery = () =>
  queryOptions({
    queryKey: [...organizationKeys.all, 'list'],
    queryFn: ({ signal }) => call(contract.listOrganizations, { signal }),
    meta: { title: 'organizations' },
  })

export const organizationQuery = (organization: string) =>
  queryOptions({
    queryKey: [...organizationKeys.all, 'one', organization],
    // With its ETag, so that a later change can say what it was made on.
    queryFn: ({ signal }) => callWithEtag(contract.getOrganization, { params: { organization }, signal }),
    meta: { title: 'the organization' },
  })
