import type { AccessAssignee, AccessChange, AccessStep } from '#contract/access.ts'

/** A step as the change that is sent for it; undefined for what nobody but the assignee can do. */
export function changeFor(
  step: AccessStep,
  project: string,
  { assignee, assignee_type }: Pick<AccessAssignee, 'assignee' | 'assignee_type'>,
): AccessChange | undefined {
  switch (step.type) {
    case 'assign_role': {
      const { role, resource, resource_type } = step
      // The whole project goes unnamed, so that a new name of it is no obstacle.
      const level = resource_type === 'project' ? {} : { resource, resource_type }
      return { type: 'role_assignment_create', project, assignment: { assignee, assignee_type, role, ...level } }
    }
    case 'delete_role_assignment':
      return { type: 'role_assignment_delete', project, id: step.role_assignment }
    case 'remove_organization_admin':
      return { type: 'organization_user_update', id: assignee, admin: false }
    case 'accept_invitation':
      return undefined
  }
}
