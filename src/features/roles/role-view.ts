import { isPermission, type Permission, sortPermissions } from '#contract/permissions.ts'
import type { Role, RoleListItem } from '#contract/roles.ts'
import { joinList, plural } from '#src/lib/plural.ts'
import { mergeLists } from '#src/lib/three-way-merge.ts'
import type { Rights } from './role-rights.ts'
import { copyName, describeHolders } from './role-usage.ts'

/** What both views of a role, the editor and that of default roles, are given. */
export interface RoleViewProps {
  project: string
  /** The role in the list, which knows who uses it. */
  item: RoleListItem | undefined
  roles: readonly RoleListItem[] | undefined
  rights: Rights
}

/** The permissions of the catalogue, and those that only the server knows. */
export function splitPermissions(role: Role): { known: Permission[]; unknown: string[] } {
  return {
    known: sortPermissions(role.permissions.filter(isPermission)),
    unknown: role.permissions.filter((name) => !isPermission(name)),
  }
}

export function usedByText(item: RoleListItem | undefined): string {
  if (!item?.used_by) return ''
  return `, used by ${describeHolders(item.used_by).toLowerCase()}`
}

export function freeCopyName(name: string, roles: readonly RoleListItem[] | undefined): string {
  return copyName(name, new Set(roles?.map((role) => role.name)))
}

const NAMED = 6

/** What turned one state of a role into another, as sentences. */
export function describeRoleChange(before: Role, after: Role): string[] {
  const { myAdded: added, myRemoved: removed } = mergeLists(before.permissions, before.permissions, after.permissions)
  return [
    before.name !== after.name && `Renamed from ${before.name} to ${after.name}.`,
    added.length > 0 && `Added ${namesOf(added)}.`,
    removed.length > 0 && `Removed ${namesOf(removed)}.`,
    before.name === after.name && added.length + removed.length === 0 && 'A change was taken back.',
  ].filter((sentence) => sentence !== false)
}

function namesOf(names: readonly string[]): string {
  if (names.length <= NAMED) return joinList(names)
  return joinList([...names.slice(0, NAMED), plural(names.length - NAMED, 'more', 'more')])
}
