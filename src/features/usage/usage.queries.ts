import { queryOptions, skipToken } from '@tanstack/react-query'
import { toDay } from '#contract/calendar.ts'
import { getUsage, type UsageQuery } from '#contract/usage.ts'
import { getProjectUsage, listUsageByObject, listUsageByProject } from '#contract/usage-breakdown.ts'
import { call } from '#src/api/client.ts'
import type { UsageAddress } from './usage-range.ts'
import {
  byProject,
  byVersion,
  labelOf,
  MOST_NAMED,
  metricLabels,
  objectTypeLabels,
  type SeriesInParts,
  totalsOf,
} from './usage-series.ts'

export const usageKeys = { all: (organization: string) => ['usage', organization] as const }

/** A range without dates is another one tomorrow. */
export const dayOfKey = (query: Pick<UsageQuery, 'start_date'> | undefined) =>
  query?.start_date === undefined ? toDay(new Date()) : undefined

/** Of the organization, or of one project of it. Without a query there is nothing to ask for. */
export const usageQuery = (organization: string, project: string, query: UsageQuery | undefined) =>
  queryOptions({
    queryKey: [...usageKeys.all(organization), 'of', project, query, dayOfKey(query)],
    queryFn: query
      ? ({ signal }) =>
          project === ''
            ? call(getUsage, { params: { organization }, query, signal })
            : call(getProjectUsage, { params: { project }, query, signal })
      : skipToken,
    meta: { title: 'usage' },
  })

/** One metric split by project, or by version within a project; nothing where the page splits it by object type. */
export const breakdownQuery = (organization: string, address: UsageAddress, query: UsageQuery | undefined) => {
  const { metric, type, project, split } = address
  const asked = {
    ...query,
    metric,
    ...(type === '' ? {} : { object_type: type }),
    limit: MOST_NAMED,
  }
  return queryOptions({
    queryKey: [...usageKeys.all(organization), 'split', split, project, asked, dayOfKey(query)],
    queryFn:
      query && split !== 'type'
        ? async ({ signal }): Promise<SeriesInParts> =>
            split === 'project'
              ? byProject(await call(listUsageByProject, { params: { organization }, query: asked, signal }))
              : byVersion(await call(listUsageByObject, { params: { project }, query: asked, signal }))
        : skipToken,
    meta: { title: 'usage' },
  })
}

/** The total of every series in the current subscription period; it shares the answer that the usage page opens with. */
export const usageTotalsQuery = (organization: string) =>
  queryOptions({
    ...usageQuery(organization, '', { interval: 'day' }),
    select: (usage) => ({
      /** First instant of the period, and the first after it. */
      start: usage[0]?.usage[0]?.start_date,
      end: usage[0]?.usage.at(-1)?.end_date,
      totals: totalsOf(usage).map(({ objectType, metric, total }) => ({
        key: `${objectType} ${metric}`,
        metric: labelOf(metricLabels, metric),
        objectType: labelOf(objectTypeLabels, objectType),
        total,
      })),
    }),
  })
