import * as contract from '#contract/session.ts'
import { clearSessionCookie, clientOf, setSessionCookie } from '#server/browser.ts'
import { getAccount } from '#server/features/account/account.service.ts'
import type { Router } from '#server/route.ts'
import * as service from './session.service.ts'
import { signIn } from './sign-in.service.ts'

export function sessionRoutes(router: Router): void {
  router.handlePublic(
    contract.signIn,
    async (context, { body, request, reply }) => {
      const { secret, account } = await signIn(context, body, clientOf(request))
      setSessionCookie(reply, context.origin, secret)
      return { user: account }
    },
    { transaction: 'own' },
  )
  router.handle(contract.getSession, async (context) => ({ user: await getAccount(context) }))
  router.handlePublic(contract.signOut, async (context, { reply }) => {
    await service.signOut(context)
    clearSessionCookie(reply, context.origin)
  })
  router.handle(contract.signOutEverywhere, async (context, { reply }) => {
    await service.signOutEverywhere(context)
    clearSessionCookie(reply, context.origin)
  })
}
