import type { QueryClient } from '@tanstack/react-query'
import type { LoaderFunctionArgs } from 'react-router-dom'
import { ownAccessQuery } from '#src/features/access/access.queries.ts'
import { requireParam } from '#src/lib/params.ts'
import { roleListQuery, roleQuery } from '../roles.queries.ts'
import { MOST_ROLES, parseRoleNames } from './use-compared-roles.ts'

export const roleComparisonLoader =
  (client: QueryClient) =>
  ({ params, request }: LoaderFunctionArgs) => {
    const project = requireParam(params, 'project')
    void client.prefetchQuery(roleListQuery(project))
    void client.prefetchQuery(ownAccessQuery(project))
    const asked = new URL(request.url).searchParams.get('roles') ?? ''
    for (const name of parseRoleNames(asked).slice(0, MOST_ROLES)) void client.prefetchQuery(roleQuery(project, name))
    return null
  }
