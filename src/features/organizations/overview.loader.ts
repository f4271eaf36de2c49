import type { QueryClient } from '@tanstack/react-query'
import type { LoaderFunctionArgs } from 'react-router-dom'
import { credentialListQuery } from '#src/features/credentials/credentials.queries.ts'
import { usageTotalsQuery } from '#src/features/usage/usage.queries.ts'
import { requireParam } from '#src/lib/params.ts'
import { organizationQuery, resourcesQuery } from './organizations.queries.ts'

export const overviewLoader =
  (client: QueryClient) =>
  ({ params }: LoaderFunctionArgs) => {
    const organization = requireParam(params, 'organization')
    void client.prefetchQuery(organizationQuery(organization))
    void client.prefetchQuery(resourcesQuery(organization))
    void client.prefetchQuery(credentialListQuery(organization))
    void client.prefetchQuery(usageTotalsQuery(organization))
    return null
  }
