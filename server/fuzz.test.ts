import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import http from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import type { FastifyInstance, InjectOptions } from 'fastify'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { allEndpoints } from '#contract/all.ts'
import type { Endpoint } from '#contract/endpoint.ts'
import { errorBody, errorStatus, fieldErrors } from '#contract/error.ts'
import { buildApp } from './app.ts'
import { testDatabase } from './testing/database.ts'
import {
  authorizations,
  contentTypes,
  headers,
  headerTexts,
  mutate,
  rawBodies,
  rawParts,
  rawQueries,
  texts,
  values,
  wellFormed,
} from './testing/hostile-inputs.ts'
import { createWorld, fillPath, urlOf, type ValidRequest, validRequest, type World } from './testing/requests.ts'
import { authorizationFor, START } from './testing/test-app.ts'

/** Per endpoint. More finds more: FUZZ_RUNS=2000 FUZZ_SEED=1 npx vitest run --project server server/fuzz.test.ts */
const numRuns = Number(process.env.FUZZ_RUNS ?? 50)
/** The same inputs in every run of the tests, so that only a change of the code can break them. */
const seed = Number(process.env.FUZZ_SEED ?? 20260310)

const database = testDatabase()
const log: string[] = []
const appOptions = {
  db: database.db,
  clock: () => START,
  logger: { level: 'error', stream: { write: (line: string) => log.push(line) } },
}
let app: FastifyInstance
beforeAll(async () => {
  app = await buildApp(appOptions)
  await app.ready()
})
afterEach(async () => {
  log.length = 0
  await database.truncate()
})
afterAll(async () => {
  await app.close()
  await database.close()
})

interface Sent {
  method: string
  url: string
  headers: Record<string, string>
  payload?: string | Buffer
}

/** So that what one request created or renamed does not stand in the way of the next. */
function repeatable({ method, access }: Endpoint, { body = {}, params = {} }: ValidRequest, count: number) {
  if (access === 'public') return body
  const own = Object.values(params).at(-1)
  return Object.fromEntries(
    Object.entries(body).map(([field, value]) => {
      if (!['name', 'version', 'email', 'username', 'batch_id'].includes(field) || typeof value !== 'string')
        return [field, value]
      if (method === 'PATCH') return [field, own ?? value]
      return [field, field === 'email' ? `${count}${value}` : `${value}-${count}`]
    }),
  )
}

/** Requests that are valid but for a few things. */
function requests(endpoint: Endpoint, world: World): fc.Arbitrary<Sent> {
  const valid = validRequest(endpoint, world)
  const params = valid.params ?? {}
  const encoded = Object.fromEntries(Object.entries(params).map(([key, value]) => [key, encodeURIComponent(value)]))

  const bodies = fc.nat(1_000_000).map((count) => repeatable(endpoint, valid, count))
  const mutated = fc
    .tuple(bodies, fc.nat(10_000), values, fc.option(fc.tuple(texts, values)))
    .map(([body, place, value, extra]) => mutate(extra ? { ...body, [extra[0]]: extra[1] } : body, place, value))
  const payload = fc.oneof(
    { weight: 8, arbitrary: mutated.map((json) => JSON.stringify(json)) },
    { weight: 2, arbitrary: values.map((json) => JSON.stringify(json)) },
    { weight: 3, arbitrary: bodies.chain((body) => rawBodies(JSON.stringify(body))) },
    { weight: 4, arbitrary: bodies.map((body) => JSON.stringify(body)) },
  )
  const path = fc.oneof(
    { weight: 4, arbitrary: fc.constant(fillPath(endpoint.path, encoded)) },
    {
      weight: Object.keys(params).length,
      arbitrary: fc
        .tuple(fc.constantFrom(...Object.keys(params), ''), rawParts)
        .map(([key, part]) => fillPath(endpoint.path, { ...encoded, [key]: part })),
    },
  )
  const validQuery = new URLSearchParams(valid.query).toString()
  const query = fc.oneof(
    { weight: 3, arbitrary: fc.constant(validQuery) },
    {
      weight: valid.query ? 6 : 1,
      arbitrary: fc
        .tuple(fc.constantFrom(...Object.keys(valid.query ?? {}), 'x'), texts)
        .map(([key, text]) => new URLSearchParams({ ...valid.query, [key]: wellFormed(text) }).toString()),
    },
    { weight: 1, arbitrary: rawQueries },
  )
  return fc
    .record({
      path,
      query,
      payload: endpoint.body
        ? fc.option(payload, { freq: 12, nil: undefined })
        : fc.option(payload, { freq: 1, nil: undefined }),
      contentType: fc.oneof(
        { weight: 12, arbitrary: fc.constant('application/json') },
        { weight: 1, arbitrary: contentTypes },
      ),
      headers: fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: headers }),
      authorization: authorizations(authorizationFor(endpoint.path, world.admin), world.admin.token),
    })
    .map((request) => ({
      method: endpoint.method,
      url: request.query ? `${request.path}?${request.query}` : request.path,
      headers: { 'content-type': request.contentType, ...request.headers, authorization: request.authorization },
      ...(request.payload === undefined ? {} : { payload: request.payload }),
    }))
}

