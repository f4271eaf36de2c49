import { queryOptions } from '@tanstack/react-query'
import * as contract from '#contract/organizations.ts'
import { call } from '#src/api/client.ts'

export const organizationKeys = { all: ['organizations'] as const }

export const organizationListQuery = () =>
  queryOptions({
    queryKey: [...organizationKeys.all, 'list'],
    queryFn: ({ signal }) => call(contract.listOrganizations, { signal }),
    meta: { title: 'organizations' },
  })
