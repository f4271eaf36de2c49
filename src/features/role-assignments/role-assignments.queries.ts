import { mutationOptions, queryOptions } from '@tanstack/react-query'
import * as contract from '#contract/role-assignments.ts'
import { call } from '#src/api/client.ts'
import { accessKeys } from '#src/features/access/access.queries.ts'

export const roleAssignmentKeys = { all: (project: string) => ['role-assignments', project] as const }

export const roleAssignmentListQuery = (project: string) =>
  queryOptions({
    queryKey: [...roleAssignmentKeys.all(project), 'list'],
    queryFn: ({ signal }) => call(contract.listRoleAssignments, { params: { project }, signal }),
    meta: { title: 'role assignments' },
  })

/**
 * Also counted in the lists of roles, service users and members, whose keys begin like these; and whoever is given a
 * role becomes a user of the project.
 */
const affectedBy = (project: string) => [
  roleAssignmentKeys.all(project),
  accessKeys.all(project),
  ['roles', project],
  ['service-users', project],
  ['members'],
  ['projects', 'users', project],
  // One's own roles decide which are seen.
  ['credentials'],
]

export const createRoleAssignmentMutation = (project: string) =>
  mutationOptions({
    mutationFn: (body: contract.CreateRoleAssignment) =>
      call(contract.createRoleAssignment, { params: { project }, body }),
    meta: { invalidates: affectedBy(project), errorShownBy: 'form' },
  })

/** Runs a whole plan, so that what it makes stale is read again once. */
export const createRoleAssignmentsMutation = <Result>(project: string) =>
  mutationOptions({
    mutationFn: (run: (create: (body: contract.CreateRoleAssignment) => Promise<unknown>) => Promise<Result>) =>
      run((body) => call(contract.createRoleAssignment, { params: { project }, body })),
    meta: { invalidates: affectedBy(project), errorShownBy: 'dialog' },
  })

export const deleteRoleAssignmentMutation = (project: string) =>
  mutationOptions({
    mutationFn: (id: string) => call(contract.deleteRoleAssignment, { params: { project, id } }),
    meta: { invalidates: affectedBy(project), errorShownBy: 'dialog' },
  })
