import type { QueryClient } from '@tanstack/react-query'
import type { LoaderFunctionArgs } from 'react-router-dom'
import { organizationQuery } from '#src/features/organizations/organizations.queries.ts'
import { requireParam } from '#src/lib/params.ts'
import { readUrlState } from '#src/lib/url-state.ts'
import { usageQuery } from './usage.queries.ts'
import { toUsageRequest, usageAddressDefaults } from './usage-range.ts'

export const usageLoader =
  (client: QueryClient) =>
  ({ params, request }: LoaderFunctionArgs) => {
    const organization = requireParam(params, 'organization')
    void client.prefetchQuery(organizationQuery(organization))
    const address = readUrlState(new URL(request.url).search, usageAddressDefaults)
    // The previous period is counted from the organization's subscription; the page asks when it knows it.
    const { query } = toUsageRequest(address, new Date(), undefined)
    if (address.range !== 'previous' && query) void client.prefetchQuery(usageQuery(organization, query))
    return null
  }
