import type { AccessChange } from '#contract/access.ts'
import { defaultRoles } from '#contract/default-roles.ts'
import { type Permission, permissions } from '#contract/permissions.ts'
import type { ResourceType } from '#contract/role-assignments.ts'
import { Random } from '#server/features/sample-world/random.ts'
import { START } from './test-app.ts'

/** An organization, as small as it can be while everything that decides about rights occurs. */
export interface OrganizationWorld {
  seed: number
  organization: { id: string; name: string }
  members: WorldMember[]
  /** Two or three, which have the members in common and many a name of a role, an object or a service user. */
  projects: WorldProject[]
}

export interface WorldProject {
  project: { id: string; name: string }
  /** Ids of the members who are in the project; without a role some, with a role all. */
  projectMembers: string[]
  serviceUsers: { id: string; name: string; email: string; expired: boolean }[]
  objects: WorldObject[]
  roles: WorldRole[]
  assignments: WorldAssignment[]
}

/** What decides in one project, which nothing in another does. */
export interface AccessWorld extends Omit<OrganizationWorld, 'projects'>, WorldProject {}

export const worldsOf = ({ projects, ...organization }: OrganizationWorld): AccessWorld[] =>
  projects.map((project) => ({ ...organization, ...project }))

export interface WorldMember {
  id: string
  name: string
  surname: string
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
  'projects.users.delete',
  'roles.update',
  'roles.assignments.list',
  'roles.assignments.create',
  'roles.assignments.delete',
]

/** The same seed gives the same world. Its first member is an active admin. */
export function makeWorld(seed: number): OrganizationWorld {
  const random = new Random(`access world ${seed}`)
  const members = many(random, 2, 5, (index) => ({
    id: random.id(START),
    name: random.pick(['Ada', 'Grace', 'Émilie', 'ada']),
    surname: random.pick(['Lovelace', '']),
    email: `member-${index}@world-${seed}.example.com`,
    admin: index === 0 || random.chance(0.2),
    active: index === 0 || random.chance(0.7),
  }))
  return {
    seed,
    organization: { id: random.id(START), name: `world-${seed}` },
    members,
    projects: Array.from({ length: random.chance(0.1) ? 3 : 2 }, (_, index) =>
      makeProject(random, `world-${seed}-project-${index}`, members),
    ),
  }
}

function makeProject(random: Random, name: string, members: readonly WorldMember[]): WorldProject {
  const id = () => random.id(START)
  const objects: WorldObject[] = (['deployment', 'pipeline', 'bucket'] as const).flatMap((kind) =>
    // Objects of different kinds may have the same name.
    many(random, kind === 'deployment' ? 1 : 0, 2, (index) => ({
      id: id(),
      kind,
      name: `${random.pick([kind, 'thing'])}-${index}`,
    })),
  )
  const serviceUsers = many(random, 1, 3, (index) => ({
    id: id(),
    name: `robot-${index}`,
    email: `robot-${index}.${name}@serviceuser.example.com`,
    expired: random.chance(0.3),
  }))
  const projectAdmin = { id: id(), name: 'project-admin', isDefault: true, permissions: [...permissions] }
  const roles = [
    projectAdmin,
    ...random
      .sample(
        Object.entries(defaultRoles).filter(([role]) => role !== 'project-admin'),
        1,
      )
      .map(([role, given]) => ({
        id: id(),
        name: role,
        isDefault: true,
        permissions: [...given],
      })),
    ...many(random, 2, 4, (index) => ({
      id: id(),
      name: `custom-${index}`,
      isDefault: false,
      permissions: pickPermissions(random),
    })),
  ]
  const assignees = assigneesOf({ members, serviceUsers, objects })
  const wanted = many(random, 3, 12, () => ({
    id: id(),
    roleId: random.pick(roles).id,
    assigneeId: random.pick(assignees).id,
    objectId: random.chance(0.4) ? null : random.pick(objects).id,
  }))
  // Without it hardly anybody but an admin could make changes.
  const [, second] = members
  if (second && random.chance(0.6)) {
    wanted.push({ id: id(), roleId: projectAdmin.id, assigneeId: second.id, objectId: null })
  }
  const keyOf = ({ roleId, assigneeId, objectId }: WorldAssignment) => `${roleId} ${assigneeId} ${objectId}`
  const unique = new Map(wanted.map((assignment) => [keyOf(assignment), assignment]))
  const assignments = [...unique.values()]
  const projectMembers = members
    .filter(({ id: member }) => random.chance(0.2) || assignments.some(({ assigneeId }) => assigneeId === member))
    .map(({ id: member }) => member)
  return { project: { id: id(), name }, projectMembers, serviceUsers, objects, roles, assignments }
}

const many = <Item>(random: Random, fewest: number, most: number, make: (index: number) => Item): Item[] =>
  Array.from({ length: random.integer(fewest, most) }, (_, index) => make(index))

const pickPermissions = (random: Random) => random.sample(usual, random.integer(1, 4))

export interface WorldAssignee {
  id: string
  kind: 'member' | 'service_user' | 'deployment'
  /** As requests name it. */
  assignee: string
  name: string
  email: string
}

export const assigneesOf = ({
  members,
  serviceUsers,
  objects,
}: Pick<AccessWorld, 'serviceUsers' | 'objects'> & { members: readonly WorldMember[] }): WorldAssignee[] => [
  ...members.map(({ id, name, surname, email }) => ({
    id,
    kind: 'member' as const,
    assignee: id,
    name: surname ? `${name} ${surname}` : name,
    email,
  })),
  ...serviceUsers.map(({ id, name, email }) => ({ id, kind: 'service_user' as const, assignee: id, name, email })),
  ...objects
    .filter(({ kind }) => kind === 'deployment')
    .map(({ id, name }) => ({ id, kind: 'deployment' as const, assignee: name, name, email: '' })),
]

/** The project, which is null, and every object. */
export const levelsOf = ({ objects }: AccessWorld): (string | null)[] => [null, ...objects.map(({ id }) => id)]

/** A permission that tells something: mostly one of those that the world's roles give. */
export const pickPermission = (random: Random): Permission => random.pick(random.chance(0.8) ? usual : permissions)

/** Up to four changes; some of them are refused. At most one is about the caller, and comes last. */
export function pickChanges(world: OrganizationWorld, caller: WorldMember, random: Random): AccessChange[] {
  const projects = worldsOf(world)
  const changes = many(random, 1, 4, () => pickChange(random.pick(projects), random))
  const isOfCaller = (change: AccessChange) => 'id' in change && change.id === caller.id
  const others = changes.filter((change) => !isOfCaller(change))
  return [...others, ...changes.filter(isOfCaller).slice(0, others.length === 0 ? 1 : random.integer(0, 1))]
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
