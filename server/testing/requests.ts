import { uuidv7 } from 'uuidv7'
import type { Endpoint } from '#contract/endpoint.ts'
import type { Db } from '#server/db/pool.ts'
import { invitations, objectVersions, personalTokens, sessions, setupCodes, usageLimits } from '#server/db/schema.ts'
import { hashPassword } from '#server/passwords.ts'
import { hashSecret, newSecret } from '#server/secrets.ts'
import {
  assignRole,
  createAccountServiceUser,
  createMember,
  createObject,
  createOrganization,
  createProject,
  createRole,
  createServiceUser,
} from './factories.ts'
import { START } from './test-app.ts'

const PASSWORD = 'violet-anchor-92-mosaic'

/** One of everything that a path or a body can name, seen by an admin of the organization who is an operator. */
export async function createWorld(db: Db) {
  const organization = await createOrganization(db)
  const passwordHash = await hashPassword(PASSWORD)
  const admin = await createMember(db, organization, { admin: true, operator: true, passwordHash })
  const member = await createMember(db, organization)
  const guest = await createMember(db, organization)
  const invited = await createMember(db, organization, { active: false })
  const project = await createProject(db, organization)
  const serviceUser = await createServiceUser(db, project)
  const accountServiceUser = await createAccountServiceUser(db, organization, { administrators: [admin] })
  const role = await createRole(db, project, ['deployments.list', 'deployments.get'])
  const assignment = await assignRole(db, project, role.name, { person: member })
  const objects = {
    deployment: await createObject(db, project, 'deployment'),
    pipeline: await createObject(db, project, 'pipeline'),
    bucket: await createObject(db, project, 'bucket'),
  }
  for (const { id } of [objects.deployment, objects.pipeline]) {
    await db.insert(objectVersions).values({
      id: uuidv7(),
      organizationId: organization.id,
      projectId: project.id,
      objectId: id,
      name: 'v1',
      createdAt: START,
      updatedAt: START,
    })
  }

  const [tokenId, sessionId, code, setupCode] = [uuidv7(), uuidv7(), newSecret(), newSecret()]
  const secret = newSecret()
  await db.insert(personalTokens).values({
    id: tokenId,
    accountId: admin.id,
    name: 'spare',
    tokenHash: hashSecret(secret),
    tokenPrefix: 'stw_spare',
    createdAt: START,
  })
  await db.insert(sessions).values({
    id: sessionId,
    accountId: admin.id,
    tokenHash: hashSecret(newSecret()),
    userAgent: 'test',
    address: '127.0.0.1',
    createdAt: START,
    lastSeenAt: START,
  })
  await db.insert(invitations).values({
    organizationId: organization.id,
    accountId: invited.id,
    codeHash: hashSecret(code),
    createdAt: START,
    expiresAt: new Date(START.getTime() + 86_400_000),
  })
  await db
    .insert(usageLimits)
    .values({ organizationId: organization.id, metric: 'credits', value: 1000, createdAt: START })
  await db.insert(setupCodes).values({ codeHash: hashSecret(setupCode), createdAt: START })

  return {
    organization,
    admin,
    member,
    /** A member of the organization who is in none of its projects. */
    guest,
    invited,
    project,
    serviceUser,
    accountServiceUser,
    role,
    assignment,
    objects,
    tokenId,
    sessionId,
    code,
    setupCode,
  }
}

export type World = Awaited<ReturnType<typeof createWorld>>

export interface ValidRequest {
  params?: Record<string, string>
  query?: Record<string, string>
  body?: Record<string, unknown>
}

