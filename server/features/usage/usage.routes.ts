import type { DayRange } from '#contract/calendar.ts'
import * as contract from '#contract/usage.ts'
import * as breakdownContract from '#contract/usage-breakdown.ts'
import type { Router } from '#server/route.ts'
import { toStartOfDay } from '#server/wire-format.ts'
import * as service from './usage.service.ts'
import * as breakdown from './usage-breakdown.service.ts'

export function usageRoutes(router: Router): void {
  router.handle(contract.getUsage, async (context, { params, query }) =>
    (await service.getUsage(context, params.organization, query)).map(toUsage),
  )
  router.handle(breakdownContract.getProjectUsage, async (context, { params, query }) =>
    (await service.getProjectUsage(context, params.project, query)).map(toUsage),
  )
  router.handle(breakdownContract.listUsageByProject, async (context, { params, query }) =>
    toBreakdown(await breakdown.listUsageByProject(context, params.organization, query), (of) => ({
      project: of?.name ?? null,
    })),
  )
  router.handle(breakdownContract.listUsageByObject, async (context, { params, query }) =>
    toBreakdown(await breakdown.listUsageByObject(context, params.project, query), (of) => ({
      object: of?.object ?? null,
      version: of?.version ?? null,
    })),
  )
}

const toUsage = ({ objectType, metric, points }: service.UsageSeries): contract.Usage => ({
  object_type: objectType,
  metric,
  usage: points.map(({ value, ...part }) => ({ ...toDates(part), value })),
})

const toBreakdown = <Named, Name>(
  { parts, series }: breakdown.UsageBreakdown<Named>,
  nameOf: (of: Named | null) => Name,
) => ({
  parts: parts.map(toDates),
  series: series.map(({ of, objectType: object_type, metric, values }) => ({
    ...nameOf(of),
    object_type,
    metric,
    values,
  })),
})

const toDates = ({ start, end }: DayRange) => ({ start_date: toStartOfDay(start), end_date: toStartOfDay(end) })
