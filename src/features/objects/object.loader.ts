import type { QueryClient } from '@tanstack/react-query'
import type { LoaderFunctionArgs } from 'react-router-dom'
import { ownAccessQuery } from '#src/features/access/access.queries.ts'
import { requireParam } from '#src/lib/params.ts'
import { isVersionedKind, kindOfPath } from './kinds.ts'
import { holdersQueryOf, objectQuery, versionListQuery } from './objects.queries.ts'

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
    void client.prefetchQuery(holdersQueryOf(project, kind, name))
    return null
  }
