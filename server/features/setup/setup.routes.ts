import * as contract from '#contract/session.ts'
import { clientOf, setSessionCookie } from '#server/browser.ts'
import type { Router } from '#server/route.ts'
import * as service from './setup.service.ts'

export function setupRoutes(router: Router): void {
  router.handlePublic(contract.getSetup, async ({ db }) => ({ needed: await service.isSetupNeeded(db) }))
  router.handlePublic(
    contract.completeSetup,
    async (context, { body, request, reply }) => {
      const { account, secret } = await service.completeSetup(context, body, clientOf(request))
      setSessionCookie(reply, context.origin, secret)
      return { user: account }
    },
    { transaction: 'own' },
  )
}
