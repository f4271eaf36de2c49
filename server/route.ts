import type { PgTransactionConfig } from 'drizzle-orm/pg-core'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { ApiKeyType } from '#contract/account-service-users.ts'
import { openedBy } from '#contract/api-keys.ts'
import type { BodyOf, Endpoint, Method, ParamsOf, QueryOf, ResponseOf } from '#contract/endpoint.ts'
import { commonErrors, errorBody, errorStatus } from '#contract/error.ts'
import type { Actor } from './actor.ts'
import { recordRefusal } from './audit.ts'
import { type Context, type PublicContext, type State, toEtag } from './context.ts'
import type { Db } from './db/pool.ts'
import { DomainError, sqlState } from './errors.ts'
import { answerOnce } from './idempotency.ts'
import { addressKey, isWithin, isWrongGuess } from './throttle.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Of the account API: HTTP Basic, the account in a header, bad data refused by field. */
    isAccountApi?: boolean
  }
}

/**
 * Serialization failure and deadlock; and a foreign key violation: what the change refers to was deleted after the
 * service had seen it, so that a second run refuses in the words that fit.
 */
const RETRIED_STATES = new Set(['40001', '40P01', '23503'])
const ATTEMPTS = 3
const METHODS: readonly Method[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

export interface RouteDependencies {
  db: Db
  clock: () => Date
  /** Who sends this request; throws `unauthenticated` for a dead or malformed credential, null for none. */
  authenticate: (request: FastifyRequest) => Promise<Actor | null>
  /** The dashboard's origin where it is configured; else it is the request's own. */
  publicUrl: string | undefined
}

export interface Input<E> {
  params: ParamsOf<E>
  query: QueryOf<E>
  body: BodyOf<E>
  request: FastifyRequest
  reply: FastifyReply
}

/** An answer with the state that becomes its ETag. */
class Tagged<T> {
  readonly value: T
  readonly state: State
  constructor(value: T, state: State) {
    this.value = value
    this.state = state
  }
}
export const tagged = <T>(value: T, state: State) => new Tagged(value, state)

export type Answer<E> = ResponseOf<E> extends undefined ? void : ResponseOf<E> | Tagged<ResponseOf<E>>

interface RouteOptions {
  /**
   * `own`: for handlers that must not hold a transaction throughout (password hashing); they open theirs. `snapshot`:
   * all that the transaction reads is of one instant, whatever others change meanwhile.
   */
  transaction?: 'own' | 'snapshot'
}

/** Registers the contract's endpoints. One instance per app. */
export class Router {
  readonly registered = new Set<Endpoint>()
  private readonly app: FastifyInstance
  private readonly dependencies: RouteDependencies

  constructor(app: FastifyInstance, dependencies: RouteDependencies) {
    this.app = app
    this.dependencies = dependencies
  }

  /** An endpoint that needs a caller. Changes run in one transaction, which the handler finds in its context. */
  handle<E extends Endpoint>(
    endpoint: E,
    handler: (context: Context, input: Input<E>) => Promise<Answer<E>>,
    options: RouteOptions = {},
  ): void {
    this.register(endpoint, handler as (context: PublicContext, input: Input<E>) => Promise<unknown>, options)
  }

  /** An endpoint that anybody may call; the context's actor is null for nobody. */
  handlePublic<E extends Endpoint>(
    endpoint: E,
    handler: (context: PublicContext, input: Input<E>) => Promise<Answer<E>>,
    options: RouteOptions = {},
  ): void {
    this.register(endpoint, handler, options)
  }

  /** Answers 405 to the methods that no endpoint of a path has. Call it when all endpoints are registered. */
  refuseOtherMethods(): void {
    const endpoints = [...this.registered]
    for (const path of new Set(endpoints.map((endpoint) => endpoint.path))) {
      const allowed = endpoints.filter((endpoint) => endpoint.path === path).map(({ method }) => method)
      const refuse = async (_request: FastifyRequest, reply: FastifyReply) => {
        reply.header('allow', allowed.join(', '))
        throw new DomainError('method_not_allowed', `This path takes ${allowed.join(', ')} only`)
      }
      const method = METHODS.filter((name) => !allowed.includes(name))
      // Before the body is read, which may be anything.
      if (method.length > 0) {
        this.app.route({ method, url: path, schema: { hide: true }, onRequest: refuse, handler: refuse })
      }
    }
  }

  private register<E extends Endpoint>(
    endpoint: E,
    handler: (context: PublicContext, input: Input<E>) => Promise<unknown>,
    options: RouteOptions,
  ): void {
    this.registered.add(endpoint)
    const statuses = new Set([...commonErrors, ...endpoint.errors].map((code) => errorStatus[code]))
    this.app.withTypeProvider<ZodTypeProvider>().route({
      method: endpoint.method,
      url: endpoint.path,
      config: { isAccountApi: endpoint.access === 'account' },
      schema: {
        operationId: endpoint.operation,
        summary: endpoint.summary,
        tags: [endpoint.tag],
        ...securityOf(endpoint),
        ...(endpoint.extension ? { 'x-extension': true } : {}),
        'x-error-codes': [...endpoint.errors],
        ...(openedBy[endpoint.operation] ? { 'x-api-key-types': openedBy[endpoint.operation] } : {}),
        ...(endpoint.params ? { params: endpoint.params } : {}),
        ...(endpoint.query ? { querystring: endpoint.query } : {}),
        ...(endpoint.body ? { body: endpoint.body } : {}),
        response: {
          ...Object.fromEntries([...statuses].map((status) => [status, errorBody])),
          ...(endpoint.response ? { [endpoint.status]: endpoint.response } : {}),
        },
      } as object,
      ...(endpoint.bodyLimitBytes === undefined ? {} : this.largeBody(endpoint.bodyLimitBytes)),
      preValidation: async (request) => {
        // Before the input is judged: who is nobody learns nothing of the rules.
        if (endpoint.access !== 'public') requireCredential(await this.dependencies.authenticate(request))
        // A client may leave out a body whose fields are all optional.
        if (endpoint.body && request.body === undefined) request.body = {}
      },
      handler: (request, reply) => this.answer(endpoint, handler, options, request, reply),
    })
  }

  /** Of somebody; nobody's is not even read. */
  private largeBody(bodyLimit: number) {
    const onRequest = async (request: FastifyRequest) =>
      requireCredential(await this.dependencies.authenticate(request))
    return { bodyLimit, onRequest }
  }

  private async answer<E extends Endpoint>(
    endpoint: E,
    handler: (context: PublicContext, input: Input<E>) => Promise<unknown>,
    options: RouteOptions,
    request: FastifyRequest,
    reply: FastifyReply,
  ) {
    const { db, clock, authenticate, publicUrl } = this.dependencies
    const actor = await authenticate(request)
    const context: PublicContext = {
      db,
      actor,
      now: clock(),
      operation: endpoint.operation,
      requestId: request.id,
      ifMatch: endpoint.etag ? headerText(request.headers['if-match']) : undefined,
      account: endpoint.access === 'account' ? headerText(request.headers['x-account']) : undefined,
      origin: publicUrl ?? `${request.protocol}://${request.host}`,
    }

    const input = { params: request.params, query: request.query, body: request.body, request, reply } as Input<E>
    const isRead = endpoint.method === 'GET'
    const config = options.transaction === 'snapshot' ? ({ isolationLevel: 'repeatable read' } as const) : undefined
    const run = async (inner: PublicContext) => {
      const result = await handler(inner, input)
      if (!(result instanceof Tagged)) return result
      reply.header('etag', toEtag(result.state))
      return result.value
    }
    const key = headerText(request.headers['idempotency-key'])
    try {
      requireAccess(endpoint, actor)
      if (isRead || options.transaction === 'own') return await this.send(endpoint, reply, await run(context))
      if (!endpoint.idempotent || key === undefined || !actor) {
        return await this.send(endpoint, reply, await inTransaction(db, (tx) => run({ ...context, db: tx }), config))
      }
      const answer = await inTransaction(db, (tx) => {
        const inner: Context = { ...context, actor, db: tx }
        const fingerprint = JSON.stringify([request.url, endpoint.body ? request.body : null, context.account])
        return answerOnce(inner, key, fingerprint, async () => {
          const value = (await run(inner)) as Record<string, unknown>
          const body = reply.serializeInput(value, String(endpoint.status)) as string
          return { status: endpoint.status, body, etag: headerText(reply.getHeader('etag') as string | undefined) }
        })
      })
      if (answer.etag !== undefined) reply.header('etag', answer.etag)
      return await reply
        .status(answer.status)
        .type('application/json; charset=utf-8')
        .serializer(String)
        .send(answer.body)
    } catch (error) {
      if (!isRead && error instanceof DomainError) await this.writeDown(context, request, error)
      throw error
    }
  }

  /**
   * What nobody is refused is written down once per address, subject and reason within 15 minutes, for it costs them
   * nothing to be refused for ever. Wrong guesses have a limit of their own, and every one counts.
   */
  private async writeDown(context: PublicContext, request: FastifyRequest, refusal: DomainError): Promise<void> {
    const names = { ...(context.account === undefined ? {} : { organization: context.account }), ...namesOf(request) }
    if (context.actor || isWrongGuess(refusal)) return recordRefusal(context, names, refusal)
    const what = `${context.operation} of ${refusal.about?.name ?? 'nothing'}`
    const key = `${refusal.code} for ${what} from ${addressKey(request.ip)}`
    await context.db.transaction(async (tx) => {
      const inner = { ...context, db: tx }
      if (await isWithin(inner, { key, attempts: 1 })) await recordRefusal(inner, names, refusal)
    })
  }

  private async send(endpoint: Endpoint, reply: FastifyReply, value: unknown): Promise<FastifyReply> {
    return reply.status(endpoint.status).send(endpoint.response ? value : undefined)
  }
}

/** Where it is not that of the whole document. */
function securityOf({ access, operation }: Endpoint): { security?: Record<string, string[]>[] } {
  if (access === 'public') return { security: [] }
  if (access === 'account') return { security: [{ basic: [] }, { session: [] }] }
  return openedBy[operation] ? { security: [{ token: [] }, { session: [] }, { basic: [] }] } : {}
}

const headerText = (value: string | string[] | undefined) => (Array.isArray(value) ? value.join(', ') : value)

/** What the request is about: the names of its path, and the organization or the person that its body names. */
function namesOf({ params, body }: FastifyRequest): Record<string, string | undefined> {
  const fields = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
  const { organization_name: organization, email } = fields
  return {
    ...(typeof organization === 'string' ? { organization } : {}),
    ...(params as Record<string, string | undefined>),
    ...(typeof email === 'string' ? { email } : {}),
  }
}

function requireCredential(actor: Actor | null): void {
  if (!actor) throw new DomainError('unauthenticated', 'Sign in, or send a token')
}

function requireAccess(endpoint: Endpoint, actor: Actor | null): void {
  if (actor?.type === 'account_service_user' && endpoint.access === 'caller') requireKeyType(endpoint, actor.keyType)
  if (endpoint.access === 'person' && actor?.type !== 'person') {
    throw new DomainError('service_user_forbidden', 'Service users cannot use this part of the API')
  }
}

function requireKeyType({ operation }: Endpoint, keyType: ApiKeyType): void {
  const types = openedBy[operation]
  if (types?.includes(keyType)) return
  const sentence = types ? `You need an API key of the type ${types.join(' or ')} for this` : 'No API key opens this'
  throw new DomainError('forbidden', sentence)
}

/** Runs it again when Postgres gave it up for another transaction's sake, which no caller can help. */
async function inTransaction<T>(db: Db, run: (tx: Db) => Promise<T>, config?: PgTransactionConfig): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.transaction(run, config)
    } catch (error) {
      if (attempt === ATTEMPTS || !RETRIED_STATES.has(sqlState(error) ?? '')) throw error
    }
  }
}
