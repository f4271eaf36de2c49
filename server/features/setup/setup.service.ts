import type { Setup } from '#contract/session.ts'
import { recordChange, recordOwnChange } from '#server/audit.ts'
import type { Client } from '#server/browser.ts'
import type { PublicContext } from '#server/context.ts'
import type { Db } from '#server/db/pool.ts'
import { DomainError } from '#server/errors.ts'
import { type Account, createFirstAccount, hasAnyAccount } from '#server/features/account/account.service.ts'
import { openSession } from '#server/features/session/session.service.ts'
import { hashPassword, requireUncommonPassword } from '#server/passwords.ts'
import { hashSecret, newSecret } from '#server/secrets.ts'
import { addressKey, throttled } from '#server/throttle.ts'
import * as repository from './setup.repository.ts'

const WRONG_CODES_PER_ADDRESS = 20

/** Whether the installation still waits for its first admin. */
export const isSetupNeeded = async (db: Db): Promise<boolean> => !(await hasAnyAccount(db))

/**
 * The code that lets whoever reads the terminal become the first admin; undefined when there is one. Of several
 * processes, each has its own code. It ends when the setup is done.
 */
export async function prepareSetup(db: Db, now: Date): Promise<{ code: string } | undefined> {
  if (!(await isSetupNeeded(db))) return undefined
  const code = newSecret()
  await repository.insertCode(db, hashSecret(code), now)
  return { code }
}

/**
 * Creates the first admin from the environment.
 * @returns whether it did: it does not when there is an account
 * @throws DomainError `password_common`
 */
export async function createFirstAdmin(
  db: Db,
  { email, password }: { email: string; password: string },
  now: Date,
): Promise<boolean> {
  if (!(await isSetupNeeded(db))) return false
  const person = { email, name: 'Admin', surname: '' }
  requireUncommonPassword(password, person)
  const passwordHash = await hashPassword(password)
  return db.transaction(async (tx) => {
    const account = await createFirstAccount(tx, { ...person, passwordHash }, now)
    if (!account) return false
    await repository.deleteCodes(tx)
    await recordOwnChange(tx, now, 'setup_create', creationOf(account))
    return true
  })
}

/**
 * Creates the first admin and signs them in. Opens its own transaction. Throws `setup_done` when there is an account,
 * also for the second of two at the same time; `setup_code_wrong`, `password_common`, `rate_limited`.
 */
export function completeSetup(
  context: PublicContext,
  { code, email, password, name, surname }: Setup,
  client: Client,
): Promise<{ account: Account; secret: string }> {
  const limit = { key: `setup from ${addressKey(client.address)}`, attempts: WRONG_CODES_PER_ADDRESS }
  return throttled(context, [limit], async () => {
    const done = new DomainError('setup_done', 'The first admin exists already; sign in')
    if (!(await isSetupNeeded(context.db))) throw done
    if (!(await repository.hasCode(context.db, hashSecret(code)))) {
      throw new DomainError('setup_code_wrong', 'This is not the code that the server printed at its start', {
        code: 'Not the code that the server printed',
      })
    }
    requireUncommonPassword(password, { email, name, surname })
    const passwordHash = await hashPassword(password)
    return context.db.transaction(async (tx) => {
      const account = await createFirstAccount(tx, { email, name, surname, passwordHash }, context.now)
      if (!account) throw done
      await repository.deleteCodes(tx)
      const inner = { ...context, db: tx }
      const { secret, person } = await openSession(inner, account, client)
      await recordChange({ ...inner, actor: person }, creationOf(account))
      return { account, secret }
    })
  })
}

const creationOf = ({ id, email, name, surname, operator }: Account) => ({
  organizationId: null,
  objectType: 'account',
  objectId: id,
  objectName: email,
  after: { email, name, surname, operator },
})
