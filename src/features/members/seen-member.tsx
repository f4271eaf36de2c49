import { useQueryClient } from '@tanstack/react-query'
import type { Member } from '#contract/members.ts'
import { ChangedNote } from '#src/components/changed-note.tsx'
import { useSeenState } from '#src/lib/use-seen-state.ts'
import { isSameStanding, nowPhrase, standingOf } from './member-profiles.ts'
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
    isSame: (one, other) => isSameStanding(one, other) && one.status === other.status,
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
  const isSame = isSameStanding(before, after)
  return [
    !isSame && `${name} ${nowPhrase(standingOf(after))}.`,
    before.status !== after.status && after.status === 'active' && `${name} has accepted the invitation.`,
    isSame && before.status === after.status && 'A change was taken back, or an invitation sent.',
  ].filter((line) => line !== false)
}
