import { eq } from 'drizzle-orm'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { updateProfileBody } from '#contract/account.ts'
import { createAccountServiceUserBody } from '#contract/account-service-users.ts'
import { addDays, toDay } from '#contract/calendar.ts'
import { addMemberBody } from '#contract/members.ts'
import { bucketEndpoints, deploymentEndpoints, pipelineEndpoints } from '#contract/objects.ts'
import { createOrganizationBody, FREE_SUBSCRIPTION } from '#contract/organizations.ts'
import { createProjectBody } from '#contract/projects.ts'
import { createRoleBody } from '#contract/roles.ts'
import { createServiceUserBody } from '#contract/service-users.ts'
import { usageSeries } from '#contract/usage.ts'
import { buildApp } from '#server/app.ts'
import { personalTokens } from '#server/db/schema.ts'
import { hashSecret, newSecret } from '#server/secrets.ts'
import { testDatabase } from '#server/testing/database.ts'
import { knownAccounts, operatorEmail } from './known-accounts.ts'
import { insertWorld } from './sample-world.repository.ts'
import { tables } from './tables.ts'
import { createWorld } from './world.ts'

const DAY_MS = 86_400_000
const now = new Date('2026-03-10T18:00:00.000Z')
const today = toDay(now)
const world = createWorld({ now, passwordHash: 'hash' })

const named = <Item extends { name: string }>(items: Item[], name: string) => {
  const item = items.find((one) => one.name === name)
  if (!item) throw new Error(`The world has no ${name}`)
  return item
}
const organization = (name: string) => named(world.organizations, name)
const project = (name: string) => named(world.projects, name)
const account = (email: string) => {
  const found = world.accounts.find((one) => one.email === email)
  if (!found) throw new Error(`The world has no ${email}`)
  return found
}
const membersOf = (name: string) =>
  world.organizationMembers.filter(({ organizationId }) => organizationId === organization(name).id)

describe('the dice', () => {
  it('give the same world for the same seed and instant', () => {
    const again = createWorld({ now, passwordHash: 'hash' })

    for (const [name, rows] of Object.entries(again)) {
      const same = JSON.stringify(rows) === JSON.stringify(world[name as keyof typeof world])
      expect({ name, same }).toEqual({ name, same: true })
    }
  })

  it('give another one for another seed, with the same names in it', () => {
    const other = createWorld({ seed: 'other', now, passwordHash: 'hash' })

    expect(other.accounts).not.toEqual(world.accounts)
    expect(other.organizations.map(({ name }) => name)).toEqual(world.organizations.map(({ name }) => name))
    expect(other.projects.map(({ name }) => name)).toEqual(world.projects.map(({ name }) => name))
  })

  it('keep its character from day to day', () => {
    const tomorrow = createWorld({ now: new Date(now.getTime() + DAY_MS), passwordHash: 'hash' })
    const total = ({ usage }: typeof world) => usage.reduce((sum, { value }) => sum + value, 0)

    expect(tomorrow.accounts.map(({ email }) => email)).toEqual(world.accounts.map(({ email }) => email))
    expect(Math.abs(total(tomorrow) / total(world) - 1)).toBeLessThan(0.02)
  })

  it.each([
    '2024-02-29T00:00:00.000Z',
    '2026-01-01T00:00:00.000Z',
    '2026-12-31T23:59:59.999Z',
    '2027-03-28T01:30:00.000Z',
  ])('make a world on %s too', (instant) => {
    const other = createWorld({ now: new Date(instant), passwordHash: 'hash' })

    expect(other.organizationMembers.length).toBe(world.organizationMembers.length)
    expect(other.usage.every(({ value }) => Number.isFinite(value) && value >= 0)).toBe(true)
  })
})

