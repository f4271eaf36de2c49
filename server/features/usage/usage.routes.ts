import type { DayRange } from '#contract/calendar.ts'
import * as contract from '#contract/usage.ts'
import * as breakdownContract from '#contract/usage-breakdown.ts'
import type { Router } from '#server/route.ts'
import { toStartOfDay } from '#server/wire-format.ts'
import * as service from './usage.service.ts'
import * as breakdown from './usage-breakdown.service.ts'

export function usageRoutes(router: Router): void {
  router.handle(contract.getUsage, async (context, { params, query }) =>
    toUsage(await service.getUsage(context, params.organization, query)),
  )
  router.handle(breakdownContract.getProjectUsage, async (context, { params, query }) =>
    toUsage(await service.getProjectUsage(context, params.project, query)),
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

function toUsage({ parts, series }: service.UsageInParts): contract.Usage[] {
  const dates = parts.map(toDates)
  return series.map(({ objectType, metric, values }) => ({
    object_type: objectType,
    metric,
    usage: dates.map((part, index) => ({ ...part, value: values[index] ?? 0 })),
  }))
}

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
