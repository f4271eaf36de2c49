import type { OwnAccess } from '#contract/access.ts'
import type { Permission } from '#contract/permissions.ts'
import type { ObjectKind } from './objects.queries.ts'

interface Place {
  kind: ObjectKind
  name: string
}

/**
 * Why the caller may not do something in the project or on one object of it; undefined where they may, and where nobody
 * says what they may do: then the server's answer tells.
 */
export function whyNot(own: OwnAccess | undefined, permission: Permission, object?: Place): string | undefined {
  if (own === undefined || mayDo(own, permission, object)) return undefined
  const where = object === undefined ? 'this project' : `this ${object.kind}`
  return `You need the permission ${permission} on ${where}. An admin of the project or of its organization can grant it.`
}

function mayDo(own: OwnAccess, permission: Permission, object: Place | undefined): boolean {
  if (own.organization_admin || own.permissions.includes(permission)) return true
  return (
    object !== undefined &&
    own.objects.some(
      ({ resource, resource_type, permissions }) =>
        resource === object.name && resource_type === object.kind && permissions.includes(permission),
    )
  )
}
