import { serviceUserEmail } from '#server/features/service-users/service-users.service.ts'
import type { SampleProject } from './projects.ts'
import type { Random } from './random.ts'
import type { Row } from './tables.ts'

const DAY_MS = 86_400_000

type ServiceUserRow = Row['serviceUsers']

interface ServiceUserPlan {
  name: string
  /** Days from now; negative: expired; null: never. */
  expiresIn: number | null
  origins?: string[]
}

const plan = (name: string, expiresIn: number | null, ...origins: string[]): ServiceUserPlan => ({
  name,
  expiresIn,
  origins,
})

/** Every state of expiry, and names that stay the same, for journeys and pictures. */
const defectDetection: readonly ServiceUserPlan[] = [
  plan('legacy-importer', -41),
  plan('spring-audit', -3),
  plan('trade-fair-demo', -187, 'https://fair.example.com'),
  plan('nightly-batch', 4),
  plan('shift-report', 6),
  plan('camera-calibration', 2),
  plan(
    'quality-dashboard',
    19,
    'https://quality.example.com',
    'https://quality-staging.example.com',
    'http://localhost:8080',
  ),
  plan('supplier-portal', 27, 'https://suppliers.example.org'),
  plan('weld-robot-3', 12),
  plan('partner-api', 64, 'https://partner.example.net'),
  plan('paint-shop', 88),
  plan('audit-export', 45),
  plan('ci-pipeline', 302),
  plan('image-archiver', 151),
  plan('maintenance-app', 198, 'https://maintenance.example.com'),
  plan('press-line-1', 365),
  plan('press-line-2', 365),
  plan('retraining-job', 120),
  plan('line-controller', null),
  plan('metrics-scraper', null),
  plan('warehouse-sync', null),
  plan('weld-robot-1', null),
  plan('weld-robot-2', null),
  plan('', 240),
]

const jobs = [
  'ci-pipeline',
  'nightly-batch',
  'web-frontend',
  'data-import',
  'monitoring',
  'backup',
  'mobile-app',
  'reporting',
]
const sites = ['rotterdam', 'gdansk', 'porto', 'izmir', 'pune', 'osaka', 'nairobi', 'toledo', 'tampere', 'lyon']

/** Service users of every project; edge-gateway has a thousand, one for each gateway. */
export function createServiceUsers(random: Random, now: Date, projects: readonly SampleProject[]): ServiceUserRow[] {
  return projects.flatMap((project) =>
    plansFor(random, project).map((one) => createServiceUser(random, now, project, one)),
  )
}

function plansFor(random: Random, { organization, row, objects }: SampleProject): readonly ServiceUserPlan[] {
  if (row.name === 'defect-detection') return defectDetection
  if (row.name === 'edge-gateway') {
    return Array.from({ length: 1000 }, (_, index) =>
      plan(`gateway-${random.pick(sites)}-${String(index + 1).padStart(4, '0')}`, randomExpiry(random)),
    )
  }
  if (objects.length === 0) return []
  return random
    .sample(jobs, organization.members.length < 10 ? 1 : random.integer(3, 7))
    .map((name) =>
      name === 'web-frontend' || name === 'mobile-app'
        ? plan(name, randomExpiry(random), `https://${row.name}.example.com`)
        : plan(name, randomExpiry(random)),
    )
}

function randomExpiry(random: Random): number | null {
  const [fewest, most] = random.pick([[-200, -1], [1, 6], [8, 29], [31, 89], [91, 365], [91, 700], [], []] as const)
  return fewest === undefined ? null : random.integer(fewest, most)
}

/** No token leads to these hashes: a seed that everybody can read must open nothing. */
function createServiceUser(
  random: Random,
  now: Date,
  { row: project }: SampleProject,
  { name, expiresIn, origins = [] }: ServiceUserPlan,
): ServiceUserRow {
  const ageDays = (now.getTime() - project.createdAt.getTime()) / DAY_MS
  const expiresAt = expiresIn === null ? null : new Date(now.getTime() + expiresIn * DAY_MS)
  const expiredDays = Math.max(0, -(expiresIn ?? 0))
  const createdAt = random.daysBefore(now, expiredDays + (ageDays - expiredDays) * 0.02, ageDays * 0.98)
  const id = random.id(createdAt)
  return {
    id,
    organizationId: project.organizationId,
    projectId: project.id,
    email: serviceUserEmail(id, project.name),
    name,
    expiresAt,
    allowedCorsOrigins: origins,
    tokenHash: random.bytes(32),
    tokenPrefix: `stw_${random.bytes(3).toString('hex')}`,
    tokenLastUsedAt: lastUse(random, createdAt, expiresAt && expiresAt < now ? expiresAt : now),
    createdAt,
  }
}

/** Most are used all the time, some rarely, one in ten never. */
function lastUse(random: Random, since: Date, until: Date): Date | null {
  if (random.chance(0.1)) return null
  const daysBefore = 0.001 * 10 ** random.between(0, random.chance(0.7) ? 3 : 5)
  return new Date(Math.max(since.getTime(), until.getTime() - daysBefore * DAY_MS))
}
