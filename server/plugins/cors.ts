import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Actor } from '#server/actor.ts'
import { recordRefusedOrigin } from '#server/audit.ts'
import type { Db } from '#server/db/pool.ts'
import { DomainError, notFound } from '#server/errors.ts'
import { isOriginAllowed } from '#server/features/service-users/service-users.service.ts'

export interface CorsDependencies {
  db: Db
  clock: () => Date
  authenticate: (request: FastifyRequest) => Promise<Actor | null>
  ownOrigin: (request: FastifyRequest) => string
}

const ALLOWED_METHODS = 'GET, POST, PUT, PATCH, DELETE'
const ALLOWED_HEADERS = 'Authorization, Content-Type, If-Match, Idempotency-Key'
const EXPOSED_HEADERS = 'ETag, x-request-id'
/** A browser may remember a preflight for so long; what counts is asked again with every request. */
const PREFLIGHT_SECONDS = 600

/**
 * Lets web pages of other origins use the API with the token of a service user that allows their origin, and nobody
 * else's: no cookie ever counts there, since no answer allows credentials. A preflight carries no token, so that it is
 * answered for every origin that some live service user of the project allows.
 */
export function admitServiceUserOrigins(api: FastifyInstance, dependencies: CorsDependencies): void {
  const { db, clock, authenticate, ownOrigin } = dependencies

  async function preflight(request: FastifyRequest<{ Params: { project: string } }>, reply: FastifyReply) {
    reply.header('vary', 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers')
    const { origin, 'access-control-request-method': method } = request.headers
    const isPreflight = origin !== undefined && method !== undefined
    if (!isPreflight || !(await isOriginAllowed(db, request.params.project, origin, clock()))) throw notFound()
    return reply
      .status(204)
      .headers({
        'access-control-allow-origin': origin,
        'access-control-allow-methods': ALLOWED_METHODS,
        'access-control-allow-headers': ALLOWED_HEADERS,
        'access-control-max-age': PREFLIGHT_SECONDS,
      })
      .send()
  }
  for (const path of ['/v2.1/projects/:project', '/v2.1/projects/:project/*']) {
    api.options(path, { schema: { hide: true } as object }, preflight)
  }

  // Before the body is looked at, so that a page can also read why its request was not understood.
  api.addHook('onRequest', async (request, reply) => {
    reply.header('vary', 'Origin')
    const { origin, authorization } = request.headers
    if (request.method === 'OPTIONS' || origin === undefined || authorization === undefined) return
    if (origin === ownOrigin(request)) return
    const actor = await authenticate(request)
    if (actor?.type !== 'service_user') return
    if (!actor.allowedCorsOrigins.includes(origin)) {
      const error = new DomainError('cross_origin', 'This service user does not allow requests from this origin')
      await recordRefusedOrigin({ db, now: clock(), origin: ownOrigin(request) }, request, actor, error)
      throw error
    }
    reply.header('access-control-allow-origin', origin).header('access-control-expose-headers', EXPOSED_HEADERS)
  })
}
