import * as contract from '#contract/usage-changes.ts'
import type { Router } from '#server/route.ts'
import { toMicrosecondTimestamp } from '#server/wire-format.ts'
import * as service from './usage-changes.service.ts'

export function usageChangesRoutes(router: Router): void {
  router.handle(contract.listUsageChanges, async (context, { params, query }) =>
    (await service.listChanges(context, params.organization, query)).map(toChange),
  )
}

const toChange = (change: service.Change): contract.UsageChange => ({
  id: change.id,
  date: toMicrosecondTimestamp(change.at),
  action: change.action,
  object_type: change.objectType,
  // The audit trail writes `surface-inspector / v2`.
  object_name: (change.objectName ?? '').replace(' / ', '/'),
  project: change.project,
  actor: change.actorName,
})