describe('the people', () => {
  it('are a thousand in the largest organization, some invited and some admins', () => {
    const members = membersOf('acme-vision')

    expect(members).toHaveLength(1000)
    expect(members.filter(({ active }) => !active)).toHaveLength(40)
    expect(members.filter(({ admin }) => admin)).toHaveLength(12)
  })

  it.each(world.organizations)('have an active admin in $name', ({ name }) => {
    expect(membersOf(name).some(({ admin, active }) => admin && active)).toBe(true)
  })

  it('leave tinker-lab with a single admin', () => {
    expect(membersOf('tinker-lab').filter(({ admin }) => admin)).toMatchObject([
      { accountId: account('admin@example.com').id },
    ])
  })

  it('have addresses of their own, at domains that are nobody’s', () => {
    const emails = world.accounts.map(({ email }) => email)

    expect(new Set(emails).size).toBe(emails.length)
    for (const email of emails) expect(email).toMatch(/@example\.(com|org|net)$/)
  })

  it('have a password exactly where somebody can sign in', () => {
    const active = new Set(world.organizationMembers.filter((row) => row.active).map(({ accountId }) => accountId))

    for (const { id, passwordHash } of world.accounts) if (active.has(id)) expect(passwordHash).toBe('hash')
    expect(account('newcomer@example.com').passwordHash).toBe('hash')
    expect(account('invited@example.com').passwordHash).toBeNull()
  })

  it('include the accounts that the demo names', () => {
    for (const { email, memberships } of knownAccounts) {
      for (const [name, standing] of Object.entries(memberships)) {
        expect(membersOf(name).find(({ accountId }) => accountId === account(email).id)).toMatchObject({
          admin: standing === 'admin',
          active: standing !== 'invited',
        })
      }
    }
    expect(world.accounts.filter(({ operator }) => operator)).toEqual([account(operatorEmail)])
  })
})

describe('everything', () => {
  it('keeps to the rules that the contract has for requests', () => {
    const subscriptions = new Map(world.subscriptions.map((row) => [row.organizationId, row]))
    for (const { id, name } of world.organizations) {
      accepts(createOrganizationBody, { name, subscription: subscriptions.get(id)?.name })
    }
    for (const { email, name, surname } of world.accounts) {
      accepts(addMemberBody, { email })
      if (name) accepts(updateProfileBody, { name, surname })
    }
    for (const { username, email, displayName, profile } of world.accountServiceUsers) {
      accepts(createAccountServiceUserBody, { username, email, displayName, profile })
    }
    for (const { name } of world.projects) accepts(createProjectBody, { name, organization_name: 'any' })
    for (const { name, permissions } of world.roles) accepts(createRoleBody, { name, permissions })
    for (const { name, allowedCorsOrigins } of world.serviceUsers) {
      accepts(createServiceUserBody, { name, allowed_cors_origins: allowedCorsOrigins })
    }
    const endpoints = { deployment: deploymentEndpoints, pipeline: pipelineEndpoints, bucket: bucketEndpoints }
    for (const { kind, name, description, labels, ttl, ...object } of world.objects) {
      accepts(endpoints[kind].create.body, {
        name,
        description,
        labels,
        ttl,
        provider: object.provider,
        input_type: object.inputType,
        output_type: object.outputType,
        input_fields: object.inputFields,
        output_fields: object.outputFields,
      })
    }
    for (const { name: version, description, labels } of world.objectVersions) {
      accepts(deploymentEndpoints.createVersion.body, { version, description, labels })
    }
  })

  it('came after what it belongs to, and is past', () => {
    const born = new Map(
      [
        ...world.accounts,
        ...world.organizations,
        ...world.accountServiceUsers,
        ...world.projects,
        ...world.objects,
        ...world.serviceUsers,
      ].map(({ id, createdAt }) => [id, createdAt.getTime()]),
    )
    const children: { createdAt: Date; parents: (string | null | undefined)[] }[] = [
      ...world.organizationMembers.map((row) => ({ ...row, parents: [row.organizationId, row.accountId] })),
      ...world.accountServiceUsers.map((row) => ({ ...row, parents: [row.organizationId] })),
      ...world.accountServiceUserKeys.map((row) => ({ ...row, parents: [row.serviceUserId] })),
      ...world.projects.map((row) => ({ ...row, parents: [row.organizationId] })),
      ...world.objects.map((row) => ({ ...row, parents: [row.projectId] })),
      ...world.objectVersions.map((row) => ({ ...row, parents: [row.objectId] })),
      ...world.serviceUsers.map((row) => ({ ...row, parents: [row.projectId] })),
      ...world.roles.map((row) => ({ ...row, parents: [row.projectId] })),
      ...world.roleAssignments.map((row) => ({
        ...row,
        parents: [row.projectId, row.accountId, row.serviceUserId, row.deploymentId],
      })),
    ]

    for (const { createdAt, parents } of children) {
      expect(createdAt.getTime()).toBeLessThanOrEqual(now.getTime())
      for (const parent of parents) {
        if (parent) expect(createdAt.getTime()).toBeGreaterThanOrEqual(born.get(parent) ?? Number.NaN)
      }
    }
    for (const { at } of world.auditEvents) expect(at.getTime()).toBeLessThanOrEqual(now.getTime())
  })

  it('has ids that no two rows share', () => {
    const ids = Object.values(world).flatMap((rows) => rows.flatMap((row) => ('id' in row ? [row.id] : [])))

    expect(new Set(ids).size).toBe(ids.length)
  })
})

