import type { QueryClient } from '@tanstack/react-query'
import type { LoaderFunctionArgs } from 'react-router-dom'
import { requireParam } from '#src/lib/params.ts'
import { memberListQuery } from './members.queries.ts'

export const membersLoader =
  (client: QueryClient) =>
  ({ params }: LoaderFunctionArgs) => {
    void client.prefetchQuery(memberListQuery(requireParam(params, 'organization')))
    return null
  }
