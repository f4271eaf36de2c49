import { describe, expect, it } from 'vitest'
import { credentialKinds } from './testing/credentials.ts'
import { isRaceable, meanwhile } from './testing/races.ts'
import { START, useTestApp } from './testing/test-app.ts'

const test = useTestApp()

const after = (ms: number) => new Date(START.getTime() + ms)

describe.runIf(isRaceable).each(Object.entries(credentialKinds))(
  'the last use of %s, written by two requests at once',
  (_kind, { create, url, table, column }) => {
    /** Uses it while another request has written its own use and not committed it. */
    async function useMeanwhile(other: Date, now: Date) {
      const as = await create(test.db)
      test.clock.now = now
      const answer = await meanwhile(
        test.database,
        (client) => client.query(`update ${table} set ${column} = $1`, [other]),
        () => test.call('GET', url, { as }),
      )
      expect(answer).toMatchObject({ status: 200 })
      return (await test.database.pool.query(`select ${column} as at from ${table}`)).rows[0].at
    }

    it('is written by the first', async () => {
      expect(await useMeanwhile(START, after(10))).toEqual(START)
      await test.database.truncate()
      expect(await useMeanwhile(START, after(59_999))).toEqual(START)
    })

    it('is that of the later, also where the earlier comes last', async () => {
      expect(await useMeanwhile(after(120_000), START)).toEqual(after(120_000))
      await test.database.truncate()
      expect(await useMeanwhile(START, after(60_000))).toEqual(after(60_000))
    })
  },
)