describe('subscriptions', () => {
  const of = (name: string) =>
    world.subscriptions.filter(({ organizationId }) => organizationId === organization(name).id)

  it('are current, scheduled and ended', () => {
    expect(of('willow-energy')).toMatchObject([
      { name: 'starter', endDate: addDays(today, 21) },
      { name: 'professional', startDate: addDays(today, 21) },
    ])
    expect(of('sunset-media')).toHaveLength(1)
    expect(of('sunset-media')[0]?.endDate?.localeCompare(today)).toBe(-1)
  })

  it('run a year where they are free', () => {
    const [free] = of('tinker-lab')

    expect(free).toMatchObject({ name: FREE_SUBSCRIPTION })
    expect(free?.endDate).toBe(`${Number(free?.startDate.slice(0, 4)) + 1}${free?.startDate.slice(4)}`)
  })
})

describe('service users', () => {
  const of = (name: string) => world.serviceUsers.filter(({ projectId }) => projectId === project(name).id)
  const daysLeft = (expiresAt: Date | null | undefined) => expiresAt && (expiresAt.getTime() - now.getTime()) / DAY_MS

  it.each([
    ['expired', (days: number) => days <= 0],
    ['in their last week', (days: number) => days > 0 && days < 7],
    ['in their last month', (days: number) => days >= 7 && days < 30],
    ['in their last 90 days', (days: number) => days >= 30 && days < 90],
    ['good for longer', (days: number) => days >= 90],
  ])('of defect-detection are %s', (_, isInState) => {
    const matching = of('defect-detection').filter(({ expiresAt }) => {
      const days = daysLeft(expiresAt)
      return typeof days === 'number' && isInState(days)
    })
    expect(matching.length).toBeGreaterThanOrEqual(2)
  })

  it('never expire, in some cases', () => {
    expect(of('defect-detection').some(({ expiresAt }) => expiresAt === null)).toBe(true)
  })

  it('are being replaced by others with the same roles, in some cases', () => {
    const rolesOf = (id: string) =>
      world.roleAssignments
        .filter(({ serviceUserId }) => serviceUserId === id)
        .map(({ roleId, objectId }) => `${roleId} ${objectId}`)
        .toSorted()

    expect(world.serviceUserRotations.length).toBeGreaterThan(1)
    for (const { oldId, newId, projectId } of world.serviceUserRotations) {
      const [old, replacement] = [oldId, newId].map((id) => world.serviceUsers.find((row) => row.id === id))
      expect(replacement).toMatchObject({ projectId, name: old?.name })
      expect(rolesOf(newId)).toEqual(rolesOf(oldId))
    }
  })

  it('are a thousand in edge-gateway', () => {
    expect(of('edge-gateway')).toHaveLength(1000)
  })

  it('were not used after they expired', () => {
    for (const { expiresAt, tokenLastUsedAt } of world.serviceUsers) {
      if (expiresAt && tokenLastUsedAt) expect(tokenLastUsedAt.getTime()).toBeLessThanOrEqual(expiresAt.getTime())
    }
  })
})

