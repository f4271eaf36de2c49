import type pg from 'pg'
import type { Database } from '#server/db/pool.ts'
import {
  assignRole,
  createMember,
  createObject,
  createOrganization,
  createProject,
  createRole,
  createServiceUser,
} from '#server/testing/factories.ts'
import type { Question } from './served.ts'

/** How many role assignments a database has, and how they lie. */
export interface Size {
  /** In all. */
  assignments: number
  /** Among which they are spread. */
  projects: number
  /** Who hold them by turns. */
  members: number
  /** How many of them the busiest caller holds. */
  ofBusiest: number
}

const objectsPerProject = 10
const rolesPerProject = 20

/** One organization full of role assignments, and callers who hold the same in one of any size, but for the busiest. */
export async function fillWorld(database: Database, size: Size): Promise<Question[]> {
  const { db } = database
  const organization = await createOrganization(db)
  const project = await createProject(db, organization, 'asked-about')
  const deployment = await createObject(db, project, 'deployment', 'asked-for')
  const role = await createRole(db, project, ['projects.get', 'deployments.get'])

  const holder = await createMember(db, organization)
  await assignRole(db, project, role.name, { person: holder })
  const objectHolder = await createMember(db, organization)
  await assignRole(db, project, role.name, { person: objectHolder }, deployment)
  const serviceUser = await createServiceUser(db, project)
  await assignRole(db, project, role.name, { serviceUser })
  const busiest = await createMember(db, organization)
  await assignRole(db, project, role.name, { person: busiest })
  const admin = await createMember(db, organization, { admin: true })
  const outsider = await createMember(db, organization)

  const client = await database.connect()
  try {
    // Millions of references are not looked up one by one.
    await client.query('set session_replication_role = replica')
    await fill(client, { ...size, organizationId: organization.id, projectId: project.id, busiestId: busiest.id })
    // What the server's background processes, or those of the embedded database, do by themselves.
    await client.query('vacuum analyze')
    await client.query('checkpoint')
    const { rows } = await client.query<{ count: number }>('select count(*) from role_assignments')
    if (rows[0]?.count !== size.assignments) throw new Error(`There are ${rows[0]?.count} role assignments`)
  } finally {
    await client.end()
  }

  const path = `/v2.1/projects/${project.name}`
  return [
    { title: 'role on the project', path, token: holder.token, status: 200 },
    {
      title: 'role on the object',
      path: `${path}/deployments/${deployment.name}`,
      token: objectHolder.token,
      status: 200,
    },
    { title: 'service user with a role', path, token: serviceUser.token, status: 200 },
    { title: 'admin of the organization', path, token: admin.token, status: 200 },
    { title: 'no role: refused', path, token: outsider.token, status: 403 },
    { title: 'holder of 1,000 roles there against one', path, token: busiest.token, status: 200 },
  ]
}

interface Filling extends Size {
  organizationId: string
  projectId: string
  busiestId: string
}

/** Each project gets members, who by turns get each role on each of its objects. */
async function fill(client: pg.Client, filling: Filling): Promise<void> {
  const { assignments, projects, members, ofBusiest } = filling
  const ids: Record<string, string> = {
    ':organization': filling.organizationId,
    ':project': filling.projectId,
    ':busiest': filling.busiestId,
  }
  const run = (text: string) =>
    client.query(text.replace(/:(?:organization|project|busiest)/g, (name) => `'${ids[name]}'::uuid`))
  await run(`
    insert into accounts (id, email, name, surname, created_at)
    select gen_random_uuid(), 'member-' || i || '@example.com', 'Member', i::text, now()
    from generate_series(1, ${members}) i`)
  await run(`
    insert into organization_members (organization_id, account_id, active, created_at)
    select :organization, id, true, now() from accounts where email like 'member-%'`)
  await run(`
    insert into projects (id, organization_id, name, created_at)
    select gen_random_uuid(), :organization, 'filler-' || i, now() from generate_series(2, ${projects}) i`)
  await run(`
    insert into objects (id, organization_id, project_id, kind, name, provider, created_at, updated_at)
    select gen_random_uuid(), :organization, project.id, 'bucket', 'bucket-' || i, 'ubiops', now(), now()
    from projects project, generate_series(1, ${objectsPerProject}) i`)
  await run(`
    insert into roles (id, organization_id, project_id, name, permissions, created_at)
    select gen_random_uuid(), :organization, project.id, 'filler-' || i, array['buckets.list', 'buckets.get'], now()
    from projects project, generate_series(1, ${rolesPerProject}) i`)
  await run(`
    create temporary table numbered_members as
    select account_id, row_number() over () - 1 as number
    from organization_members where account_id in (select id from accounts where email like 'member-%')`)
  await run(`
    create temporary table numbered_roles as
    select id, project_id, row_number() over (partition by project_id) - 1 as number
    from roles where name like 'filler-%'`)
  await run(`
    create temporary table numbered_objects as
    select id, project_id, row_number() over (partition by project_id) - 1 as number
    from objects where kind = 'bucket'`)
  await run('analyze numbered_members, numbered_roles, numbered_objects')

  // On the whole project, and on 49 pipelines that only this is for.
  await run(`
    insert into objects (id, organization_id, project_id, kind, name, created_at, updated_at)
    select gen_random_uuid(), :organization, :project, 'pipeline', 'pipeline-' || i, now(), now()
    from generate_series(1, 49) i`)
  await run(`
    insert into role_assignments (id, organization_id, project_id, role_id, account_id, object_id, created_at)
    select gen_random_uuid(), :organization, :project, role.id, :busiest, object.id, now()
    from numbered_roles role
    cross join (
      select null::uuid as id
      union all select id from objects where project_id = :project and kind = 'pipeline'
    ) object
    where role.project_id = :project
    limit ${ofBusiest - 1}`)

  const { rows } = await run('select count(*) from role_assignments')
  const rest = assignments - Number(rows[0]?.count)
  const perProject = Math.ceil(rest / projects)
  await run(`
    insert into project_members (organization_id, project_id, account_id, created_at)
    select :organization, project.id, member.account_id, now()
    from projects project, numbered_members member
    where member.number < ${perProject}`)
  await run(`
    insert into role_assignments (id, organization_id, project_id, role_id, account_id, object_id, created_at)
    select gen_random_uuid(), :organization, project.id, role.id, member.account_id, object.id, now()
    from projects project
    cross join generate_series(0, ${perProject - 1}) i
    join numbered_members member on member.number = i % ${members}
    join numbered_roles role on role.project_id = project.id and role.number = (i / ${members}) % ${rolesPerProject}
    join numbered_objects object
      on object.project_id = project.id
      and object.number = (i / ${members * rolesPerProject}) % ${objectsPerProject}
    limit ${rest}`)
  await run('drop table numbered_members, numbered_roles, numbered_objects')
}
