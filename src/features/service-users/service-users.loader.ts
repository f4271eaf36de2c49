import type { QueryClient } from '@tanstack/react-query'
import type { LoaderFunctionArgs } from 'react-router-dom'
import { requireParam } from '#src/lib/params.ts'
import { serviceUserListQuery } from './service-users.queries.ts'

export const serviceUsersLoader =
  (client: QueryClient) =>
  ({ params }: LoaderFunctionArgs) => {
    void client.prefetchQuery(serviceUserListQuery(requireParam(params, 'project')))
    return null
  }
