import { randomUUID } from 'node:crypto'
import cookie from '@fastify/cookie'
import Fastify, { type FastifyInstance, type FastifyRequest, type FastifyServerOptions } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import type { Endpoint } from '#contract/endpoint.ts'
import { readSessionCookie } from './browser.ts'
import type { Db } from './db/pool.ts'
import { accessRoutes } from './features/access/access.routes.ts'
import { accountRoutes } from './features/account/account.routes.ts'
import { accountServiceUsersRoutes } from './features/account-service-users/account-service-users.routes.ts'
import { credentialsRoutes } from './features/credentials/credentials.routes.ts'
import { invitationsRoutes } from './features/invitations/invitations.routes.ts'
import { membersRoutes } from './features/members/members.routes.ts'
import { objectsRoutes } from './features/objects/objects.routes.ts'
import { organizationsRoutes } from './features/organizations/organizations.routes.ts'
import { projectsRoutes } from './features/projects/projects.routes.ts'
import { roleAssignmentsRoutes } from './features/role-assignments/role-assignments.routes.ts'
import { rolesRoutes } from './features/roles/roles.routes.ts'
import { serviceUsersRoutes } from './features/service-users/service-users.routes.ts'
import { authenticate } from './features/session/authenticate.ts'
import { sessionRoutes } from './features/session/session.routes.ts'
import { isLive } from './features/session/session.service.ts'
import { setupRoutes } from './features/setup/setup.routes.ts'
import { isSetupNeeded } from './features/setup/setup.service.ts'
import { usageRoutes } from './features/usage/usage.routes.ts'
import { usageChangesRoutes } from './features/usage/usage-changes.routes.ts'
import { usageLimitsRoutes } from './features/usage/usage-limits.routes.ts'
import { usageRecordsRoutes } from './features/usage/usage-records.routes.ts'
import { parseBodies } from './plugins/body.ts'
import { compressAnswers } from './plugins/compression.ts'
import { admitServiceUserOrigins } from './plugins/cors.ts'
import { serveDashboard } from './plugins/dashboard.ts'
import { handleErrors, refuseUnreadablePath, refuseUnreadableRequest } from './plugins/errors.ts'
import { sendSecurityHeaders } from './plugins/headers.ts'
import { describeApi } from './plugins/openapi.ts'
import { Router } from './route.ts'

export interface AppOptions {
  db: Db
  clock?: () => Date
  /** The origin people reach the dashboard at; without it, links use the request's own. */
  publicUrl?: string | undefined
  /** Number of proxies in front, or true; see Fastify's `trustProxy`. */
  trustProxy?: FastifyServerOptions['trustProxy']
  logger?: FastifyServerOptions['logger']
  /** Folder of the built dashboard; without it only the API is served. */
  clientDir?: string | undefined
}

const BODY_LIMIT_BYTES = 1024 * 1024

/** The whole server on an open database; it does not listen. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const { db, clock = () => new Date(), publicUrl } = options
  const app = Fastify({
    logger: options.logger ?? false,
    trustProxy: options.trustProxy ?? false,
    bodyLimit: BODY_LIMIT_BYTES,
    genReqId: () => randomUUID(),
    frameworkErrors: refuseUnreadablePath,
    clientErrorHandler: refuseUnreadableRequest,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 256 },
  })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  handleErrors(app)
  parseBodies(app)
  await app.register(cookie)
  const originOf = (request: FastifyRequest) => publicUrl ?? `${request.protocol}://${request.host}`
  await sendSecurityHeaders(app, { originOf })
  app.addHook('onSend', async (request, reply) => {
    reply.header('x-request-id', request.id)
  })

  await compressAnswers(app)
  let endpoints: Iterable<Endpoint> = []
  await describeApi(app, () => endpoints)
  await app.register(async (api) => {
    // By route, not by address, which can be spelled in many ways (`/%762.1`).
    api.addHook('onRequest', async (_request, reply) => {
      reply.header('cache-control', 'no-store')
    })
    const identify = oncePerRequest((request) =>
      authenticate(request, { db, now: clock(), ownOrigin: originOf(request) }),
    )
    admitServiceUserOrigins(api, { db, clock, authenticate: identify, ownOrigin: originOf })
    const router = new Router(api, { db, clock, publicUrl, authenticate: identify })
    endpoints = router.registered
    sessionRoutes(router)
    setupRoutes(router)
    invitationsRoutes(router)
    accountRoutes(router)
    organizationsRoutes(router)
    membersRoutes(router)
    usageRoutes(router)
    usageLimitsRoutes(router)
    usageChangesRoutes(router)
    usageRecordsRoutes(router)
    credentialsRoutes(router)
    projectsRoutes(router)
    objectsRoutes(router)
    serviceUsersRoutes(router)
    rolesRoutes(router)
    roleAssignmentsRoutes(router)
    accessRoutes(router)
    accountServiceUsersRoutes(router)
    router.refuseOtherMethods()
  })

  if (options.clientDir !== undefined) {
    await serveDashboard(app, {
      folder: options.clientDir,
      isSetupNeeded: () => isSetupNeeded(db),
      isSignedIn: async (request) => {
        const secret = readSessionCookie(request, originOf(request))
        return secret !== undefined && (await isLive(db, secret, clock()))
      },
    })
  }
  return app
}

/** The same answer to whoever asks about one request, from one query. */
function oncePerRequest<T>(ask: (request: FastifyRequest) => Promise<T>): (request: FastifyRequest) => Promise<T> {
  const answers = new WeakMap<FastifyRequest, Promise<T>>()
  return (request) => {
    const known = answers.get(request)
    if (known) return known
    const answer = ask(request)
    answers.set(request, answer)
    return answer
  }
}
