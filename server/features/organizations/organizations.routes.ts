import * as contract from '#contract/organizations.ts'
import { type Router, tagged } from '#server/route.ts'
import { toMicrosecondTimestamp } from '#server/wire-format.ts'
import * as service from './organizations.service.ts'

export function organizationsRoutes(router: Router): void {
  router.handle(contract.listOrganizations, async (context) =>
    (await service.listOrganizations(context)).map(toListItem),
  )
  router.handle(contract.createOrganization, async (context, { body }) =>
    toListItem(await service.createOrganization(context, body)),
  )
  router.handle(contract.getOrganization, async (context, { params }) =>
    toTagged(await service.getOrganization(context, params.organization)),
  )
  router.handle(contract.updateOrganization, async (context, { params, body }) =>
    toTagged(await service.updateOrganization(context, params.organization, body)),
  )
  router.handle(contract.getResources, async (context, { params }) =>
    toResources(await service.countResources(context, params.organization)),
  )
}

const toListItem = (row: service.OrganizationRow) => ({
  id: row.id,
  name: row.name,
  creation_date: toMicrosecondTimestamp(row.createdAt),
  // Public clients refuse an answer without it; no organization is ever anything else.
  status: 'active',
  subscription: row.subscription.name,
  subscription_start_date: row.subscription.startDate,
  subscription_end_date: row.subscription.endDate,
  admin: row.admin,
})

const toOrganization = (row: service.Organization): contract.Organization => ({
  ...toListItem(row),
  subscription_self_service: row.subscription.name === contract.FREE_SUBSCRIPTION,
  scheduled_subscription: row.scheduled && {
    subscription: row.scheduled.name,
    start_date: row.scheduled.startDate,
    end_date: row.scheduled.endDate,
  },
})

const toTagged = (row: service.Organization) => tagged(toOrganization(row), row)

const toResources = (counts: service.ResourceCounts): contract.Resources => ({
  projects: counts.projects,
  users: counts.users,
  deployments: counts.deployments,
  deployment_versions: counts.deploymentVersions,
  pipelines: counts.pipelines,
  pipeline_versions: counts.pipelineVersions,
  buckets: counts.buckets,
  // Environments of deployments are not part of this release.
  environments: 0,
  service_users: counts.serviceUsers,
})
