import type { RoleAssignment } from '#contract/role-assignments.ts'
import { paths } from '#src/lib/paths.ts'

/**
 * Where the access that an assignment gives is explained.
 * @param permissions of its role, of which one is asked about; left to the reader where they are not known
 */
export function accessAddress(
  project: string,
  { assignee, assignee_type, resource, resource_type }: Omit<RoleAssignment, 'id' | 'role'>,
  permissions: readonly string[] = [],
): string {
  const permission = permissions.find((name) => name.startsWith(`${resource_type}s.`)) ?? permissions[0]
  const query = new URLSearchParams({
    assignee,
    assignee_type,
    ...(permission === undefined ? {} : { permission }),
    resource,
    resource_type,
  })
  return `${paths.access(project)}?${query.toString()}`
}
