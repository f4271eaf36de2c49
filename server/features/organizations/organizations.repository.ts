import { and, asc, desc, eq, gt, isNotNull, lte, type SQL, sql } from 'drizzle-orm'
import type { Db } from '#server/db/pool.ts'
import { organizationMembers, organizations, subscriptions } from '#server/db/schema.ts'

export interface Subscription {
  name: string
  /** First day, `YYYY-MM-DD` in UTC. */
  startDate: string
  /** The day on which it is cancelled; null: it goes on. */
  endDate: string | null
}

export interface OrganizationRow {
  id: string
  name: string
  createdAt: Date
  revision: number
  /** Whether the account is an active member and an admin. */
  admin: boolean
  subscription: Subscription
}

const term = { name: subscriptions.name, startDate: subscriptions.startDate, endDate: subscriptions.endDate }

/** Organizations with the membership of the account and the subscription of `today`: the latest that has started. */
function selectOrganizations(db: Db, accountId: string, today: string, only: SQL) {
  const current = db
    .select(term)
    .from(subscriptions)
    .where(and(eq(subscriptions.organizationId, organizations.id), lte(subscriptions.startDate, today)))
    .orderBy(desc(subscriptions.startDate))
    .limit(1)
    .as('current')
  return db
    .select({
      id: organizations.id,
      name: organizations.name,
      createdAt: organizations.createdAt,
      revision: organizations.revision,
      admin: sql<boolean>`coalesce(${organizationMembers.admin}, false)`,
      subscription: { name: current.name, startDate: current.startDate, endDate: current.endDate },
    })
    .from(organizations)
    .leftJoin(
      organizationMembers,
      and(
        eq(organizationMembers.organizationId, organizations.id),
        eq(organizationMembers.accountId, accountId),
        organizationMembers.active,
      ),
    )
    .innerJoinLateral(current, sql`true`)
    .where(only)
    .orderBy(asc(organizations.name))
}

/** The organizations in which the account is an active member, by name. */
export async function findOrganizations(db: Db, accountId: string, today: string): Promise<OrganizationRow[]> {
  return selectOrganizations(db, accountId, today, isNotNull(organizationMembers.accountId))
}

/** The organization as the account sees it, whether it is a member or not. */
export async function findOrganization(
  db: Db,
  accountId: string,
  organizationId: string,
  today: string,
): Promise<OrganizationRow | undefined> {
  const [row] = await selectOrganizations(db, accountId, today, eq(organizations.id, organizationId))
  return row
}

/** Undefined when the name is taken. */
export async function insertOrganization(
  db: Db,
  values: { id: string; name: string; createdAt: Date },
): Promise<{ id: string } | undefined> {
  const [row] = await db
    .insert(organizations)
    .values(values)
    .onConflictDoNothing({ target: organizations.name })
    .returning({ id: organizations.id })
  return row
}

/** Counts the change; throws a violation of `organizations_name_key` when another organization has the name. */
export async function updateOrganization(db: Db, id: string, name: string): Promise<void> {
  await db
    .update(organizations)
    .set({ name, revision: sql`${organizations.revision} + 1` })
    .where(eq(organizations.id, id))
}

export const findCurrentSubscription = (db: Db, organizationId: string, today: string) =>
  findSubscription(db, organizationId, lte(subscriptions.startDate, today), desc(subscriptions.startDate))

export const findScheduledSubscription = (db: Db, organizationId: string, today: string) =>
  findSubscription(db, organizationId, gt(subscriptions.startDate, today), asc(subscriptions.startDate))

async function findSubscription(
  db: Db,
  organizationId: string,
  starts: SQL,
  order: SQL,
): Promise<Subscription | undefined> {
  const [row] = await db
    .select(term)
    .from(subscriptions)
    .where(and(eq(subscriptions.organizationId, organizationId), starts))
    .orderBy(order)
    .limit(1)
  return row
}

/** Puts a subscription in the place of the current one, or of the scheduled one if it starts on a day to come. */
export async function replaceSubscription(
  db: Db,
  organizationId: string,
  subscription: Subscription,
  today: string,
): Promise<void> {
  const isScheduled = subscription.startDate > today
  await db
    .delete(subscriptions)
    .where(
      and(
        eq(subscriptions.organizationId, organizationId),
        isScheduled ? gt(subscriptions.startDate, today) : lte(subscriptions.startDate, today),
      ),
    )
  await db.insert(subscriptions).values({ organizationId, ...subscription })
}

export interface ResourceCounts {
  projects: number
  users: number
  deployments: number
  deploymentVersions: number
  pipelines: number
  pipelineVersions: number
  buckets: number
  serviceUsers: number
}

export async function countResources(db: Db, organizationId: string): Promise<ResourceCounts | undefined> {
  const { rows } = await db.execute<ResourceCounts & Record<string, unknown>>(sql`
    select
      (select count(*) from projects where organization_id = ${organizationId}) as "projects",
      (select count(*) from organization_members where organization_id = ${organizationId}) as "users",
      (select count(*) from service_users where organization_id = ${organizationId}) as "serviceUsers",
      object.*,
      version.*
    from (
      select
        count(*) filter (where kind = 'deployment') as "deployments",
        count(*) filter (where kind = 'pipeline') as "pipelines",
        count(*) filter (where kind = 'bucket') as "buckets"
      from objects where organization_id = ${organizationId}
    ) object
    cross join (
      select
        count(*) filter (where object.kind = 'deployment') as "deploymentVersions",
        count(*) filter (where object.kind = 'pipeline') as "pipelineVersions"
      from object_versions version
      join objects object
        on object.organization_id = version.organization_id
        and object.project_id = version.project_id
        and object.id = version.object_id
      where version.organization_id = ${organizationId}
    ) version
  `)
  return rows[0]
}
