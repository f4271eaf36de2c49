import * as contract from '#contract/account-service-users.ts'
import type { Endpoint } from '#contract/endpoint.ts'
import type { Context } from '#server/context.ts'
import { DomainError } from '#server/errors.ts'
import { type Answer, type Input, type Router, tagged } from '#server/route.ts'
import { toMicrosecondTimestamp } from '#server/wire-format.ts'
import { type Account, holdAccount, requireAccount } from './account.service.ts'
import * as service from './account-service-users.service.ts'
import * as keys from './api-keys.service.ts'

export function accountServiceUsersRoutes(router: Router): void {
  inAccount(router, contract.listAccountServiceUsers, async (context, account) => {
    const rows = await service.listServiceUsers(context, account)
    return rows.map(toServiceUser)
  })
  inAccount(router, contract.createAccountServiceUser, async (context, account, { body }) =>
    toServiceUser(await service.createServiceUser(context, account, body)),
  )
  inAccount(router, contract.getAccountServiceUser, async (context, account, { params }) =>
    toTagged(await service.getServiceUser(context, account, params.username)),
  )
  inAccount(router, contract.updateAccountServiceUser, async (context, account, { params, body }) =>
    toTagged(await service.updateServiceUser(context, account, params.username, body)),
  )
  inAccount(router, contract.deactivateAccountServiceUser, (context, account, { params }) =>
    service.deactivateServiceUser(context, account, params.username),
  )
  inAccount(router, contract.generateApiKey, async (context, account, { params, body }) => {
    const { row, type, key } = await keys.generateKey(context, account, params.username, body)
    return { account: row.organizationId, key, name: row.username, resource: type }
  })
  inAccount(router, contract.revokeApiKey, (context, account, { params, body }) =>
    keys.revokeKey(context, account, params.username, body),
  )
}

/** Finds the account of the request first; whatever is refused then is shown to its admins. */
function inAccount<E extends Endpoint>(
  router: Router,
  endpoint: E,
  handler: (context: Context, account: Account, input: Input<E>) => Promise<Answer<E>>,
): void {
  router.handle(endpoint, async (context, input) => {
    const account = await (endpoint.method === 'GET' ? requireAccount(context) : holdAccount(context))
    try {
      return await handler(context, account, input)
    } catch (error) {
      if (error instanceof DomainError) {
        error.about = { organizationId: account.organizationId, name: usernameOf(input) }
      }
      throw error
    }
  })
}

/** The path or, of one to be created, the body names it. */
const usernameOf = ({ params, body }: { params: unknown; body: unknown }) => [params, body].find(isNamed)?.username

const isNamed = (part: unknown): part is { username: string } =>
  typeof part === 'object' && part !== null && 'username' in part && typeof part.username === 'string'

const HIDDEN = '\u2022'.repeat(27)

const toServiceUser = (row: service.AccountServiceUserRow): contract.AccountServiceUser => ({
  administrators: row.administrators.map(({ email }) => email),
  apiKeys: {
    allowedApiKeyTypes: [...contract.apiKeyTypes],
    apiKeys: contract.apiKeyTypes.flatMap(({ name }) =>
      row.keys
        .filter(({ type }) => type === name)
        .map(({ type, ending, createdAt, lastUsedAt }) => ({
          account: row.organizationId,
          key: `${HIDDEN}${ending}`,
          keyType: type,
          username: row.username,
          creationDate: toMicrosecondTimestamp(new Date(createdAt)),
          lastUsed: lastUsedAt === null ? null : toMicrosecondTimestamp(new Date(lastUsedAt)),
        })),
    ),
  },
  displayName: row.displayName,
  email: row.email,
  role: row.profile,
  username: row.username,
  withoutAdministrators: row.administrators.length === 0,
})

const toTagged = (row: service.AccountServiceUserRow) => tagged(toServiceUser(row), row)
