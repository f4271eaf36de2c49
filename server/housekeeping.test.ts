import { sql } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { afterEach, expect, it, vi } from 'vitest'
import { addMonths, toDay } from '#contract/calendar.ts'
import { connectDatabase } from './db/pool.ts'
import { idempotencyKeys, invitations, sessions, throttles } from './db/schema.ts'
import { keepHouse, tidyUp } from './housekeeping.ts'
import { createMember, createOrganization } from './testing/factories.ts'
import { START, useTestApp } from './testing/test-app.ts'

const test = useTestApp()
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const at = (ms: number) => new Date(START.getTime() + ms)

afterEach(() => {
  vi.useRealTimers()
})

async function fill() {
  const { db } = test
  const organization = await createOrganization(db)
  const session = async (createdAt: Date, lastSeenAt: Date) => {
    const { id: accountId } = await createMember(db, organization)
    const id = uuidv7()
    const tokenHash = Buffer.from(id)
    await db.insert(sessions).values({ id, accountId, tokenHash, userAgent: '', address: '', createdAt, lastSeenAt })
    return id
  }
  const invitation = async (expiresAt: Date) => {
    const { id: accountId } = await createMember(db, organization, { active: false })
    const codeHash = Buffer.from(accountId)
    await db
      .insert(invitations)
      .values({ organizationId: organization.id, accountId, codeHash, createdAt: START, expiresAt })
    return accountId
  }
  const key = async (name: string, createdAt: Date) => {
    await db
      .insert(idempotencyKeys)
      .values({ caller: name, keyHash: Buffer.alloc(1), requestHash: Buffer.alloc(1), createdAt })
  }
  const kept = [await session(START, START), await invitation(at(1))]
  await session(at(-24 * HOUR), at(-12 * HOUR))
  await session(at(-7 * 24 * HOUR), START)
  await invitation(START)
  await db.insert(throttles).values([
    { key: 'over', attempts: 10, windowEndsAt: START },
    { key: 'running', attempts: 10, windowEndsAt: at(1) },
  ])
  await key('old', at(-10 * MINUTE - 1))
  await key('recent', at(-10 * MINUTE))
  return kept
}

const left = async () => ({
  sessions: (await test.db.select().from(sessions)).map(({ id }) => id),
  invitations: (await test.db.select().from(invitations)).map(({ accountId }) => accountId),
  throttles: (await test.db.select().from(throttles)).map(({ key }) => key),
  answers: (await test.db.select().from(idempotencyKeys)).map(({ caller }) => caller),
})

it('deletes what has ended, and nothing that has not', async () => {
  const [session, invitation] = await fill()

  await tidyUp(test.db, START)

  expect(await left()).toEqual({
    sessions: [session],
    invitations: [invitation],
    throttles: ['running'],
    answers: ['recent'],
  })
})

it('makes the partitions of the months to come', async () => {
  // The test's database was migrated today and reaches a year ahead.
  const later = addMonths(toDay(new Date()), 2)
  const partition = `usage_days_${addMonths(later, 12).slice(0, 7).replace('-', '_')}`

  await tidyUp(test.db, new Date(later))

  const { rows } = await test.db.execute(sql`select to_regclass(${partition})::text as name`)
  expect(rows).toEqual([{ name: partition }])
})

it('can be done by several processes at the same time', async () => {
  await fill()

  await Promise.all([tidyUp(test.db, START), tidyUp(test.db, START), tidyUp(test.db, START)])

  expect((await left()).throttles).toEqual(['running'])
})

it('goes on after the database was away', async () => {
  vi.useFakeTimers({ toFake: ['setInterval'] })
  const away = connectDatabase({ connectionString: 'postgres://nobody@127.0.0.1:1/nothing' })
  const warn = vi.fn()

  keepHouse(away.db, { warn })
  await vi.waitFor(() => expect(warn).toHaveBeenCalledTimes(1))
  vi.advanceTimersByTime(10 * MINUTE)

  await vi.waitFor(() => expect(warn).toHaveBeenCalledTimes(2))
  await away.close()
})
