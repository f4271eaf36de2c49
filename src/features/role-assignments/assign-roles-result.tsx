import { Button } from '@mantine/core'
import { messageOf, requestIdOf } from '#src/api/api-error.ts'
import { DialogActions } from '#src/components/dialog-actions.tsx'
import { useDialog } from '#src/components/dialog-context.ts'
import { ErrorNote } from '#src/components/error-note.tsx'
import { StateBadge } from '#src/components/state-badge.tsx'
import { formatCount } from '#src/lib/numbers.ts'
import { plural } from '#src/lib/plural.ts'
import { useFocusAtStart } from '#src/lib/use-focus-at-start.ts'
import { AssignmentLines } from './assignment-lines.tsx'
import type { AssignOutcome } from './assignment-plan.ts'
import classes from './role-assignments.module.css'

export interface AssignRolesResultProps {
  outcomes: readonly AssignOutcome[]
  isRunning: boolean
  /** What stopped the run before its end. */
  error: unknown
  nameOf: (assignee: string) => string
  /** Goes on with those that failed or still wait. */
  onRetry: () => void
  /** Goes to what was chosen, to change it. */
  onBack: () => void
  onClose: () => void
}

/** What assigning did, line by line, with a way on for what failed. */
export function AssignRolesResult({
  outcomes,
  isRunning,
  error,
  nameOf,
  onRetry,
  onBack,
  onClose,
}: AssignRolesResultProps) {
  const dialog = useDialog()
  const summary = useFocusAtStart<HTMLParagraphElement>()
  const count = (state: AssignOutcome['state']) => outcomes.filter((outcome) => outcome.state === state).length
  const open = count('failed') + count('waiting')
  const lines = outcomes.map((outcome) => ({ ...outcome.assignment, outcome }))
  return (
    <>
      <p className={classes.summary} role="status" tabIndex={-1} ref={summary}>
        {isRunning
          ? `Assigning… ${formatCount(outcomes.length - count('waiting'))} of ${formatCount(outcomes.length)}`
          : `${plural(count('created'), 'assignment')} made${open > 0 ? `, ${formatCount(open)} not` : ''}.`}
      </p>
      {isRunning && (
        <progress
          className={classes.progress}
          value={outcomes.length - count('waiting')}
          max={outcomes.length}
          aria-label="Progress"
        />
      )}
      {error !== undefined && !isRunning && <ErrorNote error={error} lead="Assigning stopped." />}
      <AssignmentLines
        label="Result"
        // What failed is what there is to do.
        assignments={isRunning ? lines : lines.toSorted((a, b) => order(a.outcome) - order(b.outcome))}
        nameOf={nameOf}
      >
        {({ outcome }) => <Result outcome={outcome} />}
      </AssignmentLines>
      <DialogActions>
        {isRunning ? (
          <Button variant="default" onClick={() => dialog?.requestClose()}>
            Stop
          </Button>
        ) : (
          <>
            {open > 0 && (
              <Button variant="default" onClick={onBack}>
                Change selection
              </Button>
            )}
            <Button variant={open > 0 ? 'default' : 'filled'} onClick={onClose}>
              Done
            </Button>
            {open > 0 && <Button onClick={onRetry}>Retry {formatCount(open)}</Button>}
          </>
        )}
      </DialogActions>
    </>
  )
}

const order = ({ state }: AssignOutcome) => ['failed', 'waiting', 'created'].indexOf(state)

function Result({ outcome: { state, error } }: { outcome: AssignOutcome }) {
  if (state === 'waiting') return 'Waiting'
  if (state === 'created') return <StateBadge tone="success">Made</StateBadge>
  const requestId = requestIdOf(error)
  return (
    <>
      <StateBadge tone="danger">Not made</StateBadge> {messageOf(error)}
      {requestId && <span className={classes.requestId}>Request {requestId}</span>}
    </>
  )
}
