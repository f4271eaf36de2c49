import type { FastifyRequest } from 'fastify'
import type { Actor } from '#server/actor.ts'
import { recordRefusedOrigin } from '#server/audit.ts'
import { readSessionCookie } from '#server/browser.ts'
import type { Db } from '#server/db/pool.ts'
import { DomainError } from '#server/errors.ts'
import { findPersonByToken } from '#server/features/account/account.service.ts'
import { findActorByKey } from '#server/features/account-service-users/api-keys.service.ts'
import * as serviceUsers from '#server/features/service-users/service-users.service.ts'
import { hashSecret, isSecretShaped } from '#server/secrets.ts'
import { findPersonBySession } from './session.service.ts'

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Who sends this request. An Authorization header always wins over a cookie, and rights are never joined. Throws
 * `unauthenticated` for a header that names no live credential, `cross_origin` for a change by cookie from elsewhere and
 * `unsupported_media_type` for one that is not JSON; null for no credential or a session that has ended.
 */
export async function authenticate(
  request: FastifyRequest,
  { db, now, ownOrigin }: { db: Db; now: Date; ownOrigin: string },
): Promise<Actor | null> {
  const header = request.headers.authorization
  if (header !== undefined) {
    const isAccountApi = request.routeOptions.config.isAccountApi === true
    const isBasic = isAccountApi || /^Basic\b/i.test(header)
    return isBasic ? authenticateBasic(db, header, now, { isAccountApi }) : authenticateToken(db, header, now)
  }
  const cookie = readSessionCookie(request, ownOrigin)
  const refusal = SAFE_METHODS.has(request.method)
    ? undefined
    : refusalOfForeignChange(request, ownOrigin, cookie !== undefined)
  const actor = (cookie && (await findPersonBySession(db, cookie, now))) || null
  if (!refusal) return actor
  if (actor) await recordRefusedOrigin({ db, now, origin: ownOrigin }, request, actor, refusal)
  throw refusal
}

async function authenticateToken(db: Db, header: string, now: Date): Promise<Actor> {
  const token = /^(?:Token|Bearer)\s+(\S+)$/i.exec(header)?.[1]
  if (!token || !isSecretShaped(token)) throw new DomainError('unauthenticated', 'Invalid token')
  const hash = hashSecret(token)
  const actor = (await findPersonByToken(db, hash, now)) ?? (await serviceUsers.findActorByToken(db, hash, now))
  if (!actor) throw new DomainError('unauthenticated', 'Invalid token')
  return actor
}

/**
 * By HTTP Basic: the username of an account service user and its API key; on the account API also a person's e-mail and
 * personal token.
 */
async function authenticateBasic(
  db: Db,
  header: string,
  now: Date,
  { isAccountApi }: { isAccountApi: boolean },
): Promise<Actor> {
  const { name, secret } = readBasic(header)
  if (!isSecretShaped(secret)) throw wrongBasic()
  const hash = hashSecret(secret)
  if (!name.includes('@')) {
    const serviceUser = await findActorByKey(db, name, hash, now)
    if (!serviceUser) throw wrongBasic()
    return serviceUser
  }
  const person = isAccountApi ? await findPersonByToken(db, hash, now) : undefined
  if (person?.email.toLowerCase() !== name.toLowerCase()) throw wrongBasic()
  return person
}

const wrongBasic = () => new DomainError('unauthenticated', 'Invalid username or API key')

/** No name has a colon, and no secret either. */
function readBasic(header: string): { name: string; secret: string } {
  const encoded = /^Basic\s+([A-Za-z0-9+/]+={0,2})$/i.exec(header)?.[1] ?? ''
  const [, name, secret] = /^([^:]+):([^:]+)$/.exec(Buffer.from(encoded, 'base64').toString()) ?? []
  if (name === undefined || secret === undefined) throw wrongBasic()
  return { name, secret }
}

/** A browser sends our cookie along with requests that other sites cause; such a change is refused. */
function refusalOfForeignChange(
  request: FastifyRequest,
  ownOrigin: string,
  hasCookie: boolean,
): DomainError | undefined {
  const site = request.headers['sec-fetch-site']
  const isOwn = site === undefined ? request.headers.origin === ownOrigin : site === 'same-origin'
  const isBrowser = site !== undefined || request.headers.origin !== undefined
  if (!isOwn && (isBrowser || hasCookie)) {
    return new DomainError('cross_origin', 'Changes are only accepted from the dashboard itself')
  }
  // No form of any site can send this type.
  if (hasCookie && !/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
    return new DomainError('unsupported_media_type', 'Send changes with the content type application/json')
  }
  return undefined
}
