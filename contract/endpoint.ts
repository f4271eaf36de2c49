import type * as z from 'zod/mini'
import type { ErrorCode } from './error.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

type Schema = z.ZodMiniType

/** Who may call an endpoint at all; what they may do there is decided by the service behind it. */
export type Access = 'public' | 'caller' | 'person' | 'account'

/**
 * One operation of the API, declared once: the fetch layer, the server's routing and validation, the forms and the
 * OpenAPI document derive from it.
 */
export interface Endpoint<
  Params extends Schema | undefined = Schema | undefined,
  Query extends Schema | undefined = Schema | undefined,
  Body extends Schema | undefined = Schema | undefined,
  Response extends Schema | undefined = Schema | undefined,
> {
  /** The documents' name of the operation where they give one, e.g. `roles_create`; also the audit trail's action. */
  operation: string
  method: Method
  /** Path template with `:name` parts. */
  path: `/${string}`
  summary: string
  tag: string
  /**
   * `public`: nobody needs to be signed in; `caller`: any credential, of API keys those that `api-keys.ts` names;
   * `person`: no service user; `account`: a person or an account service user, by HTTP Basic or the session cookie, and
   * bad data is refused by field (document 003).
   */
  access: Access
  params?: Params
  query?: Query
  body?: Body
  /** Where the body may be larger than others may; not for `public` endpoints. */
  bodyLimitBytes?: number
  /** 204 answers have no response schema. */
  status: 200 | 201 | 204
  response?: Response
  /** Refusals of its own, beyond those any endpoint can give (`invalid_input`, `unauthenticated`, …). */
  errors: readonly ErrorCode[]
  /** True where the four public documents do not name the operation. */
  extension?: boolean
  /** The answer carries an ETag (GET) or the request may carry If-Match (PATCH, PUT, DELETE). */
  etag?: boolean
  /** The request may carry an Idempotency-Key. */
  idempotent?: boolean
}

/** Declares an endpoint; only fixes the types. */
export function endpoint<
  Params extends Schema | undefined = undefined,
  Query extends Schema | undefined = undefined,
  Body extends Schema | undefined = undefined,
  Response extends Schema | undefined = undefined,
>(declaration: Endpoint<Params, Query, Body, Response>): Endpoint<Params, Query, Body, Response> {
  return declaration
}

type OutputOf<S> = S extends Schema ? z.output<S> : undefined

export type ParamsOf<E> = E extends Endpoint<infer P, infer _Q, infer _B, infer _R> ? OutputOf<P> : never
export type QueryOf<E> = E extends Endpoint<infer _P, infer Q, infer _B, infer _R> ? OutputOf<Q> : never
export type BodyOf<E> = E extends Endpoint<infer _P, infer _Q, infer B, infer _R> ? OutputOf<B> : never
export type ResponseOf<E> = E extends Endpoint<infer _P, infer _Q, infer _B, infer R> ? OutputOf<R> : never
