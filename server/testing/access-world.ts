import type { AccessChange } from '#contract/access.ts'
import { defaultRoles } from '#contract/default-roles.ts'
import { type Permission, permissions } from '#contract/permissions.ts'
import type { ResourceType } from '#contract/role-assignments.ts'
import { Random } from '#server/features/sample-world/random.ts'
import { START } from './test-app.ts'

/** An organization with one project, as small as it can be while everything that decides about rights occurs. */
export interface AccessWorld {
  seed: number
  organization: { id: string; name: string }
  project: { id: string; name: string }
  members: WorldMember[]
  /** Ids of the members who are in the project; without a role some, with a role all. */
  projectMembers: string[]
  serviceUsers: { id: string; name: string; expired: boolean }[]
  objects: WorldObject[]
  roles: WorldRole[]
  assignments: WorldAssignment[]
}

export interface WorldMember {
  id: string
  name: string
  email: string
  admin: boolean
  active: boolean
}

export interface WorldObject {
  id: string
  kind: Exclude<ResourceType, 'project'>
  name: string
}

export interface WorldRole {
  id: string
  name: string
  isDefault: boolean
  permissions: string[]
}

export interface WorldAssignment {
  id: string
  roleId: string
  /** Of a member, a service user or a deployment. */
  assigneeId: string
  /** Null: the project. */
  objectId: string | null
}

/** Few, so that roles overlap: two of each kind that rules tell apart. */
const usual: Permission[] = [
  'deployments.list',
  'deployments.get',
  'deployments.delete',
  'buckets.files.get',
  'pipelines.update',
  'projects.users.list',
  'projects.users.delete',
  'roles.list',
  'roles.assignments.list',
  'roles.assignments.create',
]

/** The same seed gives the same world. Its first member is an active admin. */
export function makeWorld(seed: number): AccessWorld {
  const random = new Random(`access world ${seed}`)
  const id = () => random.id(START)
  const many = <Item>(fewest: number, most: number, make: (index: number) => Item): Item[] =>
    Array.from({ length: random.integer(fewest, most) }, (_, index) => make(index))

  const objects: WorldObject[] = (['deployment', 'pipeline', 'bucket'] as const).flatMap((kind) =>
    // Objects of different kinds may have the same name.
    many(kind === 'deployment' ? 1 : 0, 2, (index) => ({
      id: id(),
      kind,
      name: `${random.pick([kind, 'thing'])}-${index}`,
    })),
  )
  const members = many(2, 5, (index) => ({
    id: id(),
    name: random.pick(['Ada', 'Grace', 'Émilie', 'ada']),
    email: `member-${index}@world-${seed}.example.com`,
    admin: index === 0 || random.chance(0.2),
    active: index === 0 || random.chance(0.7),
  }))
  const serviceUsers = many(1, 3, (index) => ({ id: id(), name: `robot-${index}`, expired: random.chance(0.3) }))
  const roles = [
    ...random.sample(Object.entries(defaultRoles), 2).map(([name, given]) => ({
      id: id(),
      name,
      isDefault: true,
      permissions: [...given],
    })),
    ...many(2, 4, (index) => ({
      id: id(),
      name: `custom-${index}`,
      isDefault: false,
      permissions: random.sample(usual, random.integer(1, 4)),
    })),
  ]
  const world: AccessWorld = {
    seed,
    organization: { id: id(), name: `world-${seed}` },
    project: { id: id(), name: `world-${seed}-project` },
    members,
    projectMembers: [],
    serviceUsers,
    objects,
    roles,
    assignments: [],
  }
  const wanted = many(3, 12, () => ({
    id: id(),
    roleId: random.pick(roles).id,
    assigneeId: random.pick(assigneesOf(world)).id,
    objectId: random.chance(0.4) ? null : random.pick(objects).id,
  }))
  const keyOf = ({ roleId, assigneeId, objectId }: WorldAssignment) => `${roleId} ${assigneeId} ${objectId}`
  const unique = new Map(wanted.map((assignment) => [keyOf(assignment), assignment]))
  const assignments = [...unique.values()]
  const projectMembers = members
    .filter(({ id: member }) => random.chance(0.2) || assignments.some(({ assigneeId }) => assigneeId === member))
    .map(({ id: member }) => member)
  return { ...world, assignments, projectMembers }
}

export interface WorldAssignee {
  id: string
  kind: 'member' | 'service_user' | 'deployment'
  /** As requests name it. */
  assignee: string
}

export const assigneesOf = ({ members, serviceUsers, objects }: AccessWorld): WorldAssignee[] => [
  ...members.map(({ id }) => ({ id, kind: 'member' as const, assignee: id })),
  ...serviceUsers.map(({ id }) => ({ id, kind: 'service_user' as const, assignee: id })),
  ...objects
    .filter(({ kind }) => kind === 'deployment')
    .map(({ id, name }) => ({ id, kind: 'deployment' as const, assignee: name })),
]

/** The project, which is null, and every object. */
export const levelsOf = ({ objects }: AccessWorld): (string | null)[] => [null, ...objects.map(({ id }) => id)]

/** A permission that tells something: mostly one of those that the world's roles give. */
export const pickPermission = (random: Random): Permission => random.pick(random.chance(0.8) ? usual : permissions)

/** Up to four changes; some of them are refused. At most one touches the first member, who asks, and comes last. */
export function pickChanges(world: AccessWorld, random: Random): AccessChange[] {
  const changes = Array.from({ length: random.integer(1, 4) }, () => pickChange(world, random))
  const isOfFirst = (change: AccessChange) => 'id' in change && change.id === world.members[0]?.id
  const others = changes.filter((change) => !isOfFirst(change))
  return [...others, ...changes.filter(isOfFirst).slice(0, others.length === 0 ? 1 : random.integer(0, 1))]
}

function pickChange(world: AccessWorld, random: Random): AccessChange {
  const project = world.project.name
  const role = random.pick(world.roles).name
  const custom = random.chance(0.9) ? random.pick(world.roles.filter(({ isDefault }) => !isDefault)).name : role
  const member = random.pick(world.members).id
  switch (random.integer(0, 9)) {
    case 0:
    case 1:
      return { type: 'role_update', project, role: custom, permissions: pickPermissions(random) }
    case 2:
      return { type: 'role_delete', project, role: custom }
    case 3:
    case 4: {
      const { kind, assignee } = random.pick(assigneesOf(world))
      const object = random.chance(0.5) ? random.pick(world.objects) : undefined
      const assignment = {
        assignee,
        assignee_type: kind === 'deployment' ? ('deployment' as const) : ('user' as const),
        role,
        ...(object ? { resource: object.name, resource_type: object.kind } : {}),
      }
      return { type: 'role_assignment_create', project, assignment }
    }
    case 5:
    case 6:
      return { type: 'role_assignment_delete', project, id: random.pick(world.assignments).id }
    case 7:
      return { type: 'service_user_delete', project, id: random.pick(world.serviceUsers).id }
    case 8:
      return random.chance(0.5)
        ? { type: 'project_user_delete', project, id: member }
        : { type: 'organization_user_delete', id: member }
    default:
      return { type: 'organization_user_update', id: member, admin: random.chance(0.5) }
  }
}

const pickPermissions = (random: Random) => random.sample(usual, random.integer(1, 4))
