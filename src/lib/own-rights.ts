import type { OwnAccess } from '#contract/access.ts'

/** Where a role holds: the whole project, or an object of it. */
export interface Level {
  resource: string
  resource_type: string
}

// Rules of the server, mirrored to say them in advance. What the caller may do is unknown on a server that does not
// tell: then nothing is held back, and the server decides.

/** Whether the caller holds a permission on a level; without one, on the whole project. */
export function holdsOn(own: OwnAccess | undefined, permission: string, level?: Level): boolean {
  if (own === undefined || own.organization_admin || own.permissions.includes(permission)) return true
  const object = own.objects.find(
    ({ resource, resource_type }) => resource === level?.resource && resource_type === level.resource_type,
  )
  return object?.permissions.includes(permission) ?? false
}

/** Why the caller may not do something in the project, or on one object of it. */
export function whyNot(own: OwnAccess | undefined, permission: string, object?: Level): string | undefined {
  if (holdsOn(own, permission, object)) return undefined
  const where = object === undefined ? 'this project' : `this ${object.resource_type}`
  return `You need the permission ${permission} on ${where}. An admin of the project or of its organization can grant it.`
}

const CREATE = 'roles.assignments.create'

/** Why the caller can assign no role anywhere in the project; undefined where they can. */
export function whyNoCreate(own: OwnAccess | undefined): string | undefined {
  const holds = holdsOn(own, CREATE) || own?.objects.some(({ permissions }) => permissions.includes(CREATE))
  return holds ? undefined : `You need ${CREATE}`
}

/** Why the caller can assign no role on this level. */
export function whyNoCreateOn(own: OwnAccess | undefined, level: Level): string | undefined {
  return holdsOn(own, CREATE, level) ? undefined : `You need ${CREATE} there`
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
