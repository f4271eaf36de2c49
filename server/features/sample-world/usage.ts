import { addDays, daysBetween, toDay } from '#contract/calendar.ts'
import type { UsageMetric } from '#contract/usage.ts'
import type { UsageRow } from '#server/features/usage/usage.service.ts'
import type { SampleObject, SampleProject } from './projects.ts'
import type { Random } from './random.ts'

const DAY_MS = 86_400_000
const HISTORY_DAYS = 730
/** How long the requests take to move from one version to the next. */
const HANDOVER_DAYS = 21

/** Share of a working day, from Sunday to Saturday. */
const rhythms = {
  office: [0.16, 1, 1.06, 1.04, 1.02, 0.9, 0.22],
  shop: [0.8, 0.78, 0.82, 0.86, 0.97, 1.22, 1.35],
  machine: [0.88, 1, 1, 1.01, 1, 0.99, 0.9],
} as const

/** Requests per day of an organization's typical object at the end of the two years. */
const sizes: Record<string, number> = {
  'acme-vision': 42_000,
  'harbor-logistics': 9_000,
  'willow-energy': 2_600,
  'tinker-lab': 60,
  'sunset-media': 1_800,
}

interface Incident {
  daysAgo: number
  days: number
  /** Share of the requests that came through, or came in addition. */
  factor: number
}

/** What happened to a whole organization, so that it shows in the sums; the first is within the last 30 days. */
const incidents: readonly Incident[] = [
  { daysAgo: 16, days: 1, factor: 0.12 },
  { daysAgo: 83, days: 2, factor: 2.4 },
  { daysAgo: 201, days: 2, factor: 0.25 },
  { daysAgo: 350, days: 3, factor: 1.9 },
  { daysAgo: 512, days: 1, factor: 0.05 },
]

/** Two years of usage for every version, up to and including the part of today that has passed. */
export function createUsage(random: Random, now: Date, projects: readonly SampleProject[]): UsageRow[] {
  return projects.flatMap((project) =>
    project.objects.flatMap((object) =>
      object.versions.flatMap((_, index) =>
        versionUsage(
          random.fork(`${project.row.name}/${object.row.kind}/${object.row.name}/${index}`),
          now,
          project,
          object,
          index,
        ),
      ),
    ),
  )
}

function versionUsage(
  random: Random,
  now: Date,
  { organization, row: project }: SampleProject,
  { row: object, versions }: SampleObject,
  index: number,
): UsageRow[] {
  const version = versions[index]
  if (!version) return []
  const successor = versions[index + 1]
  const today = toDay(now)
  const created = toDay(version.createdAt)
  const firstDay = [created, addDays(today, 1 - HISTORY_DAYS)].sort().at(-1) ?? today
  const ends = [
    addDays(today, 1),
    organization.endedOn,
    successor && addDays(toDay(successor.createdAt), HANDOVER_DAYS),
  ]
  const end = ends.filter((day) => day !== undefined).sort()[0] ?? today
  const days = daysBetween(firstDay, end)
  if (days <= 0) return []

  const rhythm = rhythms[random.pick(['office', 'office', 'shop', 'machine'] as const)]
  const size = (sizes[organization.name] ?? 0) * Math.exp(0.7 * random.normal())
  const dailyGrowth = random.between(0.0004, 0.0022)
  const requests = Array.from({ length: days }, (_, offset) => {
    const day = addDays(firstDay, offset)
    const daysAgo = daysBetween(day, today)
    const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
    return (
      size *
      Math.exp(-dailyGrowth * daysAgo) *
      (rhythm[weekday] ?? 1) *
      season(day) *
      Math.exp(0.09 * random.normal()) *
      incidentFactor(daysAgo) *
      Math.min(1, (daysBetween(created, day) + 1) / (index === 0 ? 60 : HANDOVER_DAYS)) *
      (successor ? Math.min(1, (daysBetween(day, end) + 0.5) / HANDOVER_DAYS) : 1) *
      (daysAgo === 0 ? (now.getTime() % DAY_MS) / DAY_MS : 1)
    )
  })

  const volumeIn = random.between(0.18, 0.9)
  const volumeOut = volumeIn * random.between(0.15, 0.7)
  const credits = random.between(0.004, 0.03)
  const isPipeline = object.kind === 'pipeline'
  const rows = (metric: UsageMetric, toValue: (count: number) => number) =>
    requests.map(
      (count, offset): UsageRow => ({
        organizationId: organization.id,
        projectId: project.id,
        objectId: version.id,
        objectType: isPipeline ? 'pipeline_version' : 'deployment_version',
        metric,
        day: addDays(firstDay, offset),
        value: toValue(count),
      }),
    )
  return [
    ...(isPipeline ? [] : rows('credits', (count) => Math.round(count * credits * 100) / 100)),
    ...rows('input_volume', (count) => Math.round(count * volumeIn)),
    ...rows('output_volume', (count) => Math.round(count * volumeOut)),
  ]
}

/** Quieter in July and August and between Christmas and New Year, busier in November. */
function season(day: string): number {
  const month = day.slice(5, 7)
  if (month === '07' || month === '08') return 0.86
  if (month === '11') return 1.12
  return day.slice(5) >= '12-23' ? 0.55 : 1
}

function incidentFactor(daysAgo: number): number {
  const incident = incidents.find((one) => daysAgo <= one.daysAgo && daysAgo > one.daysAgo - one.days)
  return incident?.factor ?? 1
}
