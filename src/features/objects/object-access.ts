import type { AccessHolder, AccessObstacle } from '#contract/access.ts'
import { defaultRoles } from '#contract/default-roles.ts'
import type { ProjectUser } from '#contract/projects.ts'
import type { RoleAssignment } from '#contract/role-assignments.ts'
import type { ServiceUser } from '#contract/service-users.ts'
import { objectKinds } from './kinds.ts'
import type { ObjectKind } from './objects.queries.ts'

interface Place {
  kind: ObjectKind
  name: string
}

export interface ObjectAccess {
  /** Roles assigned on the object itself. */
  here: readonly RoleAssignment[]
  /** Roles assigned on the whole project. Of both, without those that are known to permit nothing on this kind. */
  inherited: readonly RoleAssignment[]
}

/** By the name of a role of the project's own, the kinds of objects on which it permits anything. */
export type KindsByRole = ReadonlyMap<string, readonly string[]>

/** Of a default role it is known what it permits; of any other only where it was read, and else it counts. */
function mayConcern(role: string, kind: ObjectKind, kindsByRole: KindsByRole): boolean {
  const permissions = Object.hasOwn(defaultRoles, role) ? defaultRoles[role] : undefined
  return permissions ? concerns(permissions, kind) : (kindsByRole.get(role)?.includes(kind) ?? true)
}

const concerns = (permissions: readonly string[], kind: ObjectKind) =>
  permissions.some((name) => name.startsWith(`${kind}s.`))

/** The kinds of objects on which these permit anything. */
export const kindsIn = (permissions: readonly string[]): readonly ObjectKind[] =>
  objectKinds.filter((kind) => concerns(permissions, kind))

/** The roles that may give access to any object of a kind: those on the whole project, and on each object by its name. */
export function accessByObject(
  assignments: readonly RoleAssignment[],
  kind: ObjectKind,
  kindsByRole: KindsByRole,
): (name: string) => ObjectAccess {
  const inherited: RoleAssignment[] = []
  const here = new Map<string, RoleAssignment[]>()
  for (const assignment of assignments) {
    if (!mayConcern(assignment.role, kind, kindsByRole)) continue
    if (assignment.resource_type === 'project') inherited.push(assignment)
    else if (assignment.resource_type === kind) {
      const list = here.get(assignment.resource)
      if (list) list.push(assignment)
      else here.set(assignment.resource, [assignment])
    }
  }
  return (name) => ({ here: here.get(name) ?? [], inherited })
}

const keyOf = ({ assignee, assignee_type }: RoleAssignment) => `${assignee_type} ${assignee}`

/** How many hold a role on the object itself, and how many with those who hold one on the project; each counted once. */
export function countHolders({ here, inherited }: ObjectAccess): { here: number; all: number } {
  const own = new Set(here.map(keyOf))
  return { here: own.size, all: new Set([...own, ...inherited.map(keyOf)]).size }
}

/** What ends with an object: the roles on it and, for a deployment, those that it holds itself. */
export function assignmentsThatEnd(assignments: readonly RoleAssignment[], { kind, name }: Place) {
  return {
    on: assignments.filter(({ resource, resource_type }) => resource_type === kind && resource === name),
    held: assignments.filter(
      ({ assignee, assignee_type }) => kind === 'deployment' && assignee_type === 'deployment' && assignee === name,
    ),
  }
}

export interface Holder {
  /** Unique among holders: a deployment may be called like an id. */
  key: string
  name: string
  /** An e-mail that says more than the name, or nothing. */
  detail: string
  kind: string
  roles: readonly string[]
}

interface Names {
  people: readonly ProjectUser[]
  serviceUsers: readonly ServiceUser[]
}

/** Who holds the assigned roles, each once, by name; by id where the caller may not read the name. */
export function holdersOf(assignments: readonly RoleAssignment[], { people, serviceUsers }: Names): Holder[] {
  const known = new Map<string, Omit<Holder, 'key' | 'roles'>>()
  for (const { id, name, surname, email } of people) {
    const fullName = `${name} ${surname}`.trim()
    known.set(id, { name: fullName || email, detail: fullName === '' ? '' : email, kind: 'member' })
  }
  for (const { id, name, email } of serviceUsers)
    known.set(id, { name: name || email, detail: '', kind: 'service user' })

  const holders = new Map<string, Holder & { roles: string[] }>()
  for (const assignment of assignments) {
    const { assignee, assignee_type, role } = assignment
    const key = keyOf(assignment)
    const holder = holders.get(key)
    if (holder) holder.roles.push(role)
    else {
      const unknown = { name: assignee, detail: '', kind: assignee_type }
      const who = assignee_type === 'user' ? (known.get(assignee) ?? unknown) : unknown
      holders.set(key, { ...who, key, roles: [role] })
    }
  }
  return [...holders.values()].sort((one, other) => byName.compare(one.name, other.name))
}

const byName = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

const kinds: Record<AccessHolder['kind'], string> = {
  member: 'member',
  service_user: 'service user',
  deployment: 'deployment',
}
const obstacles: Record<AccessObstacle, string> = {
  invited: 'invited',
  expired: 'token expired',
  closed_to_service_users: 'closed to service users',
}

/** Who holds a permission on an object of this kind, by what gives it; who holds it in several ways stands in each. */
export function groupHolders(holders: readonly AccessHolder[], kind: ObjectKind) {
  const admins: Holder[] = []
  const here: Holder[] = []
  const inherited: Holder[] = []
  for (const { assignee, assignee_type, kind: what, name, email, chains, obstacle } of holders) {
    const who = {
      key: `${assignee_type} ${assignee}`,
      name: name || email || assignee,
      detail: name === '' ? '' : email,
      kind: obstacle === null ? kinds[what] : `${kinds[what]}, ${obstacles[obstacle]}`,
    }
    const roles = chains.filter((chain) => chain.type === 'role')
    const rolesOn = (level: string) => [
      ...new Set(roles.filter(({ resource_type }) => resource_type === level).map(({ role }) => role)),
    ]
    if (chains.some(({ type }) => type === 'organization_admin')) admins.push({ ...who, roles: [] })
    if (rolesOn(kind).length > 0) here.push({ ...who, roles: rolesOn(kind) })
    if (rolesOn('project').length > 0) inherited.push({ ...who, roles: rolesOn('project') })
  }
  const sorted = (list: Holder[]) => list.sort((one, other) => byName.compare(one.name, other.name))
  return { admins: sorted(admins), here: sorted(here), inherited: sorted(inherited) }
}
