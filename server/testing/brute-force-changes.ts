import type { AccessChange } from '#contract/access.ts'
import {
  type AccessWorld,
  assigneesOf,
  type OrganizationWorld,
  type WorldAssignment,
  type WorldMember,
  type WorldProject,
} from './access-world.ts'
import { levelNamed, may } from './brute-force.ts'

// What changes do to a world, as plain as it can be said, to hold the server's dry run against.

class Refused extends Error {
  readonly code: string
  constructor(code: string) {
    super(code)
    this.code = code
  }
}

/**
 * The world after the changes, made by one of its active members, or the code with which the dry run is refused: that of
 * the first change that is, or `forbidden` for what it would tell.
 */
export function afterChanges(
  world: OrganizationWorld,
  caller: WorldMember,
  changes: readonly AccessChange[],
): OrganizationWorld | string {
  const copy = structuredClone(world)
  try {
    for (const change of changes) makeChange(copy, caller.id, change)
    for (const change of changes) if (!mayLearn(world, caller, change)) throw new Refused('forbidden')
    return copy
  } catch (error) {
    if (error instanceof Refused) return error.code
    throw error
  }
}

const projectOf = (world: OrganizationWorld, change: { project: string }): WorldProject => {
  const found = world.projects.find(({ project }) => project.name === change.project)
  if (!found) throw new Error('Changes are made up in projects of the world')
  return found
}

/** Whether the caller may list the role assignments that the change tells of; anybody may know about themselves. */
function mayLearn(world: OrganizationWorld, caller: WorldMember, change: AccessChange): boolean {
  if (caller.admin || !('project' in change)) return true
  const inProject = { ...world, ...projectOf(world, change) }
  const mayList = (level: string | null) => may(inProject, caller.id, 'roles.assignments.list', level)
  switch (change.type) {
    case 'role_assignment_create': {
      const { assignee, resource, resource_type } = change.assignment
      return assignee === caller.id || mayList(levelOf(inProject, { resource, resource_type }))
    }
    case 'role_assignment_delete': {
      const assignment = inProject.assignments.find(({ id }) => id === change.id)
      return assignment?.assigneeId === caller.id || mayList(assignment?.objectId ?? null)
    }
    case 'project_user_delete':
      return change.id === caller.id || mayList(null)
    default:
      return mayList(null)
  }
}

function makeChange(world: OrganizationWorld, callerId: string, change: AccessChange): void {
  if ('project' in change) return makeInProject(world, projectOf(world, change), callerId, change)
  const caller = world.members.find(({ id }) => id === callerId)
  if (!caller?.admin) throw new Refused('forbidden')
  const member = world.members.find(({ id }) => id === change.id)
  if (!member) throw new Refused('not_found')
  const unmakes = change.type === 'organization_user_delete' || !change.admin
  const others = world.members.filter(({ id, admin, active }) => id !== member.id && admin && active)
  if (member.admin && unmakes && others.length === 0) throw new Refused('last_admin')
  if (change.type === 'organization_user_update') {
    member.admin = change.admin
    return
  }
  world.members = world.members.filter((other) => other !== member)
  for (const project of world.projects) leave(project, member.id)
}

function makeInProject(
  world: OrganizationWorld,
  project: WorldProject,
  callerId: string,
  change: Extract<AccessChange, { project: string }>,
): void {
  const mayDo = (permission: string, level: string | null = null) =>
    may({ ...world, ...project }, callerId, permission, level)
  const demand = (permission: string, level: string | null = null) => {
    if (!mayDo(permission, level)) throw new Refused('forbidden')
  }
  switch (change.type) {
    case 'role_update':
    case 'role_delete': {
      demand(change.type === 'role_update' ? 'roles.update' : 'roles.delete')
      const role = project.roles.find(({ name }) => name === change.role)
      if (!role) throw new Refused('not_found')
      if (role.isDefault) throw new Refused('default_role')
      if (change.type === 'role_delete') {
        project.roles = project.roles.filter((other) => other !== role)
        project.assignments = project.assignments.filter(({ roleId }) => roleId !== role.id)
        return
      }
      const permissions = [...(change.permissions ?? role.permissions)]
      for (const permission of [...role.permissions, ...permissions]) {
        if (!mayDo(permission)) throw new Refused('escalation')
      }
      role.permissions = permissions
      return
    }
    case 'role_assignment_create': {
      const level = levelOf({ ...world, ...project }, change.assignment)
      demand('roles.assignments.create', level)
      const role = project.roles.find(({ name }) => name === change.assignment.role)
      if (!role) throw new Refused('role_unknown')
      for (const permission of role.permissions) if (!mayDo(permission, level)) throw new Refused('escalation')
      return assign(world, project, { roleId: role.id, objectId: level, assignee: change.assignment.assignee ?? '' })
    }
    case 'role_assignment_delete': {
      const assignment = project.assignments.find(({ id }) => id === change.id)
      demand('roles.assignments.delete', assignment?.objectId ?? null)
      if (!assignment) throw new Refused('not_found')
      project.assignments = project.assignments.filter((other) => other !== assignment)
      return
    }
    case 'service_user_delete':
      demand('service_users.delete')
      if (!project.serviceUsers.some(({ id }) => id === change.id)) throw new Refused('not_found')
      project.serviceUsers = project.serviceUsers.filter(({ id }) => id !== change.id)
      return takeAll(project, change.id)
    case 'project_user_delete':
      demand('projects.users.delete')
      if (!project.projectMembers.includes(change.id)) throw new Refused('not_found')
      leave(project, change.id)
  }
}

/** The object, or null for the project. */
const levelOf = (
  world: AccessWorld,
  { resource, resource_type }: { resource?: string | null | undefined; resource_type?: string | null | undefined },
): string | null => (resource && resource_type ? levelNamed(world, { resource, resource_type }) : null)

function leave(project: WorldProject, memberId: string): void {
  project.projectMembers = project.projectMembers.filter((id) => id !== memberId)
  takeAll(project, memberId)
}

function takeAll(project: WorldProject, assigneeId: string): void {
  project.assignments = project.assignments.filter((assignment) => assignment.assigneeId !== assigneeId)
}

function assign(
  world: OrganizationWorld,
  project: WorldProject,
  { assignee, ...wanted }: Pick<WorldAssignment, 'roleId' | 'objectId'> & { assignee: string },
): void {
  const holder = assigneesOf({ ...world, ...project }).find((one) => one.assignee === assignee)
  if (!holder) throw new Refused('assignee_unknown')
  const { id: assigneeId, kind } = holder
  if (kind === 'member' && !project.projectMembers.includes(assigneeId)) project.projectMembers.push(assigneeId)
  const isSame = (one: WorldAssignment) =>
    one.roleId === wanted.roleId && one.assigneeId === assigneeId && one.objectId === wanted.objectId
  if (project.assignments.some(isSame)) return
  project.assignments.push({ id: `new ${project.assignments.length}`, assigneeId, ...wanted })
}
