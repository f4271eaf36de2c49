import { type SQL, sql } from 'drizzle-orm'
import type { ResourceType } from '#contract/role-assignments.ts'
import type { Db } from '#server/db/pool.ts'
import type { Facts, Grant } from './evaluate.ts'

// Stryker disable StringLiteral: a query without its text fails wherever it is asked

/** The whole project, where the object is null, or an object of it; by its names on the wire. */
export interface Level {
  objectId: string | null
  resource: string
  resource_type: ResourceType
}

/** A role assignment with everything that is said about it. */
export interface NamedGrant extends Grant {
  projectId: string
  assigneeId: string
  roleAssignment: string
  role: string
  level: Level
}

/** A member of the organization, a service user or a deployment, with all that decides but the roles. */
export interface AssigneeRow extends Omit<Facts, 'grants'> {
  id: string
  /** Null for members, who are in all projects. */
  projectId: string | null
  name: string
  email: string
}

interface GrantRow {
  projectId: string
  projectName: string
  assigneeId: string
  roleAssignment: string
  role: string
  permissions: string[]
  objectId: string | null
  objectName: string | null
  objectKind: Exclude<ResourceType, 'project'> | null
}

/**
 * Of these, the members of the organization, the service users and the deployments, by kind and name.
 * @param admins also every admin of the organization
 */
export async function findAssignees(
  db: Db,
  organizationId: string,
  { ids, admins = false, now }: { ids: readonly string[]; admins?: boolean; now: Date },
): Promise<AssigneeRow[]> {
  const among = sql`any(${sql.param(ids)}::uuid[])`
  const { rows } = await db.execute<AssigneeRow & Record<string, unknown>>(sql`
    select * from (
      select account.id as "id", 'member' as "kind", null::uuid as "projectId",
        trim(account.name || ' ' || account.surname) as "name", account.email as "email",
        member.admin as "organizationAdmin", member.active as "active", false as "expired"
      from organization_members member
      join accounts account on account.id = member.account_id
      where member.organization_id = ${organizationId}
        and (member.account_id = ${among} ${admins ? sql`or member.admin` : sql``})
      union all
      select id, 'service_user', project_id, name, email, false, true,
        coalesce(expires_at <= ${now.toISOString()}::timestamptz, false)
      from service_users
      where organization_id = ${organizationId} and id = ${among}
      union all
      select id, 'deployment', project_id, name, '', false, true, false
      from objects
      where organization_id = ${organizationId} and kind = 'deployment' and id = ${among}
    ) assignee
    order by array_position(array['member', 'service_user', 'deployment'], "kind"),
      lower("name") collate "C", "email" collate "C", "id"
  `)
  return rows
}

/** What these assignees hold in the projects, on the project before on objects, by role. */
export function findGrantsOf(
  db: Db,
  organizationId: string,
  { projectIds, assigneeIds }: { projectIds: readonly string[]; assigneeIds: readonly string[] },
): Promise<NamedGrant[]> {
  const among = sql`any(${sql.param(assigneeIds)}::uuid[])`
  return findGrants(
    db,
    sql`assignment.organization_id = ${organizationId}
      and assignment.project_id = any(${sql.param(projectIds)}::uuid[])
      and (assignment.account_id = ${among} or assignment.service_user_id = ${among}
        or assignment.deployment_id = ${among})`,
  )
}

/** Every assignment that gives the permission on the level, in the same order. */
export function findGrantsWith(
  db: Db,
  { organizationId, projectId, objectId }: { organizationId: string; projectId: string; objectId: string | null },
  permission: string,
): Promise<NamedGrant[]> {
  return findGrants(
    db,
    sql`assignment.organization_id = ${organizationId}
      and assignment.project_id = ${projectId}
      and (assignment.object_id is null or assignment.object_id = ${objectId}::uuid)
      and ${permission} = any(role.permissions)`,
  )
}

async function findGrants(db: Db, where: SQL): Promise<NamedGrant[]> {
  const { rows } = await db.execute<GrantRow & Record<string, unknown>>(sql`
    select
      assignment.project_id as "projectId",
      project.name as "projectName",
      coalesce(assignment.account_id, assignment.service_user_id, assignment.deployment_id) as "assigneeId",
      assignment.id as "roleAssignment",
      role.name as "role",
      role.permissions as "permissions",
      object.id as "objectId",
      object.name as "objectName",
      object.kind as "objectKind"
    from role_assignments assignment
    join projects project
      on project.organization_id = assignment.organization_id and project.id = assignment.project_id
    join roles role
      on role.organization_id = assignment.organization_id
      and role.project_id = assignment.project_id
      and role.id = assignment.role_id
    left join objects object
      on object.organization_id = assignment.organization_id
      and object.project_id = assignment.project_id
      and object.id = assignment.object_id
    where ${where}
    order by (object.id is not null), object.kind, object.name collate "C", role.name collate "C", assignment.id
  `)
  return rows.map(({ objectId, objectName, objectKind, projectName, ...grant }) => ({
    ...grant,
    objectId,
    level: { objectId, resource: objectName ?? projectName, resource_type: objectKind ?? 'project' },
  }))
}

/** The roles of a project with the permission. */
export async function findRolesWith(
  db: Db,
  { organizationId, projectId }: { organizationId: string; projectId: string },
  permission: string,
): Promise<{ name: string; permissions: string[] }[]> {
  const { rows } = await db.execute<{ name: string; permissions: string[] }>(sql`
    select name, permissions from roles
    where organization_id = ${organizationId} and project_id = ${projectId} and ${permission} = any(permissions)
  `)
  return rows
}

/** Whether the organization has an admin besides this one who could make others admins. */
export async function hasOtherActiveAdmin(db: Db, organizationId: string, accountId: string): Promise<boolean> {
  const { rows } = await db.execute(sql`
    select from organization_members
    where organization_id = ${organizationId} and account_id <> ${accountId} and admin and active
    limit 1
  `)
  return rows.length > 0
}
