import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { isRefusal } from '#src/api/api-error.ts'
import { AccessChanges } from '#src/components/access-changes.tsx'
import { ConfirmDialog } from '#src/components/confirm-dialog.tsx'
import { showToast } from '#src/components/toast.tsx'
import { ownAccessQuery, projectAccessPreviewQuery } from '#src/features/access/access.queries.ts'
import { roleQuery } from '#src/features/roles/roles.queries.ts'
import { sessionQuery } from '#src/features/session/session.queries.ts'
import { whyNoUndo } from './assign-rules.ts'
import { type AssignmentRow, describeLevel } from './assignment-rows.ts'
import { Caution } from './caution.tsx'
import { restoreAssignment } from './restore-assignment.ts'
import classes from './role-assignments.module.css'
import { deleteRoleAssignmentMutation, roleAssignmentKeys } from './role-assignments.queries.ts'

export interface DeleteAssignmentDialogProps {
  project: string
  row: AssignmentRow
  onClose: () => void
}

/** Says who loses what by it, deletes the assignment, and offers to undo that for a while. */
export function DeleteAssignmentDialog({ project, row, onClose }: DeleteAssignmentDialogProps) {
  const client = useQueryClient()
  const remove = useMutation(deleteRoleAssignmentMutation(project))
  const preview = useQuery(
    projectAccessPreviewQuery(project, [{ type: 'role_assignment_delete', project, id: row.id }]),
  )
  const own = useQuery(ownAccessQuery(project))
  const role = useQuery(roleQuery(project, row.role))
  const session = useQuery(sessionQuery())
  const final = whyNoUndo(own.data, role.data?.role.permissions, row, preview.data, session.data?.user.id)
  const what = `the role ${row.role} on ${describeLevel(row)}`

  const confirm = async () => {
    try {
      await remove.mutateAsync(row.id)
      const roleId = role.data?.role.id
      showToast({
        kind: 'success',
        message: `${row.name} no longer has ${what}`,
        ...(final === undefined && { undo: () => restoreAssignment(client, project, row, roleId) }),
      })
    } catch (error) {
      if (!isRefusal(error, 'not_found')) throw error
      // Somebody was faster, and it is not for the reader to undo what they did; what is shown is old.
      await client.invalidateQueries({ queryKey: roleAssignmentKeys.all(project) })
      showToast({ kind: 'success', message: `Somebody else has already taken ${what} from ${row.name}` })
    }
    onClose()
  }

  return (
    <ConfirmDialog
      title={`Take ${row.role} from ${row.name}?`}
      confirmLabel="Delete assignment"
      onConfirm={confirm}
      onClose={onClose}
    >
      <p className={classes.text}>
        {row.name} loses {what}, at once.
      </p>
      <AccessChanges
        project={project}
        preview={preview}
        unchanged="Nobody gains or loses anything: other roles give the same, or the role gives nothing there"
      />
      {final !== undefined && <Caution role="status">{final}</Caution>}
    </ConfirmDialog>
  )
}
