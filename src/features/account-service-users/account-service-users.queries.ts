import { mutationOptions, queryOptions } from '@tanstack/react-query'
import * as contract from '#contract/account-service-users.ts'
import { call, callWithEtag } from '#src/api/client.ts'
import { credentialKeys } from '#src/features/credentials/credentials.queries.ts'

const accountServiceUserKeys = { all: (organization: string) => ['account-service-users', organization] as const }

export const accountServiceUserListQuery = (organization: string) =>
  queryOptions({
    queryKey: [...accountServiceUserKeys.all(organization), 'list'],
    queryFn: ({ signal }) => call(contract.listAccountServiceUsers, { account: organization, signal }),
    meta: { title: 'account service users' },
  })

/** One of them with the ETag of the state. */
export const accountServiceUserQuery = (organization: string, username: string) =>
  queryOptions({
    queryKey: [...accountServiceUserKeys.all(organization), 'one', username],
    queryFn: ({ signal }) =>
      callWithEtag(contract.getAccountServiceUser, { account: organization, params: { username }, signal }),
    meta: { title: 'the service user' },
  })

export const createAccountServiceUserMutation = (organization: string) =>
  mutationOptions({
    mutationFn: ({ body, idempotencyKey }: { body: contract.CreateAccountServiceUser; idempotencyKey: string }) =>
      call(contract.createAccountServiceUser, { account: organization, body, idempotencyKey }),
    meta: { invalidates: [accountServiceUserListQuery(organization).queryKey], errorShownBy: 'form' },
  })

interface Change {
  username: string
  ifMatch: string | undefined
}

export const updateAccountServiceUserMutation = (organization: string) =>
  mutationOptions({
    mutationFn: ({ username, body, ifMatch }: Change & { body: contract.UpdateAccountServiceUser }) =>
      call(contract.updateAccountServiceUser, { account: organization, params: { username }, body, ifMatch }),
    meta: { invalidates: [accountServiceUserKeys.all(organization)], errorShownBy: 'form' },
  })

/** Only the list is read anew: what is deactivated answers nothing any more. */
export const deactivateAccountServiceUserMutation = (organization: string) =>
  mutationOptions({
    mutationFn: ({ username, ifMatch }: Change) =>
      call(contract.deactivateAccountServiceUser, { account: organization, params: { username }, ifMatch }),
    meta: {
      invalidates: [accountServiceUserListQuery(organization).queryKey, credentialKeys.all],
      errorShownBy: 'dialog',
    },
  })

interface KeyGeneration {
  username: string
  type: contract.ApiKeyType
  idempotencyKey: string
}

/** The page is refreshed behind its back, also where no answer came: a key must reach the screen whatever else does. */
export const generateApiKeyMutation = (organization: string) =>
  mutationOptions({
    mutationFn: ({ username, type, idempotencyKey }: KeyGeneration) =>
      call(contract.generateApiKey, {
        account: organization,
        params: { username },
        body: { apiKeyType: type },
        idempotencyKey,
      }),
    onSettled: (_generated, _error, _variables, _result, { client }) => {
      void client.invalidateQueries({ queryKey: accountServiceUserKeys.all(organization) })
      void client.invalidateQueries({ queryKey: credentialKeys.all })
    },
    meta: { errorShownBy: 'dialog' },
  })

export const revokeApiKeyMutation = (organization: string) =>
  mutationOptions({
    mutationFn: ({ username, type, ifMatch }: Change & { type: contract.ApiKeyType }) =>
      call(contract.revokeApiKey, {
        account: organization,
        params: { username },
        body: { apiKeyType: type },
        ifMatch,
      }),
    meta: { invalidates: [accountServiceUserKeys.all(organization), credentialKeys.all], errorShownBy: 'dialog' },
  })
