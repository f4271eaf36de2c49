import { mutationOptions, type QueryClient, queryOptions } from '@tanstack/react-query'
import type { UsageMetric } from '#contract/usage.ts'
import * as contract from '#contract/usage-limits.ts'
import { ApiError } from '#src/api/api-error.ts'
import { call, callWithEtag } from '#src/api/client.ts'
import { usageChangeKeys } from './usage-changes.queries.ts'

export const usageLimitKeys = { all: (organization: string) => ['usage-limits', organization] as const }

/**
 * A server of the documents alone answers 404, so that there is an error and no data: then there are no limits, and none
 * can be set.
 */
export const usageLimitsQuery = (organization: string) =>
  queryOptions({
    queryKey: [...usageLimitKeys.all(organization), 'list'],
    queryFn: ({ signal }) => call(contract.listUsageLimits, { params: { organization }, signal }),
    meta: { title: 'limits' },
  })

/** What a metric is limited to; undefined is no limit. */
export interface Limit {
  value: number | undefined
}

/** The limit as it is now, past every cache, with its ETag. */
export async function readLimit(
  client: QueryClient,
  organization: string,
  metric: UsageMetric,
): Promise<{ data: Limit; etag: string | undefined }> {
  // From the list, for browsers report the 404 of one that is not there as a fault of the page.
  const limits = await client.fetchQuery({ ...usageLimitsQuery(organization), staleTime: 0 })
  if (!limits.some((limit) => limit.metric === metric)) return { data: { value: undefined }, etag: undefined }
  return callWithEtag(contract.getUsageLimit, { params: { organization, metric } })
}

export interface LimitChange {
  value: number
  /** The limit that the reader saw, undefined where there was none, and its ETag. */
  before: number | undefined
  ifMatch: string | undefined
}

const staleAfterChange = (organization: string) => [usageLimitKeys.all(organization), usageChangeKeys.all(organization)]

/** Throws `stale`, as the server does, where somebody else has set the first limit meanwhile. */
export const updateUsageLimitMutation = (organization: string, metric: UsageMetric) =>
  mutationOptions({
    mutationFn: async ({ value, before, ifMatch }: LimitChange, { client }) => {
      // What is not there has no ETag to send.
      if (before === undefined && (await readLimit(client, organization, metric)).data.value !== undefined)
        throw new ApiError('refused', 'Somebody else has set a limit meanwhile.', { status: 412, code: 'stale' })
      return call(contract.updateUsageLimit, { params: { organization, metric }, body: { value }, ifMatch })
    },
    meta: { invalidates: staleAfterChange(organization), errorShownBy: 'form' },
  })

export const deleteUsageLimitMutation = (organization: string, metric: UsageMetric) =>
  mutationOptions({
    mutationFn: (ifMatch: string | undefined) =>
      call(contract.deleteUsageLimit, { params: { organization, metric }, ifMatch }),
    meta: { invalidates: staleAfterChange(organization), errorShownBy: 'form' },
  })
