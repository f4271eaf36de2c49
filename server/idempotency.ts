import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'
import { and, eq, lt } from 'drizzle-orm'
import type { Context } from './context.ts'
import type { Db } from './db/pool.ts'
import { idempotencyKeys } from './db/schema.ts'
import { DomainError } from './errors.ts'

/** How long a first answer is kept. */
export const IDEMPOTENCY_KEPT_MS = 10 * 60_000
const NONCE_LENGTH = 12
const TAG_LENGTH = 16
/** A shorter header could be guessed from its stored hash, and with it the token in the kept answer. */
const SHORTEST_KEY = 16

export interface Answer {
  status: number
  body: string
  etag: string | undefined
}

const digest = (...parts: string[]) => createHash('sha256').update(JSON.stringify(parts)).digest()
const cipherKey = (key: string) => Buffer.from(hkdfSync('sha256', key, '', 'steward idempotent answer', 32))

function seal(key: string, text: string): Buffer {
  const nonce = randomBytes(NONCE_LENGTH)
  const cipher = createCipheriv('aes-256-gcm', cipherKey(key), nonce)
  return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
}

function unseal(key: string, sealed: Buffer): string {
  const decipher = createDecipheriv('aes-256-gcm', cipherKey(key), sealed.subarray(0, NONCE_LENGTH))
  decipher.setAuthTag(sealed.subarray(-TAG_LENGTH))
  return decipher.update(sealed.subarray(NONCE_LENGTH, -TAG_LENGTH), undefined, 'utf8') + decipher.final('utf8')
}

/**
 * Runs `answer` once per caller, Idempotency-Key and request, in the caller's transaction: a repetition within ten
 * minutes gets the first answer again, token included. A request running at the same time waits for the first one on
 * the row. The key itself is not stored, only its hash, so that the kept answers of a stolen database stay closed.
 * Throws `idempotency_key_reused` when the key was used for another request.
 */
export async function answerOnce(
  context: Context,
  key: string,
  request: string,
  answer: () => Promise<Answer>,
): Promise<Answer> {
  if (key.length < SHORTEST_KEY || key.length > 255) {
    throw new DomainError('invalid_input', `Idempotency-Key has ${SHORTEST_KEY} to 255 characters`)
  }
  const caller = `${context.actor.type}:${context.actor.id}`
  const keyHash = digest(caller, key)
  const requestHash = digest(context.operation, request)
  const row = and(eq(idempotencyKeys.caller, caller), eq(idempotencyKeys.keyHash, keyHash))

  const fresh = { requestHash, createdAt: context.now, status: null, answer: null }
  const inserted = await context.db
    .insert(idempotencyKeys)
    .values({ caller, keyHash, ...fresh })
    .onConflictDoUpdate({
      target: [idempotencyKeys.caller, idempotencyKeys.keyHash],
      set: fresh,
      setWhere: isOld(context.now),
    })
    .returning({ caller: idempotencyKeys.caller })
  if (inserted.length === 0) {
    const [first] = await context.db.select().from(idempotencyKeys).where(row)
    if (!first?.answer || first.status === null) throw new DomainError('conflict', 'Try again')
    if (!first.requestHash.equals(requestHash)) {
      throw new DomainError('idempotency_key_reused', 'This Idempotency-Key was used for another request')
    }
    return { status: first.status, ...(JSON.parse(unseal(key, first.answer)) as Pick<Answer, 'body' | 'etag'>) }
  }
  const result = await answer()
  await context.db
    .update(idempotencyKeys)
    .set({ status: result.status, answer: seal(key, JSON.stringify({ body: result.body, etag: result.etag })) })
    .where(row)
  return result
}

const isOld = (now: Date) => lt(idempotencyKeys.createdAt, new Date(now.getTime() - IDEMPOTENCY_KEPT_MS))

/** Deletes the answers that no repetition gets any more. */
export async function deleteOldAnswers(db: Db, now: Date): Promise<void> {
  await db.delete(idempotencyKeys).where(isOld(now))
}
