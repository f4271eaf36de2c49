import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from 'react-router-dom'
import type { Member, MemberRoleAssignment } from '#contract/members.ts'
import { AccessChanges } from '#src/components/access-changes.tsx'
import { ConfirmDialog } from '#src/components/confirm-dialog.tsx'
import { ErrorNote } from '#src/components/error-note.tsx'
import { Skeleton } from '#src/components/skeleton.tsx'
import { showToast } from '#src/components/toast.tsx'
import { accessPreviewQuery } from '#src/features/access/access.queries.ts'
import { paths } from '#src/lib/paths.ts'
import { plural } from '#src/lib/plural.ts'
import { callName } from './member-rules.ts'
import classes from './members.module.css'
import {
  leaveOrganizationMutation,
  memberKeys,
  memberRoleAssignmentsQuery,
  removeMemberMutation,
} from './members.queries.ts'
import { useSeenMember } from './seen-member.tsx'

export interface RemoveMemberDialogProps {
  organization: string
  member: Member
  isSelf: boolean
  onClose: () => void
}

/** Asks before a member is removed, and says what goes with them. */
export function RemoveMemberDialog({ organization, member, isSelf, onClose }: RemoveMemberDialogProps) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const assignments = useQuery(memberRoleAssignmentsQuery(organization, member.id))
  const preview = useQuery(accessPreviewQuery(organization, [{ type: 'organization_user_delete', id: member.id }]))
  const remove = useMutation((isSelf ? leaveOrganizationMutation : removeMemberMutation)(organization))
  const { note, act } = useSeenMember(organization, member)
  const name = callName(member)

  const confirm = async () => {
    if (!(await act((ifMatch) => remove.mutateAsync({ id: member.id, ifMatch })))) return
    onClose()
    showToast({ kind: 'success', message: isSelf ? `You have left ${organization}` : `${name} removed` })
    if (!isSelf) return
    await navigate(paths.organizations(), { replace: true })
    client.removeQueries({ queryKey: memberKeys.all(organization) })
  }
  return (
    <ConfirmDialog
      title={isSelf ? `Leave ${organization}?` : `Remove ${name} from ${organization}?`}
      confirmLabel={isSelf ? 'Remove myself' : 'Remove member'}
      size="lg"
      onConfirm={confirm}
      onClose={onClose}
    >
      {isSelf ? (
        <p className={classes.text}>
          <strong>You lose access to {organization} and all its projects at once,</strong> and only one of its admins
          can add you again.
        </p>
      ) : (
        <p className={classes.text}>
          {member.email} loses access to {organization} and all its projects at once.
        </p>
      )}
      {assignments.data ? (
        <p className={classes.text}>{lossOf(assignments.data)}</p>
      ) : assignments.error ? (
        <ErrorNote error={assignments.error} lead="Which roles go cannot be shown." />
      ) : (
        <div aria-busy="true">
          <Skeleton width="60%" />
        </div>
      )}
      <AccessChanges preview={preview} />
      {note}
    </ConfirmDialog>
  )
}

function lossOf(assignments: readonly MemberRoleAssignment[]): string {
  if (assignments.length === 0) return 'No role assignment goes with it.'
  const projects = new Set(assignments.map(({ project }) => project)).size
  const verb = assignments.length === 1 ? 'goes' : 'go'
  return `${plural(assignments.length, 'role assignment')} in ${plural(projects, 'project')} ${verb} too, and cannot be brought back.`
}
