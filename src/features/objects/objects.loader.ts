import type { QueryClient } from '@tanstack/react-query'
import type { LoaderFunctionArgs } from 'react-router-dom'
import { ownAccessQuery } from '#src/features/access/access.queries.ts'
import { roleAssignmentListQuery } from '#src/features/role-assignments/role-assignments.queries.ts'
import { roleListQuery } from '#src/features/roles/roles.queries.ts'
import { requireParam } from '#src/lib/params.ts'
import { objectKinds } from './kinds.ts'
import { objectListQuery } from './objects.queries.ts'

export const objectsLoader =
  (client: QueryClient) =>
  ({ params }: LoaderFunctionArgs) => {
    const project = requireParam(params, 'project')
    // All kinds: their numbers stand on the tabs.
    for (const kind of objectKinds) void client.prefetchQuery(objectListQuery(project, kind))
    void client.prefetchQuery(ownAccessQuery(project))
    void client.prefetchQuery(roleAssignmentListQuery(project))
    void client.prefetchQuery(roleListQuery(project))
    return null
  }
