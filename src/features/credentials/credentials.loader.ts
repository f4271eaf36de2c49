import type { QueryClient } from '@tanstack/react-query'
import type { LoaderFunctionArgs } from 'react-router-dom'
import { requireParam } from '#src/lib/params.ts'
import { credentialListQuery } from './credentials.queries.ts'

export const credentialsLoader =
  (client: QueryClient) =>
  ({ params }: LoaderFunctionArgs) => {
    void client.prefetchQuery(credentialListQuery(requireParam(params, 'organization')))
    return null
  }
