import type { AccessChange } from '#contract/access.ts'
import { type CreateRoleAssignment, createRoleAssignmentBody, type RoleAssignment } from '#contract/role-assignments.ts'

/** What one dry run takes. */
const MOST_CHANGES = 500

// The whole project goes unnamed, so that a new name of it is no obstacle.
const toBody = ({ assignee, assignee_type, resource, resource_type }: RoleAssignment, role: string) => ({
  assignee,
  assignee_type,
  role,
  ...(resource_type === 'project' ? {} : { resource, resource_type }),
})

/**
 * What gives everybody who holds a role another one where they hold it, without what is there already.
 * Undefined where an assignment is of a kind that only the server knows.
 */
export function reassignments(
  assignments: readonly RoleAssignment[],
  from: string,
  to: string,
): CreateRoleAssignment[] | undefined {
  const keyOf = (assignment: RoleAssignment) => JSON.stringify(toBody(assignment, ''))
  const present = new Set(assignments.filter(({ role }) => role === to).map(keyOf))
  const parsed = assignments
    .filter((assignment) => assignment.role === from && !present.has(keyOf(assignment)))
    .map((assignment) => createRoleAssignmentBody.safeParse(toBody(assignment, to)))
  const bodies = parsed.flatMap(({ data }) => data ?? [])
  return bodies.length === parsed.length ? bodies : undefined
}

/** Everything that is about to happen, in order; undefined where it is too much for one dry run. */
export function deletionChanges(
  project: string,
  role: string,
  moved: readonly CreateRoleAssignment[],
): AccessChange[] | undefined {
  if (moved.length + 1 > MOST_CHANGES) return undefined
  return [
    ...moved.map((assignment): AccessChange => ({ type: 'role_assignment_create', project, assignment })),
    { type: 'role_delete', project, role },
  ]
}

export interface ReassignFailure {
  body: CreateRoleAssignment
  error: unknown
}

const AT_ONCE = 4
/** After so many refusals the rest would hardly fare better. */
const ENOUGH_FAILURES = 5

/**
 * Makes the assignments, a few at a time, and gives those that failed, the ones not tried any more left out. What is
 * made twice is one, so all of it can safely be done again.
 */
export async function reassignAll(
  bodies: readonly CreateRoleAssignment[],
  create: (body: CreateRoleAssignment) => Promise<unknown>,
  onDone: (count: number) => void,
): Promise<ReassignFailure[]> {
  const waiting = [...bodies]
  const failures: ReassignFailure[] = []
  let done = 0
  const work = async () => {
    for (let body = waiting.shift(); body && failures.length < ENOUGH_FAILURES; body = waiting.shift()) {
      try {
        await create(body)
        done += 1
        onDone(done)
      } catch (error) {
        failures.push({ body, error })
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return failures
}
