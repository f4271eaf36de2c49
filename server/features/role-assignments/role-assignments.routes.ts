import * as contract from '#contract/role-assignments.ts'
import { type Router, tagged } from '#server/route.ts'
import * as service from './role-assignments.service.ts'

export function roleAssignmentsRoutes(router: Router): void {
  router.handle(contract.listRoleAssignments, (context, { params, query }) =>
    service.listRoleAssignments(context, params.project, query),
  )
  router.handle(contract.createRoleAssignment, (context, { params, body }) =>
    service.createRoleAssignment(context, params.project, body),
  )
  router.handle(contract.getRoleAssignment, async (context, { params }) => {
    const assignment = await service.getRoleAssignment(context, params.project, params.id)
    return tagged(assignment, service.stateOf(assignment))
  })
  router.handle(contract.deleteRoleAssignment, (context, { params }) =>
    service.deleteRoleAssignment(context, params.project, params.id),
  )
}
