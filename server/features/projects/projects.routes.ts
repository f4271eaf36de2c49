import * as contract from '#contract/projects.ts'
import { type Router, tagged } from '#server/route.ts'
import { toBareDay } from '#server/wire-format.ts'
import * as service from './projects.service.ts'

export function projectsRoutes(router: Router): void {
  router.handle(contract.listProjects, async (context, { query }) => {
    const rows = await service.listProjects(context, query.organization)
    return rows.map(toProject)
  })
  router.handle(contract.createProject, async (context, { body }) =>
    toProject(await service.createProject(context, body)),
  )
  router.handle(contract.getProject, async (context, { params }) => {
    const row = await service.getProject(context, params.project)
    return tagged(toProject(row), row)
  })
  router.handle(contract.updateProject, async (context, { params, body }) => {
    const row = await service.updateProject(context, params.project, body)
    return tagged(toProject(row), row)
  })
  router.handle(contract.deleteProject, (context, { params }) => service.deleteProject(context, params.project))

  router.handle(contract.listProjectUsers, (context, { params }) => service.listProjectUsers(context, params.project))
  router.handle(contract.addProjectUser, (context, { params, body }) =>
    service.addProjectUser(context, params.project, body.user_id),
  )
  router.handle(contract.getProjectUser, async (context, { params }) => {
    const user = await service.getProjectUser(context, params.project, params.id)
    return tagged(user, service.stateOf(user))
  })
  router.handle(contract.removeProjectUser, (context, { params }) =>
    service.removeProjectUser(context, params.project, params.id),
  )
}

const toProject = (row: service.ProjectRow) => ({
  id: row.id,
  name: row.name,
  creation_date: toBareDay(row.createdAt),
  advanced_permissions: row.advancedPermissions,
  organization_name: row.organizationName,
  credits: row.credits,
  suspended: row.suspended,
  suspended_reason: row.suspendedReason,
})
