import type { QueryClient } from '@tanstack/react-query'
import type { LoaderFunctionArgs } from 'react-router-dom'
import { organizationListQuery } from '#src/features/organizations/organizations.queries.ts'
import { projectListQuery } from './projects.queries.ts'

export const projectsLoader = (client: QueryClient) => (_args: LoaderFunctionArgs) => {
  void client.prefetchQuery(projectListQuery())
  // Says whether the reader may create projects here.
  void client.prefetchQuery(organizationListQuery())
  return null
}
