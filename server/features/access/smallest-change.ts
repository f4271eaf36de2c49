import type { AccessExplanation, AccessStep } from '#contract/access.ts'
import { evaluate, type Facts, usableOn } from './evaluate.ts'
import type { Level, NamedGrant } from './facts.repository.ts'

export interface Question {
  permission: string
  /** The level that is asked about. */
  level: Level
}

/** The role with this permission that a step could assign. */
export interface Role {
  name: string
  permissions: readonly string[]
}

type Change = NonNullable<AccessExplanation['change']>

/**
 * The smallest change that turns the answer: the fewest steps, of these the fewest other permissions that the assignee
 * gains or loses on the level, then the role with the fewest permissions, and the name.
 * Null where no role can turn it.
 * @param roles those of the project with the permission; needed where it is not allowed yet
 */
export function smallestChange(
  facts: Facts<NamedGrant>,
  question: Question,
  { roles, isLastAdmin }: { roles: readonly Role[]; isLastAdmin: boolean },
): Change | null {
  const verdict = evaluate(facts, question.permission, question.level.objectId)
  if (verdict.allowed) return revocation(facts, question, verdict.chains, isLastAdmin)
  if (verdict.obstacle === 'closed_to_service_users' || verdict.obstacle === 'expired') return null
  const accepted = { ...facts, active: true }
  const accept: AccessStep[] = verdict.obstacle === 'invited' ? [{ type: 'accept_invitation' }] : []
  if (verdict.chains.length > 0) return changeOf(facts, accepted, question, accept)
  const [best] = assignments(facts, question, roles).sort(bySize)
  if (!best) return null
  return { steps: [best.step, ...accept], side_effects: best.sideEffects, refused: null }
}

/** Each chain takes a step of its own, so that no smaller change exists. */
function revocation(
  facts: Facts<NamedGrant>,
  question: Question,
  chains: ReturnType<typeof evaluate<NamedGrant>>['chains'],
  isLastAdmin: boolean,
): Change {
  const deleted = new Set(chains.flatMap((chain) => (chain.type === 'role' ? [chain.grant] : [])))
  const after = {
    ...facts,
    organizationAdmin: false,
    grants: facts.grants.filter((grant) => !deleted.has(grant)),
  }
  const steps = chains.map((chain): AccessStep => {
    if (chain.type === 'organization_admin') return { type: 'remove_organization_admin' }
    const { role, roleAssignment, level } = chain.grant
    return { type: 'delete_role_assignment', role, role_assignment: roleAssignment, ...named(level) }
  })
  const change = changeOf(facts, after, question, steps)
  return facts.organizationAdmin && isLastAdmin ? { ...change, refused: 'last_admin' } : change
}

interface Assignment {
  step: AccessStep
  role: Role
  sideEffects: string[]
}

/** On the level that is asked about, since the whole project gives nothing there that the object does not. */
function assignments(facts: Facts<NamedGrant>, question: Question, roles: readonly Role[]): Assignment[] {
  const { level } = question
  return roles.map((role) => {
    const grants = [...facts.grants, { objectId: level.objectId, permissions: role.permissions }]
    return {
      step: { type: 'assign_role', role: role.name, ...named(level) },
      role,
      sideEffects: sideEffectsOf(facts, { ...facts, active: true, grants }, question),
    }
  })
}

function bySize(one: Assignment, other: Assignment): number {
  return (
    one.sideEffects.length - other.sideEffects.length ||
    one.role.permissions.length - other.role.permissions.length ||
    (one.role.name < other.role.name ? -1 : 1)
  )
}

const changeOf = (before: Facts, after: Facts, question: Question, steps: AccessStep[]): Change => ({
  steps,
  side_effects: sideEffectsOf(before, after, question),
  refused: null,
})

/** What the assignee can use on the level on one side of a change only, besides what was asked for. */
function sideEffectsOf(before: Facts, after: Facts, { permission, level }: Question): string[] {
  const had = usableOn(before, level.objectId)
  const has = usableOn(after, level.objectId)
  const [more, less] = had.length > has.length ? [had, new Set(has)] : [has, new Set(had)]
  return more.filter((name) => name !== permission && !less.has(name))
}

const named = ({ resource, resource_type }: Level) => ({ resource, resource_type })
