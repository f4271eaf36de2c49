import { useQueries, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { defaultRoles } from '#contract/default-roles.ts'
import type { RoleAssignment } from '#contract/role-assignments.ts'
import { ownAccessQuery } from '#src/features/access/access.queries.ts'
import { roleQuery } from '#src/features/roles/roles.queries.ts'
import { whyNot } from './rights.ts'

const none: readonly string[] = []

/**
 * What the assigned roles of the project's own permit, by name, as far as the caller may read it: without those that
 * may not be read, and without any while `isPending`.
 */
export function useCustomRoles(
  project: string,
  assignments: readonly RoleAssignment[] | undefined,
): { permissionsOf: ReadonlyMap<string, readonly string[]>; isPending: boolean } {
  const own = useQuery(ownAccessQuery(project))
  const names = useMemo(
    () => [...new Set(assignments?.map(({ role }) => role))].filter((role) => !Object.hasOwn(defaultRoles, role)),
    [assignments],
  )
  // Not asked for what would be refused.
  const mayRead = !own.isPending && whyNot(own.data, 'roles.get') === undefined
  const { roles, isPending } = useQueries({
    queries: (mayRead ? names : none).map((name) => roleQuery(project, name)),
    combine: (results) => ({
      roles: results.flatMap(({ data }) => (data ? [data.role] : [])),
      isPending: results.some((result) => result.isPending),
    }),
  })
  return {
    permissionsOf: useMemo(() => new Map(roles.map(({ name, permissions }) => [name, permissions])), [roles]),
    isPending: isPending || (own.isPending && names.length > 0),
  }
}
