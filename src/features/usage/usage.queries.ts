import { queryOptions, skipToken } from '@tanstack/react-query'
import { getUsage, type UsageQuery } from '#contract/usage.ts'
import { call } from '#src/api/client.ts'
import { labelOf, metricLabels, objectTypeLabels, totalsOf } from './usage-series.ts'

export const usageKeys = { all: (organization: string) => ['usage', organization] as const }

/** Without a query there is nothing to ask for. */
export const usageQuery = (organization: string, query: UsageQuery | undefined) =>
  queryOptions({
    queryKey: [...usageKeys.all(organization), query],
    queryFn: query ? ({ signal }) => call(getUsage, { params: { organization }, query, signal }) : skipToken,
    meta: { title: 'usage' },
  })

/** The total of every series in the current subscription period; it shares the answer that the usage page opens with. */
export const usageTotalsQuery = (organization: string) =>
  queryOptions({
    queryKey: [...usageKeys.all(organization), { interval: 'day' }],
    queryFn: ({ signal }) => call(getUsage, { params: { organization }, query: { interval: 'day' }, signal }),
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
    meta: { title: 'usage' },
  })
