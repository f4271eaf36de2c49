import { queryOptions } from '@tanstack/react-query'
import * as contract from '#contract/credentials.ts'
import { call } from '#src/api/client.ts'

export const credentialKeys = { all: ['credentials'] as const }

export const credentialListQuery = (organization: string) =>
  queryOptions({
    queryKey: [...credentialKeys.all, organization],
    queryFn: ({ signal }) => call(contract.listCredentials, { params: { organization }, signal }),
    meta: { title: 'credentials' },
  })
