import type { QueryClient } from '@tanstack/react-query'
import { toDay } from '#contract/calendar.ts'
import { organizationQuery } from '#src/features/organizations/organizations.queries.ts'
import { breakdownQuery, usageQuery } from './usage.queries.ts'
import { usageChangesQuery } from './usage-changes.queries.ts'
import { toUsageRequest, type UsageAddress } from './usage-range.ts'

/** Asks for all that the page shows of an address, where it is not there yet. */
export function prefetchUsage(client: QueryClient, organization: string, address: UsageAddress): void {
  const details = client.getQueryData(organizationQuery(organization).queryKey)
  // The previous period is counted from the organization's subscription; the page asks when it knows it.
  if (address.range === 'previous' && details === undefined) return
  const request = toUsageRequest(address, toDay(new Date()), details?.data.subscription_start_date)
  const { query, totalsQuery, previousQuery } = request
  if (!query) return
  if (address.split === 'type') void client.prefetchQuery(usageQuery(organization, address.project, query))
  else void client.prefetchQuery(breakdownQuery(organization, address, query))
  void client.prefetchQuery(usageQuery(organization, address.project, totalsQuery))
  if (previousQuery) void client.prefetchQuery(usageQuery(organization, address.project, previousQuery))
  void client.prefetchQuery(usageChangesQuery(organization, query))
}
