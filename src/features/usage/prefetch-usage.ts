import type { FetchQueryOptions, QueryClient, QueryKey } from '@tanstack/react-query'
import { toDay } from '#contract/calendar.ts'
import { organizationQuery } from '#src/features/organizations/organizations.queries.ts'
import { breakdownQuery, usageQuery } from './usage.queries.ts'
import { usageChangesQuery } from './usage-changes.queries.ts'
import { toUsageRequest, type UsageAddress } from './usage-range.ts'

/** Asks for all that the page shows of an address and has not asked for before. */
export function prefetchUsage(client: QueryClient, organization: string, address: UsageAddress): void {
  const details = client.getQueryData(organizationQuery(organization).queryKey)
  // The previous period is counted from the organization's subscription; the page asks when it knows it.
  if (address.range === 'previous' && details === undefined) return
  const request = toUsageRequest(address, toDay(new Date()), details?.data.subscription_start_date)
  const { query, totalsQuery, previousQuery } = request
  if (!query) return
  if (address.split === 'type') prefetchNew(client, usageQuery(organization, address.project, query))
  else prefetchNew(client, breakdownQuery(organization, address, query))
  prefetchNew(client, usageQuery(organization, address.project, totalsQuery))
  if (previousQuery) prefetchNew(client, usageQuery(organization, address.project, previousQuery))
  prefetchNew(client, usageChangesQuery(organization, query))
}

/** What is there, on its way or was refused is the page's to ask for again. */
function prefetchNew<Data, Key extends QueryKey>(
  client: QueryClient,
  options: FetchQueryOptions<Data, Error, Data, Key>,
): void {
  if (client.getQueryState(options.queryKey) === undefined) void client.prefetchQuery(options)
}
