import pg from 'pg'
import { vi } from 'vitest'

/** The statements that `run` sends to the database, but for the start and end of transactions and connections. */
export async function countQueries<Result>(run: () => Promise<Result>): Promise<{ result: Result; queries: string[] }> {
  const spy = vi.spyOn(pg.Client.prototype, 'query')
  try {
    const result = await run()
    const queries = spy.mock.calls
      .map(([query]: unknown[]) =>
        typeof query === 'object' && query && 'text' in query ? String(query.text) : String(query),
      )
      .filter((text) => !/^\s*(?:begin|commit|rollback|set )/i.test(text))
    return { result, queries }
  } finally {
    spy.mockRestore()
  }
}
