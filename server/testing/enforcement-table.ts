import type { ApiKeyType } from '#contract/account-service-users.ts'
import type { ErrorCode } from '#contract/error.ts'
import type { Permission } from '#contract/permissions.ts'
import type { Profile } from '#contract/profiles.ts'
import type { ValidRequest, World } from './requests.ts'

/** Where a request acts, or a role is assigned: the project of the world or one of its objects. */
export type Place = 'project' | 'deployment' | 'pipeline' | 'bucket'

/** What a request needs of its caller. */
export type Rule =
  /** Nothing at all. */
  | { needs: 'nothing' }
  /** Any live credential. */
  | { needs: 'credential' }
  /** A person's credential. */
  | { needs: 'person' }
  /** To be the person whom it is about. */
  | { needs: 'own'; otherwise: ErrorCode }
  /** Membership of the organization. */
  | { needs: 'membership' | 'admin' | 'admin-and-operator' }
  /** To operate the installation, as a member of the organization or not. */
  | { needs: 'operator' }
  /** On the account API: to see the service users of the account or one of them, to create or to administer one. */
  | { needs: 'account'; to: 'list' | 'read' | 'create' | 'administer' }
  /** To belong to the project: any active member of its organization, and its service users. */
  | { needs: 'belonging' }
  | {
      needs: 'permission'
      permission: Permission
      /** Another one that it takes. */
      and?: Permission
      /** A permission on the project counts on each of its objects. */
      on: Place
      /** A role on some object of this kind will do, be it not the one in question. */
      orOnAny?: boolean
      /** The caller hands these on, and must hold them in the same place. */
      gives: readonly Permission[]
      /** Refused to every service user, whatever its role: to those of the project, or before it is looked up. */
      peopleOnly?: 'in the project' | 'at all'
    }

const anyone: Rule = { needs: 'nothing' }
const signedIn: Rule = { needs: 'credential' }
const person: Rule = { needs: 'person' }
const own = (otherwise: ErrorCode): Rule => ({ needs: 'own', otherwise })
const member: Rule = { needs: 'membership' }
const admin: Rule = { needs: 'admin' }
const operatingAdmin: Rule = { needs: 'admin-and-operator' }
const operator: Rule = { needs: 'operator' }

const inAccount = (to: (Rule & { needs: 'account' })['to']): Rule => ({ needs: 'account', to })

function holder(permission: Permission, on: Place = 'project', gives: readonly Permission[] = []): Rule {
  return { needs: 'permission', permission, on, gives }
}

function personHolding(
  permission: Permission,
  on: Place = 'project',
  gives: readonly Permission[] = [],
): Rule & { needs: 'permission' } {
  return { needs: 'permission', permission, on, gives, peopleOnly: 'in the project' }
}

/** Who may make the change and see whom it concerns. */
function previewer(permission: Permission, on: Place = 'project', gives: readonly Permission[] = []): Rule {
  return { needs: 'permission', permission, and: 'roles.assignments.list', on, gives, peopleOnly: 'at all' }
}

const holderOnAny = (permission: Permission, on: Place): Rule => ({
  needs: 'permission',
  permission,
  on,
  orOnAny: true,
  gives: [],
})

/** What the role of the world gives, which the valid requests assign and change. */
const rolePermissions = ['deployments.list', 'deployments.get'] as const satisfies readonly Permission[]

