import type { OwnAccess } from '#contract/access.ts'
import { joinList, plural } from '#src/lib/plural.ts'

/** What the person may do with roles, as far as the server tells; a server that does not tell leaves nothing disabled. */
export interface Rights {
  canCreate: boolean
  canUpdate: boolean
  canDelete: boolean
  /** Undefined: all of them, or unknown. */
  held: ReadonlySet<string> | undefined
}

export function rightsOf(access: OwnAccess | undefined): Rights {
  if (!access || access.organization_admin)
    return { canCreate: true, canUpdate: true, canDelete: true, held: undefined }
  const held = new Set(access.permissions)
  return {
    canCreate: held.has('roles.create'),
    canUpdate: held.has('roles.update'),
    canDelete: held.has('roles.delete'),
    held,
  }
}

const need = (act: 'create' | 'change' | 'delete', permission: string) =>
  `You need the permission ${permission} to ${act} roles.`

export const whyNoCreating = ({ canCreate }: Rights) => (canCreate ? undefined : need('create', 'roles.create'))
export const whyNoDeleting = ({ canDelete }: Rights) => (canDelete ? undefined : need('delete', 'roles.delete'))

/** Why a role with these permissions cannot be changed: that takes holding all that it gives. */
export const whyNoChanging = (rights: Rights, permissions: readonly string[]) =>
  rights.canUpdate ? whyNoGiving(rights, permissions) : need('change', 'roles.update')

/** @param permissions of the role; undefined where they are not known */
export const whyNoCloning = (rights: Rights, permissions: readonly string[] | undefined) =>
  whyNoCreating(rights) ?? whyNoGiving(rights, permissions ?? [])

/** Those that the person does not hold, and so can give to nobody. */
export const foreignOf = ({ held }: Rights, permissions: readonly string[]): readonly string[] =>
  held ? permissions.filter((name) => !held.has(name)) : []

/** Why no role can be given all of these. */
export function whyNoGiving(rights: Rights, permissions: readonly string[]): string | undefined {
  const foreign = foreignOf(rights, permissions)
  return foreign.length === 0 ? undefined : `It gives ${someOf(foreign)}, which you do not hold yourself.`
}

const NAMED = 4

/** `a, b, c, d, and 12 more` */
export function someOf(names: readonly string[]): string {
  if (names.length <= NAMED + 1) return joinList(names)
  return joinList([...names.slice(0, NAMED), plural(names.length - NAMED, 'more', 'more')])
}
