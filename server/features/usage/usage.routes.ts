import * as contract from '#contract/usage.ts'
import type { Router } from '#server/route.ts'
import { toStartOfDay } from '#server/wire-format.ts'
import * as service from './usage.service.ts'

export function usageRoutes(router: Router): void {
  router.handle(contract.getUsage, async (context, { params, query }) =>
    (await service.getUsage(context, params.organization, query)).map(toUsage),
  )
}

const toUsage = ({ objectType, metric, points }: service.UsageSeries): contract.Usage => ({
  object_type: objectType,
  metric,
  usage: points.map(({ start, end, value }) => ({
    start_date: toStartOfDay(start),
    end_date: toStartOfDay(end),
    value,
  })),
})
