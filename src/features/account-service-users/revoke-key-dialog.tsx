import type { AccountServiceUser } from '#contract/account-service-users.ts'
import { ConfirmDialog } from '#src/components/confirm-dialog.tsx'
import { SecretDialog } from '#src/components/lazy-dialogs.tsx'
import classes from './account-service-users.module.css'
import { useSeenAccountServiceUser } from './seen-account-service-user.tsx'

interface RevokeKeyDialogProps {
  organization: string
  serviceUser: AccountServiceUser
  /** What the type of the key is called. */
  type: string
  /** `rotate`: a new key follows the old one. */
  kind: 'revoke' | 'rotate'
  /** Revokes the key of the state with this ETag. */
  onRevoke: (ifMatch: string | undefined) => Promise<unknown>
  onRevoked: () => void
  onClose: () => void
}

/** Asks before a key stops working. */
export function RevokeKeyDialog({
  organization,
  serviceUser,
  type,
  kind,
  onRevoke,
  onRevoked,
  onClose,
}: RevokeKeyDialogProps) {
  const { note, act } = useSeenAccountServiceUser(organization, serviceUser)
  const isRotation = kind === 'rotate'
  return (
    <ConfirmDialog
      title={`${isRotation ? 'Rotate' : 'Revoke'} the ${type} key of ${serviceUser.username}?`}
      confirmLabel={isRotation ? 'Rotate key' : 'Revoke key'}
      onConfirm={async () => {
        // A key that could not be shown must not be asked for, and the old one not revoked for it.
        if (isRotation) await SecretDialog.ready()
        if (await act(onRevoke)) onRevoked()
      }}
      onClose={onClose}
    >
      <p className={classes.text}>
        {isRotation
          ? 'The old key stops working at once. Whatever uses it is refused until it has the new one, which is shown once.'
          : 'It stops working at once: whatever uses it is refused. A new one can be generated at any time.'}
      </p>
      {note}
    </ConfirmDialog>
  )
}
