import type { ErrorCode } from '#contract/error.ts'

/**
 * `refused`: the server said no, with a reason. `unavailable`: the server or its database is away (502, 503, 504).
 * `unreachable`: no answer at all. `unexpected`: a bug of the server, or an answer outside the contract.
 */
export type ApiErrorKind = 'refused' | 'unavailable' | 'unreachable' | 'unexpected'

export interface ApiErrorDetails {
  status?: number | undefined
  code?: string | undefined
  fields?: Record<string, string> | undefined
  requestId?: string | undefined
  retryAfterSeconds?: number | undefined
  /** Where an answer left the contract: paths and rules, never values, so that no secret ends up in a report. */
  mismatch?: string | undefined
}

/** Every failed call. `message` is a sentence for the reader; code switches on `kind` and `code`, never on it. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly kind: ApiErrorKind
  readonly status: number | undefined
  readonly code: ErrorCode | (string & {}) | undefined
  readonly fields: Readonly<Record<string, string>>
  readonly requestId: string | undefined
  readonly retryAfterSeconds: number | undefined
  readonly mismatch: string | undefined

  constructor(kind: ApiErrorKind, message: string, details: ApiErrorDetails = {}) {
    super(message)
    this.kind = kind
    this.status = details.status
    this.code = details.code
    this.fields = details.fields ?? {}
    this.requestId = details.requestId
    this.retryAfterSeconds = details.retryAfterSeconds
    this.mismatch = details.mismatch
  }
}

/** Whether the server refused with one of these codes; without codes, whether it refused at all. */
export function isRefusal(error: unknown, ...codes: ErrorCode[]): error is ApiError {
  if (!(error instanceof ApiError) || error.kind !== 'refused') return false
  return codes.length === 0 || codes.some((code) => code === error.code)
}

/** A sentence about any thrown value that is fit for the screen. */
export function messageOf(error: unknown): string {
  return error instanceof ApiError ? error.message : 'Something went wrong on this page.'
}

export function requestIdOf(error: unknown): string | undefined {
  return error instanceof ApiError ? error.requestId : undefined
}
