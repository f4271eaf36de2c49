import { createHash } from 'node:crypto'
import type { Actor } from './actor.ts'
import type { Db } from './db/pool.ts'
import { DomainError } from './errors.ts'

/** What a service knows about the request it serves. */
export interface Context<A extends Actor | null = Actor> {
  /** The request's transaction for changes, the pool for reads. Never open a second connection while it is one. */
  db: Db
  actor: A
  now: Date
  /** The contract's operation, e.g. `roles_create`; the audit trail's action. */
  operation: string
  requestId: string
  /** The raw If-Match header. */
  ifMatch: string | undefined
  /** The raw X-Account header: the organization that a request to the account API is about. */
  account?: string | undefined
  /** Where the dashboard is reached, `https://steward.example.com`, for links. */
  origin: string
}

export type PublicContext = Context<Actor | null>

/** Which row it is, and how often it was changed; null for one that never is. */
export interface State {
  id: string
  revision: number | null
}

const TAG_LENGTH = 16

/**
 * Of the id too, since a name in an address can come to mean another row. Hashed, so that nobody builds one; only what
 * never changes has its plain id, so that those who know it from a list can send it.
 */
export function toEtag({ id, revision }: State): string {
  if (revision === null) return `"${id}"`
  return `"${createHash('sha256').update(`${id} ${revision}`).digest('base64url').slice(0, TAG_LENGTH)}"`
}

/** Throws `stale` when the request's If-Match names another row or revision than the stored one. */
export function requireMatch(context: Context, state: State): void {
  if (context.ifMatch === undefined) return
  // Whoever compresses answers on their way makes their tags weak; a state stays the same for all that.
  const tags = context.ifMatch.split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  if (tags.includes('*') || tags.includes(toEtag(state))) return
  throw new DomainError('stale', 'Somebody else changed this in the meantime; load it again')
}
