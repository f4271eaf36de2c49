import { useMutation, useQuery } from '@tanstack/react-query'
import type { Member } from '#contract/members.ts'
import { AccessChanges } from '#src/components/access-changes.tsx'
import { ConfirmDialog } from '#src/components/confirm-dialog.tsx'
import { showToast } from '#src/components/toast.tsx'
import { accessPreviewQuery } from '#src/features/access/access.queries.ts'
import { changeLabel, changeQuestion, isAdminStanding, nowPhrase, profileOf, type Standing } from './member-profiles.ts'
import { callName } from './member-rules.ts'
import classes from './members.module.css'
import { updateMemberMutation } from './members.queries.ts'
import { useSeenMember } from './seen-member.tsx'

export interface ChangeProfileDialogProps {
  organization: string
  member: Member
  /** What the member is to be from now on. */
  to: Standing
  isSelf: boolean
  onClose: () => void
}

/** Asks before a member gets another profile, or becomes an admin or stops being one where there are no profiles. */
export function ChangeProfileDialog({ organization, member, to, isSelf, onClose }: ChangeProfileDialogProps) {
  const update = useMutation(updateMemberMutation(organization))
  const { note, act } = useSeenMember(organization, member)
  const name = callName(member)

  const confirm = async () => {
    if (!(await act((ifMatch) => update.mutateAsync({ id: member.id, ifMatch, ...to })))) return
    showToast({ kind: 'success', message: `${name} ${nowPhrase(to)}` })
    onClose()
  }
  return (
    <ConfirmDialog
      title={changeQuestion(to, isSelf ? 'yourself' : name, organization)}
      confirmLabel={changeLabel(to)}
      kind={profileOf(member) === 'READ_ONLY' && !isAdminStanding(to) ? 'granting' : 'breaking'}
      size="lg"
      onConfirm={confirm}
      onClose={onClose}
    >
      <Meaning organization={organization} member={member} to={to} isSelf={isSelf} />
      {member.admin !== isAdminStanding(to) && <Preview organization={organization} member={member} to={to} />}
      {note}
    </ConfirmDialog>
  )
}

/** Only owners have permissions in projects by their profile, so that other changes take and give none there. */
function Preview({ organization, member, to }: Pick<ChangeProfileDialogProps, 'organization' | 'member' | 'to'>) {
  const change = { type: 'organization_user_update' as const, id: member.id, admin: isAdminStanding(to) }
  const preview = useQuery(accessPreviewQuery(organization, [change]))
  // In the organization much changes all the same.
  return <AccessChanges preview={preview} unchanged="In projects nobody gains or loses anything" />
}

function Meaning({ organization, member, to, isSelf }: Omit<ChangeProfileDialogProps, 'onClose'>) {
  const person = `${callName(member)} (${member.email})`
  if (isAdminStanding(to))
    return (
      <p className={classes.text}>
        {person} will be able to do everything in {organization} and in all its projects: change and remove members,
        roles and service users.
      </p>
    )
  return (
    <>
      {'profile' in to && (
        <p className={classes.text}>
          {to.profile === 'CLUSTER_ADMIN'
            ? 'A cluster admin may create account service users, and administer those that name them.'
            : 'Who is read only sees the organization and changes nothing in it.'}
          {profileOf(member) !== 'READ_ONLY' &&
            to.profile === 'READ_ONLY' &&
            ` ${isSelf ? 'You administer' : `${callName(member)} administers`} no account service user any more, and a later change of the profile does not bring that back.`}
        </p>
      )}
      <p className={classes.text}>
        {isSelf ? 'You stay a member and keep' : `${person} stays a member and keeps`} the roles given in projects, and
        nothing there beyond them.
      </p>
      {isSelf && member.admin && (
        <p className={classes.text}>
          <strong>You cannot undo this yourself:</strong> another admin has to make you one again.
        </p>
      )}
    </>
  )
}
