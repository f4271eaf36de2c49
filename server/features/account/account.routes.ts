import * as contract from '#contract/account.ts'
import * as sessions from '#server/features/session/session.service.ts'
import { type Router, tagged } from '#server/route.ts'
import { toMicrosecondTimestamp } from '#server/wire-format.ts'
import * as service from './account.service.ts'

export function accountRoutes(router: Router): void {
  router.handle(contract.getProfile, async (context) => toTagged(await service.getAccount(context)))
  router.handle(contract.updateProfile, async (context, { body }) =>
    toTagged(await service.updateProfile(context, body)),
  )
  router.handle(contract.changePassword, (context, { body }) => service.changePassword(context, body), {
    transaction: 'own',
  })

  router.handle(contract.listPersonalTokens, async (context) =>
    (await service.listPersonalTokens(context)).map(toPersonalToken),
  )
  router.handle(contract.createPersonalToken, async (context, { body }) => {
    const { row, token } = await service.createPersonalToken(context, body)
    return { ...toPersonalToken(row), token }
  })
  router.handle(contract.deletePersonalToken, (context, { params }) => service.deletePersonalToken(context, params.id))

  router.handle(contract.listSessions, async (context) =>
    (await sessions.listSessions(context)).map((row) => toSessionItem(row, context.actor.credential.id)),
  )
  router.handle(contract.endSession, (context, { params }) => sessions.endSession(context, params.id))
}

const toTagged = (account: service.Account) => tagged(account, account)

const toPersonalToken = (row: service.PersonalTokenRow): contract.PersonalToken => ({
  id: row.id,
  name: row.name,
  prefix: row.tokenPrefix,
  creation_date: toMicrosecondTimestamp(row.createdAt),
  expiry_date: row.expiresAt && toMicrosecondTimestamp(row.expiresAt),
  last_used: row.lastUsedAt && toMicrosecondTimestamp(row.lastUsedAt),
})

const toSessionItem = (row: sessions.SessionRow, currentId: string): contract.SessionItem => ({
  id: row.id,
  current: row.id === currentId,
  user_agent: row.userAgent,
  address: row.address,
  creation_date: toMicrosecondTimestamp(row.createdAt),
  last_seen: toMicrosecondTimestamp(row.lastSeenAt),
})
