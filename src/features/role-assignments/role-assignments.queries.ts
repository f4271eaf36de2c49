import { mutationOptions, queryOptions } from '@tanstack/react-query'
import * as contract from '#contract/role-assignments.ts'
import { call } from '#src/api/client.ts'

export const roleAssignmentKeys = { all: (project: string) => ['role-assignments', project] as const }

export const roleAssignmentListQuery = (project: string) =>
  queryOptions({
    queryKey: [...roleAssignmentKeys.all(project), 'list'],
    queryFn: ({ signal }) => call(contract.listRoleAssignments, { params: { project }, signal }),
    meta: { title: 'role assignments' },
  })

/** Also counted in the lists of roles and of service users, whose keys begin like these. */
export const createRoleAssignmentMutation = (project: string) =>
  mutationOptions({
    mutationFn: (body: contract.CreateRoleAssignment) =>
      call(contract.createRoleAssignment, { params: { project }, body }),
    meta: {
      invalidates: [roleAssignmentKeys.all(project), ['roles', project], ['service-users', project]],
      errorShownBy: 'form',
    },
  })
