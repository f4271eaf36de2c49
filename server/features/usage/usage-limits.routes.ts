import * as contract from '#contract/usage-limits.ts'
import { type Router, tagged } from '#server/route.ts'
import * as service from './usage-limits.service.ts'

export function usageLimitsRoutes(router: Router): void {
  router.handle(contract.listUsageLimits, async (context, { params }) =>
    (await service.listLimits(context, params.organization)).map(toLimit),
  )
  router.handle(contract.getUsageLimit, async (context, { params }) =>
    toTagged(await service.getLimit(context, params.organization, params.metric)),
  )
  router.handle(contract.updateUsageLimit, async (context, { params, body }) =>
    toTagged(await service.updateLimit(context, params.organization, params.metric, body.value)),
  )
  router.handle(contract.deleteUsageLimit, async (context, { params }) => {
    await service.deleteLimit(context, params.organization, params.metric)
  })
}

const toLimit = ({ metric, value }: service.LimitRow): contract.UsageLimit => ({ metric, value })

const toTagged = (row: service.LimitRow) => tagged(toLimit(row), service.stateOf(row))
