import { mutationOptions, queryOptions } from '@tanstack/react-query'
import * as contract from '#contract/account.ts'
import { signOutEverywhere } from '#contract/session.ts'
import { call } from '#src/api/client.ts'

const accountKeys = {
  tokens: ['account', 'tokens'] as const,
  sessions: ['account', 'sessions'] as const,
}

export const personalTokenListQuery = () =>
  queryOptions({
    queryKey: accountKeys.tokens,
    queryFn: ({ signal }) => call(contract.listPersonalTokens, { signal }),
    meta: { title: 'personal tokens' },
  })

export const sessionListQuery = () =>
  queryOptions({
    queryKey: accountKeys.sessions,
    queryFn: ({ signal }) => call(contract.listSessions, { signal }),
    meta: { title: 'sessions' },
  })

export const updateProfileMutation = () =>
  mutationOptions({
    mutationFn: (body: contract.UpdateProfile) => call(contract.updateProfile, { body }),
    meta: { errorShownBy: 'form' },
  })

export const changePasswordMutation = () =>
  mutationOptions({
    mutationFn: (body: contract.ChangePassword) => call(contract.changePassword, { body }),
    // A wrong current password is answered with 401, which says nothing about the session.
    meta: { invalidates: [accountKeys.sessions], errorShownBy: 'form', handlesSignedOut: true },
  })

/** The list is refreshed behind its back: a token must reach the screen also when the list does not. */
export const createPersonalTokenMutation = () =>
  mutationOptions({
    mutationFn: ({ body, idempotencyKey }: { body: contract.CreatePersonalToken; idempotencyKey: string }) =>
      call(contract.createPersonalToken, { body, idempotencyKey }),
    onSuccess: (_created, _variables, _result, { client }) => {
      void client.invalidateQueries({ queryKey: accountKeys.tokens })
    },
    meta: { errorShownBy: 'form' },
  })

export const deletePersonalTokenMutation = () =>
  mutationOptions({
    mutationFn: (id: string) => call(contract.deletePersonalToken, { params: { id } }),
    meta: { invalidates: [accountKeys.tokens], errorShownBy: 'dialog' },
  })

export const endSessionMutation = () =>
  mutationOptions({
    mutationFn: (id: string) => call(contract.endSession, { params: { id } }),
    meta: { invalidates: [accountKeys.sessions], errorShownBy: 'dialog' },
  })

export const signOutEverywhereMutation = () =>
  mutationOptions({ mutationFn: () => call(signOutEverywhere), meta: { errorShownBy: 'dialog' } })
