import * as contract from '#contract/invitations.ts'
import { clientOf, setSessionCookie } from '#server/browser.ts'
import type { Router } from '#server/route.ts'
import { toMicrosecondTimestamp } from '#server/wire-format.ts'
import * as service from './invitations.service.ts'

export function invitationsRoutes(router: Router): void {
  router.handle(contract.createInvitation, async (context, { params }) => {
    const { code, expiresAt } = await service.createInvitation(context, params.organization, params.id)
    return {
      code,
      // A fragment stays in the browser: no log on the way sees the code.
      url: `${context.origin}/invitation#code=${code}`,
      expiry_date: toMicrosecondTimestamp(expiresAt),
    }
  })
  router.handlePublic(
    contract.openInvitation,
    async (context, { body, request }) => {
      const invitation = await service.openInvitation(context, body.code, clientOf(request))
      return {
        email: invitation.email,
        organization: invitation.organizationName,
        sign_in_required: invitation.hasPassword,
      }
    },
    { transaction: 'own' },
  )
  router.handlePublic(
    contract.acceptInvitation,
    async (context, { body, request, reply }) => {
      const { account, secret } = await service.acceptInvitation(context, body, clientOf(request))
      if (secret !== undefined) setSessionCookie(reply, context.origin, secret)
      return { user: account }
    },
    { transaction: 'own' },
  )
}
