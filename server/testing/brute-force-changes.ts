import type { AccessChange } from '#contract/access.ts'
import { type AccessWorld, assigneesOf, type WorldAssignment } from './access-world.ts'
import { levelNamed } from './brute-force.ts'

// What changes do to a world, as plain as it can be said, to hold the server's dry run against.

class Refused extends Error {
  readonly code: string
  constructor(code: string) {
    super(code)
    this.code = code
  }
}

/** The world after the changes, made by its first member, or the code of the first one that is refused. */
export function afterChanges(world: AccessWorld, changes: readonly AccessChange[]): AccessWorld | string {
  const copy = structuredClone(world)
  try {
    for (const change of changes) makeChange(copy, change)
    return copy
  } catch (error) {
    if (error instanceof Refused) return error.code
    throw error
  }
}

function makeChange(world: AccessWorld, change: AccessChange): void {
  const [caller] = world.members
  switch (change.type) {
    case 'role_update':
    case 'role_delete': {
      const role = world.roles.find(({ name }) => name === change.role)
      if (!role) throw new Refused('not_found')
      if (role.isDefault) throw new Refused('default_role')
      if (change.type === 'role_update') role.permissions = [...(change.permissions ?? role.permissions)]
      else {
        world.roles = world.roles.filter((other) => other !== role)
        world.assignments = world.assignments.filter(({ roleId }) => roleId !== role.id)
      }
      return
    }
    case 'role_assignment_create':
      return assign(world, change.assignment)
    case 'role_assignment_delete':
      if (!world.assignments.some(({ id }) => id === change.id)) throw new Refused('not_found')
      world.assignments = world.assignments.filter(({ id }) => id !== change.id)
      return
    case 'service_user_delete':
      if (!world.serviceUsers.some(({ id }) => id === change.id)) throw new Refused('not_found')
      world.serviceUsers = world.serviceUsers.filter(({ id }) => id !== change.id)
      return takeAll(world, change.id)
    case 'project_user_delete':
      if (!world.projectMembers.includes(change.id)) throw new Refused('not_found')
      world.projectMembers = world.projectMembers.filter((id) => id !== change.id)
      return takeAll(world, change.id)
    case 'organization_user_update':
    case 'organization_user_delete': {
      if (!caller?.admin) throw new Refused('forbidden')
      const member = world.members.find(({ id }) => id === change.id)
      if (!member) throw new Refused('not_found')
      const unmakes = change.type === 'organization_user_delete' || !change.admin
      const others = world.members.filter(({ id, admin, active }) => id !== member.id && admin && active)
      if (member.admin && unmakes && others.length === 0) throw new Refused('last_admin')
      if (change.type === 'organization_user_update') member.admin = change.admin
      else {
        world.members = world.members.filter((other) => other !== member)
        world.projectMembers = world.projectMembers.filter((id) => id !== member.id)
        takeAll(world, member.id)
      }
    }
  }
}

function takeAll(world: AccessWorld, assigneeId: string): void {
  world.assignments = world.assignments.filter((assignment) => assignment.assigneeId !== assigneeId)
}

type NewAssignment = Extract<AccessChange, { type: 'role_assignment_create' }>['assignment']

function assign(world: AccessWorld, { assignee, role: name, resource, resource_type }: NewAssignment): void {
  const role = world.roles.find((one) => one.name === name)
  if (!role) throw new Refused('role_unknown')
  const holder = assigneesOf(world).find((one) => one.assignee === assignee)
  if (!holder) throw new Refused('assignee_unknown')
  if (holder.kind === 'member' && !world.projectMembers.includes(holder.id)) world.projectMembers.push(holder.id)
  const objectId = resource && resource_type ? levelNamed(world, { resource, resource_type }) : null
  const isSame = (one: WorldAssignment) =>
    one.roleId === role.id && one.assigneeId === holder.id && one.objectId === objectId
  if (world.assignments.some(isSame)) return
  world.assignments.push({ id: `new ${world.assignments.length}`, roleId: role.id, assigneeId: holder.id, objectId })
}
