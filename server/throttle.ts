import { createHash } from 'node:crypto'
import { isIPv6 } from 'node:net'
import { inArray, lte, sql } from 'drizzle-orm'
import type { ErrorCode } from '#contract/error.ts'
import type { PublicContext } from './context.ts'
import type { Db } from './db/pool.ts'
import { throttles } from './db/schema.ts'
import { DomainError, RateLimited } from './errors.ts'

const WINDOW_MS = 15 * 60_000

/** Refusals that tell a guesser "not this one"; only these count. */
const WRONG_GUESS: ReadonlySet<ErrorCode> = new Set(['wrong_credentials', 'setup_code_wrong', 'invitation_invalid'])

export const isWrongGuess = (error: unknown): boolean => error instanceof DomainError && WRONG_GUESS.has(error.code)

export interface Limit {
  /** Of whom, e.g. {@link addressKey}; stored as a hash, for it may name a person. */
  key: string
  /** Wrong guesses, or whatever is counted, within 15 minutes. */
  attempts: number
}

/**
 * Runs the attempt unless one of the limits is reached. Every attempt is counted before it runs, so that many at once
 * get no more tries than one after the other, and given back unless it was a wrong guess. The counters are rows, which
 * all processes share: do not call it inside a transaction, which a refusal would roll back. Throws `rate_limited`.
 */
export async function throttled<T>(context: PublicContext, limits: Limit[], attempt: () => Promise<T>): Promise<T> {
  const counted: string[] = []
  let wasWrongGuess = false
  try {
    for (const limit of limits) counted.push(await count(context, limit))
    return await attempt()
  } catch (error) {
    wasWrongGuess = isWrongGuess(error)
    throw error
  } finally {
    if (!wasWrongGuess && counted.length > 0) await giveBack(context.db, counted)
  }
}

/** Whether the limit is not reached yet; if so, it is counted. */
export async function isWithin(context: PublicContext, limit: Limit): Promise<boolean> {
  try {
    await count(context, limit)
    return true
  } catch (error) {
    if (error instanceof RateLimited) return false
    throw error
  }
}

async function count({ db, now }: PublicContext, { key, attempts }: Limit): Promise<string> {
  const hashed = createHash('sha256').update(key).digest('base64url')
  const windowEndsAt = new Date(now.getTime() + WINDOW_MS)
  const isOver = lte(throttles.windowEndsAt, sql`${now.toISOString()}::timestamptz`)
  const [row] = await db
    .insert(throttles)
    .values({ key: hashed, attempts: 1, windowEndsAt })
    .onConflictDoUpdate({
      target: throttles.key,
      set: {
        attempts: sql`case when ${isOver} then 1 else ${throttles.attempts} + 1 end`,
        windowEndsAt: sql`case when ${isOver} then excluded.window_ends_at else ${throttles.windowEndsAt} end`,
      },
      setWhere: sql`${isOver} or ${throttles.attempts} < ${attempts}`,
    })
    .returning({ key: throttles.key })
  if (row) return hashed
  const [full] = await db
    .select()
    .from(throttles)
    .where(inArray(throttles.key, [hashed]))
  const waitMs = (full?.windowEndsAt ?? windowEndsAt).getTime() - now.getTime()
  throw new RateLimited(Math.max(1, Math.ceil(waitMs / 1000)))
}

async function giveBack(db: Db, keys: string[]): Promise<void> {
  await db
    .update(throttles)
    .set({ attempts: sql`greatest(${throttles.attempts} - 1, 0)` })
    .where(inArray(throttles.key, keys))
}

/** Deletes the counters of windows that are over. */
export async function deleteEndedThrottles(db: Db, now: Date): Promise<void> {
  await db.delete(throttles).where(lte(throttles.windowEndsAt, now))
}

/** The address as far as it tells callers apart: whoever has one IPv6 address has 2^64 of them. */
export function addressKey(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped) return mapped
  if (!isIPv6(address)) return address
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::')
  const groups = (part: string) => (part === '' ? [] : part.split(':'))
  const missing = tail === undefined ? 0 : 8 - groups(head).length - groups(tail).length
  const all = [...groups(head), ...Array.from({ length: missing }, () => '0'), ...groups(tail ?? '')]
  return all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}
