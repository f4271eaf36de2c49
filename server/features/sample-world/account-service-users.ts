import type { ApiKeyType } from '#contract/account-service-users.ts'
import type { Profile } from '#contract/profiles.ts'
import type { SampleOrganization } from './organizations.ts'
import type { Random } from './random.ts'
import type { Row } from './tables.ts'

const DAY_MS = 86_400_000

interface AccountServiceUserPlan {
  username: string
  displayName: string
  profile: Profile
  /** Whose it is: of nobody once those who administered it have left. */
  of: 'owners' | 'cluster admins' | 'nobody'
  keys: ApiKeyType[]
}

const plan = (
  username: string,
  displayName: string,
  profile: Profile,
  of: AccountServiceUserPlan['of'],
  ...keys: ApiKeyType[]
): AccountServiceUserPlan => ({ username, displayName, profile, of, keys })

/** Names that stay the same, for journeys and pictures; usernames are unique over all organizations. */
const plans: Readonly<Record<string, readonly AccountServiceUserPlan[]>> = {
  'acme-vision': [
    plan('acme-grafana', 'Grafana', 'READ_ONLY', 'owners', 'MONITORING'),
    plan('acme-hr-sync', 'HR directory sync', 'OWNER', 'owners', 'USER_MANAGEMENT'),
    plan('acme-terraform', 'Terraform', 'CLUSTER_ADMIN', 'cluster admins', 'PROVISIONING', 'PROVISIONING_READONLY'),
    plan('acme-terraform-plan', 'Terraform plan', 'READ_ONLY', 'cluster admins', 'PROVISIONING_READONLY'),
    plan('acme-old-portal', 'Reports of the old portal', 'READ_ONLY', 'nobody', 'MONITORING', 'PROVISIONING_READONLY'),
    plan('acme-gateway-rollout', '', 'CLUSTER_ADMIN', 'cluster admins'),
  ],
  'harbor-logistics': [
    plan('harbor-prometheus', 'Prometheus', 'READ_ONLY', 'owners', 'MONITORING'),
    plan('harbor-terraform', 'Terraform', 'CLUSTER_ADMIN', 'cluster admins', 'PROVISIONING'),
    plan('harbor-onboarding', 'Onboarding of drivers', 'OWNER', 'owners', 'USER_MANAGEMENT'),
  ],
  'tinker-lab': [plan('tinker-backup', 'Backup', 'READ_ONLY', 'owners', 'PROVISIONING_READONLY')],
  'willow-energy': [
    plan('willow-monitoring', 'Monitoring', 'READ_ONLY', 'owners', 'MONITORING'),
    plan('willow-deploy', 'Deployments from CI', 'CLUSTER_ADMIN', 'cluster admins', 'PROVISIONING'),
  ],
  'sunset-media': [plan('sunset-archive', 'Archive', 'READ_ONLY', 'nobody', 'PROVISIONING_READONLY')],
}

interface Rows {
  accountServiceUsers: Row['accountServiceUsers'][]
  accountServiceUserAdministrators: Row['accountServiceUserAdministrators'][]
  accountServiceUserKeys: Row['accountServiceUserKeys'][]
}

/** Service users of the organizations themselves, with keys that nothing leads to: a seed must open nothing. */
export function createAccountServiceUsers(
  random: Random,
  now: Date,
  organizations: readonly SampleOrganization[],
): Rows {
  const rows: Rows = { accountServiceUsers: [], accountServiceUserAdministrators: [], accountServiceUserKeys: [] }
  for (const organization of organizations) {
    const organizationId = organization.id
    for (const { username, displayName, profile, of, keys } of plans[organization.name] ?? []) {
      const ageDays = (now.getTime() - organization.createdAt.getTime()) / DAY_MS
      const createdAt = random.daysBefore(now, ageDays * 0.05, ageDays * 0.9)
      const id = random.id(createdAt)
      const email = `${username}@example.com`
      const row = { id, organizationId, username, email, displayName, profile, createdAt }
      rows.accountServiceUsers.push(row)
      for (const { accountId } of random.sample(candidates(organization, of), 2))
        rows.accountServiceUserAdministrators.push({ organizationId, serviceUserId: id, accountId })
      for (const type of keys) rows.accountServiceUserKeys.push(createKey(random, now, row, type))
    }
  }
  return rows
}

function candidates({ members }: SampleOrganization, of: AccountServiceUserPlan['of']) {
  if (of === 'owners') return members.filter(({ admin, active }) => admin && active)
  return of === 'nobody' ? [] : members.filter(({ clusterAdmin, active }) => clusterAdmin && active)
}

/** Most are used every day; one in five never was. */
function createKey(
  random: Random,
  now: Date,
  { id: serviceUserId, organizationId, createdAt: since }: { id: string; organizationId: string; createdAt: Date },
  type: ApiKeyType,
): Row['accountServiceUserKeys'] {
  const ageDays = (now.getTime() - since.getTime()) / DAY_MS
  const createdAt = random.daysBefore(now, ageDays * 0.1, ageDays)
  return {
    id: random.id(createdAt),
    organizationId,
    serviceUserId,
    type,
    keyHash: random.bytes(32),
    keyEnding: random.bytes(3).toString('hex').slice(0, 5),
    createdAt,
    lastUsedAt: random.chance(0.2) ? null : random.daysBefore(now, 0, Math.min(1, ageDays * 0.1)),
  }
}
