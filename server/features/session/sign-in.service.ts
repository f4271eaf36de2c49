import type { SignIn } from '#contract/session.ts'
import type { Client } from '#server/browser.ts'
import type { PublicContext } from '#server/context.ts'
import { DomainError } from '#server/errors.ts'
import * as accounts from '#server/features/account/account.service.ts'
import { verifyPassword } from '#server/passwords.ts'
import { addressKey, throttled } from '#server/throttle.ts'
import { openSession } from './session.service.ts'

const ATTEMPTS_PER_ADDRESS = 50

/**
 * Signs in with a password; the answer and its time say nothing about whether the account exists. Opens its own
 * transaction. Throws `wrong_credentials`, `rate_limited`.
 */
export function signIn(
  context: PublicContext,
  { email, password }: SignIn,
  client: Client,
): Promise<{ secret: string; account: accounts.Account }> {
  const limits = [
    { key: `sign-in from ${addressKey(client.address)}`, attempts: ATTEMPTS_PER_ADDRESS },
    accounts.passwordLimit(email),
  ]
  return throttled(context, limits, async () => {
    const found = await accounts.findByEmail(context.db, email)
    const isRight = await verifyPassword(found?.passwordHash, password)
    const opened =
      found && isRight
        ? await context.db.transaction(async (tx) => {
            const account = await accounts.holdPassword(tx, found)
            return account && { ...(await openSession({ ...context, db: tx }, account, client)), account }
          })
        : undefined
    if (!opened) throw new DomainError('wrong_credentials', 'Wrong e-mail or password')
    return opened
  })
}
