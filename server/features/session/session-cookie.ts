import type { FastifyReply, FastifyRequest } from 'fastify'
import { SESSION_LIFETIME_MS } from './session.repository.ts'

// Browsers refuse the __Host- prefix on plain http.
const nameFor = (request: FastifyRequest) => (request.protocol === 'https' ? '__Host-steward' : 'steward')

export const readSessionCookie = (request: FastifyRequest): string | undefined => request.cookies[nameFor(request)]

const attributes = (request: FastifyRequest) =>
  ({ path: '/', httpOnly: true, sameSite: 'strict', secure: request.protocol === 'https' }) as const

export function setSessionCookie(request: FastifyRequest, reply: FastifyReply, secret: string): void {
  reply.setCookie(nameFor(request), secret, { ...attributes(request), maxAge: SESSION_LIFETIME_MS / 1000 })
}

export function clearSessionCookie(request: FastifyRequest, reply: FastifyReply): void {
  reply.clearCookie(nameFor(request), attributes(request))
}
