import { useMutation } from '@tanstack/react-query'
import type { AccountServiceUser } from '#contract/account-service-users.ts'
import { ConfirmDialog } from '#src/components/confirm-dialog.tsx'
import { showToast } from '#src/components/toast.tsx'
import { plural } from '#src/lib/plural.ts'
import classes from './account-service-users.module.css'
import { deactivateAccountServiceUserMutation } from './account-service-users.queries.ts'
import { heldTypes } from './key-types.ts'
import { useSeenAccountServiceUser } from './seen-account-service-user.tsx'

interface DeactivateDialogProps {
  organization: string
  serviceUser: AccountServiceUser
  onDeactivated: () => void
  onClose: () => void
}

/** Asks for the username, and lists the keys that die with the service user. */
export function DeactivateDialog({ organization, serviceUser, onDeactivated, onClose }: DeactivateDialogProps) {
  const deactivate = useMutation(deactivateAccountServiceUserMutation(organization))
  const { current, note, act } = useSeenAccountServiceUser(organization, serviceUser)
  const { username } = serviceUser
  const types = heldTypes(current)

  const confirm = async () => {
    if (!(await act((ifMatch) => deactivate.mutateAsync({ username, ifMatch })))) return
    showToast({ kind: 'success', message: `${username} deactivated` })
    onDeactivated()
  }
  return (
    <ConfirmDialog
      title={`Deactivate ${username}?`}
      confirmLabel="Deactivate"
      typedName={username}
      onConfirm={confirm}
      onClose={onClose}
    >
      {types.length === 0 ? (
        <p className={classes.text}>It has no key, so nothing uses it. This cannot be undone.</p>
      ) : (
        <>
          <p className={classes.text}>
            {plural(types.length, 'API key')} {types.length === 1 ? 'stops' : 'stop'} working at once, and whatever uses{' '}
            {types.length === 1 ? 'it' : 'one of them'} is refused. This cannot be undone.
          </p>
          <ul className={classes.lost} aria-label="Keys that stop working">
            {types.map((type) => (
              <li key={type}>{type}</li>
            ))}
          </ul>
        </>
      )}
      {note}
    </ConfirmDialog>
  )
}
