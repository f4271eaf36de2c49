import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { RoleAssignment } from '#contract/role-assignments.ts'
import type { RoleListItem } from '#contract/roles.ts'
import { AccessChanges } from '#src/components/access-changes.tsx'
import { ConfirmDialog } from '#src/components/confirm-dialog.tsx'
import { ErrorNote } from '#src/components/error-note.tsx'
import { Skeleton } from '#src/components/skeleton.tsx'
import { showToast } from '#src/components/toast.tsx'
import { projectAccessPreviewQuery } from '#src/features/access/access.queries.ts'
import {
  createRoleAssignmentsMutation,
  roleAssignmentListQuery,
} from '#src/features/role-assignments/role-assignments.queries.ts'
import { formatCount } from '#src/lib/numbers.ts'
import { plural } from '#src/lib/plural.ts'
import classes from './delete-role-dialog.module.css'
import { deletionChanges, type ReassignFailure, reassignAll, reassignments } from './reassign-role.ts'
import { ReassignSelect } from './reassign-select.tsx'
import { RoleHolders } from './role-holders.tsx'
import { countHolders, describeHolders } from './role-usage.ts'
import { deleteRoleMutation } from './roles.queries.ts'
import { useSeenRole } from './seen-role.tsx'

export interface DeleteRoleDialogProps {
  project: string
  role: Pick<RoleListItem, 'name' | 'used_by'>
  onClose: () => void
  onDeleted?: () => void
}

interface Run {
  /** As they were when it began: the lists below the dialog change with each step. */
  assignments: readonly RoleAssignment[] | undefined
  done: number
}

/** Asks before a role is deleted, names who loses it and what, and gives them another one first where that is wanted. */
export function DeleteRoleDialog({ project, role, onClose, onDeleted }: DeleteRoleDialogProps) {
  const assignments = useQuery(roleAssignmentListQuery(project))
  const assign = useMutation(createRoleAssignmentsMutation<ReassignFailure[]>(project))
  const remove = useMutation(deleteRoleMutation(project))
  const { note, act } = useSeenRole(project, role.name)
  const [successor, setSuccessor] = useState('')
  const [run, setRun] = useState<Run>()
  const [failure, setFailure] = useState<{ lead: string; error: unknown }>()

  const known = run ? run.assignments : assignments.data
  const held = known?.filter((assignment) => assignment.role === role.name)
  // Until it is known that nobody holds it, deleting asks for the name.
  const isUnused = held ? held.length === 0 : role.used_by !== undefined && countHolders(role.used_by) === 0
  const moved = successor === '' ? [] : (known && reassignments(known, role.name, successor)) || []
  const changes = deletionChanges(project, role.name, moved)
  const preview = useQuery({
    ...projectAccessPreviewQuery(project, changes ?? []),
    enabled: !isUnused && changes !== undefined,
  })

  const reassign = async (): Promise<boolean> => {
    let done = 0
    const failures = await assign.mutateAsync((create) =>
      reassignAll(moved, create, (count) => {
        done = count
        setRun({ assignments: known, done })
      }),
    )
    const [first] = failures
    if (!first) return true
    setFailure({
      lead: `${formatCount(done)} of ${formatCount(moved.length)} assignments are made. The rest is missing, so ${role.name} is not deleted.`,
      error: first.error,
    })
    return false
  }
  const confirm = async () => {
    setFailure(undefined)
    setRun({ assignments: known, done: 0 })
    try {
      if (moved.length > 0 && !(await reassign())) return
      if (!(await act((ifMatch) => remove.mutateAsync({ name: role.name, ifMatch })))) return
    } finally {
      setRun(undefined)
    }
    showToast({ kind: 'success', message: `Role ${role.name} deleted` })
    onClose()
    onDeleted?.()
  }

  return (
    <ConfirmDialog
      title={`Delete the role ${role.name}?`}
      confirmLabel={successor === '' ? 'Delete role' : 'Reassign and delete'}
      size={isUnused ? 'md' : 'lg'}
      {...(isUnused ? {} : { typedName: role.name })}
      onConfirm={confirm}
      onClose={onClose}
    >
      {isUnused ? (
        <p className={classes.text}>Nobody holds it. This cannot be undone.</p>
      ) : held ? (
        <>
          <p className={classes.text}>
            It goes from everybody who holds it: {plural(held.length, 'assignment')}. It cannot be brought back.
          </p>
          <RoleHolders project={project} assignments={held} />
          <ReassignSelect
            project={project}
            role={role.name}
            value={successor}
            onChange={setSuccessor}
            disabled={run !== undefined || reassignments(held, role.name, '-') === undefined}
          />
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
      {!isUnused && changes && (
        <AccessChanges
          preview={preview}
          project={project}
          unchanged="Nobody gains or loses anything: other roles give the same"
        />
      )}
      {changes === undefined && (
        <p className={classes.text}>These are too many to say in advance who gains and who loses permissions.</p>
      )}
      <div role="status">
        {run && moved.length > 0 && `Assigning ${successor}: ${formatCount(run.done)} of ${formatCount(moved.length)}`}
      </div>
      {failure && <ErrorNote error={failure.error} lead={failure.lead} />}
      {note}
    </ConfirmDialog>
  )
}