describe('account service users', () => {
  const administratorsOf = (serviceUserId: string) =>
    world.accountServiceUserAdministrators.filter((row) => row.serviceUserId === serviceUserId)

  it('are in every organization, with a key in most cases', () => {
    for (const { id } of world.organizations) {
      expect(world.accountServiceUsers.filter(({ organizationId }) => organizationId === id)).not.toEqual([])
    }
    const withKey = new Set(world.accountServiceUserKeys.map(({ serviceUserId }) => serviceUserId))
    expect(withKey.size).toBe(world.accountServiceUsers.length - 1)
  })

  it('are administered by owners, by cluster admins, or by nobody any more', () => {
    const standings = world.accountServiceUsers.map(({ id, organizationId }) =>
      administratorsOf(id).map(({ accountId }) => {
        const member = world.organizationMembers.find(
          (row) => row.organizationId === organizationId && row.accountId === accountId,
        )
        return { active: member?.active, admin: member?.admin, clusterAdmin: member?.clusterAdmin ?? false }
      }),
    )

    for (const { active, admin, clusterAdmin } of standings.flat()) {
      expect([active, admin !== clusterAdmin]).toEqual([true, true])
    }
    expect(standings.flat().some(({ clusterAdmin }) => clusterAdmin)).toBe(true)
    expect(standings.some((one) => one.length === 0)).toBe(true)
  })

  it('used some keys, none before it was made, and some never', () => {
    for (const { createdAt, lastUsedAt } of world.accountServiceUserKeys) {
      if (lastUsedAt) expect(lastUsedAt.getTime()).toBeGreaterThanOrEqual(createdAt.getTime())
    }
    expect(new Set(world.accountServiceUserKeys.map(({ lastUsedAt }) => lastUsedAt === null)).size).toBe(2)
  })
})

describe('usage', () => {
  const sums = (organizationId: string, pair: (typeof usageSeries)[number]) => {
    const days = new Map<string, number>()
    for (const row of world.usage) {
      if (row.organizationId !== organizationId) continue
      if (row.objectType !== pair.object_type || row.metric !== pair.metric) continue
      days.set(row.day, (days.get(row.day) ?? 0) + row.value)
    }
    return days
  }

  it.each(usageSeries)('of $object_type, $metric is there for two years of acme-vision, every day', (pair) => {
    const days = sums(organization('acme-vision').id, pair)

    expect(days.size).toBe(730)
    expect(days.has(today)).toBe(true)
    expect(days.has(addDays(today, -729))).toBe(true)
    expect(Math.min(...days.values())).toBeGreaterThan(0)
  })

  it.each(usageSeries)('of $object_type, $metric is there in every organization', (pair) => {
    for (const { id } of world.organizations) {
      const total = [...sums(id, pair).values()].reduce((sum, value) => sum + value, 0)
      expect(total).toBeGreaterThan(0)
    }
  })

  it('grows, rests at weekends, and today is not over', () => {
    const days = sums(organization('acme-vision').id, usageSeries[1])
    const average = (from: number, to: number, weekdays: number[]) => {
      const values = Array.from({ length: to - from }, (_, index) => addDays(today, -to + index))
        .filter((day) => weekdays.includes(new Date(`${day}T00:00:00Z`).getUTCDay()))
        .map((day) => days.get(day) ?? 0)
      return values.reduce((sum, value) => sum + value, 0) / values.length
    }
    const everyDay = [0, 1, 2, 3, 4, 5, 6]

    expect(average(0, 90, everyDay)).toBeGreaterThan(1.5 * average(640, 729, everyDay))
    expect(average(0, 360, [0])).toBeLessThan(0.85 * average(0, 360, [2, 3]))
    // 18:00 UTC: three quarters of a day.
    expect(days.get(today)).toBeLessThan(0.95 * average(1, 29, [new Date(now).getUTCDay()]))
  })

  it('of sunset-media stops with its subscription', () => {
    const [subscription] = world.subscriptions.filter(
      ({ organizationId }) => organizationId === organization('sunset-media').id,
    )
    const days = [...sums(organization('sunset-media').id, usageSeries[0]).keys()].sort()

    expect(days.at(-1)).toBe(addDays(subscription?.endDate ?? '', -1))
  })
})

describe('what can explain a change of usage', () => {
  const changes = world.auditEvents.filter(({ action }) => action.includes('_versions_'))

  it('was done in the last three months, also on the days on which usage was out of the ordinary', () => {
    const daysAgo = changes
      .filter(({ projectId }) => projectId === project('defect-detection').id)
      .map(({ at }) => Math.floor((now.getTime() - at.getTime()) / DAY_MS))

    expect(daysAgo).toEqual(expect.arrayContaining([84, 16]))
    expect(Math.max(...daysAgo)).toBeLessThan(91)
    expect(new Set(changes.map(({ action }) => action.replace(/^.*_/, '')))).toEqual(
      new Set(['create', 'update', 'delete']),
    )
  })

  it('left the versions as they are', () => {
    for (const { id, updatedAt, revision, ...version } of world.objectVersions) {
      const last = changes.findLast(({ objectId }) => objectId === id)
      if (!last) continue
      expect(last.at).toEqual(updatedAt)
      expect(last.after).toMatchObject({ version: version.name, labels: version.labels })
      expect(revision).toBeGreaterThan(1)
    }
    expect(world.objectVersions.some(({ revision }) => revision !== undefined)).toBe(true)
  })
})

