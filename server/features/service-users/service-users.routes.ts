import * as contract from '#contract/service-users.ts'
import { type Router, tagged } from '#server/route.ts'
import { toOffsetTimestamp } from '#server/wire-format.ts'
import * as service from './service-users.service.ts'

export function serviceUsersRoutes(router: Router): void {
  router.handle(contract.listServiceUsers, async (context, { params }) => {
    const rows = await service.listServiceUsers(context, params.project)
    return rows.map(toServiceUser)
  })
  router.handle(contract.createServiceUser, async (context, { params, body }) => {
    const { row, token } = await service.createServiceUser(context, params.project, body)
    return { ...toServiceUser(row), token }
  })
  router.handle(contract.rotateServiceUser, async (context, { params, body }) => {
    const { row, token } = await service.startRotation(context, params.project, params.id, body)
    return { ...toServiceUser(row), token }
  })
  router.handle(contract.getServiceUser, async (context, { params }) => {
    const row = await service.getServiceUser(context, params.project, params.id)
    return tagged(toServiceUser(row), row)
  })
  router.handle(contract.updateServiceUser, async (context, { params, body }) => {
    const row = await service.updateServiceUser(context, params.project, params.id, body)
    return tagged(toServiceUser(row), row)
  })
  router.handle(contract.resetServiceUserToken, async (context, { params }) => {
    const { token, state } = await service.resetToken(context, params.project, params.id)
    return tagged({ token }, state)
  })
  router.handle(contract.deleteServiceUser, (context, { params }) =>
    service.deleteServiceUser(context, params.project, params.id),
  )
}

const toServiceUser = (row: service.ServiceUserRow) => ({
  id: row.id,
  email: row.email,
  name: row.name,
  creation_date: toOffsetTimestamp(row.createdAt),
  expiry_date: row.expiresAt ? toOffsetTimestamp(row.expiresAt) : null,
  description: row.description,
  allowed_cors_origins: row.allowedCorsOrigins,
  token_last_used: row.tokenLastUsedAt ? toOffsetTimestamp(row.tokenLastUsedAt) : null,
  role_assignment_count: row.roleAssignmentCount,
  ...(row.replaces === null ? {} : { replaces: row.replaces }),
  ...(row.replacedBy === null ? {} : { replaced_by: row.replacedBy }),
})
