import { useQueryClient } from '@tanstack/react-query'
import type { AccountServiceUser } from '#contract/account-service-users.ts'
import { ChangedNote } from '#src/components/changed-note.tsx'
import { useSeenState } from '#src/lib/use-seen-state.ts'
import { describeChanges } from './account-service-user-changes.ts'
import { accountServiceUserListQuery, accountServiceUserQuery } from './account-service-users.queries.ts'

/** The service user as a question about it shows it; with a note where it has changed since it was opened. */
export function useSeenAccountServiceUser(organization: string, shown: AccountServiceUser) {
  const client = useQueryClient()
  const {
    current = shown,
    before,
    act,
  } = useSeenState({
    shown,
    read: () => client.fetchQuery({ ...accountServiceUserQuery(organization, shown.username), staleTime: 0 }),
    isSame: (one, other) => describeChanges(one, other).length === 0,
    // The list behind the dialog is as old as what it was opened with.
    onChanged: () => void client.invalidateQueries({ queryKey: accountServiceUserListQuery(organization).queryKey }),
  })
  const changes = before && describeChanges(before, current)
  const note = changes && (
    <ChangedNote
      title="Somebody else has changed it since you opened this. Nothing was done."
      changes={changes.length === 0 ? ['A change was taken back'] : changes}
    >
      Confirm again if you still want to go on.
    </ChangedNote>
  )
  return { current, note, act }
}
