import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { getUsage } from '#contract/usage.ts'
import { call } from '#src/api/client.ts'
import type { UsageRequest } from './usage-range.ts'

export const usageKeys = { all: (organization: string) => ['usage', organization] as const }

export const usageQuery = (organization: string, query: UsageRequest['query']) =>
  queryOptions({
    queryKey: [...usageKeys.all(organization), query],
    queryFn: ({ signal }) => call(getUsage, { params: { organization }, query, signal }),
    // The chart stays while another range is on its way.
    placeholderData: keepPreviousData,
    meta: { title: 'usage' },
  })
