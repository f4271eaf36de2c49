import compress from '@fastify/compress'
import type { FastifyInstance } from 'fastify'

/** In bytes; what is smaller travels in one packet anyway. */
const WORTH_IT = 1400
/** In bytes. Brotli makes as much JSON small in 4 ms; in pieces, on other threads, the answer would come 10 ms later. */
const AT_ONCE = 1_000_000

/**
 * Compresses what the routes registered after it answer to GET, for clients that take it. Not what they answer to
 * changes: that may hold a token beside what the caller sent, and whoever can make a browser send guesses could tell
 * from the size of both together which one is right (BREACH).
 */
export async function compressAnswers(app: FastifyInstance): Promise<void> {
  app.addHook('onRoute', (route) => {
    if (route.method !== 'GET') route.compress = false
  })
  await app.register(compress, {
    threshold: WORTH_IT,
    syncThreshold: AT_ONCE,
    encodings: ['br', 'gzip'],
    globalDecompression: false,
  })
}
