import type { ProjectUser } from '#contract/projects.ts'
import type { RoleAssignment } from '#contract/role-assignments.ts'
import type { ServiceUser } from '#contract/service-users.ts'
import { compareValues } from '#src/components/data-table/columns.ts'

/** `unknown`: a user whom no list names, since they were deleted meanwhile or the caller may not read it. */
export type AssigneeKind = 'member' | 'service_user' | 'deployment' | 'unknown'

/** Nouns for one and for several, also of the levels on which a role is held. */
export const kindLabels: Readonly<Record<AssigneeKind, readonly [one: string, many: string]>> = {
  member: ['Member', 'Members'],
  service_user: ['Service user', 'Service users'],
  deployment: ['Deployment', 'Deployments'],
  unknown: ['Unknown', 'Unknown'],
}

/** An assignment with the name of who holds it. */
export interface AssignmentRow extends RoleAssignment {
  kind: AssigneeKind
  /** The id where no name is known. */
  name: string
  /** Empty where there is none. */
  email: string
}

type Person = Pick<ProjectUser, 'id' | 'email' | 'name' | 'surname'>

export interface Directory {
  people: readonly Person[] | undefined
  serviceUsers: readonly Pick<ServiceUser, 'id' | 'email' | 'name'>[] | undefined
}

export const personName = ({ name, surname, email }: Omit<Person, 'id'>) => `${name} ${surname}`.trim() || email

// Fast, and good enough within the rows of one name.
const compareCodes = (a: string, b: string) => (a === b ? 0 : a < b ? -1 : 1)

/** Names the assignees, and puts the assignments of one assignee together, those on the whole project first. */
export function toRows(assignments: readonly RoleAssignment[], { people, serviceUsers }: Directory): AssignmentRow[] {
  const known = new Map<string, Pick<AssignmentRow, 'kind' | 'name' | 'email'>>()
  for (const { id, name, email } of serviceUsers ?? [])
    known.set(id, { kind: 'service_user', name: name || email, email })
  for (const person of people ?? [])
    known.set(person.id, { kind: 'member', name: personName(person), email: person.email })
  const rows = assignments.map((assignment): AssignmentRow => {
    const { assignee, assignee_type } = assignment
    const who =
      assignee_type === 'deployment' ? { kind: 'deployment' as const, name: assignee, email: '' } : known.get(assignee)
    return { ...assignment, ...(who ?? { kind: 'unknown', name: assignee, email: '' }) }
  })
  return rows.sort(
    (a, b) =>
      compareValues(a.name, b.name) ||
      // Two people of the same name stay apart.
      compareCodes(a.assignee, b.assignee) ||
      compareCodes(levelOrder(a), levelOrder(b)) ||
      compareCodes(a.role, b.role),
  )
}

export const objectKinds = ['deployment', 'pipeline', 'bucket'] as const
export type ObjectKind = (typeof objectKinds)[number]

const typeLabels: Readonly<Record<string, string>> = {
  project: 'Whole project',
  deployment: 'Deployment',
  pipeline: 'Pipeline',
  bucket: 'Bucket',
}

/** The kind of level; one that only the server knows by its own name. */
export const levelType = ({ resource_type }: Pick<RoleAssignment, 'resource_type'>) =>
  typeLabels[resource_type] ?? resource_type

/** `the whole project`, `the bucket images`, within a sentence. */
export const describeLevel = ({ resource, resource_type }: Pick<RoleAssignment, 'resource' | 'resource_type'>) =>
  resource_type === 'project' ? 'the whole project' : `the ${resource_type} ${resource}`

/** What levels are sorted by: the whole project, then objects by kind and name. */
export const levelOrder = ({ resource, resource_type }: Pick<RoleAssignment, 'resource' | 'resource_type'>) =>
  resource_type === 'project' ? '0 whole project' : `1 ${resource_type} ${resource}`

/** How many rows there are of each value, most first, then by name. */
export function countBy(
  rows: readonly AssignmentRow[],
  valueOf: (row: AssignmentRow) => string,
): { value: string; count: number }[] {
  const counts = new Map<string, number>()
  for (const row of rows) counts.set(valueOf(row), (counts.get(valueOf(row)) ?? 0) + 1)
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || compareValues(a.value, b.value))
}
