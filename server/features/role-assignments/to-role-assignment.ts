import type { RoleAssignment } from '#contract/role-assignments.ts'
import type { RoleAssignmentRow } from './role-assignments.repository.ts'

/** As the documents show it: a role on the whole project has the project itself as its resource. */
export function toRoleAssignment(row: RoleAssignmentRow): RoleAssignment {
  return {
    id: row.id,
    assignee: row.accountId ?? row.serviceUserId ?? row.deploymentName ?? '',
    assignee_type: row.deploymentName === null ? 'user' : 'deployment',
    role: row.roleName,
    resource: row.resourceName ?? row.projectName,
    resource_type: row.resourceKind ?? 'project',
  }
}

/** What the audit trail says of an assignment, whose id it has elsewhere. */
export const audited = ({ id: _id, ...rest }: RoleAssignment) => rest
