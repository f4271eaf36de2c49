import * as z from 'zod/mini'
import { endpoint } from './endpoint.ts'
import { organizationParams } from './organizations.ts'
import { usageQuery } from './usage.ts'

/** The operations after which an organization may use more or less. */
export const usageChangeActions = [
  'organizations_update',
  'projects_create',
  'projects_delete',
  'deployments_create',
  'deployments_update',
  'deployments_delete',
  'deployment_versions_create',
  'deployment_versions_update',
  'deployment_versions_delete',
  'pipelines_create',
  'pipelines_update',
  'pipelines_delete',
  'pipeline_versions_create',
  'pipeline_versions_update',
  'pipeline_versions_delete',
  'usage_limits_update',
  'usage_limits_delete',
] as const
export type UsageChangeAction = (typeof usageChangeActions)[number]

/** What was done that can explain a change of usage. */
export const usageChange = z.object({
  /** Of the event in the audit trail. */
  id: z.string(),
  date: z.string(),
  action: z.enum(usageChangeActions),
  object_type: z.string(),
  /** As it was called then: of a version with the name of its deployment or pipeline, `surface-inspector/v2`. */
  object_name: z.string(),
  /** Null for what belongs to the organization. */
  project: z.nullable(z.string()),
  /** Who did it: an e-mail address or a username. */
  actor: z.string(),
})
export type UsageChange = z.output<typeof usageChange>

/** An answer has no more, the newest ones. */
export const MOST_USAGE_CHANGES = 500

export const usageChangesQuery = z.pick(usageQuery, { start_date: true, end_date: true })
export type UsageChangesQuery = z.output<typeof usageChangesQuery>

export const listUsageChanges = endpoint({
  operation: 'organizations_usage_changes_list',
  method: 'GET',
  path: '/v2.1/organizations/:organization/usage/changes',
  summary: `List what was done in a range that can explain a change of usage, the newest ${MOST_USAGE_CHANGES} first`,
  tag: 'Organizations',
  access: 'caller',
  extension: true,
  params: organizationParams,
  query: usageChangesQuery,
  status: 200,
  response: z.array(usageChange),
  errors: ['service_user_forbidden', 'usage_range_invalid'],
})
