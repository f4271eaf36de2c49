import compress from '@fastify/compress'
import type { FastifyInstance, onSendHookHandler } from 'fastify'

/** In bytes; what is smaller travels in one packet anyway. */
const WORTH_IT = 1400
/** In bytes. Brotli makes as much JSON small in 4 ms; in pieces, on other threads, the answer would come 10 ms later. */
const AT_ONCE = 1_000_000

/** Files of the dashboard are compressed when it is built. */
const isData = (path: string) => /^\/(v1|v2\.1|docs)(\/|$)/.test(path)

const tellNoLength: onSendHookHandler = (_request, reply, payload, done) => {
  reply.removeHeader('content-length')
  done(null, payload)
}

/**
 * Compresses what the routes registered after it answer to GET, for clients that take it. Not what they answer to
 * changes: that may hold a token beside what the caller sent, and whoever can make a browser send guesses could tell
 * from the size of both together which one is right (BREACH).
 */
export async function compressAnswers(app: FastifyInstance): Promise<void> {
  app.addHook('onRoute', (route) => {
    if (route.method !== 'GET' || !isData(route.url)) route.compress = false
    // HEAD may leave out the length that GET would have, and must not tell another one.
    if (route.method === 'HEAD' && isData(route.url)) route.onSend = [route.onSend ?? [], tellNoLength].flat()
  })
  await app.register(compress, {
    threshold: WORTH_IT,
    syncThreshold: AT_ONCE,
    encodings: ['br', 'gzip'],
    globalDecompression: false,
  })
}