interface Answer {
  status: number
  headers: http.IncomingHttpHeaders | http.OutgoingHttpHeaders
  text: string
}

async function send(request: Sent): Promise<Answer> {
  const options = { ...request, method: request.method as NonNullable<InjectOptions['method']> }
  const answer = await app.inject(options as InjectOptions)
  return { status: answer.statusCode, headers: answer.headers, text: answer.body }
}

/** Over a connection, since injecting tidies a path up before the server sees it. */
function sendRaw(port: number, agent: http.Agent, { method, url: path, headers }: Sent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request({ port, agent, method, path, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString(),
        }),
      )
    })
    request.on('error', reject)
    request.end()
  })
}

/** The least that can be served as the dashboard. */
async function buildDashboard(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'steward-fuzz-'))
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'index.html'), '<!doctype html><html><head></head><body></body></html>')
  await writeFile(join(folder, 'assets', 'app-1.js'), 'export {}')
  return folder
}

/** What Node's client refuses to send: the tests of the wire have a socket of their own for that. */
const isSendable = (path: string) => /^[\x21-\xff]+$/.test(path) && path.length < 10_000

/** Fails unless the answer is one that the contract allows for anything a client could send. */
function expectAllowed(endpoint: Endpoint | undefined, answer: Answer) {
  if (answer.status >= 500) throw new Error(`${answer.status}: ${answer.text}\n${log.splice(0).join('')}`)
  if (answer.status < 400) {
    if (!endpoint) return
    expect(answer.status).toBe(endpoint.status)
    if (!endpoint.response) expect(answer.text).toBe('')
    else expect(endpoint.response.safeParse(JSON.parse(answer.text)).error).toBeUndefined()
    return
  }
  expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
  if (endpoint?.access === 'account' && answer.status === 400) {
    expect(Object.values(fieldErrors.parse(JSON.parse(answer.text)))).not.toEqual([])
    return
  }
  const { error, code, request_id } = errorBody.parse(JSON.parse(answer.text))
  expect(error).toMatch(/\S/)
  if (code === undefined) {
    // What the parser refused never became a request.
    expect([400, 431]).toContain(answer.status)
    return
  }
  expect(errorStatus).toHaveProperty(code, answer.status)
  expect(request_id).toBe(answer.headers['x-request-id'])
}

async function expectAlive(world: World) {
  const answer = await send({
    method: 'GET',
    url: '/v2.1/permissions',
    headers: { authorization: `Token ${world.serviceUser.token}` },
  })
  // Its project, or the whole world, may be gone by now; the server is not.
  expect([200, 401]).toContain(answer.status)
}

