import { useQueryClient } from '@tanstack/react-query'
import type { AccessExplanation } from '#contract/access.ts'
import type { Member } from '#contract/members.ts'
import { ChangedNote } from '#src/components/changed-note.tsx'
import { memberQuery } from '#src/features/members/members.queries.ts'
import { type Tagged, useSeenState } from '#src/lib/use-seen-state.ts'
import { accessKeys } from './access.queries.ts'
import { labelOf } from './access-wording.ts'

interface SeenAdminOptions {
  project: string
  organization: string | undefined
  explanation: AccessExplanation
  /** Nobody stops being an admin by other changes, so there is nobody to read. */
  isNeeded: boolean
  onChanged: () => void
}

/** The admin who stops being one, as they were when the question was opened; with a note where others were faster. */
export function useSeenAdmin({ project, organization, explanation, isNeeded, onChanged }: SeenAdminOptions) {
  const client = useQueryClient()
  const { current, before, act } = useSeenState<Member | undefined>({
    // The explanation tells no more of a member than that they are an admin.
    shown: undefined,
    read: async (): Promise<Tagged<Member | undefined>> =>
      isNeeded
        ? client.fetchQuery(memberQuery(organization ?? '', explanation.assignee))
        : { data: undefined, etag: undefined },
    isSame: (one, other) => one?.admin === other?.admin && one?.status === other?.status,
    onChanged: () => {
      void client.invalidateQueries({ queryKey: accessKeys.all(project) })
      onChanged()
    },
  })
  const note = before && current && (
    <ChangedNote
      title="Somebody else has changed this member since you opened this. Their admin right was left as it is."
      changes={describeChange(labelOf(explanation), before, current)}
    >
      Confirm again if you still want to go on.
    </ChangedNote>
  )
  return { note, act }
}

function describeChange(name: string, before: Member, { admin, status }: Member): string[] {
  const changes = [
    before.admin !== admin && `${name} is ${admin ? 'an admin now' : 'no longer an admin'}.`,
    before.status !== status && status === 'active' && `${name} has accepted the invitation.`,
  ].filter((line) => line !== false)
  return changes.length > 0 ? changes : ['A change was taken back, or an invitation sent.']
}
