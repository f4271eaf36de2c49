import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { memberListQuery } from '#src/features/members/members.queries.ts'
import { projectListQuery, projectUserListQuery } from '#src/features/projects/projects.queries.ts'
import { serviceUserListQuery } from '#src/features/service-users/service-users.queries.ts'
import { toRows } from './assignment-rows.ts'
import { roleAssignmentListQuery } from './role-assignments.queries.ts'

/** The owner of a project; undefined until it is known, and on a server that does not tell. */
export function useOrganizationOf(project: string): string | undefined {
  const { data } = useQuery(projectListQuery())
  return data?.find(({ name }) => name === project)?.organization_name
}

/** All role assignments of a project with the names of who holds them, as far as the caller may read names. */
export function useAssignmentRows(project: string) {
  const organization = useOrganizationOf(project)
  const assignments = useQuery(roleAssignmentListQuery(project))
  const users = useQuery(projectUserListQuery(project))
  // Whoever may not list the project's users may still see the members of the organization.
  const isFallback = users.isError && organization !== undefined
  const members = useQuery({ ...memberListQuery(organization ?? ''), enabled: isFallback })
  const serviceUsers = useQuery(serviceUserListQuery(project))

  // Rows that change their names under the reader would also change their places.
  const areNamed = !users.isPending && !serviceUsers.isPending && !(isFallback && members.isPending)
  const rows = useMemo(
    () =>
      assignments.data && areNamed
        ? toRows(assignments.data, { people: users.data ?? members.data, serviceUsers: serviceUsers.data })
        : undefined,
    [assignments.data, areNamed, users.data, members.data, serviceUsers.data],
  )
  const { error, isFetching, refetch } = assignments
  return { data: rows, error, isFetching, refetch }
}
