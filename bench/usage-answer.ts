import type pg from 'pg'
import { addDays, addMonths, toDay } from '#contract/calendar.ts'
import { usageSeries } from '#contract/usage.ts'
import type { Database } from '#server/db/pool.ts'
import { createMember, createOrganization } from '#server/testing/factories.ts'
import { startPostgresServer } from '#server/testing/postgres-server.ts'
import { compareWorlds, openEmbedded, openOnServer, type Question, type World } from './served.ts'
import type { Group } from './table.ts'

const turns = 60
const mostRatio = 2
const rowsPerOrganization = 10_000
/** Of each organization, so that its rows are those of 357 days. */
const rowsPerDay = 28

/** Embedded, ten million rows take more than five minutes to load. */
const organizations = { embedded: 200, server: 1000 }

/** Asks servers over HTTP for 12 months of an organization's usage, with many other organizations and with none. */
export async function benchUsageAnswer(): Promise<Group[]> {
  const embedded = await compare('Embedded', openEmbedded, openEmbedded, organizations.embedded)
  const postgres = await startPostgresServer()
  try {
    const open = (name: string) => () => openOnServer(postgres.url, name)
    return [embedded, await compare('PostgreSQL', open('many'), open('one'), organizations.server)]
  } finally {
    await postgres.stop()
  }
}

type Open = World['open']

async function compare(title: string, openMany: Open, openOne: Open, count: number): Promise<Group> {
  const rows = [count * rowsPerOrganization, rowsPerOrganization].map((number) => number.toLocaleString('en'))
  return {
    title: `${title}: 12 months of usage, with ${rows.join(' rows in the database against ')}`,
    measures: await compareWorlds(
      { open: openMany, fill: (database) => fillWorld(database, count) },
      { open: openOne, fill: (database) => fillWorld(database, 1) },
      { turns, ratio: mostRatio },
    ),
  }
}

async function fillWorld(database: Database, count: number): Promise<Question[]> {
  const organization = await createOrganization(database.db)
  const member = await createMember(database.db, organization)
  const end = addDays(toDay(new Date()), 1)
  const start = addMonths(end, -12)
  const client = await database.connect()
  try {
    await fillDays(client, { organizationId: organization.id, count, start })
    // What the server's background processes, or those of the embedded database, do by themselves.
    await client.query('vacuum analyze')
    await client.query('checkpoint')
    const { rows } = await client.query<{ all: number; own: number }>(
      'select count(*) as all, count(*) filter (where organization_id = $1) as own from usage_days where day < $2',
      [organization.id, end],
    )
    if (rows[0]?.all !== count * rowsPerOrganization || rows[0].own !== rowsPerOrganization)
      throw new Error(`There are ${rows[0]?.all} rows, ${rows[0]?.own} of the organization that is asked about`)
  } finally {
    await client.end()
  }
  return ['month', 'day'].map((interval) => ({
    title: `by ${interval}`,
    path: `/v2.1/organizations/${organization.name}/usage?${new URLSearchParams({ interval, start_date: start, end_date: end })}`,
    token: member.token,
    status: 200,
  }))
}

/** Day after day with the organizations by turns, so that no two rows of one organization lie side by side. */
async function fillDays(
  client: pg.Client,
  { organizationId, count, start }: { organizationId: string; count: number; start: string },
): Promise<void> {
  await client.query(
    `insert into usage_days (organization_id, project_id, object_id, object_type, metric, day, value)
    select
      organization.ids[1 + turn % $1::int],
      md5('project ' || turn % $1::int || ' ' || version % 2)::uuid,
      md5('version ' || turn % $1::int || ' ' || version || object_type)::uuid,
      object_type,
      metric,
      $2::date + (turn / $1::int / $3::int)::int,
      (turn * 7919 % 100000) / 100.0
    from
      (select array_agg(case when i = 1 then $4::uuid else gen_random_uuid() end) as ids from generate_series(1, $1::int) i) organization,
      generate_series(0::bigint, $1::bigint * ${rowsPerOrganization} - 1) turn,
      lateral (select turn / $1::int % $3::int / 5 as version, turn / $1::int % $3::int % 5 as pair) series,
      lateral (select ($5::text[])[1 + pair] as object_type, ($6::text[])[1 + pair] as metric) names`,
    [
      count,
      start,
      rowsPerDay,
      organizationId,
      usageSeries.map(({ object_type }) => object_type),
      usageSeries.map(({ metric }) => metric),
    ],
  )
}
