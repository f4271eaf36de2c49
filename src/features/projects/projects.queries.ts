import { queryOptions } from '@tanstack/react-query'
import * as contract from '#contract/projects.ts'
import { call } from '#src/api/client.ts'

export const projectKeys = { all: ['projects'] as const }

export const projectQuery = (project: string) =>
  queryOptions({
    queryKey: [...projectKeys.all, 'one', project],
    queryFn: ({ signal }) => call(contract.getProject, { params: { project }, signal }),
    meta: { title: 'the project' },
  })

export const projectUserListQuery = (project: string) =>
  queryOptions({
    queryKey: [...projectKeys.all, 'users', project],
    queryFn: ({ signal }) => call(contract.listProjectUsers, { params: { project }, signal }),
    meta: { title: 'the users of the project' },
  })
