import type { FastifyRequest } from 'fastify'
import type { Actor } from '#server/actor.ts'
import type { Db } from '#server/db/pool.ts'
import { DomainError } from '#server/errors.ts'
import * as serviceUsers from '#server/features/service-users/service-users.service.ts'
import { hashSecret, isSecretShaped } from '#server/secrets.ts'
import * as repository from './session.repository.ts'
import { readSessionCookie } from './session-cookie.ts'

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])
/** Last use is written at most this often. */
const TOUCH_MS = 60_000

const isDue = (last: Date | null, now: Date) => !last || now.getTime() - last.getTime() > TOUCH_MS

/**
 * Who sends this request. An Authorization header always wins over a cookie, and rights are never joined. Throws
 * `unauthenticated` for a header that names no live credential, `cross_origin` for a change by cookie from elsewhere;
 * null for no credential or a session that has ended.
 */
export async function authenticate(
  request: FastifyRequest,
  { db, now, ownOrigin }: { db: Db; now: Date; ownOrigin: string },
): Promise<Actor | null> {
  const header = request.headers.authorization
  if (header !== undefined) return authenticateToken(db, header, now)
  refuseForeignChange(request, ownOrigin)
  const cookie = readSessionCookie(request)
  if (!cookie) return null
  const session = await repository.findLiveSession(db, hashSecret(cookie), now)
  if (!session) return null
  if (isDue(session.lastSeenAt, now)) await repository.touchSession(db, session.sessionId, now)
  const { id, email, operator, sessionId } = session
  return { type: 'person', id, email, operator, credential: { type: 'session', id: sessionId } }
}

async function authenticateToken(db: Db, header: string, now: Date): Promise<Actor> {
  const token = /^(?:Token|Bearer)\s+(\S+)$/i.exec(header)?.[1]
  if (!token || !isSecretShaped(token)) throw new DomainError('unauthenticated', 'Invalid token')
  const hash = hashSecret(token)
  const personal = await repository.findLivePersonalToken(db, hash, now)
  if (personal) {
    if (isDue(personal.lastUsedAt, now)) await repository.touchPersonalToken(db, personal.tokenId, now)
    const { id, email, operator, tokenId } = personal
    return { type: 'person', id, email, operator, credential: { type: 'personal_token', id: tokenId } }
  }
  const serviceUser = await serviceUsers.findActorByToken(db, hash, now)
  if (!serviceUser) throw new DomainError('unauthenticated', 'Invalid token')
  return serviceUser
}

/** A browser sends our cookie along with requests that other sites cause; such a change is refused. */
function refuseForeignChange(request: FastifyRequest, ownOrigin: string): void {
  if (SAFE_METHODS.has(request.method)) return
  const site = request.headers['sec-fetch-site']
  const isOwn = site === undefined ? request.headers.origin === ownOrigin : site === 'same-origin'
  const fromBrowser = site !== undefined || request.headers.origin !== undefined
  if (isOwn || (!fromBrowser && !readSessionCookie(request))) return
  throw new DomainError('cross_origin', 'Changes are only accepted from the dashboard itself')
}
