import { mutationOptions, queryOptions } from '@tanstack/react-query'
import * as invitations from '#contract/invitations.ts'
import * as contract from '#contract/session.ts'
import { call } from '#src/api/client.ts'

export const sessionKeys = { me: ['session'] as const }

export const sessionQuery = () =>
  queryOptions({
    queryKey: sessionKeys.me,
    queryFn: ({ signal }) => call(contract.getSession, { signal }),
    staleTime: 5 * 60_000,
  })

export const signInMutation = () =>
  mutationOptions({
    mutationFn: (body: contract.SignIn) => call(contract.signIn, { body }),
    meta: { errorShownBy: 'form', handlesSignedOut: true },
  })

export const signOutMutation = () =>
  mutationOptions({
    mutationFn: () => call(contract.signOut),
    meta: { handlesSignedOut: true },
  })

export const setupQuery = () =>
  queryOptions({
    queryKey: ['setup'],
    queryFn: ({ signal }) => call(contract.getSetup, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })

export const completeSetupMutation = () =>
  mutationOptions({
    mutationFn: (body: contract.Setup) => call(contract.completeSetup, { body }),
    meta: { errorShownBy: 'form' },
  })

/** What the code of the open page is for. The code is no part of the key: nothing keeps it but the page. */
export const invitationQuery = (code: string) =>
  queryOptions({
    queryKey: ['invitation'],
    queryFn: ({ signal }) => call(invitations.openInvitation, { body: { code }, signal }),
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
    meta: { handlesSignedOut: true },
  })

export const acceptInvitationMutation = () =>
  mutationOptions({
    mutationFn: (body: invitations.AcceptInvitation) => call(invitations.acceptInvitation, { body }),
    meta: { errorShownBy: 'form', handlesSignedOut: true },
  })
