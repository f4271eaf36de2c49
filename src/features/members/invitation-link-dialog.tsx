import { Button } from '@mantine/core'
import type { Invitation } from '#contract/invitations.ts'
import type { Member } from '#contract/members.ts'
import { Dialog } from '#src/components/dialog.tsx'
import { DialogActions } from '#src/components/dialog-actions.tsx'
import { ErrorNote } from '#src/components/error-note.tsx'
import { SecretDialog } from '#src/components/secret-dialog.tsx'
import { Skeleton } from '#src/components/skeleton.tsx'
import { formatUtc } from '#src/lib/dates.ts'
import { plural } from '#src/lib/plural.ts'
import { callName } from './member-rules.ts'
import classes from './members.module.css'

export interface InvitationLinkDialogProps {
  organization: string
  member: Member
  /** The how manieth of `count` links in a row. */
  position: number
  count: number
  /** Undefined until it is made. */
  invitation: Invitation | undefined
  error: unknown
  onRetry: () => void
  onNext: () => void
  onLeaveOthers: () => void
}

/** The link with which one invited person joins, shown once; with several people, one after another. */
export function InvitationLinkDialog({
  organization,
  member,
  position,
  count,
  invitation,
  error,
  onRetry,
  onNext,
  onLeaveOthers,
}: InvitationLinkDialogProps) {
  const title = count > 1 ? `Invitation link ${position} of ${count}` : 'Invitation link created'
  const others = count - position
  if (invitation)
    return (
      <SecretDialog
        title={title}
        secret={invitation.url}
        label="Invitation link"
        file={{ name: `invitation-${member.email}.env`, variable: 'INVITATION_LINK' }}
        onClose={onNext}
      >
        With it {<strong>{member.email}</strong>} sets a password and joins {organization}. It works once, until{' '}
        {formatUtc(invitation.expiry_date)}; any link made for them before has stopped working.
        {others > 0 && (
          <Button variant="subtle" size="compact-sm" className={classes.leaveOthers ?? ''} onClick={onLeaveOthers}>
            Leave the other {plural(others, 'link')} for later
          </Button>
        )}
      </SecretDialog>
    )
  return (
    <Dialog title={title} onClose={onNext} size="lg">
      {error ? (
        <>
          <ErrorNote error={error} lead={`Could not make a link for ${callName(member)}.`} />
          <DialogActions>
            <Button variant="default" onClick={onNext}>
              {others > 0 ? 'Skip' : 'Close'}
            </Button>
            <Button onClick={onRetry}>Try again</Button>
          </DialogActions>
        </>
      ) : (
        <div aria-busy="true">
          <p className={classes.note}>Making a link for {callName(member)}…</p>
          <Skeleton width="60%" />
        </div>
      )}
    </Dialog>
  )
}
