import type { QueryClient } from '@tanstack/react-query'
import type { LoaderFunctionArgs } from 'react-router-dom'
import { memberListQuery } from '#src/features/members/members.queries.ts'
import { requireParam } from '#src/lib/params.ts'
import { accountServiceUserListQuery, accountServiceUserQuery } from './account-service-users.queries.ts'

export const accountServiceUsersLoader =
  (client: QueryClient) =>
  ({ params }: LoaderFunctionArgs) => {
    const organization = requireParam(params, 'organization')
    void client.prefetchQuery(accountServiceUserListQuery(organization))
    void client.prefetchQuery(memberListQuery(organization))
    return null
  }

export const accountServiceUserLoader =
  (client: QueryClient) =>
  ({ params }: LoaderFunctionArgs) => {
    const organization = requireParam(params, 'organization')
    void client.prefetchQuery(accountServiceUserQuery(organization, requireParam(params, 'username')))
    void client.prefetchQuery(memberListQuery(organization))
    return null
  }
