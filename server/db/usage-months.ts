import { sql } from 'drizzle-orm'
import { addMonths, toDay } from '#contract/calendar.ts'
import type { Db } from './pool.ts'

const monthsBack = 25
const monthsAhead = 12
/**
 * Answers are read from the index alone, as far as vacuum has been over the rows. It would otherwise leave out the last
 * sixth of a month, also when the month is over. A parameter of each partition, since the table itself takes none.
 */
const storage = sql.raw('with (autovacuum_vacuum_insert_scale_factor = 0.01)')
/** Any number that nothing else on the same server locks by. */
const partitionLock = 7_482_301_946

/** The partitions from two years ago to a year ahead; what is outside of them lies in the default partition. */
export async function createUsageMonths(db: Db, now = new Date()): Promise<void> {
  const today = toDay(now)
  await ensureUsagePartitions(db, addMonths(today, -monthsBack), addMonths(today, monthsAhead))
}

/**
 * Makes the monthly partitions of `usage_days` that are missing between two days, both included. Calls that run at the
 * same time wait for each other, and so does whoever writes usage meanwhile.
 *
 * Postgres refuses a partition of a month that has rows in the default partition, so these move. Leaving them there
 * instead, and the month without a partition, would let the default partition grow for ever; and a month is only whole
 * in one place.
 */
export async function ensureUsagePartitions(db: Db, firstDay: string, lastDay: string): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${partitionLock})`)
    if ((await findMissingMonths(tx, firstDay, lastDay)).length === 0) return

    // Writers stop here, where they have not chosen a partition yet: one that waited for the default partition would
    // fail, since its row does not belong there any more.
    await tx.execute(sql`lock table only usage_days in share row exclusive mode`)
    for (const month of await findMissingMonths(tx, firstDay, lastDay)) await createPartition(tx, month)
  })
}

interface Month {
  partition: string
  first: string
  next: string
  /** Whether the default partition has rows of it. */
  hasRows: boolean
}

async function findMissingMonths(db: Db, firstDay: string, lastDay: string): Promise<Month[]> {
  const { rows } = await db.execute<Month & Record<string, unknown>>(sql`
    select
      'usage_days_' || to_char(month, 'YYYY_MM') as partition,
      to_char(month, 'YYYY-MM-DD') as first,
      to_char(month + interval '1 month', 'YYYY-MM-DD') as next,
      exists (
        select from usage_days_default where day >= month::date and day < (month + interval '1 month')::date
      ) as "hasRows"
    from generate_series(
      date_trunc('month', ${firstDay}::timestamp),
      date_trunc('month', ${lastDay}::timestamp),
      interval '1 month'
    ) as month
    where to_regclass('usage_days_' || to_char(month, 'YYYY_MM')) is null
  `)
  return rows
}

async function createPartition(db: Db, month: Month): Promise<void> {
  // Names and bounds cannot be parameters; these are made of digits by the query above.
  const [partition, first, next] = [month.partition, month.first, month.next].map((text) => sql.raw(text))
  const bounds = sql`for values from ('${first}') to ('${next}')`
  if (!month.hasRows) {
    await db.execute(sql`create table ${partition} partition of usage_days ${bounds} ${storage}`)
    return
  }
  await db.execute(sql`create table ${partition} (like usage_days including all) ${storage}`)
  await db.execute(sql`
    with moved as (delete from usage_days_default where day >= '${first}' and day < '${next}' returning *)
    insert into ${partition} select * from moved
  `)
  await db.execute(sql`alter table usage_days attach partition ${partition} ${bounds}`)
}
