import type { QueryClient } from '@tanstack/react-query'
import type { LoaderFunctionArgs } from 'react-router-dom'
import { ownAccessQuery } from '#src/features/access/access.queries.ts'
import { projectUserListQuery } from '#src/features/projects/projects.queries.ts'
import { serviceUserListQuery } from '#src/features/service-users/service-users.queries.ts'
import { requireParam } from '#src/lib/params.ts'
import { roleAssignmentListQuery } from './role-assignments.queries.ts'

export const roleAssignmentsLoader =
  (client: QueryClient) =>
  ({ params }: LoaderFunctionArgs) => {
    const project = requireParam(params, 'project')
    void client.prefetchQuery(roleAssignmentListQuery(project))
    void client.prefetchQuery(projectUserListQuery(project))
    void client.prefetchQuery(serviceUserListQuery(project))
    void client.prefetchQuery(ownAccessQuery(project))
    return null
  }
