import { useQueryClient } from '@tanstack/react-query'
import type { Member } from '#contract/members.ts'
import { ChangedNote } from '#src/components/changed-note.tsx'
import { useSeenState } from '#src/lib/use-seen-state.ts'
import { callName } from './member-rules.ts'
import { memberListQuery, memberQuery } from './members.queries.ts'

/** The member of a row as a question about them shows it; with a note where somebody has changed it since. */
export function useSeenMember(organization: string, shown: Member) {
  const client = useQueryClient()
  const {
    current = shown,
    before,
    act,
  } = useSeenState({
    shown,
    read: () => client.fetchQuery(memberQuery(organization, shown.id)),
    isSame: (one, other) => one.admin === other.admin && one.status === other.status,
    // The list behind the dialog is as old as what it was opened with.
    onChanged: () => void client.invalidateQueries({ queryKey: memberListQuery(organization).queryKey }),
  })
  const note = before && (
    <ChangedNote
      title="Somebody else has changed this member since you opened the list. Nothing was done."
      changes={describeMemberChange(before, current)}
    >
      Confirm again if you still want to go on.
    </ChangedNote>
  )
  return { note, act }
}

/** What turned one state of a member into another, a sentence each. */
function describeMemberChange(before: Member, after: Member): string[] {
  const name = callName(after)
  return [
    before.admin !== after.admin && `${name} is ${after.admin ? 'an admin now' : 'no longer an admin'}.`,
    before.status !== after.status && after.status === 'active' && `${name} has accepted the invitation.`,
    before.admin === after.admin && before.status === after.status && 'A change was taken back, or an invitation sent.',
  ].filter((line) => line !== false)
}