describe('the limits of acme-vision', () => {
  it('are one that a period like the last one passes, and one that it does not', () => {
    const lastMonth = (metric: string) =>
      world.usage
        .filter((row) => row.organizationId === organization('acme-vision').id && row.metric === metric)
        .filter(({ day }) => day >= addDays(today, -30) && day < today)
        .reduce((sum, { value }) => sum + value, 0)

    const shares = world.usageLimits.map(({ metric, value }) => [metric, value / lastMonth(metric)] as const)

    expect(shares.map(([metric]) => metric)).toEqual(['credits', 'input_volume'])
    expect(shares[0]?.[1]).toBeGreaterThan(0.85)
    expect(shares[0]?.[1]).toBeLessThan(1.02)
    expect(shares[1]?.[1]).toBeGreaterThan(2)
  })
})

describe('the database', () => {
  const { db, pool, truncate, close } = testDatabase()

  const token = newSecret()
  let app: FastifyInstance

  beforeAll(async () => {
    await insertWorld(db, world)
    await db
      .update(personalTokens)
      .set({ tokenHash: hashSecret(token) })
      .where(eq(personalTokens.name, 'laptop'))
    app = await buildApp({ db, clock: () => now })
  })
  afterAll(async () => {
    await app.close()
    await truncate()
    await close()
  })

  it('takes every row, with all that its constraints demand', async () => {
    for (const [name, table] of Object.entries(tables)) {
      expect([name, await db.$count(table)]).toEqual([name, world[name as keyof typeof tables].length])
    }
  })

  it('holds the same usage, day by day', async () => {
    const { rows } = await pool.query<{ rows: number; total: string; last: string }>(
      'select count(*)::int as rows, sum(value)::text as total, max(day)::text as last from usage_days',
    )

    expect(rows).toEqual([{ rows: world.usage.length, total: expect.any(String), last: today }])
    const total = world.usage.reduce((sum, { value }) => sum + value, 0)
    expect(Number(rows[0]?.total) / total).toBeCloseTo(1, 9)
  })

  it.each([
    '/v2.1/organizations',
    '/v2.1/organizations/acme-vision',
    '/v2.1/organizations/acme-vision/resources',
    '/v2.1/organizations/acme-vision/users',
    '/v2.1/organizations/acme-vision/usage',
    '/v2.1/organizations/sunset-media/usage',
    '/v2.1/organizations/acme-vision/usage-limits',
    '/v2.1/organizations/acme-vision/usage/changes',
    '/v2.1/projects',
    '/v2.1/projects/defect-detection/deployments',
    '/v2.1/projects/defect-detection/deployments/surface-inspector/versions',
    '/v2.1/projects/defect-detection/pipelines',
    '/v2.1/projects/defect-detection/buckets',
    '/v2.1/projects/defect-detection/users',
    '/v2.1/projects/defect-detection/roles',
    '/v2.1/projects/defect-detection/role-assignments',
    '/v2.1/projects/edge-gateway/service-users',
    '/v2.1/me/tokens',
    '/v2.1/me/sessions',
  ])('is served at %s, as the contract says', async (url) => {
    const answer = await app.inject({ url, headers: { authorization: `Token ${token}` } })

    expect(answer.statusCode).toBe(200)
    expect(answer.json()).not.toEqual([])
  })

  it('has nobody in an assignment who does not belong to the project', async () => {
    const { rows } = await pool.query(
      `select 1 from role_assignments assignment where account_id is not null and not exists (
         select from project_members member
         where member.project_id = assignment.project_id and member.account_id = assignment.account_id
       )`,
    )
    expect(rows).toEqual([])
  })
})

function accepts(schema: z.ZodMiniType | undefined, value: unknown): void {
  const { error } = z.safeParse(schema ?? z.never(), value)
  expect({ value, problem: error && z.prettifyError(error) }).toEqual({ value, problem: undefined })
}
