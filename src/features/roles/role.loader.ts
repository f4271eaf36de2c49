import type { QueryClient } from '@tanstack/react-query'
import type { LoaderFunctionArgs } from 'react-router-dom'
import { ownAccessQuery } from '#src/features/access/access.queries.ts'
import { requireParam } from '#src/lib/params.ts'
import { roleListQuery, roleQuery } from './roles.queries.ts'

export const roleLoader =
  (client: QueryClient) =>
  ({ params }: LoaderFunctionArgs) => {
    const project = requireParam(params, 'project')
    void client.prefetchQuery(roleQuery(project, requireParam(params, 'role')))
    // Says who holds the role.
    void client.prefetchQuery(roleListQuery(project))
    void client.prefetchQuery(ownAccessQuery(project))
    return null
  }
