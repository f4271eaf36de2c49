import { useMutation, useQuery } from '@tanstack/react-query'
import type { RoleAssignment } from '#contract/role-assignments.ts'
import type { RoleListItem } from '#contract/roles.ts'
import { ConfirmDialog } from '#src/components/confirm-dialog.tsx'
import { ErrorNote } from '#src/components/error-note.tsx'
import { Skeleton } from '#src/components/skeleton.tsx'
import { showToast } from '#src/components/toast.tsx'
import { projectUserListQuery } from '#src/features/projects/projects.queries.ts'
import { roleAssignmentListQuery } from '#src/features/role-assignments/role-assignments.queries.ts'
import { serviceUserListQuery } from '#src/features/service-users/service-users.queries.ts'
import { plural } from '#src/lib/plural.ts'
import classes from './delete-role-dialog.module.css'
import { countHolders, describeHolders } from './role-usage.ts'
import { deleteRoleMutation } from './roles.queries.ts'

const SHOWN = 100

export interface DeleteRoleDialogProps {
  project: string
  role: Pick<RoleListItem, 'name' | 'used_by'>
  onClose: () => void
  onDeleted?: () => void
}

/** Asks before a role is deleted, and names who loses it. */
export function DeleteRoleDialog({ project, role, onClose, onDeleted }: DeleteRoleDialogProps) {
  const assignments = useQuery(roleAssignmentListQuery(project))
  const remove = useMutation(deleteRoleMutation(project))
  const held = assignments.data?.filter((assignment) => assignment.role === role.name)
  // Until it is known that nobody holds it, deleting asks for the name.
  const isUnused = held ? held.length === 0 : role.used_by !== undefined && countHolders(role.used_by) === 0

  const confirm = async () => {
    await remove.mutateAsync(role.name)
    showToast({ kind: 'success', message: `Role ${role.name} deleted` })
    onClose()
    onDeleted?.()
  }

  return (
    <ConfirmDialog
      title={`Delete the role ${role.name}?`}
      confirmLabel="Delete role"
      {...(isUnused ? {} : { typedName: role.name })}
      onConfirm={confirm}
      onClose={onClose}
    >
      {isUnused ? (
        <p className={classes.text}>Nobody holds it. This cannot be undone.</p>
      ) : held ? (
        <>
          <p className={classes.text}>
            It goes from everybody who holds it, and with it what it lets them do: {plural(held.length, 'assignment')}.
            It cannot be brought back.
          </p>
          <Holders project={project} assignments={held} />
        </>
      ) : (
        <>
          <p className={classes.text}>
            Everybody who holds it{role.used_by && ` (${describeHolders(role.used_by).toLowerCase()})`} loses what it
            gives. This cannot be undone.
          </p>
          {assignments.error ? (
            <ErrorNote error={assignments.error} lead="Who holds it cannot be shown." />
          ) : (
            <div aria-busy="true">
              <Skeleton width="60%" />
            </div>
          )}
        </>
      )}
    </ConfirmDialog>
  )
}

/** Who holds the role, by name where the caller may read names, else by id. */
function Holders({ project, assignments }: { project: string; assignments: readonly RoleAssignment[] }) {
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