/** Every operation of the contract, as its valid request is judged. */
export const enforcementTable: Readonly<Record<string, Rule>> = {
  session_create: anyone,
  session_get: person,
  session_delete: anyone,
  session_delete_all: person,
  setup_get: anyone,
  setup_create: anyone,

  me_get: person,
  me_update: person,
  me_password_update: own('wrong_credentials'),
  me_tokens_list: person,
  me_tokens_create: person,
  me_tokens_delete: own('not_found'),
  me_sessions_list: person,
  me_sessions_delete: own('not_found'),

  organizations_list: person,
  organizations_create: person,
  organizations_get: member,
  organizations_update: operatingAdmin,
  organizations_resource_usage: member,
  organizations_usage_get: member,
  organizations_usage_changes_list: member,
  usage_limits_list: member,
  usage_limits_get: member,
  usage_limits_update: admin,
  usage_limits_delete: admin,
  organizations_usage_projects_list: member,
  organizations_credentials_list: member,
  organization_users_list: member,
  organization_users_create: admin,
  organization_users_get: admin,
  organization_users_update: admin,
  organization_users_delete: admin,
  organization_users_role_assignments_list: admin,
  invitations_create: admin,
  invitations_open: anyone,
  invitations_accept: anyone,

  projects_list: signedIn,
  projects_create: admin,
  projects_get: holder('projects.get'),
  projects_update: holder('projects.update'),
  projects_delete: holder('projects.delete'),
  project_users_list: personHolding('projects.users.list'),
  project_users_create: personHolding('projects.users.create'),
  project_users_get: personHolding('projects.users.get'),
  project_users_delete: personHolding('projects.users.delete'),

  usage_records_create: holder('metrics.create'),
  projects_usage_get: holder('metrics.get'),
  projects_usage_objects_list: holder('metrics.list'),

  deployments_list: holderOnAny('deployments.list', 'deployment'),
  deployments_create: holder('deployments.create'),
  deployments_get: holder('deployments.get', 'deployment'),
  deployments_update: holder('deployments.update', 'deployment'),
  deployments_delete: holder('deployments.delete', 'deployment'),
  deployment_versions_list: holder('deployments.versions.list', 'deployment'),
  deployment_versions_create: holder('deployments.versions.create', 'deployment'),
  deployment_versions_get: holder('deployments.versions.get', 'deployment'),
  deployment_versions_update: holder('deployments.versions.update', 'deployment'),
  deployment_versions_delete: holder('deployments.versions.delete', 'deployment'),

  pipelines_list: holderOnAny('pipelines.list', 'pipeline'),
  pipelines_create: holder('pipelines.create'),
  pipelines_get: holder('pipelines.get', 'pipeline'),
  pipelines_update: holder('pipelines.update', 'pipeline'),
  pipelines_delete: holder('pipelines.delete', 'pipeline'),
  pipeline_versions_list: holder('pipelines.versions.list', 'pipeline'),
  pipeline_versions_create: holder('pipelines.versions.create', 'pipeline'),
  pipeline_versions_get: holder('pipelines.versions.get', 'pipeline'),
  pipeline_versions_update: holder('pipelines.versions.update', 'pipeline'),
  pipeline_versions_delete: holder('pipelines.versions.delete', 'pipeline'),

  buckets_list: holderOnAny('buckets.list', 'bucket'),
  buckets_create: holder('buckets.create'),
  buckets_get: holder('buckets.get', 'bucket'),
  buckets_update: holder('buckets.update', 'bucket'),
  buckets_delete: holder('buckets.delete', 'bucket'),

  service_users_list: holder('service_users.list'),
  service_users_create: holder('service_users.create'),
  service_users_get: holder('service_users.get'),
  service_users_update: holder('service_users.update', 'project', rolePermissions),
  service_users_token: holder('service_users.token.update', 'project', rolePermissions),
  service_users_delete: holder('service_users.delete'),
  service_users_rotation_create: {
    ...personHolding('roles.assignments.create', 'project', rolePermissions),
    and: 'service_users.create',
  },

  permissions_list: signedIn,
  roles_list: personHolding('roles.list'),
  roles_create: personHolding('roles.create', 'project', ['buckets.list']),
  roles_get: personHolding('roles.get'),
  roles_update: personHolding('roles.update', 'project', [...rolePermissions, 'buckets.get']),
  roles_delete: personHolding('roles.delete'),

  role_assignments_per_object_list: personHolding('roles.assignments.list'),
  role_assignments_create: personHolding('roles.assignments.create', 'bucket', rolePermissions),
  role_assignments_get: personHolding('roles.assignments.get'),
  role_assignments_delete: personHolding('roles.assignments.delete'),

  own_access_get: { needs: 'belonging' },
  access_explanation_get: personHolding('roles.assignments.list', 'bucket'),
  access_holders_list: personHolding('roles.assignments.list'),
  access_preview: previewer('roles.delete'),

  account_service_users_list: inAccount('list'),
  account_service_users_create: inAccount('create'),
  account_service_users_get: inAccount('read'),
  account_service_users_update: inAccount('administer'),
  account_service_users_delete: inAccount('administer'),
  account_service_user_keys_create: inAccount('administer'),
  account_service_user_keys_delete: inAccount('administer'),
}

