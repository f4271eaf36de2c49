import { mutationOptions, queryOptions } from '@tanstack/react-query'
import * as contract from '#contract/service-users.ts'
import { call, callWithEtag } from '#src/api/client.ts'
import { accessKeys } from '#src/features/access/access.queries.ts'
import { credentialKeys } from '#src/features/credentials/credentials.queries.ts'
import { roleAssignmentKeys } from '#src/features/role-assignments/role-assignments.queries.ts'

const serviceUserKeys = { all: (project: string) => ['service-users', project] as const }

export const serviceUserListQuery = (project: string) =>
  queryOptions({
    queryKey: [...serviceUserKeys.all(project), 'list'],
    queryFn: ({ signal }) => call(contract.listServiceUsers, { params: { project }, signal }),
    meta: { title: 'service users' },
  })

/** A service user with the tag of the state it was read in. */
export interface TaggedServiceUser {
  serviceUser: contract.ServiceUser
  etag: string | undefined
}

export const serviceUserQuery = (project: string, id: string) =>
  queryOptions({
    queryKey: [...serviceUserKeys.all(project), 'one', id],
    queryFn: async ({ signal }): Promise<TaggedServiceUser> => {
      const { data, etag } = await callWithEtag(contract.getServiceUser, { params: { project, id }, signal })
      return { serviceUser: data, etag }
    },
    // It is read to be changed, which must not begin with an old state.
    staleTime: 0,
    gcTime: 0,
    meta: { title: 'the service user' },
  })

/** The list is refreshed behind its back: a token must reach the screen also when the list does not. */
export const createServiceUserMutation = (project: string) =>
  mutationOptions({
    mutationFn: ({ body, idempotencyKey }: { body: contract.CreateServiceUser; idempotencyKey: string }) =>
      call(contract.createServiceUser, { params: { project }, body, idempotencyKey }),
    onSuccess: (_created, _variables, _result, { client }) => {
      void client.invalidateQueries({ queryKey: serviceUserKeys.all(project) })
      void client.invalidateQueries({ queryKey: credentialKeys.all })
    },
    meta: { errorShownBy: 'form' },
  })

export interface ServiceUserChange {
  id: string
  body: contract.UpdateServiceUser
  ifMatch: string | undefined
}

export const updateServiceUserMutation = (project: string) =>
  mutationOptions({
    mutationFn: ({ id, body, ifMatch }: ServiceUserChange) =>
      call(contract.updateServiceUser, { params: { project, id }, body, ifMatch }),
    // Whoever has expired can use nothing of what they hold.
    meta: {
      invalidates: [serviceUserListQuery(project).queryKey, accessKeys.all(project), credentialKeys.all],
      errorShownBy: 'form',
    },
  })

export interface TokenReset {
  id: string
  idempotencyKey: string
  ifMatch: string | undefined
}

export const resetTokenMutation = (project: string) =>
  mutationOptions({
    mutationFn: ({ id, idempotencyKey, ifMatch }: TokenReset) =>
      call(contract.resetServiceUserToken, { params: { project, id }, idempotencyKey, ifMatch }),
    onSuccess: (_reset, _variables, _result, { client }) => {
      void client.invalidateQueries({ queryKey: serviceUserKeys.all(project) })
      void client.invalidateQueries({ queryKey: credentialKeys.all })
    },
    meta: { errorShownBy: 'dialog' },
  })

export interface RotationStart {
  id: string
  body: contract.RotateServiceUser
  idempotencyKey: string
}

export const rotateServiceUserMutation = (project: string) =>
  mutationOptions({
    mutationFn: ({ id, body, idempotencyKey }: RotationStart) =>
      call(contract.rotateServiceUser, { params: { project, id }, body, idempotencyKey }),
    onSuccess: (_started, _variables, _result, { client }) => {
      for (const queryKey of [
        serviceUserKeys.all(project),
        // Roles count who has them.
        ['roles', project],
        roleAssignmentKeys.all(project),
        accessKeys.all(project),
        credentialKeys.all,
      ])
        void client.invalidateQueries({ queryKey })
    },
    meta: { errorShownBy: 'form' },
  })

export const deleteServiceUserMutation = (project: string) =>
  mutationOptions({
    mutationFn: ({ id, ifMatch }: { id: string; ifMatch: string | undefined }) =>
      call(contract.deleteServiceUser, { params: { project, id }, ifMatch }),
    meta: {
      invalidates: [
        serviceUserListQuery(project).queryKey,
        roleAssignmentKeys.all(project),
        accessKeys.all(project),
        credentialKeys.all,
      ],
      errorShownBy: 'dialog',
    },
  })
