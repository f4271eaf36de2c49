import { mutationOptions, queryOptions } from '@tanstack/react-query'
import * as contract from '#contract/projects.ts'
import { call } from '#src/api/client.ts'
import { organizationKeys } from '#src/features/organizations/organizations.queries.ts'

export const projectKeys = {
  all: ['projects'] as const,
  list: ['projects', 'list'] as const,
}

/** Every project that the caller can see, in whatever organization. */
export const projectListQuery = () =>
  queryOptions({
    queryKey: projectKeys.list,
    queryFn: ({ signal }) => call(contract.listProjects, { signal }),
    meta: { title: 'projects' },
  })

export const projectUserListQuery = (project: string) =>
  queryOptions({
    queryKey: [...projectKeys.all, 'users', project],
    queryFn: ({ signal }) => call(contract.listProjectUsers, { params: { project }, signal }),
    meta: { title: 'the users of the project' },
  })

// Organizations count their projects, name them with what opens them, and tell by them what was used and what changed.
const stale = [projectKeys.list, organizationKeys.all, ['credentials'], ['usage']]

export const createProjectMutation = () =>
  mutationOptions({
    mutationFn: ({ body, idempotencyKey }: { body: contract.CreateProject; idempotencyKey: string }) =>
      call(contract.createProject, { body, idempotencyKey }),
    meta: { invalidates: stale, errorShownBy: 'form' },
  })

export const renameProjectMutation = () =>
  mutationOptions({
    mutationFn: ({ project, name }: { project: string; name: string }) =>
      call(contract.updateProject, { params: { project }, body: { name } }),
    meta: { invalidates: stale, errorShownBy: 'form' },
  })

export const deleteProjectMutation = () =>
  mutationOptions({
    mutationFn: (project: string) => call(contract.deleteProject, { params: { project } }),
    meta: { invalidates: stale, errorShownBy: 'dialog' },
  })