describe('whatever is sent', () => {
  it.each(allEndpoints.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint] as const))(
    '%s never fails on our side',
    async (_name, endpoint) => {
      const world = await createWorld(database.db)

      await fc.assert(
        fc.asyncProperty(requests(endpoint, world), async (request) => expectAllowed(endpoint, await send(request))),
        { numRuns, seed, endOnFailure: !process.env.FUZZ_SHRINK },
      )
      await expectAlive(world)
    },
    120_000 + numRuns * 500,
  )

  it('is valid before it is changed, so that the changes get far', async () => {
    for (const endpoint of allEndpoints) {
      if (endpoint.operation === 'setup_create') continue
      await database.truncate()
      const world = await createWorld(database.db)
      const valid: ValidRequest = validRequest(endpoint, world)

      const answer = await send({
        method: endpoint.method,
        url: urlOf(endpoint, valid),
        headers: {
          authorization: authorizationFor(endpoint.path, world.admin),
          'content-type': 'application/json',
        },
        ...(valid.body ? { payload: JSON.stringify(valid.body) } : {}),
      })

      expect([endpoint.operation, answer.status]).toEqual([endpoint.operation, endpoint.status])
    }
  }, 120_000)

  it('to a path or with a method that is not there gets an answer', async () => {
    const world = await createWorld(database.db)
    const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']
    const somewhere = fc.oneof(
      fc.array(rawParts, { maxLength: 6 }).map((parts) => `/${parts.join('/')}`),
      fc.array(rawParts, { maxLength: 6 }).map((parts) => `/v2.1/${parts.join('/')}`),
      fc.tuple(fc.constantFrom(...allEndpoints), rawParts).map(([{ path }, part]) => path.replace(/:[a-z]+/, part)),
      fc.constantFrom(
        '*',
        '//',
        '/?',
        '/#',
        '/v2.1/',
        '/v2.1//',
        '/v2.1/openapi.json',
        '/docs',
        '/docs/..',
        '/favicon.ico',
        '/assets/app-1.js',
        '/assets/',
        '/assets/%2e%2e/index.html',
        '/assets/..%5cindex.html',
      ),
    )
    const harmless = ['accept', 'cookie', 'host', 'origin', 'referer', 'range', 'user-agent', 'x-forwarded-host', 'via']
    const sent = fc
      .record({
        method: fc.constantFrom(...methods),
        url: fc
          .tuple(somewhere, rawQueries)
          .map(([path, query]) => (query ? `${path}?${query}` : path))
          .filter(isSendable),
        headers: fc.dictionary(fc.constantFrom(...harmless), headerTexts, { maxKeys: 2 }),
      })
      // The parser refuses these before it tells what for, and a body then does not suit a HEAD.
      .filter(({ method, url }) => method !== 'HEAD' || !/[\x80-\xff]/.test(url))
      .map((request) => ({
        ...request,
        headers: { authorization: `Token ${world.admin.token}`, origin: 'https://a.example', ...request.headers },
      }))
    const agent = new http.Agent({ keepAlive: true, maxSockets: 4 })
    const clientDir = await buildDashboard()
    const served = await buildApp({ ...appOptions, clientDir })
    await served.listen({ port: 0, host: '127.0.0.1' })
    const port = Number(new URL(served.listeningOrigin).port)
    try {
      await fc.assert(
        fc.asyncProperty(sent, async (request) => {
          const answer = await sendRaw(port, agent, request)
          if (request.method === 'HEAD') expect(answer.status).toBeLessThan(500)
          else expectAllowed(undefined, answer)
        }),
        { numRuns: numRuns * 10, seed, endOnFailure: !process.env.FUZZ_SHRINK },
      )
    } finally {
      agent.destroy()
      await served.close()
      await rm(clientDir, { recursive: true })
    }
    await expectAlive(world)
  }, 300_000)

  it.each(['application/json', 'text/plain'])(
    'of 20 MB as %s is refused',
    async (contentType) => {
      const world = await createWorld(database.db)

      for (const endpoint of allEndpoints.filter(({ body }) => body)) {
        const answer = await send({
          method: endpoint.method,
          url: urlOf(endpoint, validRequest(endpoint, world)),
          headers: { authorization: authorizationFor(endpoint.path, world.admin), 'content-type': contentType },
          payload: Buffer.alloc(20_000_000, '{"name":"'),
        })

        expect(answer.status).toBe(413)
        expectAllowed(endpoint, answer)
      }
    },
    60_000,
  )
})

