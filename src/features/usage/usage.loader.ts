import type { QueryClient } from '@tanstack/react-query'
import type { LoaderFunctionArgs } from 'react-router-dom'
import { organizationQuery } from '#src/features/organizations/organizations.queries.ts'
import { projectListQuery } from '#src/features/projects/projects.queries.ts'
import { requireParam } from '#src/lib/params.ts'
import { readUrlState } from '#src/lib/url-state.ts'
import { prefetchUsage } from './prefetch-usage.ts'
import { usageLimitsQuery } from './usage-limits.queries.ts'
import { toUsageAddress, usageDefaults } from './usage-range.ts'

export const usageLoader =
  (client: QueryClient) =>
  ({ params, request }: LoaderFunctionArgs) => {
    const organization = requireParam(params, 'organization')
    void client.prefetchQuery(organizationQuery(organization))
    void client.prefetchQuery(projectListQuery())
    void client.prefetchQuery(usageLimitsQuery(organization))
    prefetchUsage(client, organization, toUsageAddress(readUrlState(new URL(request.url).search, usageDefaults)))
    return null
  }
