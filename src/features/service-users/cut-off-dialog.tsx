import { useMutation } from '@tanstack/react-query'
import { useId, useState } from 'react'
import type { OwnAccess } from '#contract/access.ts'
import type { ServiceUser } from '#contract/service-users.ts'
import { ConfirmDialog } from '#src/components/confirm-dialog.tsx'
import { SecretDialog } from '#src/components/lazy-dialogs.tsx'
import { RelativeTime } from '#src/components/relative-time.tsx'
import { showToast } from '#src/components/toast.tsx'
import { newIdempotencyKey } from '#src/lib/idempotency-key.ts'
import { whyNot } from '#src/lib/own-rights.ts'
import { plural } from '#src/lib/plural.ts'
import { useNow } from '#src/lib/use-now.ts'
import classes from './cut-off-dialog.module.css'
import { isInUse } from './in-use.ts'
import { useSeenServiceUser } from './seen-service-user.tsx'
import { labelOf } from './service-user-columns.tsx'
import { deleteServiceUserMutation, type TokenReset } from './service-users.queries.ts'

interface CutOffDialogProps {
  project: string
  serviceUser: ServiceUser
  /** What takes over from it, while a rotation is under way. */
  replacement: ServiceUser | undefined
  own: OwnAccess | undefined
  onReset: (reset: TokenReset) => Promise<unknown>
  onClose: () => void
}

type Afterwards = 'renew' | 'delete'

/** Ends a token that has leaked, and asks only what is to be afterwards. */
export function CutOffDialog({ project, serviceUser, replacement, own, onReset, onClose }: CutOffDialogProps) {
  const name = useId()
  const now = useNow()
  const [idempotencyKey] = useState(newIdempotencyKey)
  const remove = useMutation(deleteServiceUserMutation(project))
  const { current, note, act } = useSeenServiceUser(project, serviceUser)
  const { id, role_assignment_count: roles = 0 } = current
  const isReplaced = replacement !== undefined && isInUse(replacement, now)
  const label = labelOf(current)
  const choices: readonly { value: Afterwards; title: string; text: string; disabledReason: string | undefined }[] = [
    {
      value: 'renew',
      title: 'Give it a new token',
      text: 'It keeps its roles and origins. The new token is shown once.',
      disabledReason: whyNot(own, 'service_users.token.update'),
    },
    {
      value: 'delete',
      title: 'Delete it',
      text: isReplaced
        ? 'Its replacement, which is in use, goes on working. This completes the rotation.'
        : `Nothing of it is left${roles > 0 ? `, nor of its ${plural(roles, 'role assignment')}` : ''}. This cannot be undone.`,
      disabledReason: whyNot(own, 'service_users.delete'),
    },
  ]
  const offered = choices.filter(({ disabledReason }) => disabledReason === undefined).map(({ value }) => value)
  const preferred = isReplaced && offered.includes('delete') ? 'delete' : offered[0]
  const [wanted, setWanted] = useState<Afterwards>()
  // What may be done can become known, and change, while one chooses.
  const chosen = wanted !== undefined && offered.includes(wanted) ? wanted : preferred

  const cutOff = async () => {
    if (chosen === 'delete') {
      if (!(await act((ifMatch) => remove.mutateAsync({ id, ifMatch })))) return
      showToast({ kind: 'success', message: `The token of ${label} is cut off, and the service user deleted` })
      onClose()
      return
    }
    // A token that could not be shown must not be asked for.
    await SecretDialog.ready()
    if (await act((ifMatch) => onReset({ id, idempotencyKey, ifMatch }))) onClose()
  }
  return (
    <ConfirmDialog
      title={`Cut off the leaked token of ${label}?`}
      confirmLabel="Cut off now"
      onConfirm={cutOff}
      onClose={onClose}
    >
      <p className={classes.text}>
        It stops working at once, for whoever found it and for everything that uses it.
        {current.token_last_used && (
          <>
            {' '}
            It was last used <RelativeTime value={current.token_last_used} />.
          </>
        )}
      </p>
      <fieldset className={classes.choices}>
        <legend>What becomes of the service user</legend>
        {choices.map(({ value, title, text, disabledReason }) => (
          <label key={value} className={classes.choice}>
            <input
              type="radio"
              name={name}
              value={value}
              checked={chosen === value}
              disabled={disabledReason !== undefined}
              onChange={() => setWanted(value)}
            />
            <span>
              <strong>{title}</strong>
              <span className={classes.explanation}>{disabledReason ?? text}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {note}
    </ConfirmDialog>
  )
}
