import { mutationOptions, queryOptions } from '@tanstack/react-query'
import * as contract from '#contract/roles.ts'
import { call, callWithEtag } from '#src/api/client.ts'
import { accessKeys } from '#src/features/access/access.queries.ts'
import { roleAssignmentKeys } from '#src/features/role-assignments/role-assignments.queries.ts'

export const roleKeys = {
  all: (project: string) => ['roles', project] as const,
  list: (project: string) => [...roleKeys.all(project), 'list'] as const,
}

export const roleListQuery = (project: string) =>
  queryOptions({
    queryKey: roleKeys.list(project),
    queryFn: ({ signal }) => call(contract.listRoles, { params: { project }, signal }),
    meta: { title: 'roles' },
  })

/** A role with the tag of the state it was read in. */
export interface TaggedRole {
  role: contract.Role
  etag: string | undefined
}

export const roleQuery = (project: string, name: string) =>
  queryOptions({
    queryKey: [...roleKeys.all(project), 'one', name],
    queryFn: async ({ signal }): Promise<TaggedRole> => {
      const { data, etag } = await callWithEtag(contract.getRole, { params: { project, role: name }, signal })
      return { role: data, etag }
    },
    meta: { title: 'the role' },
  })

/** Whatever a role gives also shows in what everybody may do. */
const affectedBy = (project: string) => [
  roleKeys.list(project),
  roleAssignmentKeys.all(project),
  accessKeys.all(project),
  ['credentials'],
]

export const createRoleMutation = (project: string) =>
  mutationOptions({
    mutationFn: (body: contract.CreateRole) => call(contract.createRole, { params: { project }, body }),
    meta: { invalidates: [roleKeys.list(project)], errorShownBy: 'form' },
  })

export interface RoleChange {
  /** The name before the change. */
  name: string
  ifMatch: string | undefined
  body: contract.UpdateRole
}

/**
 * Answers with the changed role, which the caller puts in the place of the old one: refetching that would fail after a
 * change of name.
 */
export const updateRoleMutation = (project: string) =>
  mutationOptions({
    mutationFn: async ({ name, ifMatch, body }: RoleChange): Promise<TaggedRole> => {
      const { data, etag } = await callWithEtag(contract.updateRole, {
        params: { project, role: name },
        body,
        ifMatch,
      })
      return { role: data, etag }
    },
    meta: { invalidates: affectedBy(project), errorShownBy: 'form' },
  })

export const deleteRoleMutation = (project: string) =>
  mutationOptions({
    mutationFn: ({ name, ifMatch }: { name: string; ifMatch: string | undefined }) =>
      call(contract.deleteRole, { params: { project, role: name }, ifMatch }),
    meta: { invalidates: affectedBy(project), errorShownBy: 'dialog' },
  })
