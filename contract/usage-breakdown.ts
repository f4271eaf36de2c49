import * as z from 'zod/mini'
import { endpoint } from './endpoint.ts'
import { organizationParams } from './organizations.ts'
import { projectParams } from './projects.ts'
import { usage, usageMetric, usageObjectType, usagePoint, usageQuery } from './usage.ts'

export const DEFAULT_BREAKDOWN_LIMIT = 10
const MOST_BREAKDOWN_LIMIT = 50

const limitRule = `Limit is a whole number from 1 to ${MOST_BREAKDOWN_LIMIT}`

export const usageBreakdownQuery = z.extend(usageQuery, {
  metric: z.optional(usageMetric),
  object_type: z.optional(usageObjectType),
  /** How many are named for each metric, those that used most of it; 10 without it. */
  limit: z.optional(
    z.coerce.number(limitRule).check(z.int(limitRule), z.gte(1, limitRule), z.lte(MOST_BREAKDOWN_LIMIT, limitRule)),
  ),
})
export type UsageBreakdownQuery = z.output<typeof usageBreakdownQuery>

const usageParts = z.array(z.omit(usagePoint, { value: true }))

const breakdownSeries = z.object({
  object_type: z.string(),
  metric: z.string(),
  /** One for each part of the range. */
  values: z.array(z.number()),
})

const projectSeries = z.extend(breakdownSeries, {
  /** Null: all others, those whose metrics the caller may not get, and deleted projects, together. */
  project: z.nullable(z.string()),
})

const objectSeries = z.extend(breakdownSeries, {
  /** The deployment or pipeline. Null, as the version: all others and deleted versions together. */
  object: z.nullable(z.string()),
  version: z.nullable(z.string()),
})

// The parts are told once: of years by day, each series with its own would be an answer of megabytes.
export const usageByProject = z.object({ parts: usageParts, series: z.array(projectSeries) })
export type UsageByProject = z.output<typeof usageByProject>

export const usageByObject = z.object({ parts: usageParts, series: z.array(objectSeries) })
export type UsageByObject = z.output<typeof usageByObject>

export const getProjectUsage = endpoint({
  operation: 'projects_usage_get',
  method: 'GET',
  path: '/v2.1/projects/:project/usage',
  summary: 'Usage of a project by day or month over a range, or over the current subscription period',
  tag: 'Projects',
  access: 'caller',
  extension: true,
  params: projectParams,
  query: usageQuery,
  status: 200,
  response: z.array(usage),
  errors: ['usage_range_invalid'],
})

/**
 * Metric by metric, the projects that used most of it first, each with every object type that has the metric; then,
 * where there is more, the rest. For each object type and metric the series add up to the organization's usage.
 */
export const listUsageByProject = endpoint({
  operation: 'organizations_usage_projects_list',
  method: 'GET',
  path: '/v2.1/organizations/:organization/usage/projects',
  summary: 'Usage of the projects that used most of each metric, and of all others together',
  tag: 'Organizations',
  access: 'caller',
  extension: true,
  params: organizationParams,
  query: usageBreakdownQuery,
  status: 200,
  response: usageByProject,
  errors: ['service_user_forbidden', 'usage_range_invalid'],
})

/** Like {@link listUsageByProject}, of the versions of a project, each with its own object type. */
export const listUsageByObject = endpoint({
  operation: 'projects_usage_objects_list',
  method: 'GET',
  path: '/v2.1/projects/:project/usage/objects',
  summary: 'Usage of the versions that used most of each metric, and of all others together',
  tag: 'Projects',
  access: 'caller',
  extension: true,
  params: projectParams,
  query: usageBreakdownQuery,
  status: 200,
  response: usageByObject,
  errors: ['usage_range_invalid'],
})
