import type { AccessAssignee, AccessDifference, AccessObstacle, AccessPreview } from '#contract/access.ts'
import { permissions as catalogue } from '#contract/permissions.ts'
import { joinList, plural } from '#src/lib/plural.ts'

type Group = AccessPreview['groups'][number]
type Side = 'gained' | 'lost'

/** How somebody is called: by name, else by address, else by id. */
export const assigneeLabel = ({ name, email, assignee }: AccessAssignee) => name || email || assignee

const obstacleNotes: Record<AccessObstacle, string> = {
  invited: 'once they accept the invitation',
  expired: 'token expired',
  closed_to_service_users: 'closed to service users',
}
export const obstacleNote = (obstacle: AccessObstacle) => obstacleNotes[obstacle]

/** Who gains and who loses how much, in one sentence: what gets lost comes first. */
export function summarise({ groups }: AccessPreview, unchanged = 'Nobody gains or loses anything'): string {
  const losers = groups.filter((group) => namesOf(group, 'lost').size > 0)
  const winners = groups.filter((group) => namesOf(group, 'gained').size > 0)
  const lost = losers.length > 0 && countPermissions(losers, 'lost')
  const gained = winners.length > 0 && countPermissions(winners, 'gained')
  if (!lost && !gained) return `${unchanged}.`
  if (!lost) return `${describeWho(winners)} ${verb(winners, 'gain')} ${gained}; nobody loses any.`
  const losses = `${describeWho(losers)} ${verb(losers, 'lose')} ${lost}`
  if (!gained) return `${losses}; nobody gains any.`
  const areTheSame = losers.length === winners.length && losers.every((group) => winners.includes(group))
  return areTheSame
    ? `${losses} and ${verb(winners, 'gain')} ${gained}.`
    : `${losses}; ${describeWho(winners)} ${verb(winners, 'gain')} ${gained}.`
}

const namesOf = ({ differences }: Group, side: Side) => new Set(differences.flatMap((difference) => difference[side]))

const assigneesOf = (groups: readonly Group[]) => groups.flatMap(({ assignees }) => assignees)

const verb = (groups: readonly Group[], word: 'gain' | 'lose') => (assigneesOf(groups).length === 1 ? `${word}s` : word)

function countPermissions(groups: readonly Group[], side: Side): string {
  const counts = groups.map((group) => namesOf(group, side).size)
  const most = Math.max(...counts)
  const isEqual = counts.every((count) => count === most)
  return `${isEqual ? '' : 'up to '}${plural(most, 'permission')}`
}

function describeWho(groups: readonly Group[]): string {
  const assignees = assigneesOf(groups)
  const [only] = assignees
  if (only && assignees.length === 1) return assigneeLabel(only)
  const count = (kind: AccessAssignee['kind']) => assignees.filter((assignee) => assignee.kind === kind).length
  return joinList(
    [
      { count: count('member'), one: 'person', other: 'people' },
      { count: count('service_user'), one: 'service user', other: 'service users' },
      { count: count('deployment'), one: 'deployment', other: 'deployments' },
    ]
      .filter((part) => part.count > 0)
      .map((part) => plural(part.count, part.one, part.other)),
  )
}

/** Levels of a kind on which the same changes, so that twenty buckets do not make twenty paragraphs. */
export interface LevelChange extends Record<Side, readonly string[]> {
  /** What stands before the names: "On the whole project", "But not on". */
  lead: string
  /** `bucket images`, `bucket images of edge-gateway`; empty where the lead says it all. */
  places: readonly string[]
  /** What stands in the place of the changes where nothing changes. */
  note: string | undefined
}

/**
 * The differences of one group in the order they are read: whole projects, then objects. An object with an entry of
 * its own beside one of its project differs from what is said there, so it begins with "But".
 */
export function changesByLevel(differences: readonly AccessDifference[], namesProjects: boolean): LevelChange[] {
  const whole = new Map(
    differences.filter(({ resource_type }) => resource_type === 'project').map((entry) => [entry.project, entry]),
  )
  const merged = new Map<string, LevelChange & { places: string[] }>()
  const ordered = [...whole.values(), ...differences.filter(({ resource_type }) => resource_type !== 'project')]
  for (const difference of ordered) {
    const { gained, lost, resource_type } = difference
    const isProject = resource_type === 'project'
    const project = isProject ? undefined : whole.get(difference.project)
    const isSpared = gained.length === 0 && lost.length === 0
    const note = isSpared ? whyNothing(project) : undefined
    const lead = isProject
      ? 'On the whole project'
      : `${project ? 'But ' : ''}${isSpared ? 'not on' : 'on'}`.replace(/^./, (letter) => letter.toUpperCase())
    const key = JSON.stringify([lead, note, [...gained].sort(), [...lost].sort()])
    const known = merged.get(key)
    const entry = known ?? { lead, places: [], note, gained, lost }
    const place = placeOf(difference, namesProjects)
    if (place !== undefined) entry.places.push(place)
    merged.set(key, entry)
  }
  return [...merged.values()].map((entry) =>
    entry.lead === 'On the whole project' && entry.places.length > 1
      ? { ...entry, lead: 'On the whole projects' }
      : entry,
  )
}

function placeOf({ project, resource, resource_type }: AccessDifference, namesProjects: boolean): string | undefined {
  if (resource_type === 'project') return namesProjects ? project : undefined
  return `${resource_type} ${resource}${namesProjects ? ` of ${project}` : ''}`
}

function whyNothing(project: AccessDifference | undefined): string {
  if (project && project.gained.length > 0 && project.lost.length > 0) return 'nothing changes there'
  return project && project.gained.length > 0 ? 'another role gives it already' : 'another role gives it'
}

export interface ObjectVerbs {
  /** `deployments.versions` */
  object: string
  verbs: string[]
}

const order = new Map<string, number>(catalogue.map((name, index) => [name, index]))

/** Permissions by their object in the order of the catalogue: `deployments: create, update`. */
export function groupPermissions(names: readonly string[]): ObjectVerbs[] {
  const sorted = [...new Set(names)].sort((a, b) => (order.get(a) ?? order.size) - (order.get(b) ?? order.size))
  const groups = new Map<string, string[]>()
  for (const name of sorted) {
    const dot = name.lastIndexOf('.')
    const object = name.slice(0, Math.max(dot, 0))
    groups.set(object, [...(groups.get(object) ?? []), name.slice(dot + 1)])
  }
  return [...groups].map(([object, verbs]) => ({ object, verbs }))
}

export const isEverything = (names: readonly string[]) => new Set(names).size >= catalogue.length
