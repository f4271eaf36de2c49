import { useMutation, useQuery } from '@tanstack/react-query'
import type { ServiceUser } from '#contract/service-users.ts'
import { AccessChanges } from '#src/components/access-changes.tsx'
import { ConfirmDialog } from '#src/components/confirm-dialog.tsx'
import { RelativeTime } from '#src/components/relative-time.tsx'
import { showToast } from '#src/components/toast.tsx'
import { projectAccessPreviewQuery } from '#src/features/access/access.queries.ts'
import { isExpired } from '#src/lib/expiry.ts'
import { plural } from '#src/lib/plural.ts'
import { useNow } from '#src/lib/use-now.ts'
import { isInUse } from './in-use.ts'
import { useSeenServiceUser } from './seen-service-user.tsx'
import { labelOf } from './service-user-columns.tsx'
import classes from './service-users.page.module.css'
import { deleteServiceUserMutation } from './service-users.queries.ts'

interface DeleteServiceUserDialogProps {
  project: string
  serviceUser: ServiceUser
  onClose: () => void
}

/** Asks for the name where something still uses the token. */
export function DeleteServiceUserDialog({ project, serviceUser, onClose }: DeleteServiceUserDialogProps) {
  const now = useNow()
  const preview = useQuery(
    projectAccessPreviewQuery(project, [{ type: 'service_user_delete', project, id: serviceUser.id }]),
  )
  const remove = useMutation(deleteServiceUserMutation(project))
  const { current, note, act } = useSeenServiceUser(project, serviceUser)
  const label = labelOf(current)
  const roles = current.role_assignment_count ?? 0
  const hasExpired = isExpired(current.expiry_date, now)

  const confirm = async () => {
    if (!(await act((ifMatch) => remove.mutateAsync({ id: serviceUser.id, ifMatch })))) return
    showToast({ kind: 'success', message: `Service user ${label} deleted` })
    onClose()
  }
  return (
    <ConfirmDialog
      title={`Delete ${label}?`}
      confirmLabel="Delete service user"
      {...(isInUse(current, now) && current.name !== '' ? { typedName: current.name } : {})}
      size="lg"
      onConfirm={confirm}
      onClose={onClose}
    >
      <p className={classes.text}>
        {hasExpired
          ? 'Its token has stopped working already.'
          : 'Its token stops working at once: whatever uses it is refused.'}
        {roles > 0 && ` With it ${roles === 1 ? 'goes' : 'go'} ${plural(roles, 'role assignment')}.`} This cannot be
        undone.
      </p>
      {current.token_last_used !== undefined && (
        <p className={classes.text}>
          {current.token_last_used === null ? (
            'The token has never been used.'
          ) : (
            <>
              The token was last used <RelativeTime value={current.token_last_used} />.
            </>
          )}
        </p>
      )}
      <AccessChanges preview={preview} project={project} />
      {note}
    </ConfirmDialog>
  )
}
