import * as contract from '#contract/access.ts'
import type { Router } from '#server/route.ts'
import { previewAccess } from './access-preview.service.ts'
import { explainAccess, getOwnAccess, listAccessHolders } from './access-review.service.ts'

export function accessRoutes(router: Router): void {
  router.handle(contract.getOwnAccess, (context, { params }) => getOwnAccess(context, params.project))
  router.handle(contract.explainAccess, (context, { params, query }) => explainAccess(context, params.project, query))
  router.handle(contract.listAccessHolders, (context, { params, query }) =>
    listAccessHolders(context, params.project, query),
  )
  router.handle(
    contract.previewAccess,
    (context, { params, body }) => previewAccess(context, params.organization, body.changes),
    // What others change meanwhile must not look like an effect of the previewed changes.
    { transaction: 'snapshot' },
  )
}