describe('on the wire', () => {
  const request = (line: string, ...lines: string[]) => [line, ...lines, '', ''].join('\r\n')
  const host = 'Host: localhost'

  /** Everything that comes back until the server closes, or waits for more than was sent. */
  function exchange(port: number, bytes: string | Buffer, silenceMs: number): Promise<string> {
    return new Promise((resolve) => {
      const received: Buffer[] = []
      const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
      const finish = () => {
        socket.destroy()
        resolve(Buffer.concat(received).toString('latin1'))
      }
      socket.setTimeout(silenceMs, finish)
      socket.on('data', (data) => received.push(data))
      socket.on('error', finish)
      socket.on('close', finish)
    })
  }

  it('takes what is no HTTP for a bad request, or closes, and serves the next one', async () => {
    const world = await createWorld(database.db)
    const served = await buildApp({ db: database.db, clock: () => START })
    await served.listen({ port: 0, host: '127.0.0.1' })
    const port = Number(new URL(served.listeningOrigin).port)
    const token = `Authorization: Token ${world.admin.token}`
    const json = 'Content-Type: application/json'
    const tokens = '/v2.1/me/tokens HTTP/1.1'

    const messages: (string | Buffer)[] = [
      '\r\n\r\n',
      'GET\r\n\r\n',
      'GET /v2.1/me\r\n\r\n',
      request('GET /v2.1/me HTTP/9.9', host),
      request('GET /v2.1/me HTTP/1.1'),
      request('GET /v2.1/me HTTP/1.0', token),
      request('FETCH /v2.1/me HTTP/1.1', host),
      request('TRACE /v2.1/me HTTP/1.1', host, token),
      request('PROPFIND /v2.1/me HTTP/1.1', host, token),
      request('CONNECT /v2.1/me HTTP/1.1', host),
      request('OPTIONS * HTTP/1.1', host),
      request('GET http://elsewhere.example/v2.1/me HTTP/1.1', host, token),
      request('GET http://[/ HTTP/1.1', host, token),
      request('GET //elsewhere.example/v2.1/me HTTP/1.1', host, token),
      request('GET /v2.1/me\0 HTTP/1.1', host, token),
      Buffer.from(request('GET /v2.1/projects/\xe9\xff HTTP/1.1', host, token), 'latin1'),
      request(`GET /${'a'.repeat(100_000)} HTTP/1.1`, host),
      request('GET /v2.1/me HTTP/1.1', host, `X-Long: ${'a'.repeat(100_000)}`),
      request('GET /v2.1/me HTTP/1.1', host, ...Array.from({ length: 3000 }, (_, index) => `X-${index}: a`)),
      request('GET /v2.1/me HTTP/1.1', 'Host: \xff', token),
      request('GET /v2.1/me HTTP/1.1', 'Host: a b', token),
      request('GET /v2.1/me HTTP/1.1', 'Host: a', 'Host: b', token),
      request('GET /v2.1/me HTTP/1.1', 'Host:', token),
      request('GET /v2.1/me HTTP/1.1', host, token, 'Authorization: Token other'),
      request('GET /v2.1/me HTTP/1.1', host, 'No colon here'),
      request('GET /v2.1/me HTTP/1.1', host, ': no name'),
      request('GET /v2.1/me HTTP/1.1', host, token, 'Upgrade: websocket', 'Connection: Upgrade'),
      request(
        'GET /v2.1/me HTTP/1.1',
        host,
        token,
        'Upgrade: h2c',
        'Connection: Upgrade, HTTP2-Settings',
        'HTTP2-Settings: AA',
      ),
      request('GET /v2.1/me HTTP/1.1', host, token, 'Cookie: steward=%; __Host-steward="', 'Cookie: =;;;='),
      request(`POST ${tokens}`, host, token, json, 'Content-Length: -1'),
      request(`POST ${tokens}`, host, token, json, 'Content-Length: 1e3'),
      request(`POST ${tokens}`, host, token, json, 'Content-Length: 99999999999999999999'),
      request(`POST ${tokens}`, host, token, json, 'Content-Length: 5', 'Content-Length: 6') + '{"a"}',
      request(`POST ${tokens}`, host, token, json, 'Content-Length: 5', 'Transfer-Encoding: chunked') + '0\r\n\r\n',
      request(`POST ${tokens}`, host, token, json, 'Transfer-Encoding: gzip') + 'abc',
      request(`POST ${tokens}`, host, token, json, 'Transfer-Encoding: chunked') + 'zz\r\n{}\r\n0\r\n\r\n',
      request(`POST ${tokens}`, host, token, json, 'Transfer-Encoding: chunked') + '2\r\n{}\r\n0\r\nTrailer: x\r\n\r\n',
      request(`POST ${tokens}`, host, token, json, 'Content-Encoding: gzip', 'Content-Length: 2') + '{}',
      request(`POST ${tokens}`, host, token, json, 'Expect: 100-continue', 'Content-Length: 2') + '{}',
      request(`POST ${tokens}`, host, token, json, 'Expect: something-else', 'Content-Length: 2') + '{}',
      request(`POST ${tokens}`, host, token, json, 'Content-Length: 2') + '{}GET / HTTP/1.1\r\n\r\n',
      request(`POST ${tokens}`, host, token, 'Content-Type:', 'Content-Length: 2') + '{}',
      request(`POST ${tokens}`, host, token, json, 'Content-Length: 20000000') + '{"name":"'.repeat(50_000),
      request('PRI * HTTP/2.0') + 'SM\r\n\r\n',
      Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03]),
      ...fc.sample(fc.uint8Array({ maxLength: 300 }), { numRuns, seed }).map((bytes) => Buffer.from(bytes)),
      ...fc
        .sample(fc.tuple(fc.nat(150), fc.uint8Array({ minLength: 1, maxLength: 3 })), { numRuns, seed })
        .map(([at, junk]) => {
          const whole = Buffer.from(request(`POST ${tokens}`, host, token, json, 'Content-Length: 2') + '{}')
          return Buffer.concat([whole.subarray(0, at), Buffer.from(junk), whole.subarray(at)])
        }),
    ]
    try {
      const answers = await Promise.all(messages.map((message) => exchange(port, message, 1500)))
      for (const [index, answer] of answers.entries()) {
        const statuses = [...answer.matchAll(/^HTTP\/1\.[01] (\d{3})/gm)].map(([, status]) => Number(status))
        expect({
          sent: String(messages[index]).slice(0, 200),
          statuses: statuses.filter((status) => status >= 500),
        }).toEqual({
          sent: expect.any(String),
          statuses: [],
        })
      }
      const alive = await exchange(port, request('GET /v2.1/me HTTP/1.1', host, token, 'Connection: close'), 20_000)
      expect(alive).toMatch(/^HTTP\/1\.1 200 /)
    } finally {
      await served.close()
    }
  }, 60_000)
})
