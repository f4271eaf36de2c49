import type { RoleAssignment } from '#contract/role-assignments.ts'
import type { Context } from '#server/context.ts'
import * as repository from './role-assignments.repository.ts'
import { audited, toRoleAssignment } from './to-role-assignment.ts'

// Apart from the other service, which builds on the features that ask here.

/** As many are named in an audit row; of the others it says how many there were. */
const NAMED = 100

/** The role assignments that come or go with something, for its audit row. */
export const summaryOf = (assignments: readonly RoleAssignment[], count = assignments.length) => ({
  role_assignments: count,
  roles: assignments.slice(0, NAMED).map(audited),
})

/** Like {@link summaryOf}. Who calls it has locked what they belong to, so that no assignment comes in between. */
export async function assignmentSummary(context: Context, project: repository.ProjectKey, part: repository.Part) {
  const count = await repository.countOf(context.db, project, part)
  const rows = count > 0 ? await repository.findFirstOf(context.db, project, part, NAMED) : []
  return summaryOf(rows.map(toRoleAssignment), count)
}
