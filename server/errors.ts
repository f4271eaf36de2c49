import { type ErrorCode, errorStatus } from '#contract/error.ts'

/** A refusal the caller can act on. Its code is from the contract's closed list, which also fixes the status. */
export class DomainError extends Error {
  readonly code: ErrorCode
  /** Field name to sentence, for forms. */
  readonly fields: Record<string, string> | undefined
  /** For the audit trail, what the refusal is about where the request's names do not tell. */
  about: { organizationId: string; name?: string | undefined } | undefined

  constructor(code: ErrorCode, message: string, fields?: Record<string, string>) {
    super(message)
    this.name = 'DomainError'
    this.code = code
    this.fields = fields
  }

  get status(): number {
    return errorStatus[this.code]
  }
}

/** `rate_limited`, with the time until another attempt is worthwhile. */
export class RateLimited extends DomainError {
  readonly retryAfterSeconds: number

  constructor(retryAfterSeconds: number) {
    super('rate_limited', 'Too many attempts; try again later')
    this.name = 'RateLimited'
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** The one answer for what does not exist and for what is not the caller's, so that nobody can probe for names. */
export const notFound = () => new DomainError('not_found', 'Not found')

/** The SQLSTATE of an error that came from Postgres, also when the query builder wrapped it. */
export function sqlState(error: unknown): string | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'string' && /^[0-9A-Z]{5}$/.test(cause.code)) return cause.code
  }
  return undefined
}

/** Whether the statement broke the unique constraint or index of this name. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  return isViolation(error, '23505', constraint)
}

/** Whether what the row refers to is not there, for instance because it was deleted in the meantime. */
export function isForeignKeyViolation(error: unknown, constraint?: string): boolean {
  return isViolation(error, '23503', constraint)
}

function isViolation(error: unknown, state: string, constraint: string | undefined): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && cause.code === state) {
      return constraint === undefined || ('constraint' in cause && cause.constraint === constraint)
    }
  }
  return false
}
