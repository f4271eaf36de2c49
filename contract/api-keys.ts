import type { ApiKeyType } from './account-service-users.ts'

const monitoring = ['MONITORING'] as const
const reading = ['PROVISIONING_READONLY', 'PROVISIONING'] as const
const provisioning = ['PROVISIONING'] as const
const userManagement = ['USER_MANAGEMENT'] as const

/**
 * The types of API keys that open an operation outside of the account API, which every key opens; what is not named here
 * is open to none. The profile of the service user decides as it does for a member, in addition.
 */
export const openedBy: Readonly<Record<string, readonly ApiKeyType[]>> = {
  organizations_resource_usage: monitoring,
  organizations_usage_get: monitoring,
  organizations_usage_projects_list: monitoring,

  projects_list: reading,
  projects_create: provisioning,
  projects_get: reading,
  projects_update: provisioning,
  projects_delete: provisioning,
  deployments_list: reading,
  deployments_create: provisioning,
  deployments_get: reading,
  deployments_update: provisioning,
  deployments_delete: provisioning,
  deployment_versions_list: reading,
  deployment_versions_create: provisioning,
  deployment_versions_get: reading,
  deployment_versions_update: provisioning,
  deployment_versions_delete: provisioning,
  pipelines_list: reading,
  pipelines_create: provisioning,
  pipelines_get: reading,
  pipelines_update: provisioning,
  pipelines_delete: provisioning,
  pipeline_versions_list: reading,
  pipeline_versions_create: provisioning,
  pipeline_versions_get: reading,
  pipeline_versions_update: provisioning,
  pipeline_versions_delete: provisioning,
  buckets_list: reading,
  buckets_create: provisioning,
  buckets_get: reading,
  buckets_update: provisioning,
  buckets_delete: provisioning,

  organization_users_list: userManagement,
  organization_users_create: userManagement,
  organization_users_get: userManagement,
  organization_users_update: userManagement,
  organization_users_delete: userManagement,
}
