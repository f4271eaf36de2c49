import { useQueries, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { OwnAccess } from '#contract/access.ts'
import { permissions as catalogue } from '#contract/permissions.ts'
import type { RoleListItem } from '#contract/roles.ts'
import { ownAccessQuery } from '#src/features/access/access.queries.ts'
import { type Level, whyNoAssign } from '#src/lib/own-rights.ts'
import { roleListQuery, roleQuery } from './roles.queries.ts'

export interface AssignableRoles {
  /** Undefined while loading, and where loading has failed. */
  roles: readonly RoleListItem[] | undefined
  error: unknown
  isLoading: boolean
  /** What the caller may do; undefined until it is known, and on a server that does not tell. */
  own: OwnAccess | undefined
  /** Why the caller cannot assign a role on a level, as far as that is known in advance. */
  refusal: (role: string, level: Level) => string | undefined
}

/**
 * The roles of a project with what keeps the caller from assigning them. A hook, unlike other queries: what a role gives
 * is asked for only where it matters.
 * @param project empty for none yet
 */
export function useAssignableRoles(project: string): AssignableRoles {
  const enabled = project !== ''
  const { data: own } = useQuery({ ...ownAccessQuery(project), enabled })
  const { data: roles, error, isLoading } = useQuery({ ...roleListQuery(project), enabled })
  // Whoever may do everything may assign every role: then nobody needs to look into each of them.
  const isLimited =
    own !== undefined && !own.organization_admin && catalogue.some((name) => !own.permissions.includes(name))
  const details = useQueries({
    queries: (isLimited ? (roles ?? []) : []).map(({ name }) => roleQuery(project, name)),
    combine: (results) => results.flatMap(({ data }) => (data ? [data.role] : [])),
  })

  return useMemo(() => {
    const permissionsOf = new Map(details.map(({ name, permissions }) => [name, permissions]))
    return {
      roles,
      error,
      isLoading,
      own,
      refusal: (role, level) => whyNoAssign(own, permissionsOf.get(role), level),
    }
  }, [roles, error, isLoading, own, details])
}

/** The level of roles on the whole project. */
export const wholeProject = (project: string): Level => ({ resource: project, resource_type: 'project' })
