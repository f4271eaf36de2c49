import { queryOptions, skipToken } from '@tanstack/react-query'
import { listUsageChanges, type UsageChangesQuery } from '#contract/usage-changes.ts'
import { call } from '#src/api/client.ts'
import { dayOfKey, usageKeys } from './usage.queries.ts'

export const usageChangeKeys = {
  // Of another subscription period are other changes, as is other usage.
  all: (organization: string) => [...usageKeys.all(organization), 'changes'] as const,
}

/**
 * Without a query there is nothing to ask for. A server of the documents alone answers 404, so that there is an error
 * and no data: nothing to show, and nothing to complain about.
 */
export const usageChangesQuery = (organization: string, query: UsageChangesQuery | undefined) =>
  queryOptions({
    queryKey: [...usageChangeKeys.all(organization), query?.start_date, query?.end_date, dayOfKey(query)],
    queryFn: query
      ? ({ signal }) => {
          const { start_date, end_date } = query
          return call(listUsageChanges, { params: { organization }, query: { start_date, end_date }, signal })
        }
      : skipToken,
    // Those of another range of the same organization: what of them lies outside of the new one is in no chart.
    placeholderData: (last, query) => (query?.queryKey[1] === organization ? last : undefined),
    meta: { title: 'what changed' },
  })
