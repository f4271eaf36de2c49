import { mutationOptions, queryOptions } from '@tanstack/react-query'
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
