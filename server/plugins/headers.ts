import helmet from '@fastify/helmet'
import type { FastifyInstance, FastifyRequest } from 'fastify'

const HSTS_SECONDS = 365 * 24 * 3600

/** For answers that are no page: nothing may be loaded, run or framed on their behalf. */
const dataPolicy = { defaultSrc: ["'none'"], baseUri: ["'none'"], formAction: ["'none'"], frameAncestors: ["'none'"] }

/**
 * The policy of the dashboard's page. Scripts and connections are our own; style tags, which the component library
 * makes at run time, carry the page's nonce; text becomes markup only through the app's one Trusted Types policy, which
 * lets no markup pass. Fonts are the system's, and nothing needs a data: address. A chart becomes a PNG file by way of an
 * image with a blob: address, which only a script of the page itself can make and which reaches no other host.
 */
export const pagePolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' blob:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types default',
  ].join('; ')

/** Headers of every answer; pages set their own policy over the one for data. */
export async function sendSecurityHeaders(
  app: FastifyInstance,
  { originOf }: { originOf: (request: FastifyRequest) => string },
): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: dataPolicy },
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
    // Below, for it must not be sent by http. Other hosts of the domain are not ours to decide about.
    strictTransportSecurity: false,
  })
  app.addHook('onRequest', async (request, reply) => {
    if (originOf(request).startsWith('https:')) reply.header('strict-transport-security', `max-age=${HSTS_SECONDS}`)
  })
}
