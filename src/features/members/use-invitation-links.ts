import { useMutation } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import type { Member } from '#contract/members.ts'
import { newIdempotencyKey } from '#src/lib/idempotency-key.ts'
import { createInvitationMutation } from './members.queries.ts'

interface Queue {
  people: readonly Member[]
  index: number
}

/**
 * Invitation links for people, one at a time: the next is made when the one before has been closed, so that no more
 * than one is ever in the page.
 */
export function useInvitationLinks(organization: string) {
  const [queue, setQueue] = useState<Queue>()
  const invite = useMutation(createInvitationMutation(organization))

  const { mutate, reset } = invite
  const show = useCallback(
    (people: readonly Member[], index = 0) => {
      reset()
      const member = people[index]
      setQueue(member && { people, index })
      if (member) mutate({ member, idempotencyKey: newIdempotencyKey() })
    },
    [mutate, reset],
  )
  const member = queue?.people[queue.index]
  return {
    show,
    current: queue &&
      member && {
        member,
        position: queue.index + 1,
        count: queue.people.length,
        invitation: invite.data,
        error: invite.error,
        onRetry: () => {
          if (invite.variables) mutate(invite.variables)
        },
        onNext: () => show(queue.people, queue.index + 1),
        /** The others get theirs another time. */
        onLeaveOthers: () => setQueue({ people: queue.people.slice(0, queue.index + 1), index: queue.index }),
      },
  }
}
