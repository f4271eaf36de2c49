import { MOST_USAGE_CHANGES, type UsageChangesQuery, usageChangeActions } from '#contract/usage-changes.ts'
import type { Context } from '#server/context.ts'
import { requireOrganization, scopesWith } from '#server/features/access/access.service.ts'
import * as repository from './usage-changes.repository.ts'
import { requireRange } from './usage-range.ts'

export interface Change extends repository.ChangeRow {
  /** As the project is called now, or was when it was deleted. */
  project: string | null
}

/**
 * What was done in the range that can explain a change of usage, the newest first: admins see all of it, others what was
 * done in the projects whose audit trail they may list. In a deleted project nobody holds anything any more, so that
 * only admins see what was done there. Throws `not_found` unless the caller is an active member, and
 * `usage_range_invalid`.
 */
export async function listChanges(context: Context, organization: string, query: UsageChangesQuery): Promise<Change[]> {
  const { organizationId, admin } = await requireOrganization(context, organization)
  const { start, end } = await requireRange(context, organizationId, query)
  const scopes = await scopesWith(context, 'projects.audit.list', { organizationId })
  const names = new Map<string | null, string | null>(scopes.map((scope) => [scope.projectId, scope.projectName]))
  const rows = await repository.findChanges(context.db, {
    organizationId,
    actions: usageChangeActions,
    from: startOf(start),
    until: startOf(end),
    among: admin ? 'all' : scopes.map(({ projectId }) => projectId),
    most: MOST_USAGE_CHANGES,
  })
  const gone = rows.flatMap(({ projectId }) => (projectId === null || names.has(projectId) ? [] : [projectId]))
  if (gone.length > 0) {
    const where = { organizationId, projectIds: [...new Set(gone)], since: startOf(start) }
    for (const { projectId, name } of await repository.findDeletedProjects(context.db, where))
      names.set(projectId, name)
  }
  return rows.map((row) => ({ ...row, project: names.get(row.projectId) ?? null }))
}

const startOf = (day: string) => new Date(`${day}T00:00:00Z`)
