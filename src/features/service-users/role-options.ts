import type { RoleListItem } from '#contract/roles.ts'

/**
 * The project's own roles before the default ones, which are many and the same everywhere.
 * @param refusal why the caller cannot give a role
 */
export function roleOptions(
  roles: readonly RoleListItem[] = [],
  refusal: (role: string) => string | undefined,
): { value: string; label: string; disabled: boolean }[] {
  return roles
    .toSorted((one, other) => Number(one.default) - Number(other.default) || one.name.localeCompare(other.name, 'en'))
    .map(({ name, default: isDefault }) => {
      const reason = refusal(name)
      const label = isDefault ? `${name} (default)` : name
      // The browser's own list has no other place for it.
      return {
        value: name,
        label: reason === undefined ? label : `${label}: ${reason}`,
        disabled: reason !== undefined,
      }
    })
}

/** What the server refuses to the token of a service user, whatever its roles give. */
export const isClosedToServiceUsers = (permission: string) =>
  permission.startsWith('roles.') || permission.startsWith('projects.users.')
