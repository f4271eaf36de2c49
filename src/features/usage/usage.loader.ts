import type { QueryClient } from '@tanstack/react-query'
import type { LoaderFunctionArgs } from 'react-router-dom'
import { organizationQuery } from '#src/features/organizations/organizations.queries.ts'
import { projectListQuery } from '#src/features/projects/projects.queries.ts'
import { requireParam } from '#src/lib/params.ts'
import { readUrlState } from '#src/lib/url-state.ts'
import { breakdownQuery, usageQuery } from './usage.queries.ts'
import { usageChangesQuery } from './usage-changes.queries.ts'
import { usageLimitsQuery } from './usage-limits.queries.ts'
import { rangeNameOf, toUsageRequest, usageAddressDefaults } from './usage-range.ts'

export const usageLoader =
  (client: QueryClient) =>
  ({ params, request }: LoaderFunctionArgs) => {
    const organization = requireParam(params, 'organization')
    void client.prefetchQuery(organizationQuery(organization))
    void client.prefetchQuery(projectListQuery())
    void client.prefetchQuery(usageLimitsQuery(organization))
    const address = readUrlState(new URL(request.url).search, usageAddressDefaults)
    // The previous period is counted from the organization's subscription; the page asks when it knows it.
    if (rangeNameOf(address) === 'previous') return null
    const { query, previousQuery } = toUsageRequest(address, new Date(), undefined)
    if (!query) return null
    void client.prefetchQuery(usageQuery(organization, address.project, query))
    void client.prefetchQuery(usageQuery(organization, address.project, previousQuery))
    void client.prefetchQuery(usageChangesQuery(organization, query))
    const breakdown = breakdownQuery(organization, address, query)
    if (typeof breakdown.queryFn === 'function') void client.prefetchQuery(breakdown)
    return null
  }
