import { timingSafeEqual } from 'node:crypto'
import { createServer, type ListenOptions, type Server, type Socket } from 'node:net'
import { AnswerScanner, errorResponse, message, startupCode, takeFrame } from './embedded-protocol.ts'

/** What the server needs of PGlite: one wire message in, its answer out in pieces that are only valid during the call. */
export interface Engine {
  execProtocolRawStream(message: Uint8Array, options: { onRawData: (data: Uint8Array) => void }): Promise<void>
}

const askForPassword = message('R', Buffer.from([0, 0, 0, 3]))
const sync = message('S')
/**
 * Parse, Bind, Describe, Execute, Close, Query and Sync. PGlite swallows the error when its WebAssembly runs out of
 * stack or memory, and says nothing: the statement would seem to be done.
 */
const answeredTypes = new Set(Buffer.from('PBDECQS'))
const rollback = message('Q', Buffer.from('ROLLBACK\0'))

interface Session {
  socket: Socket
  stage: 'startup' | 'password' | 'ready'
  received: Buffer[]
  messages: Buffer[]
  /** Of the last ReadyForQuery: I idle, T in a transaction, E in a failed one. */
  status: string
  /** Messages of an exchange went in whose ReadyForQuery has not come out. */
  isMidExchange: boolean
  /** Postgres passes over the rest of a failed exchange in silence. */
  hasFailed: boolean
  isWaiting: boolean
  isGone: boolean
}

/**
 * Lets many `pg` connections share PGlite's one session over the Postgres wire protocol.
 *
 * A connection owns PGlite from the first message of an exchange until the ReadyForQuery that says "idle", so neither
 * the messages of two queries nor two transactions can mix; others wait their turn, first come first served. Session
 * state (`SET`, named statements, advisory locks of a session) is shared by all connections: use `SET LOCAL`, unnamed
 * statements, and unlock what you lock. Why not @electric-sql/pglite-socket: it takes turns by message outside of
 * transactions, so a query larger than one socket read is answered with another connection's rows.
 */
export class EmbeddedServer {
  readonly #engine: Engine
  readonly #greeting: Buffer
  readonly #password: Buffer
  readonly #onFailure: (error: Error) => void
  readonly #server: Server
  readonly #sessions = new Set<Session>()
  readonly #waiting: (Session | (() => Promise<void>))[] = []
  #owner: Session | undefined
  #isTakingTurns = false

  private constructor(engine: Engine, greeting: Buffer, password: string, onFailure: (error: Error) => void) {
    this.#engine = engine
    this.#greeting = greeting
    this.#password = Buffer.from(password)
    this.#onFailure = onFailure
    this.#server = createServer({ noDelay: true }, (socket) => this.#accept(socket))
  }

