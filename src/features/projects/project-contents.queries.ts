import { queryOptions } from '@tanstack/react-query'
import { bucketEndpoints, deploymentEndpoints, pipelineEndpoints } from '#contract/objects.ts'
import { listServiceUsers } from '#contract/service-users.ts'
import { call } from '#src/api/client.ts'
import { projectKeys } from './projects.queries.ts'

/** How many of each kind a project holds; undefined for what the caller may not list. */
export interface ProjectContents {
  serviceUsers: number | undefined
  deployments: number | undefined
  pipelines: number | undefined
  buckets: number | undefined
}

export const projectContentsQuery = (project: string) =>
  queryOptions({
    queryKey: [...projectKeys.all, 'contents', project],
    queryFn: async ({ signal }): Promise<ProjectContents> => {
      const options = { params: { project }, signal }
      const [serviceUsers, deployments, pipelines, buckets] = await Promise.all(
        [
          call(listServiceUsers, options),
          call(deploymentEndpoints.list, options),
          call(pipelineEndpoints.list, options),
          call(bucketEndpoints.list, options),
        ].map((list) =>
          list.then(
            ({ length }) => length,
            () => undefined,
          ),
        ),
      )
      return { serviceUsers, deployments, pipelines, buckets }
    },
    // It is asked for before a deletion, which must not go by an old count.
    staleTime: 0,
    meta: { title: 'what the project holds' },
  })
