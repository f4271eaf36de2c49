import { sql } from 'drizzle-orm'
import type { FastifyRequest } from 'fastify'
import { uuidv7 } from 'uuidv7'
import type { Actor } from './actor.ts'
import type { PublicContext } from './context.ts'
import type { Db } from './db/pool.ts'
import { auditEvents } from './db/schema.ts'
import type { DomainError } from './errors.ts'
import { withoutSecrets } from './secrets.ts'

export interface Change {
  organizationId: string | null
  projectId?: string | null
  objectType: string
  objectId?: string | null
  objectName?: string | null
  /** What the caller could read before and after. Never a secret, a hash or a code. */
  before?: Record<string, unknown> | null
  after?: Record<string, unknown> | null
}

function actorColumns({ actor }: PublicContext) {
  if (!actor) return { actorType: 'anonymous', actorName: '' } as const
  return {
    actorType: actor.type,
    actorId: actor.id,
    actorName: actor.type === 'account_service_user' ? actor.username : actor.email,
    credentialType: actor.credential.type,
    credentialId: actor.credential.id,
  } as const
}

/** Writes down a change in the transaction that makes it. */
export async function recordChange(context: PublicContext, change: Change): Promise<void> {
  await context.db.insert(auditEvents).values({
    id: uuidv7(),
    at: context.now,
    action: context.operation,
    outcome: 'done',
    requestId: context.requestId,
    ...actorColumns(context),
    ...change,
  })
}

/** Writes down what the installation does by itself at its start, at nobody's request. */
export async function recordOwnChange(db: Db, now: Date, action: string, change: Change): Promise<void> {
  const id = uuidv7()
  const actor = { actorType: 'system', actorName: '' } as const
  await db.insert(auditEvents).values({ id, at: now, action, outcome: 'done', requestId: id, ...actor, ...change })
}

/**
 * Writes down a refused change, after its transaction was rolled back. The organization is that of the path, found by
 * name, so that its admins can see who tried what.
 */
export async function recordRefusal(
  context: PublicContext,
  params: Record<string, string | undefined>,
  error: DomainError,
): Promise<void> {
  const { organization, project, ...rest } = params
  const names = Object.values(rest).filter((name) => name !== undefined)
  const name = error.about?.name ?? (names.length > 0 ? names.join(' / ') : (project ?? organization))
  await context.db.insert(auditEvents).values({
    id: uuidv7(),
    at: context.now,
    action: context.operation,
    outcome: 'refused',
    errorCode: error.code,
    requestId: context.requestId,
    ...actorColumns(context),
    organizationId: error.about
      ? error.about.organizationId
      : organization
        ? sql`(select id from organizations where name = ${organization})`
        : project
          ? sql`(select organization_id from projects where name = ${project})`
          : null,
    projectId: project ? sql`(select id from projects where name = ${project})` : null,
    objectType: objectTypeOf(context.operation),
    // Whatever was asked for, which may be a secret in the place of a name.
    objectName: name === undefined ? null : withoutSecrets(name),
  })
}

/** Operations whose name says little about what they change. */
const objectTypes: Record<string, string> = {
  me_update: 'account',
  me_password_update: 'account',
  me_tokens_create: 'personal_token',
  me_tokens_delete: 'personal_token',
  me_sessions_delete: 'session',
  service_users_rotation_create: 'service_users',
  session_delete_all: 'session',
  setup_create: 'account',
}

/** What a refused change was about, in the word that the change itself would have been written down with. */
const objectTypeOf = (operation: string): string => objectTypes[operation] ?? operation.replace(/_[a-z]+$/, '')

/** Writes down that a change was refused for where it came from, before its handler had it. Reads leave no row. */
export async function recordRefusedOrigin(
  { db, now, origin }: Pick<PublicContext, 'db' | 'now' | 'origin'>,
  request: FastifyRequest,
  actor: Actor,
  error: DomainError,
): Promise<void> {
  const operation = (request.routeOptions.schema as { operationId?: string } | undefined)?.operationId
  if (operation === undefined || request.method === 'GET' || request.method === 'HEAD') return
  const context = { db, actor, now, operation, requestId: request.id, ifMatch: undefined, origin }
  const account = request.routeOptions.config.isAccountApi ? request.headers['x-account'] : undefined
  const organization = typeof account === 'string' ? { organization: account } : {}
  await recordRefusal(context, { ...organization, ...(request.params as Record<string, string | undefined>) }, error)
}
