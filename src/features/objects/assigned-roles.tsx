import { Button } from '@mantine/core'
import { useQueries, useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { defaultRoles } from '#contract/default-roles.ts'
import type { RoleAssignment } from '#contract/role-assignments.ts'
import { isRefusal } from '#src/api/api-error.ts'
import { ErrorNote } from '#src/components/error-note.tsx'
import { projectUserListQuery } from '#src/features/projects/projects.queries.ts'
import { roleAssignmentListQuery } from '#src/features/role-assignments/role-assignments.queries.ts'
import { roleQuery } from '#src/features/roles/roles.queries.ts'
import { serviceUserListQuery } from '#src/features/service-users/service-users.queries.ts'
import { finder, HolderGroup, HolderSearch, HoldersSkeleton } from './holder-group.tsx'
import { accessByObject, holdersOf, type KindsByRole, kindsIn } from './object-access.ts'
import classes from './object-access-list.module.css'
import type { ObjectAccessListProps } from './object-access-list.tsx'
import { objectRoleAssignmentsQuery } from './objects.queries.ts'

/** Who holds roles on an object, by the object itself and by the whole project, from a server that tells no more. */
export function AssignedRoles({ project, kind, name }: ObjectAccessListProps) {
  const inProject = useQuery(roleAssignmentListQuery(project))
  const isPartial = isRefusal(inProject.error, 'forbidden')
  // Whoever may list the roles on this object alone sees those.
  const onObject = useQuery({ ...objectRoleAssignmentsQuery(project, kind, name), enabled: isPartial })
  const assignments = isPartial ? onObject : inProject
  const people = useQuery(projectUserListQuery(project))
  const serviceUsers = useQuery(serviceUserListQuery(project))
  const kindsByRole = useKindsByRole(project, assignments.data ?? [])
  const [text, setText] = useState('')

  if (assignments.data === undefined)
    return assignments.error ? (
      <ErrorNote
        error={assignments.error}
        lead="Who has access cannot be shown."
        action={
          <Button size="compact-sm" variant="default" onClick={() => void assignments.refetch()}>
            Retry
          </Button>
        }
      />
    ) : (
      <HoldersSkeleton />
    )

  const access = accessByObject(assignments.data, kind, kindsByRole)(name)
  const names = { people: people.data ?? [], serviceUsers: serviceUsers.data ?? [] }
  const here = holdersOf(access.here, names)
  const inherited = holdersOf(access.inherited, names)
  const isFound = finder(text)
  return (
    <div className={classes.access}>
      <p className={classes.text}>
        Admins of the organization may do everything with it. Beyond them, these roles count.
      </p>
      <HolderSearch count={here.length + inherited.length} text={text} onChange={setText} />
      <HolderGroup
        project={project}
        title={`On this ${kind}`}
        empty={`No role is assigned on this ${kind}.`}
        holders={here}
        isFound={isFound}
      />
      {isPartial ? (
        <p className={classes.text}>
          You may see the roles on this {kind} only. Roles on the whole project may give access as well.
        </p>
      ) : (
        <HolderGroup
          project={project}
          title="On the whole project"
          empty={`No role on the project is about ${kind}s.`}
          note={`Roles that permit nothing on ${kind}s are left out.`}
          holders={inherited}
          isFound={isFound}
        />
      )}
    </div>
  )
}

/** What the assigned roles of the project's own are about, as far as the caller may read it. */
function useKindsByRole(project: string, assignments: readonly RoleAssignment[]): KindsByRole {
  const names = useMemo(
    () => [...new Set(assignments.map(({ role }) => role))].filter((role) => !Object.hasOwn(defaultRoles, role)),
    [assignments],
  )
  const roles = useQueries({
    queries: names.map((name) => roleQuery(project, name)),
    combine: (results) => results.flatMap(({ data }) => (data ? [data.role] : [])),
  })
  return useMemo(() => new Map(roles.map(({ name, permissions }) => [name, kindsIn(permissions)])), [roles])
}
