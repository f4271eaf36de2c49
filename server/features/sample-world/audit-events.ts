import type { ErrorCode } from '#contract/error.ts'
import type { Random } from './random.ts'
import type { Row, World } from './tables.ts'
import type { VersionChange } from './version-changes.ts'

type EventRow = Row['auditEvents']
type Recorded = Omit<EventRow, 'id' | 'requestId' | 'actorType' | 'actorName'> & { organizationId: string }

const DAY_MS = 86_400_000
const WINDOW_DAYS = 120

/** Who tried what in vain, on defect-detection. */
const refusals: readonly [email: string, daysAgo: number, action: string, objectName: string, code: ErrorCode][] = [
  ['member@example.com', 0.3, 'service_users_token', 'line-controller', 'forbidden'],
  ['lead@example.com', 1.1, 'service_users_token', 'spring-audit', 'service_user_expired'],
  ['lead@example.com', 1.2, 'service_users_update', 'spring-audit', 'service_user_expired'],
  ['admin@example.com', 4.6, 'roles_update', 'project-viewer', 'default_role'],
  ['member@example.com', 9.4, 'roles_create', 'defect-detection', 'forbidden'],
  ['lead@example.com', 12.7, 'roles_create', 'defect-detection', 'role_name_taken'],
]

/** How the rows of the last months came to be, and what was refused; oldest first. */
export function createAuditEvents(
  random: Random,
  now: Date,
  world: Omit<World, 'auditEvents'>,
  versionChanges: readonly VersionChange[],
): EventRow[] {
  const accounts = new Map(world.accounts.map((account) => [account.id, account]))
  const admins = world.organizationMembers.filter(({ admin, active }) => admin && active)
  const since = now.getTime() - WINDOW_DAYS * DAY_MS
  const done = [...recorded(world, accounts), ...versionChanges.map(recordedChange)]
    .filter(({ at }) => at.getTime() >= since)
    .map((event) => {
      const candidates = admins.filter(
        ({ organizationId, createdAt }) => organizationId === event.organizationId && createdAt < event.at,
      )
      const actor = candidates.length > 0 ? accounts.get(random.pick(candidates).accountId) : undefined
      return complete(random, event, actor)
    })
  const refused = refusals.flatMap(([email, daysAgo, action, objectName, errorCode]) => {
    const project = world.projects.find(({ name }) => name === 'defect-detection')
    if (!project) return []
    const event = {
      organizationId: project.organizationId,
      projectId: project.id,
      at: new Date(now.getTime() - daysAgo * DAY_MS),
      action,
      objectType: toObjectType(action),
      objectName,
      outcome: 'refused' as const,
      errorCode,
    }
    return [
      complete(
        random,
        event,
        world.accounts.find((account) => account.email === email),
      ),
    ]
  })
  return [...done, ...refused].sort((a, b) => a.at.getTime() - b.at.getTime())
}

const toObjectType = (action: string) => action.replace(/_[a-z]+$/, '')

function recorded(world: Omit<World, 'auditEvents'>, accounts: ReadonlyMap<string, { email: string }>): Recorded[] {
  const event = (
    action: string,
    { organizationId, projectId, createdAt }: { organizationId: string; projectId?: string; createdAt: Date },
    object: Pick<EventRow, 'objectId' | 'objectName' | 'after'>,
  ): Recorded => ({
    organizationId,
    projectId: projectId ?? null,
    at: createdAt,
    action,
    objectType: toObjectType(action),
    outcome: 'done',
    ...object,
  })
  const roleNames = new Map(world.roles.map(({ id, name }) => [id, name]))
  return [
    ...world.organizationMembers.map((row) => {
      const email = accounts.get(row.accountId)?.email ?? ''
      const after = { email, admin: row.admin ?? false }
      return event('organization_users_create', row, { objectId: row.accountId, objectName: email, after })
    }),
    ...world.serviceUsers.map((row) => {
      const { name, email, expiresAt, allowedCorsOrigins = [] } = row
      const after = {
        name,
        email,
        expiry_date: expiresAt?.toISOString() ?? null,
        allowed_cors_origins: allowedCorsOrigins,
      }
      return event('service_users_create', row, { objectId: row.id, objectName: name || email, after })
    }),
    ...world.roles
      .filter(({ isDefault }) => !isDefault)
      .map((row) => {
        const after = { name: row.name, permissions: row.permissions }
        return event('roles_create', row, { objectId: row.id, objectName: row.name, after })
      }),
    ...world.roleAssignments.map((row) => {
      const role = roleNames.get(row.roleId) ?? ''
      const assignee = row.accountId ?? row.serviceUserId ?? row.deploymentId
      return event('role_assignments_create', row, { objectId: row.id, objectName: role, after: { role, assignee } })
    }),
    ...world.usageLimits.map((row) => {
      const { metric, value } = row
      return event('usage_limits_update', row, { objectId: metric, objectName: metric, after: { metric, value } })
    }),
    ...world.accountServiceUsers.map((row) => {
      const { username, email, displayName, profile } = row
      const after = { username, email, display_name: displayName, profile }
      return event('account_service_users_create', row, { objectId: row.id, objectName: username, after })
    }),
  ]
}

function recordedChange({ verb, at, object, id, name, before, after }: VersionChange): Recorded {
  return {
    organizationId: object.organizationId,
    projectId: object.projectId,
    at,
    action: `${object.kind}_versions_${verb}`,
    objectType: `${object.kind}_versions`,
    objectId: id,
    objectName: `${object.name} / ${name}`,
    outcome: 'done',
    before,
    after,
  }
}

function complete(random: Random, event: Recorded, actor: { id: string; email: string } | undefined): EventRow {
  const by = actor
    ? {
        actorType: 'person' as const,
        actorId: actor.id,
        actorName: actor.email,
        credentialType: random.chance(0.8) ? 'session' : 'personal_token',
        credentialId: random.id(event.at),
      }
    : { actorType: 'system' as const, actorName: '' }
  return { ...event, ...by, id: random.id(event.at), requestId: random.id(event.at) }
}
