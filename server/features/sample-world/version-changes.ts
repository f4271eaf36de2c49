import type { SampleProject } from './projects.ts'
import type { Random } from './random.ts'
import type { Row } from './tables.ts'

const DAY_MS = 86_400_000
const WINDOW_DAYS = 90

/** Days ago on which the first deployment of an organization was changed: about when its usage was out of the ordinary. */
const occasions = [84.3, 16.4, 15.2]

/** Versions that were tried and given up. */
const trials: readonly [project: string, object: string, name: string, created: number, deleted: number][] = [
  ['defect-detection', 'weld-classifier', 'v3-rc1', 46.2, 43.8],
  ['shelf-analytics', 'shelf-detector', 'v4-beta', 28.7, 22.1],
  ['route-planner', 'dispatch-flow', 'v3-draft', 12.6, 9.4],
]

/** Of a version: `id` is its own, and `before` or `after` is null where it was not there. */
export interface VersionChange {
  verb: 'create' | 'update' | 'delete'
  at: Date
  object: Row['objects']
  id: string
  name: string
  before: Record<string, unknown> | null
  after: Record<string, unknown> | null
}

/** What was done to versions in the last three months, and the versions as that left them. */
export function createVersionChanges(random: Random, now: Date, projects: readonly SampleProject[]) {
  const daysAgo = (days: number) => new Date(now.getTime() - days * DAY_MS)
  const changes: VersionChange[] = []
  const organizations = new Set<string>()

  const objectVersions = projects.flatMap(({ organization, objects }) =>
    objects.flatMap(({ row: object, versions }) => {
      const newest = versions.at(-1)
      if (!newest || organization.endedOn !== undefined) return versions
      const isFirst = !organizations.has(organization.id)
      organizations.add(organization.id)
      const usual = random.chance(0.6) ? [random.daysBefore(now, 2, WINDOW_DAYS)] : []
      const times = isFirst ? occasions.map((days) => random.daysBefore(now, days - 0.2, days + 0.2)) : usual
      let version = newest
      for (const at of times) {
        const labels = { ...version.labels, instances: String(2 ** random.integer(0, 4)) }
        const next = { ...version, labels, updatedAt: at, revision: (version.revision ?? 1) + 1 }
        changes.push({
          ...changeOf(object, next),
          verb: 'update',
          at,
          before: readable(version),
          after: readable(next),
        })
        version = next
      }
      return [...versions.slice(0, -1), version]
    }),
  )

  for (const [project, name, version, created, deleted] of trials) {
    const object = projects
      .find(({ row }) => row.name === project)
      ?.objects.find(({ row }) => row.name === name && row.kind !== 'bucket')?.row
    if (!object) continue
    const tried = { id: random.id(daysAgo(created)), name: version, description: 'A trial', labels: {} }
    const state = readable(tried)
    const change = changeOf(object, tried)
    changes.push({ ...change, verb: 'create', at: daysAgo(created), before: null, after: state })
    changes.push({ ...change, verb: 'delete', at: daysAgo(deleted), before: state, after: null })
  }
  return { objectVersions, changes }
}

type Version = Pick<Row['objectVersions'], 'id' | 'name' | 'description' | 'labels'>

const readable = ({ name, description, labels }: Version) => ({ version: name, description, labels })

const changeOf = (object: Row['objects'], { id, name }: Version) => ({ object, id, name })