const versioned = (kind: 'deployment' | 'pipeline') => ({
  [`${kind}s_list`]: inProject,
  [`${kind}s_create`]: (world: World): ValidRequest => ({
    ...inProject(world),
    body: {
      name: `new-${kind}`,
      description: 'Made by a test',
      input_type: 'structured',
      output_type: 'plain',
      input_fields: [{ name: 'in-1', data_type: 'int', widget: {} }],
      labels: { made: 'by-test' },
    },
  }),
  [`${kind}s_get`]: (world: World) => onObject(world, kind),
  [`${kind}s_update`]: (world: World): ValidRequest => ({
    ...onObject(world, kind),
    body: { name: `renamed-${kind}`, description: 'Changed', labels: { changed: 'yes' }, default_version: 'v1' },
  }),
  [`${kind}s_delete`]: (world: World) => onObject(world, kind),
  [`${kind}_versions_list`]: (world: World) => onObject(world, kind),
  [`${kind}_versions_create`]: (world: World): ValidRequest => ({
    ...onObject(world, kind),
    body: { version: 'v2', description: 'Second', labels: {} },
  }),
  [`${kind}_versions_get`]: (world: World) => onVersion(world, kind),
  [`${kind}_versions_update`]: (world: World): ValidRequest => ({
    ...onVersion(world, kind),
    body: { version: 'v1.1', description: 'Changed', labels: { changed: 'yes' } },
  }),
  [`${kind}_versions_delete`]: (world: World) => onVersion(world, kind),
})

function inOrganization({ organization }: World): ValidRequest {
  return { params: { organization: organization.name } }
}
function onMember(world: World, who: 'member' | 'invited' = 'member'): ValidRequest {
  return { params: { organization: world.organization.name, id: world[who].id } }
}
function inProject({ project }: World): ValidRequest {
  return { params: { project: project.name } }
}
function onObject({ project, objects }: World, kind: 'deployment' | 'pipeline' | 'bucket'): ValidRequest {
  return { params: { project: project.name, name: objects[kind].name } }
}
function onVersion(world: World, kind: 'deployment' | 'pipeline'): ValidRequest {
  return { params: { ...onObject(world, kind).params, version: 'v1' } }
}
const inProjectWithId = (world: World, id: string): ValidRequest => ({ params: { project: world.project.name, id } })
const onLimit = ({ organization }: World): ValidRequest => ({
  params: { organization: organization.name, metric: 'credits' },
})
const onAccountServiceUser = ({ accountServiceUser: { username } }: World): ValidRequest => ({ params: { username } })
const onRole = ({ project, role }: World): ValidRequest => ({ params: { project: project.name, role: role.name } })

const usageQuery = { start_date: '2026-01-01', end_date: '2026-03-01T00:00:00Z', interval: 'month' }
const usageBreakdownQuery = { ...usageQuery, metric: 'input_volume', object_type: 'deployment_version', limit: '20' }

