import { describe, expect, it } from 'vitest'
import { credentialKinds } from './testing/credentials.ts'
import { countQueries } from './testing/queries.ts'
import { START, useTestApp } from './testing/test-app.ts'

const test = useTestApp()

const after = (ms: number) => new Date(START.getTime() + ms)

describe.each(Object.entries(credentialKinds))('the last use of %s', (_kind, { create, url, table, column }) => {
  const lastUsed = async () => (await test.database.pool.query(`select ${column} as at from ${table}`)).rows[0].at

  it('is written at the first use, and then at most once a minute', async () => {
    const as = await create(test.db)
    const use = async (ms: number) => {
      test.clock.now = after(ms)
      expect(await test.call('GET', url, { as })).toMatchObject({ status: 200 })
      return lastUsed()
    }

    expect(await lastUsed()).toBeNull()
    expect(await use(0)).toEqual(START)
    expect(await use(59_999)).toEqual(START)
    expect(await use(60_000)).toEqual(after(60_000))
    expect(await use(119_999)).toEqual(after(60_000))
    expect(await use(500_000)).toEqual(after(500_000))
  })

  it('costs no statement within the minute', async () => {
    const as = await create(test.db)
    const use = () => countQueries(() => test.call('GET', url, { as }))
    const updates = (queries: string[]) => queries.filter((query) => query.startsWith('update'))

    const first = await use()
    test.clock.now = after(59_999)
    const second = await use()

    expect(updates(first.queries)).toHaveLength(1)
    expect(updates(second.queries)).toEqual([])
  })

  it('is not moved back by a clock that is behind', async () => {
    const as = await create(test.db)
    test.clock.now = after(600_000)
    await test.call('GET', url, { as })

    test.clock.now = START
    expect(await test.call('GET', url, { as })).toMatchObject({ status: 200 })

    expect(await lastUsed()).toEqual(after(600_000))
  })
})
