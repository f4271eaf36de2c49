import * as contract from '#contract/role-assignments.ts'
import type { Router } from '#server/route.ts'
import * as service from './role-assignments.service.ts'

export function roleAssignmentsRoutes(router: Router): void {
  router.handle(contract.listRoleAssignments, (context, { params, query }) =>
    service.listRoleAssignments(context, params.project, query),
  )
  router.handle(contract.createRoleAssignment, (context, { params, body }) =>
    service.createRoleAssignment(context, params.project, body),
  )
  router.handle(contract.getRoleAssignment, (context, { params }) =>
    service.getRoleAssignment(context, params.project, params.id),
  )
  router.handle(contract.deleteRoleAssignment, (context, { params }) =>
    service.deleteRoleAssignment(context, params.project, params.id),
  )
}
