import type { RoleListItem } from '#contract/roles.ts'

/** The project's own roles before the default ones, which are many and the same everywhere. */
export function roleOptions(roles: readonly RoleListItem[] = []): { value: string; label: string }[] {
  return roles
    .toSorted((one, other) => Number(one.default) - Number(other.default) || one.name.localeCompare(other.name, 'en'))
    .map(({ name, default: isDefault }) => ({ value: name, label: isDefault ? `${name} (default)` : name }))
}