  /** `onFailure` is told when PGlite itself breaks, after which nothing it says can be trusted: end the thread. */
  static async start(
    engine: Engine,
    options: { listen: ListenOptions; password: string; onFailure: (error: Error) => void },
  ): Promise<EmbeddedServer> {
    const server = new EmbeddedServer(engine, await greet(engine), options.password, options.onFailure)
    await new Promise<void>((resolve, reject) => {
      server.#server.once('error', reject)
      server.#server.listen(options.listen, () => {
        server.#server.off('error', reject)
        resolve()
      })
    })
    return server
  }

  /** The TCP port, or undefined when it listens on a socket file. */
  get port(): number | undefined {
    const address = this.#server.address()
    return typeof address === 'object' ? address?.port : undefined
  }

  /** Runs a task between two transactions, while no connection uses PGlite. */
  exclusively<Result>(task: () => Promise<Result>): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      this.#waiting.push(() => task().then(resolve, reject))
      this.#takeTurns()
    })
  }

  /** Refuses new connections, ends the open ones (rolling back what they left open) and waits for what is running. */
  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    for (const session of this.#sessions) session.socket.destroy()
    await closed
    await this.exclusively(() => Promise.resolve())
  }

  #accept(socket: Socket): void {
    const session: Session = {
      socket,
      stage: 'startup',
      received: [],
      messages: [],
      status: 'I',
      isMidExchange: false,
      hasFailed: false,
      isWaiting: false,
      isGone: false,
    }
    this.#sessions.add(session)
    socket.on('data', (data) => {
      session.received.push(data)
      this.#read(session)
    })
    socket.on('error', () => socket.destroy())
    socket.on('close', () => {
      session.isGone = true
      this.#sessions.delete(session)
      this.#takeTurns()
    })
  }

  #read(session: Session): void {
    try {
      for (;;) {
        const frame = takeFrame(session.received, session.stage === 'startup' ? 'untyped' : 'typed')
        if (!frame) break
        if (session.stage === 'ready') this.#receive(session, frame)
        else this.#greet(session, frame)
      }
    } catch {
      session.socket.destroy()
    }
    this.#takeTurns()
  }

  #greet(session: Session, frame: Buffer): void {
    if (session.stage === 'startup') {
      switch (startupCode(frame)) {
        case 'encryption':
          session.socket.write('N')
          return
        case 'version3':
          session.stage = 'password'
          session.socket.write(askForPassword)
          return
        case 'other':
          session.socket.destroy()
          return
      }
    }
    const given = frame.subarray(5, -1)
    const isRight =
      frame[0] === 0x70 && given.length === this.#password.length && timingSafeEqual(given, this.#password)
    if (isRight) {
      session.stage = 'ready'
      session.socket.write(this.#greeting)
    } else {
      session.socket.end(errorResponse('28P01', 'password authentication failed'))
    }
  }

  #receive(session: Session, frame: Buffer): void {
    if (frame[0] === 0x58) {
      session.socket.end()
      return
    }
    session.messages.push(frame)
    this.#queue(session)
  }

  #queue(session: Session): void {
    if (session === this.#owner || session.isWaiting) return
    session.isWaiting = true
    this.#waiting.push(session)
  }

  #takeTurns(): void {
    if (this.#isTakingTurns) return
    this.#isTakingTurns = true
    this.#turns().catch((error: unknown) => this.#onFailure(error instanceof Error ? error : new Error(String(error))))
  }

  async #turns(): Promise<void> {
    try {
      while (await this.#turn());
    } finally {
      this.#isTakingTurns = false
    }
  }

  /** One step of whoever is next; false when there is nothing to do, or the owner has yet to say how it goes on. */
  async #turn(): Promise<boolean> {
    const owner = this.#owner
    if (owner) {
      const next = owner.messages.shift()
      if (next) await this.#execute(owner, next)
      else if (owner.isGone) await this.#abandon(owner)
      return next !== undefined || owner.isGone
    }
    const turn = this.#waiting.shift()
    if (typeof turn === 'function') {
      await turn()
    } else if (turn) {
      turn.isWaiting = false
      this.#owner = turn
    }
    return turn !== undefined
  }

  async #execute(session: Session, frame: Buffer): Promise<void> {
    const answer = new AnswerScanner()
    session.isMidExchange = true
    await this.#engine.execProtocolRawStream(frame, {
      onRawData: (data) => {
        answer.push(data)
        if (session.socket.writable) session.socket.write(Buffer.from(data))
      },
    })
    if (answer.isEmpty && !session.hasFailed && answeredTypes.has(frame[0] ?? 0)) {
      throw new Error('The embedded database broke off in the middle of a statement')
    }
    if (answer.hasError) session.hasFailed = true
    if (answer.status === undefined) return
    session.isMidExchange = false
    session.hasFailed = false
    session.status = answer.status
    if (session.status === 'I') this.#release(session)
  }

  #release(session: Session): void {
    this.#owner = undefined
    if (session.messages.length > 0) this.#queue(session)
  }

  async #abandon(session: Session): Promise<void> {
    if (session.isMidExchange) await this.#execute(session, sync)
    if (session.status !== 'I') await this.#execute(session, rollback)
    this.#owner = undefined
  }
}

/** What PGlite answers to a connecting client, asked once: later connections then need no turn to be greeted. */
async function greet(engine: Engine): Promise<Buffer> {
  const body = Buffer.from('\0\x03\0\0user\0postgres\0database\0postgres\0client_encoding\0UTF8\0\0', 'latin1')
  const length = Buffer.alloc(4)
  length.writeInt32BE(body.length + 4)
  const parts: Buffer[] = []
  await engine.execProtocolRawStream(Buffer.concat([length, body]), {
    onRawData: (data) => {
      parts.push(Buffer.from(data))
    },
  })
  return Buffer.concat(parts)
}
