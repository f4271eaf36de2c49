import * as z from 'zod/mini'
import { addMonths, type DayRange } from './calendar.ts'
import { timestampText } from './common.ts'
import { endpoint } from './endpoint.ts'
import { organizationParams } from './organizations.ts'

/** The five pairs of object type and metric, always present and in this order (document 002). */
export const usageSeries = [
  { object_type: 'deployment_version', metric: 'credits' },
  { object_type: 'deployment_version', metric: 'input_volume' },
  { object_type: 'deployment_version', metric: 'output_volume' },
  { object_type: 'pipeline_version', metric: 'input_volume' },
  { object_type: 'pipeline_version', metric: 'output_volume' },
] as const
export type UsagePair = (typeof usageSeries)[number]
export type UsageObjectType = UsagePair['object_type']
export type UsageMetric = UsagePair['metric']

/** In the order of the series. */
export const usageMetrics: readonly UsageMetric[] = [...new Set(usageSeries.map(({ metric }) => metric))]
export const usageObjectTypes: readonly UsageObjectType[] = [
  ...new Set(usageSeries.map(({ object_type }) => object_type)),
]
export const usageMetricRule = `Metric is one of ${usageMetrics.join(', ')}`
export const usageMetric = z.enum(usageMetrics, usageMetricRule)
export const usageObjectType = z.enum(usageObjectTypes, `Object type is ${usageObjectTypes.join(' or ')}`)

export const usageInterval = z.enum(['day', 'month'], 'Interval is day or month')
export type UsageInterval = z.output<typeof usageInterval>

export const usagePoint = z.object({
  /** First instant of the day or month, UTC, `2019-08-01T00:00:00Z`. */
  start_date: z.string(),
  /** First instant after it. */
  end_date: z.string(),
  value: z.number(),
})
export type UsagePoint = z.output<typeof usagePoint>

export const usage = z.object({
  object_type: z.string(),
  metric: z.string(),
  usage: z.array(usagePoint),
})
export type Usage = z.output<typeof usage>

export const usageQuery = z.object({
  start_date: z.optional(timestampText),
  end_date: z.optional(timestampText),
  interval: z.optional(usageInterval),
})
export type UsageQuery = z.output<typeof usageQuery>

const LONGEST_RANGE_MONTHS = 120

/** Why nobody can ask for this range, as a sentence for people; undefined when one can. */
export function usageRangeProblem({ start, end }: DayRange): string | undefined {
  if (end <= start) return 'The range has to end after it starts'
  if (addMonths(start, LONGEST_RANGE_MONTHS) < end) return 'The range has at most 10 years'
  return undefined
}

export const getUsage = endpoint({
  operation: 'organizations_usage_get',
  method: 'GET',
  path: '/v2.1/organizations/:organization/usage',
  summary: 'Usage by day or month over a range, or over the current subscription period',
  tag: 'Organizations',
  access: 'caller',
  params: organizationParams,
  query: usageQuery,
  status: 200,
  response: z.array(usage),
  errors: ['service_user_forbidden', 'usage_range_invalid'],
})
