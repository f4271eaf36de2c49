import type { QueryClient } from '@tanstack/react-query'
import type { LoaderFunctionArgs } from 'react-router-dom'
import { organizationListQuery } from '#src/features/organizations/organizations.queries.ts'
import { projectListQuery } from '#src/features/projects/projects.queries.ts'
import { sessionQuery } from '#src/features/session/session.queries.ts'

/** Starts what the frame around every page shows: who is signed in, their organizations, and the project's owner. */
export const layoutLoader =
  (client: QueryClient) =>
  ({ params }: LoaderFunctionArgs) => {
    void client.prefetchQuery(sessionQuery())
    void client.prefetchQuery(organizationListQuery())
    if (params.project !== undefined) void client.prefetchQuery(projectListQuery())
    return null
  }
