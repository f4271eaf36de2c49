import { ApiError } from '#src/api/api-error.ts'

/** Whether what failed for one person would fail for all others: nobody is signed in any more, or the server is away. */
export function stopsAll(error: unknown): boolean {
  return error instanceof ApiError && (error.kind !== 'refused' || error.status === 401 || error.status === 429)
}
