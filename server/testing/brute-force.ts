import type { AccessStep } from '#contract/access.ts'
import { permissions } from '#contract/permissions.ts'
import type { AccessWorld } from './access-world.ts'

// The rules of access once more, as slow and plain as they can be said, to hold the server's answers against. Nothing of
// the server's own evaluation may be imported here.

/** What each of the assignee's assignments that give the permission on the level is called. */
export function chainsOf(world: AccessWorld, assigneeId: string, permission: string, level: string | null): string[] {
  const chains: string[] = []
  for (const member of world.members) {
    if (member.id === assigneeId && member.admin) chains.push('organization_admin')
  }
  for (const assignment of world.assignments) {
    if (assignment.assigneeId !== assigneeId) continue
    if (assignment.objectId !== null && assignment.objectId !== level) continue
    for (const role of world.roles) {
      if (role.id === assignment.roleId && role.permissions.includes(permission)) chains.push(assignment.id)
    }
  }
  return chains
}

export function obstacleTo(world: AccessWorld, assigneeId: string, permission: string): string | null {
  for (const member of world.members) {
    if (member.id === assigneeId && !member.active) return 'invited'
  }
  for (const serviceUser of world.serviceUsers) {
    if (serviceUser.id !== assigneeId) continue
    if (/^(roles\..*|projects\.users\..*)$/.test(permission)) return 'closed_to_service_users'
    if (serviceUser.expired) return 'expired'
  }
  return null
}

export function may(world: AccessWorld, assigneeId: string, permission: string, level: string | null): boolean {
  if (obstacleTo(world, assigneeId, permission) !== null) return false
  return chainsOf(world, assigneeId, permission, level).length > 0
}

/** What they may do on the level, in catalogue order. */
export const allOf = (world: AccessWorld, assigneeId: string, level: string | null): string[] =>
  permissions.filter((permission) => may(world, assigneeId, permission, level))

/** The same, as if they had accepted their invitation and no token ended. */
export function heldBy(world: AccessWorld, assigneeId: string, level: string | null): string[] {
  const members = world.members.map((member) => ({ ...member, active: true }))
  const serviceUsers = world.serviceUsers.map((serviceUser) => ({ ...serviceUser, expired: false }))
  return allOf({ ...world, members, serviceUsers }, assigneeId, level)
}

/** What the steps of an explanation leave of the world. */
export function afterSteps(world: AccessWorld, assigneeId: string, steps: readonly AccessStep[]): AccessWorld {
  const copy = {
    ...world,
    members: world.members.map((member) => ({ ...member })),
    assignments: [...world.assignments],
  }
  for (const step of steps) {
    const member = copy.members.find(({ id }) => id === assigneeId)
    if (step.type === 'accept_invitation' && member) member.active = true
    if (step.type === 'remove_organization_admin' && member) member.admin = false
    if (step.type === 'delete_role_assignment') {
      copy.assignments = copy.assignments.filter(({ id }) => id !== step.role_assignment)
    }
    if (step.type === 'assign_role') {
      const roleId = copy.roles.find(({ name }) => name === step.role)?.id ?? ''
      copy.assignments.push({ id: 'assigned', roleId, assigneeId, objectId: levelNamed(copy, step) })
    }
  }
  return copy
}

/** The id of the object that names on the wire mean; null for the project. */
export function levelNamed(
  world: AccessWorld,
  { resource, resource_type }: { resource: string; resource_type: string },
): string | null {
  if (resource_type === 'project' && resource === world.project.name) return null
  return world.objects.find(({ kind, name }) => kind === resource_type && name === resource)?.id ?? 'nowhere'
}

/** The steps that give or take something of the assignee, one of each that is possible. */
function possibleSteps(world: AccessWorld, assigneeId: string): AccessStep[] {
  const steps: AccessStep[] = []
  const levels = [
    { resource: world.project.name, resource_type: 'project' as const, objectId: null },
    ...world.objects.map(({ id, kind, name }) => ({ resource: name, resource_type: kind, objectId: id })),
  ]
  for (const member of world.members) {
    if (member.id !== assigneeId) continue
    if (member.admin) steps.push({ type: 'remove_organization_admin' })
    if (!member.active) steps.push({ type: 'accept_invitation' })
  }
  for (const { objectId, ...level } of levels) {
    for (const role of world.roles) {
      const assigned = world.assignments.find(
        (one) => one.assigneeId === assigneeId && one.roleId === role.id && one.objectId === objectId,
      )
      steps.push(
        assigned
          ? { type: 'delete_role_assignment', role: role.name, role_assignment: assigned.id, ...level }
          : { type: 'assign_role', role: role.name, ...level },
      )
    }
  }
  return steps
}

/** Every set of up to so many of the items, small ones first. */
function subsets<Item>(items: readonly Item[], most: number): Item[][] {
  let all: Item[][] = [[]]
  for (const item of items) all = [...all, ...all.filter((set) => set.length < most).map((set) => [...set, item])]
  return all.sort((one, other) => one.length - other.length)
}

interface Turn {
  steps: AccessStep[]
  side_effects: string[]
}

/** Of all sets of steps the smallest that turns the answer, by trying them; null where none does. */
export function smallestTurn(
  world: AccessWorld,
  assigneeId: string,
  permission: string,
  level: string | null,
): Turn | null {
  const before = may(world, assigneeId, permission, level)
  const had = allOf(world, assigneeId, level)
  const takes = (step: AccessStep) =>
    step.type === 'delete_role_assignment' || step.type === 'remove_organization_admin'
  // Nothing that is given takes a right away, and the other way round.
  const steps = possibleSteps(world, assigneeId).filter((step) => takes(step) === before)
  const turning = subsets(steps, before ? steps.length : 2).filter(
    (set) => may(afterSteps(world, assigneeId, set), assigneeId, permission, level) !== before,
  )
  const turns = turning
    .filter((set) => set.length === turning[0]?.length)
    .map((set) => {
      const has = allOf(afterSteps(world, assigneeId, set), assigneeId, level)
      const differs = permissions.filter((name) => had.includes(name) !== has.includes(name))
      return { steps: set, side_effects: differs.filter((name) => name !== permission) }
    })
  const sizeOf = ({ steps: set, side_effects }: Turn) => {
    const assigned = set.find((step) => step.type === 'assign_role')
    const role = world.roles.find(({ name }) => name === assigned?.role)
    const onProject = assigned?.resource_type === 'project'
    return [side_effects.length, onProject ? 1 : 0, role?.permissions.length ?? 0, role?.name ?? '']
  }
  const [smallest] = turns.sort((one, other) => inOrder(sizeOf(one), sizeOf(other)))
  return smallest ?? null
}

function inOrder(one: readonly (number | string)[], other: readonly (number | string)[]): number {
  for (const [place, value] of one.entries()) {
    const against = other[place] ?? ''
    if (value !== against) return value < against ? -1 : 1
  }
  return 0
}
