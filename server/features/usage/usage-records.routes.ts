import * as contract from '#contract/usage-records.ts'
import type { Router } from '#server/route.ts'
import * as service from './usage-records.service.ts'

export function usageRecordsRoutes(router: Router): void {
  router.handle(contract.createUsageRecords, async (context, { params, body }) => ({
    batch_id: body.batch_id,
    ...(await service.createUsageRecords(context, params.project, body)),
  }))
}
