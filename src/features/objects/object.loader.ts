import type { QueryClient } from '@tanstack/react-query'
import type { LoaderFunctionArgs } from 'react-router-dom'
import { ownAccessQuery } from '#src/features/access/access.queries.ts'
import { projectUserListQuery } from '#src/features/projects/projects.queries.ts'
import { roleAssignmentListQuery } from '#src/features/role-assignments/role-assignments.queries.ts'
import { serviceUserListQuery } from '#src/features/service-users/service-users.queries.ts'
import { requireParam } from '#src/lib/params.ts'
import { isVersionedKind, kindOfPath } from './kinds.ts'
import { objectQuery, versionListQuery } from './objects.queries.ts'

export const objectLoader =
  (client: QueryClient) =>
  ({ params }: LoaderFunctionArgs) => {
    const project = requireParam(params, 'project')
    const name = requireParam(params, 'object')
    const kind = kindOfPath(requireParam(params, 'kind'))
    if (kind === undefined) return null
    void client.prefetchQuery(objectQuery(project, kind, name))
    if (isVersionedKind(kind)) void client.prefetchQuery(versionListQuery(project, kind, name))
    void client.prefetchQuery(ownAccessQuery(project))
    void client.prefetchQuery(roleAssignmentListQuery(project))
    // Who has access is told by name.
    void client.prefetchQuery(projectUserListQuery(project))
    void client.prefetchQuery(serviceUserListQuery(project))
    return null
  }