/** For every operation of the contract a request of the world's admin that succeeds, once, in a fresh world. */
const validRequests: Record<string, (world: World) => ValidRequest> = {
  session_create: ({ admin }) => ({ body: { email: admin.email, password: PASSWORD } }),
  session_get: () => ({}),
  session_delete: () => ({}),
  session_delete_all: () => ({}),
  setup_get: () => ({}),
  setup_create: ({ setupCode }) => ({
    body: { code: setupCode, email: 'first@example.com', password: PASSWORD, name: 'First', surname: 'Admin' },
  }),
  invitations_create: (world) => onMember(world, 'invited'),
  invitations_open: ({ code }) => ({ body: { code } }),
  invitations_accept: ({ code }) => ({ body: { code, name: 'Grace', surname: 'Hopper', password: PASSWORD } }),
  me_get: () => ({}),
  me_update: () => ({ body: { name: 'Augusta', surname: 'King' } }),
  me_password_update: () => ({ body: { current_password: PASSWORD, new_password: `${PASSWORD}-new` } }),
  me_tokens_list: () => ({}),
  me_tokens_create: () => ({ body: { name: 'script', expiry_date: '2027-01-01' } }),
  me_tokens_delete: ({ tokenId }) => ({ params: { id: tokenId } }),
  me_sessions_list: () => ({}),
  me_sessions_delete: ({ sessionId }) => ({ params: { id: sessionId } }),
  organizations_list: () => ({}),
  organizations_create: () => ({
    body: { name: 'new-organization', subscription: 'premium', subscription_end_date: '2030-01-01' },
  }),
  organizations_get: inOrganization,
  organizations_update: (world) => ({
    ...inOrganization(world),
    body: {
      name: 'renamed-organization',
      subscription: 'premium',
      subscription_start_date: '2026-05-01',
      subscription_end_date: '2030-01-01',
    },
  }),
  organizations_resource_usage: inOrganization,
  organizations_usage_changes_list: (world) => ({
    ...inOrganization(world),
    query: { start_date: '2026-01-01', end_date: '2026-03-01T00:00:00Z' },
  }),
  usage_limits_list: inOrganization,
  usage_limits_get: onLimit,
  usage_limits_update: (world) => ({ ...onLimit(world), body: { value: 12_500.5 } }),
  usage_limits_delete: onLimit,
  organizations_usage_get: (world) => ({ ...inOrganization(world), query: usageQuery }),
  organizations_usage_projects_list: (world) => ({ ...inOrganization(world), query: usageBreakdownQuery }),
  organizations_credentials_list: inOrganization,
  organization_users_list: inOrganization,
  organization_users_create: (world) => ({
    ...inOrganization(world),
    body: { email: 'new@example.com', admin: false },
  }),
  organization_users_get: (world) => onMember(world),
  organization_users_update: (world) => ({ ...onMember(world), body: { admin: true } }),
  organization_users_delete: (world) => onMember(world),
  organization_users_role_assignments_list: (world) => onMember(world),
  permissions_list: () => ({}),
  projects_list: ({ organization }) => ({ query: { organization: organization.name } }),
  projects_create: ({ organization }) => ({
    body: { name: 'new-project', organization_name: organization.name, advanced_permissions: false, credits: 12.5 },
  }),
  projects_get: inProject,
  projects_update: (world) => ({ ...inProject(world), body: { name: 'renamed-project', advanced_permissions: true } }),
  projects_delete: inProject,
  project_users_list: inProject,
  project_users_create: (world) => ({ ...inProject(world), body: { user_id: world.guest.id } }),
  project_users_get: (world) => inProjectWithId(world, world.member.id),
  project_users_delete: (world) => inProjectWithId(world, world.member.id),
  projects_usage_get: (world) => ({ ...inProject(world), query: usageQuery }),
  projects_usage_objects_list: (world) => ({ ...inProject(world), query: usageBreakdownQuery }),
  usage_records_create: (world) => ({
    ...inProject(world),
    body: {
      batch_id: 'new-batch',
      records: [
        {
          object_type: 'deployment_version',
          object: world.objects.deployment.name,
          version: 'v1',
          metric: 'credits',
          timestamp: '2026-03-10T11:00:00Z',
          value: 12.5,
        },
      ],
      on_error: 'refuse',
    },
  }),
  ...versioned('deployment'),
  ...versioned('pipeline'),
  buckets_list: inProject,
  buckets_create: (world) => ({
    ...inProject(world),
    body: { name: 'new-bucket', provider: 'ubiops', configuration: { region: 'eu' }, ttl: 3600, labels: {} },
  }),
  buckets_get: (world) => onObject(world, 'bucket'),
  buckets_update: (world) => ({ ...onObject(world, 'bucket'), body: { description: 'Changed', ttl: 60 } }),
  buckets_delete: (world) => onObject(world, 'bucket'),
  service_users_list: inProject,
  service_users_create: (world) => ({
    ...inProject(world),
    body: {
      name: 'robot',
      description: 'Deploys at night',
      expiry_date: '2030-01-01T00:00:00',
      allowed_cors_origins: ['https://app.example.com'],
    },
  }),
  service_users_get: (world) => inProjectWithId(world, world.serviceUser.id),
  service_users_update: (world) => ({
    ...inProjectWithId(world, world.serviceUser.id),
    body: { name: 'renamed', description: '', expiry_date: null, allowed_cors_origins: [] },
  }),
  service_users_token: (world) => inProjectWithId(world, world.serviceUser.id),
  service_users_delete: (world) => inProjectWithId(world, world.serviceUser.id),
  service_users_rotation_create: (world) => ({
    ...inProjectWithId(world, world.serviceUser.id),
    body: { expiry_date: '2030-01-01T00:00:00' },
  }),
  roles_list: inProject,
  roles_create: (world) => ({ ...inProject(world), body: { name: 'new-role', permissions: ['buckets.list'] } }),
  roles_get: onRole,
  roles_update: (world) => ({ ...onRole(world), body: { name: 'renamed-role', permissions: ['buckets.get'] } }),
  roles_delete: onRole,
  role_assignments_per_object_list: (world) => ({
    ...inProject(world),
    query: { assignee: world.member.id, assignee_type: 'user', resource: world.project.name, resource_type: 'project' },
  }),
  role_assignments_create: (world) => ({
    ...inProject(world),
    body: {
      assignee: world.guest.id,
      assignee_type: 'user',
      role: world.role.name,
      resource: world.objects.bucket.name,
      resource_type: 'bucket',
    },
  }),
  role_assignments_get: (world) => inProjectWithId(world, world.assignment.id),
  role_assignments_delete: (world) => inProjectWithId(world, world.assignment.id),
  own_access_get: inProject,
  access_explanation_get: (world) => ({
    ...inProject(world),
    query: {
      assignee: world.member.id,
      assignee_type: 'user',
      permission: 'buckets.get',
      resource: world.objects.bucket.name,
      resource_type: 'bucket',
    },
  }),
  access_holders_list: (world) => ({
    ...inProject(world),
    query: { permission: 'deployments.get', resource: world.project.name, resource_type: 'project' },
  }),
  access_preview: (world) => ({
    ...inOrganization(world),
    body: { changes: [{ type: 'role_delete', project: world.project.name, role: world.role.name }] },
  }),
  account_service_users_list: () => ({}),
  account_service_users_create: () => ({
    body: {
      username: 'new-robot',
      email: 'new-robot@example.com',
      profile: 'READ_ONLY',
      displayName: 'New robot',
      validationMessages: { username: 'said elsewhere' },
    },
  }),
  account_service_users_get: onAccountServiceUser,
  account_service_users_update: (world) => ({
    ...onAccountServiceUser(world),
    body: { displayName: 'Changed', profile: 'CLUSTER_ADMIN', administrators: [world.admin.email] },
  }),
  account_service_users_delete: onAccountServiceUser,
  account_service_user_keys_create: (world) => ({
    ...onAccountServiceUser(world),
    body: { apiKeyType: 'PROVISIONING', validationMessages: {} },
  }),
  account_service_user_keys_delete: (world) => ({
    ...onAccountServiceUser(world),
    body: { apiKeyType: 'MONITORING' },
  }),
}

/** The valid request of an endpoint. */
export function validRequest({ operation }: Endpoint, world: World): ValidRequest {
  const request = validRequests[operation]
  if (!request) throw new Error(`server/testing/requests.ts has no valid request for ${operation}`)
  return request(world)
}

/** The path with its parts filled in as they are: whoever wants them encoded does it before. */
export const fillPath = (path: string, params: Record<string, string> = {}): string =>
  path.replace(/:([a-z_]+)/g, (_part, name: string) => params[name] ?? '')

export function urlOf(endpoint: Endpoint, { params = {}, query }: ValidRequest): string {
  const encoded = Object.fromEntries(Object.entries(params).map(([name, value]) => [name, encodeURIComponent(value)]))
  const search = query ? `?${new URLSearchParams(query).toString()}` : ''
  return fillPath(endpoint.path, encoded) + search
}
