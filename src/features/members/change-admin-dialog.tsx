import { useMutation, useQuery } from '@tanstack/react-query'
import type { Member } from '#contract/members.ts'
import { AccessChanges } from '#src/components/access-changes.tsx'
import { ConfirmDialog } from '#src/components/confirm-dialog.tsx'
import { showToast } from '#src/components/toast.tsx'
import { accessPreviewQuery } from '#src/features/access/access.queries.ts'
import { callName } from './member-rules.ts'
import classes from './members.module.css'
import { updateMemberMutation } from './members.queries.ts'
import { useSeenMember } from './seen-member.tsx'

export interface ChangeAdminDialogProps {
  organization: string
  member: Member
  isSelf: boolean
  onClose: () => void
}

/** Asks before a member becomes an admin or stops being one. */
export function ChangeAdminDialog({ organization, member, isSelf, onClose }: ChangeAdminDialogProps) {
  const update = useMutation(updateMemberMutation(organization))
  const { note, act } = useSeenMember(organization, member)
  const name = callName(member)
  const admin = !member.admin
  const preview = useQuery(
    accessPreviewQuery(organization, [{ type: 'organization_user_update', id: member.id, admin }]),
  )
  const who = isSelf ? 'yourself' : name

  const confirm = async () => {
    if (!(await act((ifMatch) => update.mutateAsync({ id: member.id, admin, ifMatch })))) return
    showToast({ kind: 'success', message: admin ? `${name} is an admin now` : `${name} is no longer an admin` })
    onClose()
  }
  return (
    <ConfirmDialog
      title={admin ? `Make ${who} an admin of ${organization}?` : `Remove ${who} as admin of ${organization}?`}
      confirmLabel={admin ? 'Make admin' : 'Remove admin'}
      size="lg"
      onConfirm={confirm}
      onClose={onClose}
    >
      {admin ? (
        <p className={classes.text}>
          {name} ({member.email}) will be able to do everything in {organization} and in all its projects: change and
          remove members, roles and service users.
        </p>
      ) : (
        <>
          <p className={classes.text}>
            {isSelf ? 'You stay a member and keep' : `${name} (${member.email}) stays a member and keeps`} the roles
            given in projects, and nothing beyond them.
          </p>
          {isSelf && (
            <p className={classes.text}>
              <strong>You cannot undo this yourself:</strong> another admin has to make you one again.
            </p>
          )}
        </>
      )}
      <AccessChanges preview={preview} />
      {note}
    </ConfirmDialog>
  )
}
