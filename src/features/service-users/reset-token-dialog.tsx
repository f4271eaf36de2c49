import { useState } from 'react'
import type { ServiceUser } from '#contract/service-users.ts'
import { ConfirmDialog } from '#src/components/confirm-dialog.tsx'
import { SecretDialog } from '#src/components/lazy-dialogs.tsx'
import { RelativeTime } from '#src/components/relative-time.tsx'
import { newIdempotencyKey } from '#src/lib/idempotency-key.ts'
import { useSeenServiceUser } from './seen-service-user.tsx'
import { labelOf } from './service-user-columns.tsx'
import classes from './service-users.page.module.css'
import type { TokenReset } from './service-users.queries.ts'

interface ResetTokenDialogProps {
  project: string
  serviceUser: ServiceUser
  onReset: (reset: TokenReset) => Promise<unknown>
  onClose: () => void
}

/** Asks before a token stops working. Two resets at once would leave the first one with a dead token: one is refused. */
export function ResetTokenDialog({ project, serviceUser, onReset, onClose }: ResetTokenDialogProps) {
  // One key for all tries of this dialog, so that a lost answer is given again.
  const [idempotencyKey] = useState(newIdempotencyKey)
  const { current, note, act } = useSeenServiceUser(project, serviceUser)
  return (
    <ConfirmDialog
      title={`Reset the token of ${labelOf(current)}?`}
      confirmLabel="Reset token"
      onConfirm={async () => {
        await SecretDialog.ready()
        if (await act((ifMatch) => onReset({ id: serviceUser.id, idempotencyKey, ifMatch }))) onClose()
      }}
      onClose={onClose}
    >
      <p className={classes.text}>
        The old token stops working now. Whatever uses it is refused until it has the new one, which is shown once.
      </p>
      {current.token_last_used && (
        <p className={classes.text}>
          It was last used <RelativeTime value={current.token_last_used} />.
        </p>
      )}
      {note}
    </ConfirmDialog>
  )
}
