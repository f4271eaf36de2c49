import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { memberListQuery } from '#src/features/members/members.queries.ts'
import { sessionQuery } from '#src/features/session/session.queries.ts'
import type { Caller } from './rights.ts'

/** Who is signed in, with their profile in the organization. */
export function useCaller(organization: string): Caller {
  const { data: session } = useQuery(sessionQuery())
  const { data: members } = useQuery(memberListQuery(organization))
  const user = session?.user
  return useMemo(
    () => ({ email: user?.email, profile: members?.find(({ id }) => id === user?.id)?.profile }),
    [user, members],
  )
}
