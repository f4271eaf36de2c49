import { addDays, toDay } from '#contract/calendar.ts'
import { type KnownAccount, knownAccounts } from './known-accounts.ts'
import { inventPeople, type Person } from './people.ts'
import type { Random } from './random.ts'
import type { Row, World } from './tables.ts'

const DAY_MS = 86_400_000

interface SubscriptionPlan {
  name: string
  /** Days from today; negative in the past. */
  start: number
  end: number
}

interface OrganizationPlan {
  name: string
  ageDays: number
  members: number
  admins: number
  invited: number
  subscriptions: SubscriptionPlan[]
}

const plans: readonly OrganizationPlan[] = [
  {
    name: 'acme-vision',
    ageDays: 790,
    members: 1000,
    admins: 12,
    invited: 40,
    subscriptions: [{ name: 'enterprise', start: -743, end: 718 }],
  },
  {
    name: 'harbor-logistics',
    ageDays: 655,
    members: 64,
    admins: 4,
    invited: 5,
    subscriptions: [{ name: 'professional', start: -212, end: 153 }],
  },
  {
    name: 'tinker-lab',
    ageDays: 159,
    members: 3,
    admins: 1,
    invited: 1,
    subscriptions: [{ name: 'free', start: -159, end: 206 }],
  },
  {
    name: 'willow-energy',
    ageDays: 402,
    members: 14,
    admins: 3,
    invited: 2,
    subscriptions: [
      { name: 'starter', start: -344, end: 21 },
      { name: 'professional', start: 21, end: 386 },
    ],
  },
  {
    name: 'sunset-media',
    ageDays: 771,
    members: 6,
    admins: 1,
    invited: 0,
    subscriptions: [{ name: 'professional', start: -408, end: -43 }],
  },
]

type MemberRow = Row['organizationMembers']

export interface SampleOrganization {
  id: string
  name: string
  createdAt: Date
  members: MemberRow[]
  /** First day without a subscription, if that is past: nothing runs from then on. */
  endedOn: string | undefined
}

type People = Pick<World, 'accounts' | 'organizations' | 'subscriptions' | 'organizationMembers' | 'invitations'>

/** Organizations with their people. Everybody who is active somewhere has the password of this hash. */
export function createOrganizations(
  random: Random,
  now: Date,
  passwordHash: string,
): People & { all: SampleOrganization[] } {
  const world: ReturnType<typeof createOrganizations> = {
    all: [],
    accounts: [],
    organizations: [],
    subscriptions: [],
    organizationMembers: [],
    invitations: [],
  }
  const taken = new Set(knownAccounts.map(({ email }) => email))
  const oldest = new Date(now.getTime() - 800 * DAY_MS)
  const known = new Map(knownAccounts.map((account) => [account, createAccount(random, account, oldest)]))
  for (const [account, row] of known) {
    world.accounts.push({ ...row, operator: account.operator, ...(isInvitedOnly(account) ? {} : { passwordHash }) })
  }

  for (const plan of plans) {
    const createdAt = random.daysBefore(now, plan.ageDays, plan.ageDays + 1)
    const organization: SampleOrganization = {
      id: random.id(createdAt),
      name: plan.name,
      createdAt,
      members: [],
      endedOn: endOf(plan, now),
    }
    world.all.push(organization)
    world.organizations.push({ id: organization.id, name: plan.name, createdAt })
    for (const { name, start, end } of plan.subscriptions) {
      const today = toDay(now)
      world.subscriptions.push({
        organizationId: organization.id,
        name,
        startDate: addDays(today, start),
        endDate: addDays(today, end),
      })
    }

    for (const [account, row] of known) {
      const membership = account.memberships[plan.name]
      if (membership) organization.members.push(createMember(random, { organization, plan, now }, row.id, membership))
    }
    const missing = (membership: 'admin' | 'invited', count: number) =>
      Math.max(0, count - organization.members.filter((row) => standing(row) === membership).length)
    const admins = missing('admin', plan.admins)
    const invited = missing('invited', plan.invited)
    const people = inventPeople(random, plan.members - organization.members.length, taken)
    for (const [index, person] of people.entries()) {
      const membership = index < admins ? 'admin' : index < admins + invited ? 'invited' : 'member'
      const row = createMember(random, { organization, plan, now }, '', membership)
      // Every fifth of the invited has an account already, because of another organization.
      const hasPassword = membership !== 'invited' || index % 5 === 0
      const account = createAccount(random, hasPassword ? person : { ...person, name: '', surname: '' }, row.createdAt)
      world.accounts.push(hasPassword ? { ...account, passwordHash } : account)
      organization.members.push({ ...row, accountId: account.id })
    }
    world.organizationMembers.push(...organization.members)
    world.invitations.push(...createInvitations(random, organization, now))
  }
  return world
}

const isInvitedOnly = ({ memberships }: KnownAccount) => {
  const standings = Object.values(memberships)
  return standings.length > 0 && standings.every((membership) => membership === 'invited')
}

const standing = ({ active, admin }: MemberRow) => (!active ? 'invited' : admin ? 'admin' : 'member')

function endOf({ subscriptions: planned }: OrganizationPlan, now: Date): string | undefined {
  const last = Math.max(...planned.map(({ end }) => end))
  return last < 0 ? addDays(toDay(now), last) : undefined
}

function createAccount(random: Random, { email, name, surname }: Person, createdAt: Date): Row['accounts'] {
  return { id: random.id(createdAt), email, name, surname, createdAt }
}

function createMember(
  random: Random,
  { organization, plan, now }: { organization: SampleOrganization; plan: OrganizationPlan; now: Date },
  accountId: string,
  membership: 'admin' | 'member' | 'invited',
): MemberRow {
  const isFirst = organization.members.length === 0
  const createdAt = isFirst
    ? organization.createdAt
    : membership === 'invited'
      ? random.daysBefore(now, 0.05, 20)
      : random.daysBefore(now, 1, plan.ageDays - 1)
  return {
    organizationId: organization.id,
    accountId,
    admin: membership === 'admin',
    active: membership !== 'invited',
    createdAt,
    lastActiveAt: membership === 'invited' ? null : lastActive(random, createdAt, now),
  }
}

/** Most people were here this week, some not for months, and a few never. */
function lastActive(random: Random, since: Date, now: Date): Date | null {
  if (random.chance(0.04)) return null
  const daysAgo = 0.002 * 10 ** random.between(0, 5)
  return new Date(Math.max(since.getTime(), now.getTime() - daysAgo * DAY_MS))
}

/** No code leads to these hashes: a seed that everybody can read must open nothing. */
function createInvitations(random: Random, { members }: SampleOrganization, now: Date) {
  return members
    .filter(({ active, createdAt }) => !active && createdAt <= now)
    .map(({ organizationId, accountId, createdAt }) => ({
      organizationId,
      accountId,
      codeHash: random.bytes(32),
      createdAt,
      expiresAt: new Date(createdAt.getTime() + 7 * DAY_MS),
    }))
}
