import { vi } from 'vitest'
import type * as z from 'zod/mini'
import type { Endpoint } from '#contract/endpoint.ts'
import { type ErrorCode, errorStatus } from '#contract/error.ts'

type Schema = z.ZodMiniType

export interface FakeRequest {
  params: Record<string, string>
  query: URLSearchParams
  body: unknown
  headers: Headers
}

interface Reply {
  status: number
  body: unknown
  headers?: Record<string, string>
}

export interface FakeAnswer {
  endpoint: Endpoint
  reply: (request: FakeRequest) => Reply | Promise<Reply>
}

type Data<R> = R extends Schema ? z.input<R> : undefined

/** A successful answer. It is checked against the contract, so that a fake cannot drift from it. */
export function answer<R extends Schema | undefined>(
  endpoint: Endpoint<Schema | undefined, Schema | undefined, Schema | undefined, R>,
  data: Data<R> | ((request: FakeRequest) => Data<R> | Promise<Data<R>>),
  headers: Record<string, string> = {},
): FakeAnswer {
  return {
    endpoint,
    reply: async (request) => {
      const body: unknown = await (isMaker(data) ? data(request) : data)
      if (endpoint.response) endpoint.response.parse(body)
      return { status: endpoint.status, body, headers }
    },
  }
}

function isMaker<T>(
  data: T | ((request: FakeRequest) => T | Promise<T>),
): data is (request: FakeRequest) => Promise<T> {
  return typeof data === 'function'
}

/** A refusal that the endpoint may give; the account API says by field alone what is wrong with bad data. */
export function refuse(
  endpoint: Endpoint,
  code: ErrorCode,
  message: string,
  fields: Record<string, string> = {},
): FakeAnswer {
  const status = errorStatus[code]
  const isByField = endpoint.access === 'account' && status === 400
  const byField = Object.keys(fields).length === 0 ? { request: message } : fields
  return {
    endpoint,
    reply: () => ({ status, body: isByField ? byField : { error: message, code, fields, request_id: 'request-1' } }),
  }
}

/**
 * Answers `fetch` from the list, the last fitting entry first, and checks what is sent against the contract.
 * Gives the list of requests so far; an unknown request fails as one to a server that is away.
 */
export function fakeServer(answers: readonly FakeAnswer[]): FakeRequest[] {
  const seen: FakeRequest[] = []
  const fakeFetch = async (input: string, init: RequestInit = {}): Promise<Response> => {
    init.signal?.throwIfAborted()
    const url = new URL(input, 'http://steward.test')
    for (const { endpoint, reply } of answers.toReversed()) {
      const params = matchPath(endpoint.path, url.pathname)
      if (!params || endpoint.method !== init.method) continue
      const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : undefined
      if (endpoint.body) endpoint.body.parse(body)
      const request = { params, query: url.searchParams, body, headers: new Headers(init.headers) }
      seen.push(request)
      const { status, body: answered, headers } = await reply(request)
      return new Response(status === 204 ? null : JSON.stringify(answered), { status, headers: headers ?? {} })
    }
    throw new TypeError(`No answer for ${init.method} ${url.pathname}`)
  }
  vi.stubGlobal('fetch', fakeFetch)
  return seen
}

function matchPath(template: string, path: string): Record<string, string> | undefined {
  const names = template.split('/')
  const parts = path.split('/')
  if (names.length !== parts.length) return undefined
  const params: Record<string, string> = {}
  for (const [index, name] of names.entries()) {
    const part = decodeURIComponent(parts[index] ?? '')
    if (name.startsWith(':')) params[name.slice(1)] = part
    else if (name !== part) return undefined
  }
  return params
}
