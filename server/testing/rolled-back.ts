import type { Db } from '#server/db/pool.ts'

const undo = new Error('undone')

/**
 * A database for an app whose every change is undone when the test wants it: it hands what is asked of it to the
 * innermost transaction that is being rolled back.
 */
export function rolledBackDatabase(outermost: Db) {
  let current = outermost
  const db = new Proxy(outermost, { get: (_target, key) => Reflect.get(current, key) })

  /** Runs it with the database as it is now, to which the database goes back afterwards. */
  async function rolledBack<Result>(run: () => Promise<Result>): Promise<Result> {
    const before = current
    let done: { result: Result } | undefined
    try {
      await before.transaction(async (tx) => {
        current = tx
        done = { result: await run() }
        throw undo
      })
    } catch (error) {
      if (error !== undo) throw error
    } finally {
      current = before
    }
    if (!done) throw undo
    return done.result
  }

  return { db, rolledBack }
}
