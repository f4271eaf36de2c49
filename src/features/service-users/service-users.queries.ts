import { queryOptions } from '@tanstack/react-query'
import * as contract from '#contract/service-users.ts'
import { call } from '#src/api/client.ts'

export const serviceUserKeys = { all: (project: string) => ['service-users', project] as const }

export const serviceUserListQuery = (project: string) =>
  queryOptions({
    queryKey: [...serviceUserKeys.all(project), 'list'],
    queryFn: ({ signal }) => call(contract.listServiceUsers, { params: { project }, signal }),
    meta: { title: 'service users' },
  })
