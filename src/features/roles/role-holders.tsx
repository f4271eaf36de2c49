import { useQuery } from '@tanstack/react-query'
import type { RoleAssignment } from '#contract/role-assignments.ts'
import { projectUserListQuery } from '#src/features/projects/projects.queries.ts'
import { serviceUserListQuery } from '#src/features/service-users/service-users.queries.ts'
import { plural } from '#src/lib/plural.ts'
import classes from './delete-role-dialog.module.css'

const SHOWN = 100

/** Who holds the role, by name where the caller may read names, else by id. */
export function RoleHolders({ project, assignments }: { project: string; assignments: readonly RoleAssignment[] }) {
  const people = useQuery(projectUserListQuery(project))
  const serviceUsers = useQuery(serviceUserListQuery(project))
  const names = new Map<string, { name: string; kind: string }>()
  for (const { id, name, surname, email } of people.data ?? [])
    names.set(id, { name: [`${name} ${surname}`.trim(), email].filter(Boolean).join(', '), kind: 'member' })
  for (const { id, name, email } of serviceUsers.data ?? [])
    names.set(id, { name: name || email, kind: 'service user' })

  return (
    <ul className={classes.holders} aria-label="Who holds it" tabIndex={0}>
      {assignments.slice(0, SHOWN).map((assignment) => {
        const known = names.get(assignment.assignee)
        const kind = assignment.assignee_type === 'user' ? (known?.kind ?? 'user') : assignment.assignee_type
        return (
          <li key={assignment.id} className={classes.holder}>
            <span className={classes.who}>{known?.name ?? assignment.assignee}</span>
            <span className={classes.where}>
              {kind}
              {assignment.resource_type === 'project'
                ? ', whole project'
                : `, ${assignment.resource_type} ${assignment.resource}`}
            </span>
          </li>
        )
      })}
      {assignments.length > SHOWN && <li>and {plural(assignments.length - SHOWN, 'more', 'more')}</li>}
    </ul>
  )
}
