/**
 * A key that makes a repeated request answer as the first one did. Not `randomUUID`: browsers have it on https only, and
 * some run Steward without in their own network.
 */
export function newIdempotencyKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
