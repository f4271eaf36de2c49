import {
  type AssigneeType,
  type CreateRoleAssignment,
  createRoleAssignmentBody,
  type ResourceType,
  type RoleAssignment,
} from '#contract/role-assignments.ts'
import { ApiError } from '#src/api/api-error.ts'

export interface NewAssignment {
  assignee: string
  assignee_type: AssigneeType
  role: string
  /** The project's own name where it is the whole project. */
  resource: string
  resource_type: ResourceType
}

export interface Selection {
  assignee_type: AssigneeType
  assignees: readonly string[]
  roles: readonly string[]
  levels: readonly Pick<NewAssignment, 'resource' | 'resource_type'>[]
}

/** One line of the dry run: what assigning this would do. */
export interface PlanRow extends NewAssignment {
  outcome: 'create' | 'none' | 'refused'
  reason?: string
}

/** Tells assignments apart by what they are, not by their id: there are no two of the same. */
export const keyOf = ({
  assignee,
  assignee_type,
  role,
  resource,
  resource_type,
}: Omit<RoleAssignment, 'id'> | NewAssignment) =>
  JSON.stringify([assignee_type, assignee, role, resource_type, resource_type === 'project' ? '' : resource])

/**
 * Every chosen role for every chosen assignee on every chosen level, in this order. Nothing is sent.
 * @param refusal why the server would refuse a role on a level
 */
export function planAssignments(
  { assignee_type, assignees, roles, levels }: Selection,
  existing: readonly RoleAssignment[],
  refusal: (role: string, level: Selection['levels'][number]) => string | undefined,
): PlanRow[] {
  const held = new Set(existing.map(keyOf))
  return assignees.flatMap((assignee) =>
    levels.flatMap((level) =>
      roles.map((role): PlanRow => {
        const assignment: NewAssignment = { assignee, assignee_type, role, ...level }
        if (held.has(keyOf(assignment))) return { ...assignment, outcome: 'none', reason: 'Exists already' }
        const reason = refusal(role, level)
        return reason === undefined
          ? { ...assignment, outcome: 'create' }
          : { ...assignment, outcome: 'refused', reason }
      }),
    ),
  )
}

/**
 * As it is sent. The whole project goes unnamed, so that a new name of it is no obstacle. Throws on a kind of assignee
 * or level that the contract does not know.
 */
export function toBody({ assignee, assignee_type, role, resource, resource_type }: Omit<RoleAssignment, 'id'>) {
  const level = resource_type === 'project' ? {} : { resource, resource_type }
  return createRoleAssignmentBody.parse({ assignee, assignee_type, role, ...level })
}

/** How far one assignment has come. */
export interface AssignOutcome {
  assignment: NewAssignment
  state: 'waiting' | 'created' | 'failed'
  error?: unknown
}

export interface AssignResult {
  outcomes: AssignOutcome[]
  /** What stopped the run before its end: nobody is signed in any more, or the server is away. */
  stoppedBy?: unknown
}

const AT_ONCE = 4

/**
 * Makes the assignments that wait or have failed, a few at a time; a refusal stops only its own. What is made twice is
 * one, so an assignment whose answer was lost is safely asked for again.
 * @param onChange is told each outcome with its place
 */
export async function assignAll(
  outcomes: readonly AssignOutcome[],
  create: (body: CreateRoleAssignment) => Promise<unknown>,
  onChange: (index: number, outcome: AssignOutcome) => void,
  signal: AbortSignal,
): Promise<AssignResult> {
  const results = [...outcomes]
  const open = [...outcomes.entries()].filter(([, { state }]) => state !== 'created')
  let stopped: { by: unknown } | undefined
  const work = async () => {
    for (let next = open.shift(); next && !stopped && !signal.aborted; next = open.shift()) {
      const [index, { assignment }] = next
      const outcome = await assignOne(assignment, create)
      results[index] = outcome
      onChange(index, outcome)
      if (outcome.state === 'failed' && stopsAll(outcome.error)) stopped ??= { by: outcome.error }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return { outcomes: results, ...(stopped ? { stoppedBy: stopped.by } : {}) }
}

async function assignOne(
  assignment: NewAssignment,
  create: (body: CreateRoleAssignment) => Promise<unknown>,
): Promise<AssignOutcome> {
  try {
    await create(toBody(assignment))
    return { assignment, state: 'created' }
  } catch (error) {
    return { assignment, state: 'failed', error }
  }
}

function stopsAll(error: unknown): boolean {
  return error instanceof ApiError && (error.kind !== 'refused' || error.status === 401 || error.status === 429)
}