interface KeyRule {
  types: readonly ApiKeyType[]
  /** The profiles that may do it. */
  profiles: readonly Profile[]
}

const monitored: KeyRule = { types: ['MONITORING'], profiles: ['OWNER', 'CLUSTER_ADMIN', 'READ_ONLY'] }
const seen: KeyRule = { types: ['PROVISIONING_READONLY', 'PROVISIONING'], profiles: monitored.profiles }
const provisioned: KeyRule = { types: ['PROVISIONING'], profiles: ['OWNER', 'CLUSTER_ADMIN'] }
const listed: KeyRule = { types: ['USER_MANAGEMENT'], profiles: monitored.profiles }
const managed: KeyRule = { types: ['USER_MANAGEMENT'], profiles: ['OWNER'] }

function provisionedAll(...nouns: string[]): Record<string, KeyRule> {
  const rules: [string, KeyRule][] = [
    ['list', seen],
    ['get', seen],
    ['create', provisioned],
    ['update', provisioned],
    ['delete', provisioned],
  ]
  return Object.fromEntries(nouns.flatMap((noun) => rules.map(([verb, rule]) => [`${noun}_${verb}`, rule])))
}

/** Which API keys of which profiles open an operation outside of the account API; no other operation is open to any. */
export const keyTable: Readonly<Record<string, KeyRule>> = {
  organizations_resource_usage: monitored,
  organizations_usage_get: monitored,
  organizations_usage_projects_list: monitored,
  ...provisionedAll('projects', 'deployments', 'deployment_versions', 'pipelines', 'pipeline_versions', 'buckets'),
  organization_users_list: listed,
  organization_users_create: managed,
  organization_users_get: managed,
  organization_users_update: managed,
  organization_users_delete: managed,
}

const previewOf = (world: World, change: Record<string, unknown>): ValidRequest => ({
  params: { organization: world.organization.name },
  body: { changes: [{ project: world.project.name, ...change }] },
})

interface Variant {
  operation: string
  rule: Rule
  request: (world: World, bucketAssignmentId: string) => ValidRequest
}

const inProject = (world: World, id?: string): ValidRequest => ({
  params: { project: world.project.name, ...(id === undefined ? {} : { id }) },
})

