import { Button } from '@mantine/core'
import type { Member } from '#contract/members.ts'
import { messageOf } from '#src/api/api-error.ts'
import { Dialog } from '#src/components/dialog.tsx'
import { DialogActions } from '#src/components/dialog-actions.tsx'
import { ErrorNote } from '#src/components/error-note.tsx'
import { SecretDialog } from '#src/components/secret-dialog.tsx'
import { Skeleton } from '#src/components/skeleton.tsx'
import { Warning } from '#src/components/warning.tsx'
import { formatUtc } from '#src/lib/dates.ts'
import { plural } from '#src/lib/plural.ts'
import { callName } from './member-rules.ts'
import classes from './members.module.css'
import type { InvitationLinks } from './members.queries.ts'

export interface InvitationLinkDialogProps {
  organization: string
  people: readonly Member[]
  /** For how many of them it has been tried. */
  progress: number
  /** Undefined until all are done. */
  links: InvitationLinks | undefined
  error: unknown
  onRetry: () => void
  onClose: () => void
}

/** The links with which invited people join, shown once and together. */
export function InvitationLinkDialog({
  organization,
  people,
  progress,
  links,
  error,
  onRetry,
  onClose,
}: InvitationLinkDialogProps) {
  const whom = people.length === 1 && people[0] ? callName(people[0]) : plural(people.length, 'person', 'people')
  const [first, ...others] = links?.made ?? []
  if (links && first)
    return (
      <SecretDialog
        title={
          people.length === 1 ? 'Invitation link created' : `${plural(links.made.length, 'invitation link')} created`
        }
        {...(others.length === 0
          ? {
              secret: first.invitation.url,
              label: 'Invitation link',
              file: { name: `invitation-${first.member.email}.env`, variable: 'INVITATION_LINK' },
            }
          : {
              secret: links.made.map(({ member, invitation }) => `${member.email} ${invitation.url}`),
              label: 'Invitation links',
              file: { name: `invitations-${organization}.txt` },
            })}
        onClose={onClose}
      >
        {others.length === 0 ? (
          <>
            With it <strong>{first.member.email}</strong> sets a password and joins {organization}. It works once, until{' '}
            {formatUtc(first.invitation.expiry_date)}; any link made for them before has stopped working.
          </>
        ) : (
          `With the link after their address, each of them sets a password and joins ${organization}. It works once, until ${formatUtc(first.invitation.expiry_date)}; any link made for them before has stopped working.`
        )}
        <Failures {...links} />
      </SecretDialog>
    )
  const failure = error ?? (people.length === 1 ? links?.failed[0]?.error : undefined)
  return (
    <Dialog title={people.length === 1 ? 'Invitation link' : 'Invitation links'} onClose={onClose} size="lg">
      {failure || links ? (
        <>
          {failure ? (
            <ErrorNote
              error={failure}
              lead={`Could not make ${people.length === 1 ? 'a link' : 'links'} for ${whom}.`}
            />
          ) : (
            links && <Failures {...links} />
          )}
          <DialogActions>
            <Button variant="default" onClick={onClose}>
              Close
            </Button>
            <Button onClick={onRetry}>Try again</Button>
          </DialogActions>
        </>
      ) : (
        <div aria-busy="true">
          <p className={classes.note} role="status">
            {people.length === 1
              ? `Making a link for ${whom}…`
              : `Making links for ${whom}: ${progress} of ${people.length}…`}
          </p>
          <Skeleton width="60%" />
        </div>
      )}
    </Dialog>
  )
}

/** Who has got no link, and why. */
function Failures({ failed }: InvitationLinks) {
  if (failed.length === 0) return null
  return (
    <Warning>
      {plural(failed.length, 'person', 'people')} got no link. Where one is still needed, the menu of the row makes it.
      <ul className={classes.failures}>
        {failed.map(({ member, error }) => (
          <li key={member.id}>
            {member.email}: {messageOf(error)}
          </li>
        ))}
      </ul>
    </Warning>
  )
}
