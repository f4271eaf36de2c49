import { randomBytes } from 'node:crypto'
import { uuidv7 } from 'uuidv7'
import type { Person } from '#server/actor.ts'
import { recordChange } from '#server/audit.ts'
import type { Client } from '#server/browser.ts'
import { type Context, type PublicContext, requireMatch } from '#server/context.ts'
import type { Db } from '#server/db/pool.ts'
import { DomainError, notFound } from '#server/errors.ts'
import { isNewUse } from '#server/last-use.ts'
import { hashSecret } from '#server/secrets.ts'
import * as repository from './session.repository.ts'

export type { SessionRow } from './session.repository.ts'

const SECRET_BYTES = 32

export interface SessionOwner {
  id: string
  email: string
  operator: boolean
}

/** The person of a live session, and that it was seen now, noted at most once a minute; undefined for an ended or unknown one. */
export async function findPersonBySession(db: Db, secret: string, now: Date): Promise<Person | undefined> {
  const found = await repository.findLiveSession(db, hashSecret(secret), now)
  if (!found) return undefined
  if (isNewUse(found.lastSeenAt, now)) await repository.touchSession(db, found.sessionId, now)
  const { id, email, operator, sessionId } = found
  return { type: 'person', id, email, operator, credential: { type: 'session', id: sessionId } }
}

/** Whether the secret is that of a live session. */
export async function isLive(db: Db, secret: string, now: Date): Promise<boolean> {
  return (await repository.findLiveSession(db, hashSecret(secret), now)) !== undefined
}

/**
 * Signs the person in; the session that the request came with ends, so that a browser has one.
 * @returns the secret for the cookie, which is nowhere else, and the person as the actor of what follows
 */
export async function openSession(
  context: PublicContext,
  owner: SessionOwner,
  { address, userAgent }: Client,
): Promise<{ secret: string; person: Person }> {
  const { db, now, actor } = context
  if (actor?.credential.type === 'session') await repository.deleteLiveSession(db, actor.id, actor.credential.id, now)
  const secret = randomBytes(SECRET_BYTES).toString('base64url')
  const id = uuidv7()
  await repository.insertSession(db, {
    id,
    accountId: owner.id,
    tokenHash: hashSecret(secret),
    userAgent,
    address,
    createdAt: now,
    lastSeenAt: now,
  })
  const { email, operator } = owner
  const person: Person = { type: 'person', id: owner.id, email, operator, credential: { type: 'session', id } }
  await recordChange(
    { ...context, actor: person },
    { organizationId: null, objectType: 'session', objectId: id, after: { address, user_agent: userAgent } },
  )
  return { secret, person }
}

export const listSessions = ({ db, actor, now }: Context): Promise<repository.SessionRow[]> =>
  repository.findLiveSessionsOf(db, actor.id, now)

/** Ends one session of the caller. Throws `not_found`. */
export async function endSession(context: Context, id: string): Promise<void> {
  const ended = await repository.deleteLiveSession(context.db, context.actor.id, id, context.now)
  if (!ended) throw notFound()
  requireMatch(context, { id, revision: null })
  const { address, userAgent } = ended
  await recordChange(context, {
    organizationId: null,
    objectType: 'session',
    objectId: id,
    before: { address, user_agent: userAgent },
  })
}

/** Ends the session the request came with, if it came with one. */
export async function signOut(context: PublicContext): Promise<void> {
  const { actor } = context
  if (actor?.credential.type !== 'session') return
  try {
    await endSession({ ...context, actor }, actor.credential.id)
  } catch (error) {
    // Another tab was quicker: what was asked for is done.
    if (!(error instanceof DomainError && error.code === 'not_found')) throw error
  }
}

/** Ends every session of the caller. */
export async function signOutEverywhere(context: Context): Promise<void> {
  const count = await repository.deleteSessionsOf(context.db, context.actor.id)
  await recordChange(context, { organizationId: null, objectType: 'session', before: { sessions: count } })
}

/**
 * Ends every session of the caller but the one the request came with.
 * @returns how many there were
 */
export async function endOtherSessions({ db, actor }: Context): Promise<number> {
  const current = actor.credential.type === 'session' ? actor.credential.id : undefined
  return repository.deleteSessionsOf(db, actor.id, current)
}

export const deleteEndedSessions = repository.deleteEndedSessions
