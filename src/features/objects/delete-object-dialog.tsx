import { useMutation, useQuery } from '@tanstack/react-query'
import { ConfirmDialog } from '#src/components/confirm-dialog.tsx'
import { Skeleton } from '#src/components/skeleton.tsx'
import { showToast } from '#src/components/toast.tsx'
import { roleAssignmentListQuery } from '#src/features/role-assignments/role-assignments.queries.ts'
import { isVersionedKind } from './kinds.ts'
import { describeEnd } from './object-end.ts'
import classes from './objects.module.css'
import { deleteObjectMutation, type ObjectKind, versionListQuery } from './objects.queries.ts'

export interface DeleteObjectDialogProps {
  project: string
  kind: ObjectKind
  name: string
  onClose: () => void
  onDeleted?: () => void
}

/** Asks for the name, after saying what goes with the object. */
export function DeleteObjectDialog({ project, kind, name, onClose, onDeleted }: DeleteObjectDialogProps) {
  const isVersioned = isVersionedKind(kind)
  // It is asked for before a deletion, which must not go by an old state.
  const versions = useQuery({
    ...versionListQuery(project, isVersioned ? kind : 'deployment', name),
    enabled: isVersioned,
    staleTime: 0,
  })
  const assignments = useQuery({ ...roleAssignmentListQuery(project), staleTime: 0 })
  const remove = useMutation(deleteObjectMutation(project))

  const confirm = async () => {
    await remove.mutateAsync({ kind, name })
    showToast({ kind: 'success', message: `${kind[0]?.toUpperCase()}${kind.slice(1)} ${name} deleted` })
    onClose()
    onDeleted?.()
  }
  return (
    <ConfirmDialog
      title={`Delete the ${kind} ${name}?`}
      confirmLabel={`Delete ${kind}`}
      typedName={name}
      onConfirm={confirm}
      onClose={onClose}
    >
      <p className={classes.text}>With it go, at once and for good:</p>
      {versions.isLoading || assignments.isLoading ? (
        <div className={classes.goes} aria-busy="true">
          <span className="visually-hidden">Loading what goes with it</span>
          <Skeleton width="60%" />
        </div>
      ) : (
        <ul className={classes.goes}>
          {describeEnd({ kind, name }, { versions: versions.data, assignments: assignments.data }).map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
      <p className={classes.text}>
        {isVersioned ? 'Requests to it fail from then on.' : 'Whatever reads or writes its files fails from then on.'}
      </p>
    </ConfirmDialog>
  )
}
