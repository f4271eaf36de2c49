import { useQueryClient } from '@tanstack/react-query'
import type { ServiceUser } from '#contract/service-users.ts'
import { ChangedNote } from '#src/components/changed-note.tsx'
import { useSeenState } from '#src/lib/use-seen-state.ts'
import { describeChanges, isSameServiceUser } from './service-user-form.ts'
import { serviceUserListQuery, serviceUserQuery } from './service-users.queries.ts'

/** The service user of a row as a question about it shows it; with a note where it has changed since. */
export function useSeenServiceUser(project: string, shown: ServiceUser) {
  const client = useQueryClient()
  const {
    current = shown,
    before,
    act,
  } = useSeenState({
    shown,
    read: async () => {
      const { serviceUser, etag } = await client.fetchQuery(serviceUserQuery(project, shown.id))
      return { data: serviceUser, etag }
    },
    isSame: isSameServiceUser,
    // The list behind the dialog is as old as what it was opened with.
    onChanged: () => void client.invalidateQueries({ queryKey: serviceUserListQuery(project).queryKey }),
  })
  const note = before && (
    <ChangedNote
      title="Somebody else has changed it since you opened this list. Nothing was done."
      changes={describeChanges(before, current)}
    >
      Confirm again if you still want to go on.
    </ChangedNote>
  )
  return { current, note, act }
}
