import type { Socket } from 'node:net'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type ErrorBody, type ErrorCode, errorStatus, type FieldErrors } from '#contract/error.ts'
import { isUnavailable } from '#server/db/pool.ts'
import { DomainError, notFound, RateLimited, sqlState } from '#server/errors.ts'

const RETRY_AFTER_SECONDS = 2

/** One envelope for every refusal: `{ error, code, fields?, request_id }`; causes of bugs only go to the log. */
export function handleErrors(app: FastifyInstance): void {
  app.setNotFoundHandler((request, reply) => send(request, reply, notFound()))
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const refusal = toRefusal(error)
    if (refusal.code === 'internal') request.log.error({ err: error }, 'request failed')
    else if (refusal.code === 'unavailable') request.log.warn({ err: error }, 'database unavailable')
    return send(request, reply, refusal)
  })
}

/** For paths that the router cannot even read (`/%zz`, a part of 300 characters), which no other handler gets. */
export function refuseUnreadablePath(_error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  void send(request, reply.header('x-request-id', request.id), notFound())
}

/** What Node's parser cannot take for HTTP, which no handler gets: without a request, it has no id. */
export function refuseUnreadableRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  const [status, sentence] = unreadable[error.code ?? ''] ?? ['400 Bad Request', 'This is not a valid HTTP request']
  const body = JSON.stringify({ error: sentence } satisfies ErrorBody)
  const head = [
    `HTTP/1.1 ${status}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ]
  if (socket.writable) socket.write(`${head.join('\r\n')}\r\n\r\n${body}`)
  socket.destroy(error)
}

const unreadable: Record<string, [status: string, sentence: string]> = {
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'The request took too long to arrive'],
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'The address or the headers are too long'],
}

function send(request: FastifyRequest, reply: FastifyReply, refusal: DomainError): FastifyReply {
  reply.header('cache-control', 'no-store')
  if (refusal.code === 'unavailable') reply.header('retry-after', RETRY_AFTER_SECONDS)
  if (refusal instanceof RateLimited) {
    // The second is what public clients of the documents wait for, in seconds from now.
    reply.header('retry-after', refusal.retryAfterSeconds).header('x-ratelimit-reset', refusal.retryAfterSeconds)
  }
  if (refusal.code === 'unauthenticated') reply.header('www-authenticate', challengeFor(request))
  const body =
    request.routeOptions.config.isAccountApi && refusal.status === 400
      ? byField(refusal)
      : inEnvelope(refusal, request.id)
  // The status schemas would strip nothing here, but a refusal can carry a status that its route does not list.
  return reply.status(refusal.status).type('application/json; charset=utf-8').serializer(JSON.stringify).send(body)
}

const inEnvelope = (refusal: DomainError, requestId: string): ErrorBody => ({
  error: refusal.message,
  code: refusal.code,
  ...(refusal.fields ? { fields: refusal.fields } : {}),
  request_id: requestId,
})

/** As document 003 refuses bad data. What is no field's fault is that of the request. */
const byField = (refusal: DomainError): FieldErrors => refusal.fields ?? { request: refusal.message }

/** A browser that is asked for HTTP Basic shows a dialog of its own, which the dashboard never wants. */
function challengeFor(request: FastifyRequest): string {
  const isOfBrowser = request.headers['sec-fetch-site'] !== undefined
  return request.routeOptions.config.isAccountApi && !isOfBrowser ? 'Basic realm="Steward", charset="UTF-8"' : 'Token'
}

const byFastifyCode: Record<string, [ErrorCode, string]> = {
  FST_ERR_CTP_INVALID_JSON_BODY: ['malformed_body', 'The body is not valid JSON'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['malformed_body', 'The body is not as long as Content-Length says'],
  FST_ERR_CTP_BODY_TOO_LARGE: ['too_large', 'The body is too large'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['unsupported_media_type', 'Send the body as application/json'],
}

function toRefusal(error: FastifyError): DomainError {
  if (error instanceof DomainError) return error
  if (error.validation) return toInvalidInput(error)
  const known = byFastifyCode[error.code]
  if (known) return new DomainError(...known)
  if (isUnavailable(error)) return new DomainError('unavailable', 'The database cannot be reached; try again shortly')
  // Postgres gave the transaction up for another's sake, which only trying again helps.
  if (['40001', '40P01'].includes(sqlState(error) ?? '')) {
    return new DomainError('unavailable', 'Too many changes at the same time; try again shortly')
  }
  // Text that Postgres cannot store: a null byte or a lone surrogate.
  if (['22021', '22P05'].includes(sqlState(error) ?? '')) {
    return new DomainError('invalid_input', 'The text contains characters that cannot be stored')
  }
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
    return new DomainError(codeOfStatus(error.statusCode), error.message)
  }
  return new DomainError('internal', 'Something went wrong on our side')
}

function codeOfStatus(status: number): ErrorCode {
  const found = (['malformed_body', 'not_found', 'too_large', 'unsupported_media_type', 'rate_limited'] as const).find(
    (code) => errorStatus[code] === status,
  )
  return found ?? 'malformed_body'
}

/** A path that no rule allows is simply not found; for the rest, every field gets its first message. */
function toInvalidInput(error: FastifyError): DomainError {
  if (error.validationContext === 'params') return notFound()
  const fields: Record<string, string> = {}
  for (const issue of error.validation ?? []) {
    const path = issue.instancePath.split('/').slice(1).join('.')
    fields[path] ??= issue.message ?? 'Not valid'
  }
  const [first] = Object.entries(fields)
  const sentence = first?.[0]
    ? `${first[0]}: ${first[1]}`
    : `The request is not valid: ${first?.[1] ?? 'unknown reason'}`
  const { '': _whole, ...named } = fields
  return new DomainError('invalid_input', sentence, Object.keys(named).length > 0 ? named : undefined)
}