/** Other valid requests of some operations, which are judged otherwise. */
export const enforcementVariants: Readonly<Record<string, Variant>> = {
  'organizations_update of its name': {
    operation: 'organizations_update',
    rule: admin,
    request: ({ organization }) => ({ params: { organization: organization.name }, body: { name: 'renamed' } }),
  },
  'organizations_update of its subscription': {
    operation: 'organizations_update',
    rule: operator,
    request: ({ organization }) => ({
      params: { organization: organization.name },
      body: { subscription: 'premium', subscription_start_date: '2026-05-01', subscription_end_date: '2030-01-01' },
    }),
  },
  'roles_update of its name': {
    operation: 'roles_update',
    rule: personHolding('roles.update', 'project', rolePermissions),
    request: ({ project, role }) => ({
      params: { project: project.name, role: role.name },
      body: { name: 'renamed-role' },
    }),
  },
  'role_assignments_per_object_list of everything': {
    operation: 'role_assignments_per_object_list',
    rule: personHolding('roles.assignments.list'),
    request: (world) => inProject(world),
  },
  'role_assignments_per_object_list of a bucket': {
    operation: 'role_assignments_per_object_list',
    rule: personHolding('roles.assignments.list', 'bucket'),
    request: (world) => ({
      ...inProject(world),
      query: { resource: world.objects.bucket.name, resource_type: 'bucket' },
    }),
  },
  'role_assignments_create on the project': {
    operation: 'role_assignments_create',
    rule: personHolding('roles.assignments.create', 'project', rolePermissions),
    request: (world) => ({ ...inProject(world), body: { assignee: world.guest.id, role: world.role.name } }),
  },
  'role_assignments_create for a deployment': {
    operation: 'role_assignments_create',
    rule: personHolding('roles.assignments.create', 'bucket', rolePermissions),
    request: (world) => ({
      ...inProject(world),
      body: {
        assignee: world.objects.deployment.name,
        assignee_type: 'deployment',
        role: world.role.name,
        resource: world.objects.bucket.name,
        resource_type: 'bucket',
      },
    }),
  },
  'role_assignments_get of a bucket': {
    operation: 'role_assignments_get',
    rule: personHolding('roles.assignments.get', 'bucket'),
    request: inProject,
  },
  'access_explanation_get of the project': {
    operation: 'access_explanation_get',
    rule: personHolding('roles.assignments.list'),
    request: (world) => ({ ...inProject(world), query: { assignee: world.member.id, permission: 'buckets.get' } }),
  },
  'access_holders_list of a bucket': {
    operation: 'access_holders_list',
    rule: personHolding('roles.assignments.list', 'bucket'),
    request: (world) => ({
      ...inProject(world),
      query: { permission: 'buckets.get', resource: world.objects.bucket.name, resource_type: 'bucket' },
    }),
  },
  'access_preview of a changed role': {
    operation: 'access_preview',
    rule: previewer('roles.update', 'project', [...rolePermissions, 'buckets.get']),
    request: (world) => previewOf(world, { type: 'role_update', role: world.role.name, permissions: ['buckets.get'] }),
  },
  'access_preview of a new assignment': {
    operation: 'access_preview',
    rule: previewer('roles.assignments.create', 'bucket', rolePermissions),
    request: (world) =>
      previewOf(world, {
        type: 'role_assignment_create',
        assignment: {
          assignee: world.guest.id,
          role: world.role.name,
          resource: world.objects.bucket.name,
          resource_type: 'bucket',
        },
      }),
  },
  'access_preview without an assignment': {
    operation: 'access_preview',
    rule: previewer('roles.assignments.delete', 'bucket'),
    request: (world, id) => previewOf(world, { type: 'role_assignment_delete', id }),
  },
  'access_preview without a service user': {
    operation: 'access_preview',
    rule: previewer('service_users.delete'),
    request: (world) => previewOf(world, { type: 'service_user_delete', id: world.serviceUser.id }),
  },
  'access_preview without a project user': {
    operation: 'access_preview',
    rule: previewer('projects.users.delete'),
    request: (world) => previewOf(world, { type: 'project_user_delete', id: world.member.id }),
  },
  'access_preview of another admin': {
    operation: 'access_preview',
    rule: admin,
    request: ({ organization, member: { id } }) => ({
      params: { organization: organization.name },
      body: { changes: [{ type: 'organization_user_update', id, admin: true }] },
    }),
  },
  'access_preview without a member': {
    operation: 'access_preview',
    rule: admin,
    request: ({ organization, member: { id } }) => ({
      params: { organization: organization.name },
      body: { changes: [{ type: 'organization_user_delete', id }] },
    }),
  },
  'role_assignments_delete of a bucket': {
    operation: 'role_assignments_delete',
    rule: personHolding('roles.assignments.delete', 'bucket'),
    request: inProject,
  },
}

/** The status and code with which an operation answers whom it does not refuse, where it is not success. */
export const otherwiseAnswered: Readonly<Record<string, ErrorCode>> = {
  // The world has its first admin.
  setup_create: 'setup_done',
}
