import { queryOptions } from '@tanstack/react-query'
import { listUsageLimits } from '#contract/usage-limits.ts'
import { call } from '#src/api/client.ts'

export const usageLimitsQuery = (organization: string) =>
  queryOptions({
    queryKey: ['usage-limits', organization],
    queryFn: ({ signal }) => call(listUsageLimits, { params: { organization }, signal }),
  })
