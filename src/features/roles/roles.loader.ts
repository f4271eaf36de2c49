import type { QueryClient } from '@tanstack/react-query'
import type { LoaderFunctionArgs } from 'react-router-dom'
import { requireParam } from '#src/lib/params.ts'
import { roleListQuery } from './roles.queries.ts'

export const rolesLoader =
  (client: QueryClient) =>
  ({ params }: LoaderFunctionArgs) => {
    void client.prefetchQuery(roleListQuery(requireParam(params, 'project')))
    return null
  }
