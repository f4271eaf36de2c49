import { Button } from '@mantine/core'
import type { Member } from '#contract/members.ts'
import { messageOf, requestIdOf } from '#src/api/api-error.ts'
import { DialogActions } from '#src/components/dialog-actions.tsx'
import { useDialog } from '#src/components/dialog-context.ts'
import { ErrorNote } from '#src/components/error-note.tsx'
import { StateBadge } from '#src/components/state-badge.tsx'
import { plural } from '#src/lib/plural.ts'
import { useFocusAtStart } from '#src/lib/use-focus-at-start.ts'
import type { NewRole } from './add-members.queries.ts'
import { type AddOutcome, needsInvitation } from './add-members.ts'
import classes from './members.module.css'

export interface AddMembersResultProps {
  outcomes: readonly AddOutcome[]
  role: NewRole | undefined
  isRunning: boolean
  /** What stopped the run before its end. */
  error: unknown
  /** Goes on with those that failed or still wait. */
  onRetry: () => void
  onClose: () => void
  onInvite: (people: readonly Member[]) => void
}

/** What adding did, line by line, with a way on for what failed. */
export function AddMembersResult({
  outcomes,
  role,
  isRunning,
  error,
  onRetry,
  onClose,
  onInvite,
}: AddMembersResultProps) {
  const dialog = useDialog()
  const summary = useFocusAtStart<HTMLParagraphElement>()
  const count = (state: AddOutcome['state']) => outcomes.filter((outcome) => outcome.state === state).length
  const open = count('failed') + count('waiting')
  const invited = outcomes.flatMap(({ member }) => (member && needsInvitation(member) ? [member] : []))
  return (
    <>
      <p className={classes.summary} role="status" tabIndex={-1} ref={summary}>
        {isRunning
          ? `Adding… ${outcomes.length - count('waiting')} of ${outcomes.length}`
          : `${plural(count('added'), 'person', 'people')} added${open > 0 ? `, ${open} not` : ''}.`}
      </p>
      <ul className={classes.lines} aria-label="Result" tabIndex={0}>
        {outcomes.map((outcome) => (
          <li key={outcome.email} className={classes.line}>
            <span className={classes.email}>{outcome.email}</span>
            <span className={classes.outcome}>
              <Result outcome={outcome} role={role} />
            </span>
          </li>
        ))}
      </ul>
      {error !== null && !isRunning && <ErrorNote error={error} lead="Adding stopped." />}
      {!isRunning && invited.length > 0 && (
        <p className={classes.note}>
          {plural(invited.length, 'person is', 'people are')} new to the system and{' '}
          {invited.length === 1 ? 'needs' : 'need'} a link to join. Links can also be made later, in the menu of each
          row.
        </p>
      )}
      <DialogActions>
        {isRunning ? (
          <Button variant="default" onClick={() => dialog?.requestClose()}>
            Stop
          </Button>
        ) : (
          <>
            {open > 0 && (
              <Button variant="default" onClick={onRetry}>
                Retry {plural(open, 'person', 'people')}
              </Button>
            )}
            <Button variant={invited.length > 0 ? 'default' : 'filled'} onClick={onClose}>
              Done
            </Button>
            {invited.length > 0 && (
              <Button onClick={() => onInvite(invited)}>Show {plural(invited.length, 'invitation link')}</Button>
            )}
          </>
        )}
      </DialogActions>
    </>
  )
}

function Result({ outcome, role }: { outcome: AddOutcome; role: NewRole | undefined }) {
  const { state, member, error } = outcome
  if (state === 'waiting') return 'Waiting'
  if (state === 'none')
    return (
      <>
        <StateBadge>No change</StateBadge> Became a member in the meantime
      </>
    )
  if (state === 'failed') {
    const requestId = requestIdOf(error)
    return (
      <>
        <StateBadge tone="danger">{member ? 'Added, but without the role' : 'Not added'}</StateBadge> {messageOf(error)}
        {requestId && <span className={classes.requestId}>Request {requestId}</span>}
      </>
    )
  }
  return (
    <>
      <StateBadge tone="success">{member && needsInvitation(member) ? 'Invited' : 'Added'}</StateBadge>
      {role && ` ${role.role} in ${role.project}`}
    </>
  )
}
