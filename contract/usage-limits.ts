import * as z from 'zod/mini'
import { pathName } from './common.ts'
import { endpoint } from './endpoint.ts'
import { organizationParams } from './organizations.ts'
import { usageMetric } from './usage.ts'

const MOST_VALUE = 1e15
const MOST_DECIMALS = 6

// By any name, so that who may ask is told which metrics there are.
const usageLimitParams = z.extend(organizationParams, { metric: pathName })

/** How much of a metric an organization wants to use at most in a subscription period, of all object types together. */
export const usageLimit = z.object({ metric: usageMetric, value: z.number() })
export type UsageLimit = z.output<typeof usageLimit>

export const updateUsageLimitBody = z.object({
  value: z.number('Limit must be a number').check(
    z.gt(0, 'Limit is more than 0'),
    z.lte(MOST_VALUE, `Limit is at most ${MOST_VALUE.toLocaleString('en')}`),
    z.refine((value) => Number(value.toFixed(MOST_DECIMALS)) === value, `Limit has at most ${MOST_DECIMALS} decimals`),
  ),
})
export type UpdateUsageLimit = z.output<typeof updateUsageLimitBody>

export const listUsageLimits = endpoint({
  operation: 'usage_limits_list',
  method: 'GET',
  path: '/v2.1/organizations/:organization/usage-limits',
  summary: 'List the limits of usage, each for one metric and a subscription period',
  tag: 'Organizations',
  access: 'caller',
  extension: true,
  params: organizationParams,
  status: 200,
  response: z.array(usageLimit),
  errors: ['service_user_forbidden'],
})

export const getUsageLimit = endpoint({
  operation: 'usage_limits_get',
  method: 'GET',
  path: '/v2.1/organizations/:organization/usage-limits/:metric',
  summary: 'Get the limit of a metric',
  tag: 'Organizations',
  access: 'caller',
  extension: true,
  params: usageLimitParams,
  status: 200,
  response: usageLimit,
  errors: ['service_user_forbidden'],
  etag: true,
})

export const updateUsageLimit = endpoint({
  operation: 'usage_limits_update',
  method: 'PUT',
  path: '/v2.1/organizations/:organization/usage-limits/:metric',
  summary: 'Set or change the limit of a metric, which warns and stops nothing',
  tag: 'Organizations',
  access: 'caller',
  extension: true,
  params: usageLimitParams,
  body: updateUsageLimitBody,
  status: 200,
  response: usageLimit,
  errors: ['service_user_forbidden', 'stale'],
  etag: true,
})

export const deleteUsageLimit = endpoint({
  operation: 'usage_limits_delete',
  method: 'DELETE',
  path: '/v2.1/organizations/:organization/usage-limits/:metric',
  summary: 'Remove the limit of a metric',
  tag: 'Organizations',
  access: 'caller',
  extension: true,
  params: usageLimitParams,
  status: 204,
  errors: ['service_user_forbidden', 'stale'],
  etag: true,
})
