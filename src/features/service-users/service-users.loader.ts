import type { QueryClient } from '@tanstack/react-query'
import type { LoaderFunctionArgs } from 'react-router-dom'
import { ownAccessQuery } from '#src/features/access/access.queries.ts'
import { requireParam } from '#src/lib/params.ts'
import { serviceUserListQuery } from './service-users.queries.ts'

export const serviceUsersLoader =
  (client: QueryClient) =>
  ({ params }: LoaderFunctionArgs) => {
    const project = requireParam(params, 'project')
    void client.prefetchQuery(serviceUserListQuery(project))
    void client.prefetchQuery(ownAccessQuery(project))
    return null
  }
