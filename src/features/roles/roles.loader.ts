import type { QueryClient } from '@tanstack/react-query'
import type { LoaderFunctionArgs } from 'react-router-dom'
import { ownAccessQuery } from '#src/features/access/access.queries.ts'
import { requireParam } from '#src/lib/params.ts'
import { roleListQuery } from './roles.queries.ts'

export const rolesLoader =
  (client: QueryClient) =>
  ({ params }: LoaderFunctionArgs) => {
    const project = requireParam(params, 'project')
    void client.prefetchQuery(roleListQuery(project))
    void client.prefetchQuery(ownAccessQuery(project))
    return null
  }
