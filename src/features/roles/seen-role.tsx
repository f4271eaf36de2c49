import { useQueryClient } from '@tanstack/react-query'
import { ChangedNote } from '#src/components/changed-note.tsx'
import { useSeenState } from '#src/lib/use-seen-state.ts'
import { describeRoleChange } from './role-view.ts'
import { roleKeys, roleQuery } from './roles.queries.ts'

/** The role that a question is about; with a note where somebody has changed it since the question was opened. */
export function useSeenRole(project: string, name: string) {
  const client = useQueryClient()
  const { current, before, act } = useSeenState({
    // A list tells no permissions of a role.
    shown: undefined,
    read: async () => {
      const { role, etag } = await client.fetchQuery({ ...roleQuery(project, name), staleTime: 0 })
      return { data: role, etag }
    },
    isSame: (one, other) => one.id === other.id,
    onChanged: () => void client.invalidateQueries({ queryKey: roleKeys.list(project) }),
  })
  const note = before && current && (
    <ChangedNote
      title="Somebody else has changed this role since you opened this. It is not deleted."
      changes={describeRoleChange(before, current)}
    >
      Confirm again if you still want to delete it.
    </ChangedNote>
  )
  return { note, act }
}
