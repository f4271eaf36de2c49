import { and, desc, eq, gte, inArray, lt, ne, or, sql } from 'drizzle-orm'
import type { UsageChangeAction } from '#contract/usage-changes.ts'
import type { Db } from '#server/db/pool.ts'
import { auditEvents } from '#server/db/schema.ts'

interface ChangeFilter {
  organizationId: string
  actions: readonly UsageChangeAction[]
  /** The first instant, and the first after the last. */
  from: Date
  until: Date
  /** The ids of the projects to choose from, or everything of the organization. */
  among: 'all' | readonly string[]
  most: number
}

export type ChangeRow = Awaited<ReturnType<typeof findChanges>>[number]

/** The newest first. An update of the organization that left its subscriptions as they were is none. */
export async function findChanges(db: Db, { organizationId, actions, from, until, among, most }: ChangeFilter) {
  const { before, after } = auditEvents
  return db
    .select({
      id: auditEvents.id,
      at: auditEvents.at,
      // The filter lets no other through.
      action: sql<UsageChangeAction>`${auditEvents.action}`,
      objectType: auditEvents.objectType,
      objectName: auditEvents.objectName,
      projectId: auditEvents.projectId,
      actorName: auditEvents.actorName,
    })
    .from(auditEvents)
    .where(
      and(
        eq(auditEvents.organizationId, organizationId),
        gte(auditEvents.at, from),
        lt(auditEvents.at, until),
        eq(auditEvents.outcome, 'done'),
        inArray(auditEvents.action, [...actions]),
        // Not what it did besides: the first version becomes the default one of its deployment.
        sql`starts_with(${auditEvents.action}, ${auditEvents.objectType} || '_')`,
        or(ne(auditEvents.action, 'organizations_update'), sql`${before} - 'name' is distinct from ${after} - 'name'`),
        among === 'all' ? undefined : inArray(auditEvents.projectId, [...among]),
      ),
    )
    .orderBy(desc(auditEvents.at), desc(auditEvents.sequence))
    .limit(most)
}

/** What projects were called that have been deleted since then. */
export async function findDeletedProjects(
  db: Db,
  { organizationId, projectIds, since }: { organizationId: string; projectIds: readonly string[]; since: Date },
) {
  return db
    .select({ projectId: auditEvents.projectId, name: auditEvents.objectName })
    .from(auditEvents)
    .where(
      and(
        eq(auditEvents.organizationId, organizationId),
        gte(auditEvents.at, since),
        eq(auditEvents.outcome, 'done'),
        eq(auditEvents.action, 'projects_delete'),
        inArray(auditEvents.projectId, [...projectIds]),
      ),
    )
}
