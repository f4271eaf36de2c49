import { useQuery } from '@tanstack/react-query'
import { isRefusal } from '#src/api/api-error.ts'
import { LoadError } from '#src/components/load-error.tsx'
import { useProjectName } from '#src/lib/params.ts'
import { roleListQuery } from '../roles.queries.ts'
import { RoleComparison } from './role-comparison.tsx'

/** Roles of a project side by side. */
export function RoleComparisonPage() {
  const project = useProjectName()
  const roles = useQuery(roleListQuery(project))
  if (roles.data === undefined && isRefusal(roles.error))
    return <LoadError error={roles.error} onRetry={roles.refetch} />
  // What is staged belongs to this project.
  return <RoleComparison key={project} project={project} list={roles} />
}
