import { useMutation } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Member } from '#contract/members.ts'
import { newIdempotencyKey } from '#src/lib/idempotency-key.ts'
import { createInvitationsMutation, type LinkRequest } from './members.queries.ts'

/** Invitation links for one person or many, made in one run and shown together. */
export function useInvitationLinks(organization: string) {
  const [requests, setRequests] = useState<readonly LinkRequest[]>()
  const [progress, setProgress] = useState(0)
  const invite = useMutation(createInvitationsMutation(organization))
  const controller = useRef<AbortController>(undefined)
  useEffect(() => () => controller.current?.abort(), [])

  const { mutate, reset } = invite
  const run = useCallback(
    (next: readonly LinkRequest[]) => {
      const current = new AbortController()
      controller.current = current
      setRequests(next)
      setProgress(0)
      mutate({ requests: next, onProgress: setProgress, signal: current.signal })
    },
    [mutate],
  )
  const show = useCallback(
    (people: readonly Member[]) => run(people.map((member) => ({ member, idempotencyKey: newIdempotencyKey() }))),
    [run],
  )
  return {
    show,
    current: requests && {
      people: requests.map(({ member }) => member),
      progress,
      links: invite.data,
      error: invite.error,
      onRetry: () => run(requests),
      onClose: () => {
        controller.current?.abort()
        reset()
        setRequests(undefined)
      },
    },
  }
}
