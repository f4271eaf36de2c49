import { addDays, addMonths, toDay } from '#contract/calendar.ts'
import { FREE_SUBSCRIPTION } from '#contract/organizations.ts'
import { type KnownAccount, knownAccounts, operatorEmail } from './known-accounts.ts'
import { inventPeople, type Person } from './people.ts'
import type { Random } from './random.ts'
import type { Row, World } from './tables.ts'

const DAY_MS = 86_400_000

interface SubscriptionPlan {
  name: string
  /** Days from today; negative in the past. */
  start: number
  /** A free one ends by itself after a year. */
  end?: number
}

interface OrganizationPlan {
  name: string
  ageDays: number
  members: number
  admins: number
  clusterAdmins: number
  invited: number
  subscriptions: SubscriptionPlan[]
}

const plans: readonly OrganizationPlan[] = [
  {
    name: 'acme-vision',
    ageDays: 790,
    members: 1000,
    admins: 12,
    clusterAdmins: 7,
    invited: 40,
    subscriptions: [{ name: 'enterprise', start: -743, end: 718 }],
  },
  {
    name: 'harbor-logistics',
    ageDays: 655,
    members: 64,
    admins: 4,
    clusterAdmins: 3,
    invited: 5,
    subscriptions: [{ name: 'professional', start: -212, end: 153 }],
  },
  {
    name: 'tinker-lab',
    ageDays: 159,
    members: 3,
    admins: 1,
    clusterAdmins: 0,
    invited: 1,
    subscriptions: [{ name: FREE_SUBSCRIPTION, start: -159 }],
  },
  {
    name: 'willow-energy',
    ageDays: 402,
    members: 14,
    admins: 3,
    clusterAdmins: 2,
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
    clusterAdmins: 0,
    invited: 0,
    subscriptions: [{ name: 'professional', start: -408, end: -43 }],
  },
]

type Standing = 'admin' | 'member' | 'invited'

export interface SampleOrganization {
  id: string
  name: string
  createdAt: Date
  members: Row['organizationMembers'][]
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
  const oldest = new Date(now.getTime() - 800 * DAY_MS)
  const known = knownAccounts.map((account) => ({
    memberships: account.memberships,
    row: createAccount(random, account, oldest, isOnlyInvited(account) ? null : passwordHash),
  }))
  const taken = new Set(knownAccounts.map(({ email }) => email))
  const accounts = known.map(({ row }) => ({ ...row, operator: row.email === operatorEmail }))
  const subscriptions: Row['subscriptions'][] = []

  const all = plans.map((plan) => {
    const createdAt = random.daysBefore(now, plan.ageDays, plan.ageDays + 1)
    const id = random.id(createdAt)
    const terms = createSubscriptions(id, plan, toDay(now))
    subscriptions.push(...terms)
    const lastEnd = terms.at(-1)?.endDate ?? undefined
    const endedOn = lastEnd !== undefined && lastEnd < toDay(now) ? lastEnd : undefined
    const organization: SampleOrganization = { id, name: plan.name, createdAt, members: [], endedOn }

    const join = (accountId: string, standing: Standing) =>
      organization.members.push(createMember(random, now, organization, accountId, standing))
    for (const { memberships, row } of known) {
      const standing = memberships[plan.name]
      if (standing) join(row.id, standing)
    }
    const standings = standingsOf(plan, known)
    for (const [index, person] of inventPeople(random, standings.length, taken).entries()) {
      const standing = standings[index] ?? 'member'
      // Every fifth of the invited has an account already, because of another organization.
      const canSignIn = standing !== 'invited' || index % 5 === 0
      const row = canSignIn
        ? createAccount(random, person, createdAt, passwordHash)
        : createAccount(random, { ...person, name: '', surname: '' }, createdAt, null)
      accounts.push({ ...row, operator: false })
      join(row.id, standing)
    }
    raiseSome(organization.members.slice(-standings.length), plan.clusterAdmins)
    return organization
  })

  return {
    all,
    accounts,
    organizations: all.map(({ id, name, createdAt }) => ({ id, name, createdAt })),
    subscriptions,
    organizationMembers: all.flatMap(({ members }) => members),
    invitations: all.flatMap(({ members }) => createInvitations(random, members)),
  }
}

/** Of those who are invented: what is said of the known ones leaves no room for it. */
function raiseSome(members: readonly Row['organizationMembers'][], count: number): void {
  for (const member of members.filter(({ admin, active }) => !admin && active).slice(0, count)) {
    member.clusterAdmin = true
  }
}

const isOnlyInvited = ({ memberships }: KnownAccount) => {
  const standings = Object.values(memberships)
  return standings.length > 0 && standings.every((standing) => standing === 'invited')
}

function createSubscriptions(organizationId: string, plan: OrganizationPlan, today: string): Row['subscriptions'][] {
  return plan.subscriptions.map(({ name, start, end }) => {
    const startDate = addDays(today, start)
    return {
      organizationId,
      name,
      startDate,
      endDate: end === undefined ? addMonths(startDate, 12) : addDays(today, end),
    }
  })
}

/** What is still missing when those who are known have joined: admins first, then the invited. */
function standingsOf(
  plan: OrganizationPlan,
  known: readonly { memberships: KnownAccount['memberships'] }[],
): Standing[] {
  const joined = known.map(({ memberships }) => memberships[plan.name]).filter((standing) => standing !== undefined)
  const missing = (standing: Standing, count: number): Standing[] =>
    Array.from({ length: count - joined.filter((one) => one === standing).length }, () => standing)
  const special = [...missing('admin', plan.admins), ...missing('invited', plan.invited)]
  return [
    ...special,
    ...Array.from({ length: plan.members - joined.length - special.length }, (): Standing => 'member'),
  ]
}

function createAccount(
  random: Random,
  { email, name, surname }: Person,
  createdAt: Date,
  passwordHash: string | null,
): Row['accounts'] {
  return { id: random.id(createdAt), email, name, surname, passwordHash, createdAt }
}

function createMember(
  random: Random,
  now: Date,
  organization: SampleOrganization,
  accountId: string,
  standing: Standing,
): Row['organizationMembers'] {
  const ageDays = (now.getTime() - organization.createdAt.getTime()) / DAY_MS
  const isFirst = organization.members.length === 0
  const createdAt = isFirst
    ? organization.createdAt
    : standing === 'invited'
      ? random.daysBefore(now, 0.05, 20)
      : random.daysBefore(now, 1, ageDays)
  return {
    organizationId: organization.id,
    accountId,
    admin: standing === 'admin',
    active: standing !== 'invited',
    createdAt,
    lastActiveAt: standing === 'invited' ? null : lastActive(random, createdAt, now),
  }
}

/** Most people were here this week, some not for months, and a few never. */
function lastActive(random: Random, since: Date, now: Date): Date | null {
  if (random.chance(0.04)) return null
  const daysAgo = 0.002 * 10 ** random.between(0, 5)
  return new Date(Math.max(since.getTime(), now.getTime() - daysAgo * DAY_MS))
}

/** No code leads to these hashes: a seed that everybody can read must open nothing. */
function createInvitations(random: Random, members: readonly Row['organizationMembers'][]): Row['invitations'][] {
  return members
    .filter(({ active }) => !active)
    .map(({ organizationId, accountId, createdAt }) => ({
      organizationId,
      accountId,
      codeHash: random.bytes(32),
      createdAt,
      expiresAt: new Date(createdAt.getTime() + 7 * DAY_MS),
    }))
}
