import type pg from 'pg'

const monthsBack = 25
const monthsAhead = 12

/**
 * Makes the monthly partitions of `usage_days` that are still missing, from two years ago to a year ahead; what is
 * outside of them lies in the default partition. A month that already has rows there stays there: Postgres would
 * refuse its partition.
 */
export async function createUsageMonths(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ partition: string; first: string; next: string }>(
    `select 'usage_days_' || to_char(month, 'YYYY_MM') as partition,
       to_char(month, 'YYYY-MM-DD') as first,
       to_char(month + interval '1 month', 'YYYY-MM-DD') as next
     from generate_series(
       date_trunc('month', now() at time zone 'UTC') - make_interval(months => $1),
       date_trunc('month', now() at time zone 'UTC') + make_interval(months => $2),
       interval '1 month'
     ) as month
     where to_regclass('usage_days_' || to_char(month, 'YYYY_MM')) is null
       and not exists (
         select from usage_days_default where day >= month::date and day < (month + interval '1 month')::date
       )`,
    [monthsBack, monthsAhead],
  )
  // A partition's bounds cannot be parameters; these are made of digits by the query above.
  for (const { partition, first, next } of rows) {
    await client.query(`create table ${partition} partition of usage_days for values from ('${first}') to ('${next}')`)
  }
}
