import { listPermissions, permissions } from '#contract/permissions.ts'
import * as contract from '#contract/roles.ts'
import { type Router, tagged } from '#server/route.ts'
import * as service from './roles.service.ts'

export function rolesRoutes(router: Router): void {
  router.handle(listPermissions, async () => permissions.map((name) => ({ name })))
  router.handle(contract.listRoles, async (context, { params }) =>
    (await service.listRoles(context, params.project)).map((row) => ({
      id: row.id,
      name: row.name,
      default: row.isDefault,
      permission_count: row.permissionCount,
      resource_types: row.resourceTypes,
      used_by: { members: row.members, service_users: row.serviceUsers, deployments: row.deployments },
    })),
  )
  router.handle(contract.createRole, async (context, { params, body }) =>
    toRole(await service.createRole(context, params.project, body)),
  )
  router.handle(contract.getRole, async (context, { params }) =>
    toTagged(await service.getRole(context, params.project, params.role)),
  )
  router.handle(contract.updateRole, async (context, { params, body }) =>
    toTagged(await service.updateRole(context, params.project, params.role, body)),
  )
  router.handle(contract.deleteRole, (context, { params }) => service.deleteRole(context, params.project, params.role))
}

const toRole = ({ id, name, isDefault, permissions }: service.RoleRow): contract.Role => ({
  id,
  name,
  default: isDefault,
  permissions,
})

const toTagged = (row: service.RoleRow) => tagged(toRole(row), row)
