import { type UsageMetric, usageMetric, usageMetricRule, usageMetrics } from '#contract/usage.ts'
import { recordChange } from '#server/audit.ts'
import { type Context, requireMatch, type State } from '#server/context.ts'
import { DomainError, notFound } from '#server/errors.ts'
import { lockOrganizationAsAdmin, requireOrganization } from '#server/features/access/access.service.ts'
import type { LimitRow } from './usage-limits.repository.ts'
import * as repository from './usage-limits.repository.ts'

export type { LimitRow }

/** One that was removed and set again is another one. */
export const stateOf = ({ organizationId, metric, createdAt, revision }: LimitRow): State => ({
  id: `${organizationId} ${metric} ${createdAt.toISOString()}`,
  revision,
})

/** In the order of the metrics. Throws `not_found` unless the caller is an active member. */
export async function listLimits(context: Context, organization: string): Promise<LimitRow[]> {
  const { organizationId } = await requireOrganization(context, organization)
  const rows = await repository.listLimits(context.db, organizationId)
  return usageMetrics.flatMap((metric) => rows.filter((row) => row.metric === metric))
}

/** Throws `not_found` like {@link listLimits} and where the metric has no limit, and `invalid_input` where it is none. */
export async function getLimit(context: Context, organization: string, name: string): Promise<LimitRow> {
  const { organizationId } = await requireOrganization(context, organization)
  return requireRow(await repository.findLimit(context.db, { organizationId, metric: requireMetric(name) }))
}

/**
 * Sets the limit or changes it. Throws `invalid_input` for what is no metric, and `stale` where If-Match was sent and
 * there is no limit, or another one.
 */
export async function updateLimit(
  context: Context,
  organization: string,
  name: string,
  value: number,
): Promise<LimitRow> {
  const { organizationId } = await lockOrganizationAsAdmin(context, organization)
  const metric = requireMetric(name)
  const before = await repository.findLimit(context.db, { organizationId, metric })
  if (before) requireMatch(context, stateOf(before))
  else if (context.ifMatch !== undefined) throw new DomainError('stale', 'Somebody else removed this limit')
  if (before?.value === value) return before
  const limit = { organizationId, metric, value, createdAt: context.now }
  const after = requireRow(await repository.saveLimit(context.db, limit))
  await record(context, before, after)
  return after
}

/** Throws `not_found` where there is none, `invalid_input` for what is no metric, and `stale`. */
export async function deleteLimit(context: Context, organization: string, name: string): Promise<void> {
  const { organizationId } = await lockOrganizationAsAdmin(context, organization)
  const row = requireRow(await repository.findLimit(context.db, { organizationId, metric: requireMetric(name) }))
  requireMatch(context, stateOf(row))
  await repository.deleteLimit(context.db, row)
  await record(context, row, undefined)
}

function requireMetric(name: string): UsageMetric {
  const { data } = usageMetric.safeParse(name)
  if (data === undefined) throw new DomainError('invalid_input', usageMetricRule, { metric: usageMetricRule })
  return data
}

function requireRow(row: LimitRow | undefined): LimitRow {
  if (!row) throw notFound()
  return row
}

const readable = (row: LimitRow | undefined) => (row ? { metric: row.metric, value: row.value } : null)

/** An organization has one limit of a metric, so that its name is all that tells it. */
async function record(context: Context, before: LimitRow | undefined, after: LimitRow | undefined): Promise<void> {
  const row = after ?? before
  if (!row) return
  await recordChange(context, {
    organizationId: row.organizationId,
    objectType: 'usage_limits',
    objectId: row.metric,
    objectName: row.metric,
    before: readable(before),
    after: readable(after),
  })
}
