import type { FastifyReply, FastifyRequest } from 'fastify'

/** A session ends at the latest after this long, and the browser forgets its cookie. */
export const SESSION_LIFETIME_MS = 7 * 24 * 3_600_000
const USER_AGENT_LENGTH = 300

/** The browser (or script) at the other end. */
export interface Client {
  address: string
  userAgent: string
}

export const clientOf = (request: FastifyRequest): Client => ({
  address: request.ip,
  userAgent: (request.headers['user-agent'] ?? '').slice(0, USER_AGENT_LENGTH),
})

// `origin` is where people reach the dashboard: behind a proxy the request itself may be plain http. Browsers refuse
// the __Host- prefix on plain http.
const isSecure = (origin: string) => origin.startsWith('https:')
const nameFor = (origin: string) => (isSecure(origin) ? '__Host-steward' : 'steward')

export const readSessionCookie = (request: FastifyRequest, origin: string): string | undefined =>
  request.cookies[nameFor(origin)]

const attributes = (origin: string) =>
  ({ path: '/', httpOnly: true, sameSite: 'strict', secure: isSecure(origin) }) as const

export function setSessionCookie(reply: FastifyReply, origin: string, secret: string): void {
  reply.setCookie(nameFor(origin), secret, { ...attributes(origin), maxAge: SESSION_LIFETIME_MS / 1000 })
}

export function clearSessionCookie(reply: FastifyReply, origin: string): void {
  reply.clearCookie(nameFor(origin), attributes(origin))
}
