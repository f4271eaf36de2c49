/**
 * The few pieces of the Postgres wire protocol that the embedded server itself understands.
 * Source: https://www.postgresql.org/docs/current/protocol-message-formats.html
 */

const maxFrameBytes = 256 * 1024 * 1024
const maxStartupBytes = 10_000

/**
 * Takes one complete frame off the front of `received`; undefined, and nothing taken, while it has not all arrived.
 * Before the startup message a frame is a length and a body; afterwards a type byte stands before them.
 * @throws when a length cannot be right: the stream is then not the protocol and the connection must end
 */
export function takeFrame(received: Buffer[], kind: 'untyped' | 'typed'): Buffer | undefined {
  const typeBytes = kind === 'typed' ? 1 : 0
  const header = take(received, typeBytes + 4, 'leave')
  if (!header) return undefined
  const length = header.readInt32BE(typeBytes)
  if (length < 4 || length > (kind === 'typed' ? maxFrameBytes : maxStartupBytes)) throw new Error('Not a frame')
  return take(received, typeBytes + length, 'remove')
}

/** Joins pieces only once enough of them are there, so that a frame of many pieces is copied once. */
function take(received: Buffer[], bytes: number, what: 'leave' | 'remove'): Buffer | undefined {
  let total = 0
  let pieces = 0
  for (const piece of received) {
    total += piece.length
    pieces += 1
    if (total >= bytes) break
  }
  if (total < bytes) return undefined
  const joined = pieces === 1 ? (received[0] as Buffer) : Buffer.concat(received.slice(0, pieces))
  if (what === 'remove') {
    const rest = joined.subarray(bytes)
    received.splice(0, pieces, ...(rest.length > 0 ? [rest] : []))
  } else if (pieces > 1) {
    received.splice(0, pieces, joined)
  }
  return joined.subarray(0, bytes)
}

export function message(type: string, body: Buffer = Buffer.alloc(0)): Buffer {
  const header = Buffer.alloc(5)
  header.write(type, 0, 'latin1')
  header.writeInt32BE(body.length + 4, 1)
  return Buffer.concat([header, body])
}

export function errorResponse(sqlState: string, text: string): Buffer {
  return message('E', Buffer.from(`SFATAL\0VFATAL\0C${sqlState}\0M${text}\0\0`))
}

/** What the first frame of a connection asks for; `other` is mostly a request to cancel, which PGlite cannot do. */
export function startupCode(frame: Buffer): 'encryption' | 'version3' | 'other' {
  if (frame.length < 8) return 'other'
  const code = frame.readInt32BE(4)
  if (code === 80877103 || code === 80877104) return 'encryption'
  return code >> 16 === 3 ? 'version3' : 'other'
}

/** Watches an answer go by in pieces, cut anywhere. */
export class AnswerScanner {
  /** No frame was seen. */
  isEmpty = true
  hasError = false
  /** Of the last ReadyForQuery: I idle, T in a transaction, E in a failed one. */
  status: string | undefined
  /** The type and length of a frame whose header is not complete, then also the status. */
  #header: number[] = []
  #skip = 0

  push(data: Uint8Array): void {
    let at = 0
    while (at < data.length) {
      if (this.#skip > 0) {
        const skipped = Math.min(this.#skip, data.length - at)
        this.#skip -= skipped
        at += skipped
        continue
      }
      this.#header.push(data[at] ?? 0)
      at += 1
      this.#readHeader()
    }
  }

  #readHeader(): void {
    const [type, ...rest] = this.#header
    if (rest.length < 4) return
    const isReady = type === 0x5a
    if (isReady && rest.length < 5) return
    this.isEmpty = false
    if (type === 0x45) this.hasError = true
    if (isReady) this.status = String.fromCharCode(rest[4] ?? 0)
    this.#skip = isReady ? 0 : Buffer.from(rest).readInt32BE(0) - 4
    this.#header = []
  }
}
