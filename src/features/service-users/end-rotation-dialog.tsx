import { useMutation } from '@tanstack/react-query'
import { ConfirmDialog } from '#src/components/confirm-dialog.tsx'
import { RelativeTime } from '#src/components/relative-time.tsx'
import { showToast } from '#src/components/toast.tsx'
import { Warning } from '#src/components/warning.tsx'
import { useNow } from '#src/lib/use-now.ts'
import { isInUse } from './in-use.ts'
import { type Rotation, stepOf, usedSince } from './rotations.ts'
import { useSeenServiceUser } from './seen-service-user.tsx'
import { labelOf } from './service-user-columns.tsx'
import classes from './service-users.page.module.css'
import { deleteServiceUserMutation } from './service-users.queries.ts'

interface EndRotationDialogProps {
  project: string
  rotation: Rotation
  onClose: () => void
}

/** Deletes the old service user, and warns where something may still have its token. */
export function RetireDialog({ project, rotation, onClose }: EndRotationDialogProps) {
  const remove = useMutation(deleteServiceUserMutation(project))
  const { current: old, note, act } = useSeenServiceUser(project, rotation.old)
  const label = labelOf(old)
  const seen = { ...rotation, old }
  const step = stepOf(seen, useNow())
  const used = usedSince(seen)

  const confirm = async () => {
    if (!(await act((ifMatch) => remove.mutateAsync({ id: old.id, ifMatch })))) return
    showToast({ kind: 'success', message: `Rotation of ${label} completed: the old token is retired` })
    onClose()
  }
  return (
    <ConfirmDialog
      title={`Retire the old token of ${label}?`}
      confirmLabel="Retire old token"
      {...(step !== 'retire' && old.name !== '' ? { typedName: old.name } : {})}
      onConfirm={confirm}
      onClose={onClose}
    >
      <p className={classes.text}>
        The old service user is deleted, and its token stops working at once. The new one keeps its own token, roles and
        origins. This cannot be undone.
      </p>
      {step === 'failed' && <Warning>The new token has expired: nothing works any more when the old one goes.</Warning>}
      {step === 'hand-over' && (
        <Warning>The new token has not been used yet. Whatever has the old one is refused.</Warning>
      )}
      {step === 'watch' && used !== undefined && (
        <Warning>
          Something used the old token <RelativeTime value={used} />. It is refused from now on.
        </Warning>
      )}
      {note}
    </ConfirmDialog>
  )
}

/** Deletes the new service user; the old one has never been touched. */
export function GiveUpDialog({ project, rotation, onClose }: EndRotationDialogProps) {
  const remove = useMutation(deleteServiceUserMutation(project))
  const { current, note, act } = useSeenServiceUser(project, rotation.replacement)
  const now = useNow()
  const label = labelOf(rotation.old)

  const confirm = async () => {
    if (!(await act((ifMatch) => remove.mutateAsync({ id: current.id, ifMatch })))) return
    showToast({ kind: 'success', message: `Rotation of ${label} given up: the old token is as it was` })
    onClose()
  }
  return (
    <ConfirmDialog
      title={`Give up the rotation of ${label}?`}
      confirmLabel="Give up rotation"
      {...(isInUse(current, now) && current.name !== '' ? { typedName: current.name } : {})}
      cancelLabel="Keep going"
      onConfirm={confirm}
      onClose={onClose}
    >
      <p className={classes.text}>
        The new service user is deleted, and its token stops working at once. The old one stays as it is.
      </p>
      {current.token_last_used && (
        <Warning>
          Something used the new token <RelativeTime value={current.token_last_used} />. It is refused from now on.
        </Warning>
      )}
      {note}
    </ConfirmDialog>
  )
}
