import type * as argon2Module from '@node-rs/argon2'
import { sql } from 'drizzle-orm'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { allEndpoints } from '#contract/all.ts'
import { openedBy } from '#contract/api-keys.ts'
import type { Endpoint } from '#contract/endpoint.ts'
import { type ErrorCode, errorStatus } from '#contract/error.ts'
import { buildApp } from './app.ts'
import { testDatabase } from './testing/database.ts'
import { type Caller, callers, createEnforcedWorld, expectedOf } from './testing/enforcement-callers.ts'
import {
  enforcementTable,
  enforcementVariants,
  keyTable,
  otherwiseAnswered,
  type Rule,
} from './testing/enforcement-table.ts'
import { urlOf, type ValidRequest, validRequest } from './testing/requests.ts'
import { rolledBackDatabase } from './testing/rolled-back.ts'
import { START } from './testing/test-app.ts'

// Hashing well would take most of the time of thousands of requests.
vi.mock('@node-rs/argon2', async (original) => {
  const argon2 = await original<typeof argon2Module>()
  return { ...argon2, hash: (text: string) => argon2.hash(text, { memoryCost: 8, timeCost: 1, parallelism: 1 }) }
})

const database = testDatabase()
const { db, rolledBack } = rolledBackDatabase(database.db)
let app: FastifyInstance
let enforced: Awaited<ReturnType<typeof createEnforcedWorld>>
beforeAll(async () => {
  app = await buildApp({ db, clock: () => START })
  await app.ready()
  enforced = await createEnforcedWorld(database.db)
})
afterAll(async () => {
  await app.close()
  await database.truncate()
  await database.close()
})

interface Case {
  endpoint: Endpoint
  rule: Rule
  request: () => ValidRequest
}

function casesOf(): Map<string, Case> {
  const byOperation = new Map(allEndpoints.map((endpoint) => [endpoint.operation, endpoint]))
  const cases = new Map<string, Case>()
  for (const [operation, rule] of Object.entries(enforcementTable)) {
    const endpoint = byOperation.get(operation)
    if (endpoint) cases.set(operation, { endpoint, rule, request: () => validRequest(endpoint, enforced.world) })
  }
  for (const [title, { operation, rule, request }] of Object.entries(enforcementVariants)) {
    const endpoint = byOperation.get(operation)
    if (!endpoint) throw new Error(`There is no operation ${operation}`)
    cases.set(title, { endpoint, rule, request: () => request(enforced.world, enforced.bucketAssignment.id) })
  }
  return cases
}

const cases = casesOf()

describe('the table of what each endpoint needs', () => {
  it('names every operation of the contract and no other', () => {
    expect(Object.keys(enforcementTable).toSorted()).toEqual(allEndpoints.map(({ operation }) => operation).toSorted())
  })

  it('names every operation that some key opens and no other', () => {
    expect(Object.entries(keyTable).map(([operation, { types }]) => [operation, types])).toEqual(
      expect.arrayContaining(Object.entries(openedBy)),
    )
    expect(Object.keys(keyTable)).toHaveLength(Object.keys(openedBy).length)
  })

  it.each(callers.map((caller) => [caller.name, caller] as const))('is true for %s', async (_name, caller) => {
    const expected: Record<string, string> = {}
    const answered: Record<string, string> = {}
    const ask = async ([title, { endpoint, request }]: [string, Case]) => {
      answered[title] = await send(endpoint, request(), headers)
    }
    let headers: Awaited<ReturnType<Caller['enter']>>

    await rolledBack(async () => {
      headers = await caller.enter(db, enforced)
      await noteAsJustSeen()
      const before = await contents()
      const asked = [...cases].filter(([, { rule }]) => isTriedBy(caller, rule))
      for (const [title, { endpoint, rule }] of asked)
        expected[title] = answerOf(endpoint, expectedOf(endpoint, rule, caller))
      const [reads, changes] = partition(asked, ([, { endpoint }]) => endpoint.method === 'GET')
      const [made, refused] = partition(
        changes,
        ([, { endpoint, rule }]) => expectedOf(endpoint, rule, caller) === 'allowed',
      )

      for (const one of [...reads, ...refused]) await ask(one)
      expect(await contents()).toEqual(before)
      for (const one of made) await rolledBack(() => ask(one))
    })

    expect(answered).toEqual(expected)
  })
})

/**
 * A role says nothing about what needs none: each of the many callers with a single permission asks for it where
 * requests are cheap, on a real server. On the embedded database those with no permission and with all of them do.
 */
function isTriedBy({ asks }: Caller, rule: Rule): boolean {
  if (asks === 'everything') return true
  if (asks !== 'what roles decide') return rule.needs === 'permission' && rule.permission === asks
  return database.kind === 'server' || rule.needs === 'permission' || rule.needs === 'belonging'
}

function partition<Item>(items: readonly Item[], isLeft: (item: Item) => boolean): [Item[], Item[]] {
  return [items.filter(isLeft), items.filter((item) => !isLeft(item))]
}

/** So that no request writes down that somebody was here. */
async function noteAsJustSeen(): Promise<void> {
  const now = sql`${START.toISOString()}::timestamptz`
  await db.execute(sql`update personal_tokens set last_used_at = ${now}`)
  await db.execute(sql`update service_users set token_last_used_at = ${now}`)
  await db.execute(sql`update account_service_user_keys set last_used_at = ${now}`)
  await db.execute(sql`update organization_members set last_active_at = ${now}`)
}

function answerOf({ operation, status }: Endpoint, outcome: 'allowed' | ErrorCode): string {
  const code = outcome === 'allowed' ? otherwiseAnswered[operation] : outcome
  return code ? `${errorStatus[code]} ${code}` : String(status)
}

async function send(
  endpoint: Endpoint,
  request: ValidRequest,
  headersFor: (url: string) => Record<string, string>,
): Promise<string> {
  const url = urlOf(endpoint, request)
  const answer = await app.inject({
    method: endpoint.method,
    url,
    headers: {
      ...headersFor(url),
      ...(request.body ? { 'content-type': 'application/json' } : {}),
      ...(endpoint.access === 'account' ? { 'x-account': enforced.world.organization.name } : {}),
    },
    ...(request.body ? { payload: JSON.stringify(request.body) } : {}),
  })
  if (answer.statusCode < 400) return String(answer.statusCode)
  return `${answer.statusCode} ${answer.json<{ code: string }>().code}`
}

/** A fingerprint of each table but for what refusals leave behind. */
async function contents(): Promise<unknown> {
  const { rows: tables } = await db.execute<{ name: string }>(sql`
    select quote_ident(relname) as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
      and relname not in ('audit_events', 'throttles')
    order by 1
  `)
  const fingerprints = tables.map(
    ({ name }) =>
      `select '${name}' as name, (select md5(string_agg(t::text, '' order by t::text)) from ${name} t) as content`,
  )
  const changes = `select 'changes', count(*)::text from audit_events where outcome = 'done'`
  const { rows } = await db.execute(sql.raw([...fingerprints, changes].join(' union all ')))
  return rows
}
