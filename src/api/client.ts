import type * as z from 'zod/mini'
import type { Endpoint } from '#contract/endpoint.ts'
import { type ErrorBody, errorBody, fieldErrors } from '#contract/error.ts'
import { ApiError } from './api-error.ts'

type Schema = z.ZodMiniType

interface Transport {
  signal?: AbortSignal | undefined
  headers?: Record<string, string> | undefined
  /** Value of an earlier ETag: the server refuses with `stale` when the thing has changed since. */
  ifMatch?: string | undefined
  /** Makes a repeated request answer as the first one did. */
  idempotencyKey?: string | undefined
  /** Name of the organization that a request to the account API (`/v1`) is about. */
  account?: string | undefined
}

type Part<Name extends string, S> = S extends Schema
  ? Record<never, never> extends z.input<S>
    ? { [K in Name]?: z.input<S> | undefined }
    : { [K in Name]: z.input<S> }
  : { [K in Name]?: undefined }

export type CallOptions<P, Q, B> = Part<'params', P> & Part<'query', Q> & Part<'body', B> & Transport

type Options<P, Q, B> =
  Record<never, never> extends CallOptions<P, Q, B> ? [options?: CallOptions<P, Q, B>] : [options: CallOptions<P, Q, B>]

type Answer<R> = R extends Schema ? z.output<R> : undefined

interface AnyOptions extends Transport {
  params?: Record<string, string | number> | undefined
  query?: Record<string, unknown> | undefined
  body?: unknown
}

/**
 * Calls an endpoint of the contract and gives its parsed answer.
 * Throws {@link ApiError} for every answer but success, and an `AbortError` when the signal cancels.
 */
export async function call<
  P extends Schema | undefined,
  Q extends Schema | undefined,
  B extends Schema | undefined,
  R extends Schema | undefined,
>(endpoint: Endpoint<P, Q, B, R>, ...[options]: Options<P, Q, B>): Promise<Answer<R>> {
  const { data } = await request(endpoint, (options ?? {}) as AnyOptions)
  // The schema of the endpoint has just parsed it; the generic signature cannot see that.
  return data as Answer<R>
}

/** Like {@link call}, with the answer's ETag to send back as `ifMatch`. */
export async function callWithEtag<
  P extends Schema | undefined,
  Q extends Schema | undefined,
  B extends Schema | undefined,
  R extends Schema | undefined,
>(
  endpoint: Endpoint<P, Q, B, R>,
  ...[options]: Options<P, Q, B>
): Promise<{ data: Answer<R>; etag: string | undefined }> {
  const { data, etag } = await request(endpoint, (options ?? {}) as AnyOptions)
  return { data: data as Answer<R>, etag }
}

async function request(endpoint: Endpoint, options: AnyOptions): Promise<{ data: unknown; etag: string | undefined }> {
  const url = fillPath(endpoint.path, options.params ?? {}) + queryString(options.query ?? {})
  const headers = new Headers({ accept: 'application/json', ...options.headers })
  // Also without a body: the server takes a JSON content type as proof that a change was not sent by a foreign form.
  if (endpoint.method !== 'GET') headers.set('content-type', 'application/json')
  if (options.ifMatch !== undefined) headers.set('if-match', options.ifMatch)
  if (options.idempotencyKey !== undefined) headers.set('idempotency-key', options.idempotencyKey)
  if (options.account !== undefined) headers.set('x-account', asHeader(options.account))

  const response = await reach(options.signal, () =>
    fetch(url, {
      method: endpoint.method,
      headers,
      credentials: 'same-origin',
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    }),
  )
  const text = await reach(options.signal, () => response.text())

  if (!response.ok) throw failure(endpoint, response, text)
  return { data: parseAnswer(endpoint, response, text), etag: response.headers.get('etag') ?? undefined }
}

async function reach<T>(signal: AbortSignal | undefined, send: () => Promise<T>): Promise<T> {
  try {
    return await send()
  } catch (error) {
    if (signal?.aborted || isAbort(error)) throw isAbort(error) ? error : new DOMException('Cancelled', 'AbortError')
    // The browser's own text names addresses and differs by vendor, so it is replaced, not passed on.
    throw new ApiError('unreachable', 'The server cannot be reached. Check the connection and try again.')
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError'
}

function fillPath(template: string, params: Record<string, string | number>): string {
  return template.replaceAll(/:([A-Za-z_]+)/g, (_, name: string) => {
    const value = String(params[name] ?? '')
    // A browser folds these segments away, escaped or not, and would ask for another path.
    if (value === '' || value === '.' || value === '..') throw nothingNamed()
    return encodeURIComponent(value)
  })
}

/** A name as it is, for a header cannot be escaped; what no header can carry is the name of nothing. */
function asHeader(name: string): string {
  if (!/^[!-~]+$/.test(name)) throw nothingNamed()
  return name
}

function nothingNamed(): ApiError {
  return new ApiError('refused', 'There is nothing with this name.', { status: 404, code: 'not_found' })
}

function queryString(query: Record<string, unknown>): string {
  const parts = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined && item !== null) parts.append(name, String(item))
    }
  }
  const text = parts.toString()
  return text === '' ? '' : `?${text}`
}

function parseAnswer(endpoint: Endpoint, response: Response, text: string): unknown {
  const requestId = response.headers.get('x-request-id') ?? undefined
  if (response.status !== endpoint.status) throw outsideContract(response.status, requestId, 'status')
  if (!endpoint.response) return undefined
  const parsed = endpoint.response.safeParse(parseJson(text))
  if (parsed.success) return parsed.data
  const mismatch = parsed.error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.map(String).join('.')}: ${issue.code}`)
    .join('; ')
  throw outsideContract(response.status, requestId, mismatch)
}

function outsideContract(status: number, requestId: string | undefined, mismatch: string): ApiError {
  return new ApiError('unexpected', 'The server gave an answer that this page does not understand.', {
    status,
    requestId,
    mismatch,
  })
}

function failure({ access }: Endpoint, response: Response, text: string): ApiError {
  const body = access === 'account' && response.status === 400 ? parseFieldErrors(text) : parseErrorBody(text)
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN)
  const details = {
    status: response.status,
    code: body?.code,
    fields: body?.fields,
    requestId: body?.request_id ?? response.headers.get('x-request-id') ?? undefined,
    retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : undefined,
  }
  if ([502, 503, 504].includes(response.status))
    return new ApiError('unavailable', 'The service is not available right now. Try again in a moment.', details)
  if (response.status >= 500)
    return new ApiError('unexpected', 'The server failed to answer. The failure has been logged.', details)
  if (!body) return outsideContract(response.status, details.requestId, 'error body')
  return new ApiError('refused', body.error, details)
}

function parseErrorBody(text: string): ErrorBody | undefined {
  return errorBody.safeParse(parseJson(text)).data
}

/** Bad data in the words of the account API, which names no code: a sentence for each field, or for the `request`. */
function parseFieldErrors(text: string): ErrorBody | undefined {
  const parsed = fieldErrors.safeParse(parseJson(text))
  if (!parsed.success) return undefined
  const { request, ...fields } = parsed.data
  return { error: [request, ...Object.values(fields)].filter((line) => line !== undefined).join(' '), fields }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
