import type { QueryClient } from '@tanstack/react-query'
import type { LoaderFunctionArgs } from 'react-router-dom'
import { personalTokenListQuery, sessionListQuery } from './account.queries.ts'

export const accountLoader = (client: QueryClient) => (_args: LoaderFunctionArgs) => {
  void client.prefetchQuery(personalTokenListQuery())
  void client.prefetchQuery(sessionListQuery())
  return null
}
