import { mutationOptions, queryOptions } from '@tanstack/react-query'
import * as contract from '#contract/invitations.ts'
import { call } from '#src/api/client.ts'

/** What the code of the open page is for. The code is no part of the key: nothing keeps it but the page. */
export const invitationQuery = (code: string) =>
  queryOptions({
    queryKey: ['invitation'],
    queryFn: ({ signal }) => call(contract.openInvitation, { body: { code }, signal }),
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
    meta: { handlesSignedOut: true },
  })

export const acceptInvitationMutation = () =>
  mutationOptions({
    mutationFn: (body: contract.AcceptInvitation) => call(contract.acceptInvitation, { body }),
    meta: { errorShownBy: 'form', handlesSignedOut: true },
  })
