import type { DayRange } from '#contract/calendar.ts'
import { type UsageMetric, type UsageObjectType, type UsagePair, usageSeries } from '#contract/usage.ts'
import { DEFAULT_BREAKDOWN_LIMIT, type UsageBreakdownQuery } from '#contract/usage-breakdown.ts'
import type { Context } from '#server/context.ts'
import { DomainError } from '#server/errors.ts'
import { requireOrganization, requirePermission, scopesWith } from '#server/features/access/access.service.ts'
import { listVersionNames, type NamedVersion } from '#server/features/objects/object-versions.service.ts'
import type { UsageOwner } from './usage.repository.ts'
import * as repository from './usage-breakdown.repository.ts'
import { findUsageParts, valuesOf } from './usage-parts.ts'

const MOST_VALUES = 250_000

export interface UsageBreakdown<Named> {
  parts: readonly DayRange[]
  series: readonly {
    /** Null: everything that is not named by itself. */
    of: Named | null
    objectType: UsageObjectType
    metric: UsageMetric
    /** One for each part. */
    values: number[]
  }[]
}

interface NamedProject {
  id: string
  name: string
}

/**
 * For each metric the projects that used most of it, of those where the caller holds `metrics.get`, most first, and then
 * everything else together. Throws `not_found` unless the caller is an active member, and `usage_range_invalid`.
 */
export async function listUsageByProject(
  context: Context,
  organization: string,
  query: UsageBreakdownQuery,
): Promise<UsageBreakdown<NamedProject>> {
  const { organizationId } = await requireOrganization(context, organization)
  const scopes = await scopesWith(context, 'metrics.get', { organizationId })
  const named = scopes
    .map(({ projectId: id, projectName: name }) => ({ id, name }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  return breakDown(context, { organizationId }, query, { by: 'project', named, measures: () => true })
}

/** The same of a project by version, for who holds `metrics.list` there. */
export async function listUsageByObject(
  context: Context,
  project: string,
  query: UsageBreakdownQuery,
): Promise<UsageBreakdown<NamedVersion>> {
  const { organizationId, projectId } = await requirePermission(context, 'metrics.list', { project })
  const named = await listVersionNames(context, { organizationId, projectId })
  const measures = ({ kind }: NamedVersion, pair: UsagePair) => pair.object_type === `${kind}_version`
  return breakDown(context, { organizationId, projectId }, query, { by: 'object', named, measures })
}

interface Parties<Named> {
  by: repository.Breakdown['by']
  /** In the order that decides between equals. */
  named: readonly Named[]
  /** Whether one of them can have usage of this type and metric. */
  measures: (one: Named, pair: UsagePair) => boolean
}

async function breakDown<Named extends { id: string }>(
  context: Context,
  owner: UsageOwner,
  query: UsageBreakdownQuery,
  { by, named, measures }: Parties<Named>,
): Promise<UsageBreakdown<Named>> {
  const range = await findUsageParts(context, owner.organizationId, query)
  const pairs = usageSeries.filter(
    ({ object_type, metric }) =>
      (query.object_type ?? object_type) === object_type && (query.metric ?? metric) === metric,
  )
  const limit = query.limit ?? DEFAULT_BREAKDOWN_LIMIT
  if ((limit + 1) * pairs.length * range.parts.length > MOST_VALUES) throw tooMuch()
  const sums = await repository.sumUsageBy(context.db, owner, range, {
    by,
    pairs,
    named: named.map(({ id }) => id),
    limit,
  })
  const byId = new Map(named.map((one) => [one.id, one]))
  const values = new Map(sums.map((one) => [`${one.id} ${one.objectType} ${one.metric}`, valuesOf(one, range)]))
  const nothing = range.parts.map(() => 0)
  const series = [...new Set(pairs.map(({ metric }) => metric))].flatMap((metric) => {
    // As they come: by place, those without one last.
    const ids = [...new Set(sums.filter((sum) => sum.metric === metric).map(({ id }) => id))]
    return ids.flatMap((id) => {
      const of = id === null ? null : (byId.get(id) ?? null)
      return pairs
        .filter((pair) => pair.metric === metric && (of === null || measures(of, pair)))
        .map(({ object_type: objectType }) => ({
          of,
          objectType,
          metric,
          values: values.get(`${id} ${objectType} ${metric}`) ?? nothing,
        }))
    })
  })
  return { parts: range.parts, series }
}

const tooMuch = () =>
  new DomainError(
    'usage_range_invalid',
    `An answer has at most ${MOST_VALUES.toLocaleString('en')} values: ask for months, a shorter range, or a lower limit`,
  )
