import { queryOptions } from '@tanstack/react-query'
import { listUsageChanges, type UsageChangesQuery } from '#contract/usage-changes.ts'
import { call } from '#src/api/client.ts'

export const usageChangesQuery = (organization: string, query: UsageChangesQuery) =>
  queryOptions({
    queryKey: ['usage-changes', organization, query],
    queryFn: ({ signal }) => call(listUsageChanges, { params: { organization }, query, signal }),
  })
