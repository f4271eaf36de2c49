import type { FastifyInstance } from 'fastify'
import { DomainError } from '#server/errors.ts'

/**
 * Public clients send `Content-Type: application/json` with an empty body on GET, DELETE and PUT, which Fastify's own
 * parser refuses. An empty body of any type is no body.
 */
export function parseBodies(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body.length === 0) done(null, undefined)
    // Answers through `done`; it gives no promise.
    else void parseJson(request, body, done)
  })
  app.addContentTypeParser<string>('*', { parseAs: 'string' }, (_request, body, done) => {
    if (body.length === 0) done(null, undefined)
    else done(new DomainError('unsupported_media_type', 'Send the body as application/json'))
  })
}
