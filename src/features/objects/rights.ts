import type { OwnAccess } from '#contract/access.ts'
import type { Permission } from '#contract/permissions.ts'
import { whyNot as whyNotOn } from '#src/lib/own-rights.ts'
import type { ObjectKind } from './objects.queries.ts'

interface Place {
  kind: ObjectKind
  name: string
}

/** Why the caller may not do something in the project or on one object of it; undefined where they may. */
export const whyNot = (own: OwnAccess | undefined, permission: Permission, object?: Place): string | undefined =>
  whyNotOn(own, permission, object && { resource: object.name, resource_type: object.kind })
