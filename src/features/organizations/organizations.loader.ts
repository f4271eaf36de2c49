import type { QueryClient } from '@tanstack/react-query'
import { organizationListQuery } from './organizations.queries.ts'

export const organizationsLoader = (client: QueryClient) => () => {
  void client.prefetchQuery(organizationListQuery())
  return null
}
