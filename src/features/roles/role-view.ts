import { isPermission, type Permission, sortPermissions } from '#contract/permissions.ts'
import type { Role, RoleListItem } from '#contract/roles.ts'
import { copyName, describeHolders } from './role-usage.ts'

/** What both views of a role, the editor and that of default roles, are given. */
export interface RoleViewProps {
  project: string
  /** The role in the list, which knows who uses it. */
  item: RoleListItem | undefined
  roles: readonly RoleListItem[] | undefined
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
