import type { AccessPreview, OwnAccess } from '#contract/access.ts'
import { holdsOn, type Level, whyNoAssign } from '#src/lib/own-rights.ts'

export function whyNoDelete(own: OwnAccess | undefined, level: Level): string | undefined {
  return holdsOn(own, 'roles.assignments.delete', level) ? undefined : 'You need roles.assignments.delete there'
}

/**
 * Why the caller could not give a role back after taking it away: they do not hold enough for it, or lose it with this.
 * @param preview what taking it away does
 */
export function whyNoUndo(
  own: OwnAccess | undefined,
  permissions: readonly string[] | undefined,
  level: Level,
  preview: AccessPreview | undefined,
  callerId: string | undefined,
): string | undefined {
  if (own?.organization_admin) return undefined
  const losesRights = preview?.groups.some(
    ({ assignees, differences }) =>
      differences.some(({ lost }) => lost.length > 0) &&
      assignees.some(({ assignee, assignee_type }) => assignee === callerId && assignee_type === 'user'),
  )
  if (losesRights) return 'You take away your own rights, so you cannot give the role back yourself.'
  const refusal = whyNoAssign(own, permissions, level)
  return refusal && `${refusal}, so you cannot give the role back yourself.`
}
