import { type SQL, sql } from 'drizzle-orm'
import type { Actor } from '#server/actor.ts'
import type { Db } from '#server/db/pool.ts'
import type { Grant } from './evaluate.ts'

// Stryker disable StringLiteral: a query without its text fails wherever it is asked

export type ObjectKind = 'deployment' | 'pipeline' | 'bucket'

export interface ScopeNames {
  project: string
  object?: { kind: ObjectKind; name: string } | undefined
}

export interface ScopeRow {
  organizationId: string
  organizationName: string
  projectId: string
  projectName: string
  objectId: string | null
  /** The caller belongs here: an active member of the organization, or a service user of this project. */
  belongs: boolean
  organizationAdmin: boolean
  /** The caller's roles on the project, and on the object where one is named. */
  grants: Grant[]
}

/**
 * Everything a permission decision needs, in one query: the project, the object, the caller's membership and
 * roles on both. Undefined when no project has this name.
 */
export async function findScope(db: Db, actor: Actor, { project, object }: ScopeNames): Promise<ScopeRow | undefined> {
  const [row] = await findScopes(db, actor, sql`project.name = ${project}`, object)
  return row
}

/** The same for every project of the organization, also in one query. */
export function findScopesIn(db: Db, actor: Actor, organizationId: string): Promise<ScopeRow[]> {
  return findScopes(db, actor, sql`project.organization_id = ${organizationId}`)
}

async function findScopes(db: Db, actor: Actor, where: SQL, object?: ScopeNames['object']): Promise<ScopeRow[]> {
  const isPerson = actor.type === 'person'
  const assignee = isPerson ? sql`assignment.account_id = ${actor.id}` : sql`assignment.service_user_id = ${actor.id}`
  const belongs = belongsTo(actor)
  const { rows } = await db.execute<ScopeRow & Record<string, unknown>>(sql`
    select
      organization.id as "organizationId",
      organization.name as "organizationName",
      project.id as "projectId",
      project.name as "projectName",
      object.id as "objectId",
      ${belongs} as "belongs",
      coalesce(member.admin, false) as "organizationAdmin",
      case when ${belongs} then (
        select coalesce(
          json_agg(json_build_object('objectId', assignment.object_id, 'permissions', role.permissions)), '[]'
        )
        from role_assignments assignment
        join roles role
          on role.organization_id = assignment.organization_id
          and role.project_id = assignment.project_id
          and role.id = assignment.role_id
        where assignment.organization_id = project.organization_id
          and assignment.project_id = project.id
          and ${assignee}
          and (assignment.object_id is null or assignment.object_id = object.id)
      ) else '[]' end as "grants"
    from projects project
    join organizations organization on organization.id = project.organization_id
    left join organization_members member
      on member.organization_id = project.organization_id
      and member.account_id = ${isPerson ? actor.id : null}::uuid
      and member.active
    left join objects object
      on object.organization_id = project.organization_id
      and object.project_id = project.id
      and object.kind = ${object?.kind ?? null}::text
      and object.name = ${object?.name ?? null}::text
    where ${where}
  `)
  return rows
}

/** Whether the caller belongs to the project of the query. */
function belongsTo(actor: Actor): SQL {
  if (actor.type === 'person') return sql`member.account_id is not null`
  if (actor.type === 'service_user') return sql`project.id = ${actor.projectId}`
  return sql`project.organization_id = ${actor.organizationId}`
}

export interface OrganizationScope {
  organizationId: string
  organizationName: string
  admin: boolean
}

/** The organization of this name if the person is an active member of it. */
export async function findOrganizationScope(
  db: Db,
  accountId: string,
  name: string,
): Promise<(OrganizationScope & { lastActiveAt: Date | null }) | undefined> {
  const { rows } = await db.execute<OrganizationScope & { lastActiveAt: Date | null } & Record<string, unknown>>(sql`
    select
      organization.id as "organizationId",
      organization.name as "organizationName",
      member.admin as "admin",
      member.last_active_at as "lastActiveAt"
    from organizations organization
    join organization_members member
      on member.organization_id = organization.id and member.account_id = ${accountId} and member.active
    where organization.name = ${name}
  `)
  return rows[0]
}

/** Does nothing for an account that is not an active member, so that nobody holds up an organization of others. */
export async function lockOrganization(db: Db, accountId: string, name: string): Promise<void> {
  // Weaker than `for update`, which would also hold up everybody who adds a row that refers to the organization.
  await db.execute(sql`
    select from organizations organization
    where organization.name = ${name}
      and exists (
        select from organization_members member
        where member.organization_id = organization.id and member.account_id = ${accountId} and member.active
      )
    for no key update
  `)
}

/** Locked like {@link lockOrganization}, without regard to who asks. */
export async function lockOrganizationOfAnybody(db: Db, name: string): Promise<{ organizationId: string } | undefined> {
  const { rows } = await db.execute<{ organizationId: string }>(sql`
    select id as "organizationId" from organizations where name = ${name} for no key update
  `)
  return rows[0]
}

/** What the roles of a service user give, per level they are assigned on. */
export async function findServiceUserGrants(
  db: Db,
  { organizationId, projectId }: { organizationId: string; projectId: string },
  serviceUserId: string,
): Promise<Grant[]> {
  const { rows } = await db.execute<Grant & Record<string, unknown>>(sql`
    select assignment.object_id as "objectId", array_agg(distinct permission) as "permissions"
    from role_assignments assignment
    join roles role
      on role.organization_id = assignment.organization_id
      and role.project_id = assignment.project_id
      and role.id = assignment.role_id
    cross join unnest(role.permissions) permission
    where assignment.organization_id = ${organizationId}
      and assignment.project_id = ${projectId}
      and assignment.service_user_id = ${serviceUserId}
    group by assignment.object_id
  `)
  return rows
}

/** What the caller's own roles give, per level they are assigned on. */
export async function findOwnGrants(
  db: Db,
  actor: Actor,
  { organizationId, projectId }: { organizationId: string; projectId: string },
): Promise<Grant[]> {
  if (actor.type === 'service_user') return findServiceUserGrants(db, { organizationId, projectId }, actor.id)
  const { rows } = await db.execute<Grant & Record<string, unknown>>(sql`
    select assignment.object_id as "objectId", array_agg(distinct permission) as "permissions"
    from role_assignments assignment
    join roles role
      on role.organization_id = assignment.organization_id
      and role.project_id = assignment.project_id
      and role.id = assignment.role_id
    cross join unnest(role.permissions) permission
    where assignment.organization_id = ${organizationId}
      and assignment.project_id = ${projectId}
      and assignment.account_id = ${actor.id}
    group by assignment.object_id
  `)
  return rows
}

export async function touchMember(db: Db, organizationId: string, accountId: string, now: Date): Promise<void> {
  await db.execute(sql`
    update organization_members set last_active_at = ${now.toISOString()}::timestamptz
    where organization_id = ${organizationId} and account_id = ${accountId}
  `)
}
