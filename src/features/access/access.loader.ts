import type { QueryClient } from '@tanstack/react-query'
import type { LoaderFunctionArgs } from 'react-router-dom'
import { requireParam } from '#src/lib/params.ts'
import { accessExplanationQuery, accessHoldersQuery, ownAccessQuery } from './access.queries.ts'
import { levelQuery, readQuestion } from './access-question.ts'

export const accessLoader =
  (client: QueryClient) =>
  ({ params, request }: LoaderFunctionArgs) => {
    const project = requireParam(params, 'project')
    const { tab, assignee, assignee_type, permission, level } = readQuestion(new URL(request.url).search)
    void client.prefetchQuery(ownAccessQuery(project))
    if (permission === undefined) return null
    const query = { permission, ...levelQuery(level) }
    if (tab === 'object') void client.prefetchQuery(accessHoldersQuery(project, query))
    // Who asks about themselves is known to the page only.
    else if (assignee !== '')
      void client.prefetchQuery(accessExplanationQuery(project, { assignee, assignee_type, ...query }))
    return null
  }
