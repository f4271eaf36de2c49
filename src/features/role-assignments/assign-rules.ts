import type { AccessPreview, OwnAccess } from '#contract/access.ts'

/** Where a role holds: the whole project, or an object of it. */
export interface Level {
  resource: string
  resource_type: string
}

// Rules of the server, mirrored to say them in advance. What the caller may do is unknown on a server that does not
// tell: then nothing is held back, and the server decides.

function heldOn(own: OwnAccess, level: Level): readonly string[] {
  if (level.resource_type === 'project') return own.permissions
  const object = own.objects.find(
    ({ resource, resource_type }) => resource === level.resource && resource_type === level.resource_type,
  )
  return object?.permissions ?? own.permissions
}

export function holdsOn(own: OwnAccess | undefined, permission: string, level: Level): boolean {
  return own === undefined || own.organization_admin || heldOn(own, level).includes(permission)
}

const CREATE = 'roles.assignments.create'

/** Why the caller can assign no role anywhere in the project; undefined where they can. */
export function whyNoCreate(own: OwnAccess | undefined): string | undefined {
  const holds =
    own === undefined ||
    own.organization_admin ||
    own.permissions.includes(CREATE) ||
    own.objects.some(({ permissions }) => permissions.includes(CREATE))
  return holds ? undefined : `You need ${CREATE}`
}

/** Why the caller can assign no role on this level. */
export function whyNoCreateOn(own: OwnAccess | undefined, level: Level): string | undefined {
  return holdsOn(own, CREATE, level) ? undefined : `You need ${CREATE} there`
}

export function whyNoDelete(own: OwnAccess | undefined, level: Level): string | undefined {
  return holdsOn(own, 'roles.assignments.delete', level) ? undefined : 'You need roles.assignments.delete there'
}

/**
 * Why the server would refuse to let the caller assign a role on this level.
 * @param permissions of the role; undefined where they are not known
 */
export function whyNoAssign(
  own: OwnAccess | undefined,
  permissions: readonly string[] | undefined,
  level: Level,
): string | undefined {
  const noRight = whyNoCreateOn(own, level)
  if (noRight !== undefined) return noRight
  const missing = permissions?.filter((permission) => !holdsOn(own, permission, level)) ?? []
  const [first] = missing
  if (first === undefined) return undefined
  return missing.length === 1 ? `You do not hold ${first}` : `You do not hold ${first} and ${missing.length - 1} more`
}

/**
 * Why the caller could not give a role back after taking it away: they do not hold enough for it, or lose it with this.
 * @param preview what taking it away does
 */
export function whyNoUndo(
  own: OwnAccess | undefined,
  permissions: readonly string[] | undefined,
  level: Level,
  preview: AccessPreview | undefined,
  callerId: string | undefined,
): string | undefined {
  if (own?.organization_admin) return undefined
  const losesRights = preview?.groups.some(
    ({ assignees, differences }) =>
      differences.some(({ lost }) => lost.length > 0) &&
      assignees.some(({ assignee, assignee_type }) => assignee === callerId && assignee_type === 'user'),
  )
  if (losesRights) return 'You take away your own rights, so you cannot give the role back yourself.'
  const refusal = whyNoAssign(own, permissions, level)
  return refusal && `${refusal}, so you cannot give the role back yourself.`
}
