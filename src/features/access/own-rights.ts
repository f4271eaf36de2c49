import type { OwnAccess } from '#contract/access.ts'

interface Level {
  resource: string
  resource_type: string
}

/**
 * Whether the one who asks holds a permission on a level. True where that is not known: then nothing is held back, and
 * the server decides.
 */
export function holdsOn(own: OwnAccess | undefined, permission: string, level: Level | undefined): boolean {
  if (own === undefined || own.organization_admin || own.permissions.includes(permission)) return true
  const object = own.objects.find(
    ({ resource, resource_type }) => resource === level?.resource && resource_type === level.resource_type,
  )
  return object?.permissions.includes(permission) ?? false
}
