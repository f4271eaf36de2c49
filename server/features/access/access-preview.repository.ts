import { sql } from 'drizzle-orm'
import type { Db } from '#server/db/pool.ts'
import type { ObjectKind } from './access.repository.ts'

// Stryker disable StringLiteral: a query without its text fails wherever it is asked

export interface Project {
  id: string
  name: string
}

/** The projects of these names, or all of the organization, by name. */
export async function findProjects(
  db: Db,
  organizationId: string,
  names: ReadonlySet<string> | 'all',
): Promise<Project[]> {
  const { rows } = await db.execute<Project & Record<string, unknown>>(sql`
    select id, name from projects
    where organization_id = ${organizationId}
      ${names === 'all' ? sql`` : sql`and name = any(${sql.param([...names])}::text[])`}
    order by name collate "C"
  `)
  return rows
}

export interface ObjectName {
  projectId: string
  kind: ObjectKind
  name: string
}

/** Those of the objects that are there. */
export async function findObjects(
  db: Db,
  organizationId: string,
  names: readonly ObjectName[],
): Promise<(ObjectName & { id: string })[]> {
  const column = (read: (name: ObjectName) => string) => sql.param(names.map(read))
  const { rows } = await db.execute<ObjectName & { id: string } & Record<string, unknown>>(sql`
    select distinct object.id as "id", object.project_id as "projectId", object.kind as "kind", object.name as "name"
    from unnest(
      ${column(({ projectId }) => projectId)}::uuid[],
      ${column(({ kind }) => kind)}::text[],
      ${column(({ name }) => name)}::text[]
    ) as named(project_id, kind, name)
    join objects object
      on object.organization_id = ${organizationId}
      and object.project_id = named.project_id
      and object.kind = named.kind
      and object.name = named.name
  `)
  return rows
}

export interface Assignment {
  id: string
  projectId: string
  objectId: string | null
  assigneeId: string
}

/** Those of the role assignments that are there. */
export async function findAssignments(
  db: Db,
  organizationId: string,
  projects: readonly Project[],
  ids: readonly string[],
): Promise<Assignment[]> {
  const { rows } = await db.execute<Assignment & Record<string, unknown>>(sql`
    select id as "id", project_id as "projectId", object_id as "objectId",
      coalesce(account_id, service_user_id, deployment_id) as "assigneeId"
    from role_assignments
    where organization_id = ${organizationId}
      and project_id = any(${sql.param(projects.map((project) => project.id))}::uuid[])
      and id = any(${sql.param(ids)}::uuid[])
  `)
  return rows
}

/** The ids of all who hold one of the roles, on whatever level. */
export async function findRoleHolders(
  db: Db,
  organizationId: string,
  roles: readonly { projectId: string; name: string }[],
): Promise<string[]> {
  const { rows } = await db.execute<{ id: string }>(sql`
    select distinct coalesce(assignment.account_id, assignment.service_user_id, assignment.deployment_id) as "id"
    from unnest(
      ${sql.param(roles.map(({ projectId }) => projectId))}::uuid[],
      ${sql.param(roles.map(({ name }) => name))}::text[]
    ) as named(project_id, name)
    join roles role
      on role.organization_id = ${organizationId} and role.project_id = named.project_id and role.name = named.name
    join role_assignments assignment
      on assignment.organization_id = role.organization_id
      and assignment.project_id = role.project_id
      and assignment.role_id = role.id
  `)
  return rows.map(({ id }) => id)
}
