import type { AccessChain, AccessExplanation, AccessHolder, AccessObstacle, AccessStep } from '#contract/access.ts'
import { joinList, plural } from '#src/lib/plural.ts'
import { describeLevel } from './access-question.ts'

type Named = Pick<AccessHolder, 'name' | 'email' | 'assignee'>

export const labelOf = ({ name, email, assignee }: Named) => name || email || assignee

export interface Verdict {
  /** `blocked`: there is a chain, and something that keeps it from being used. */
  answer: 'yes' | 'no' | 'blocked'
  sentence: string
}

const obstacleClauses: Record<AccessObstacle, [start: string, clause: string]> = {
  invited: ['Not yet', 'has not accepted the invitation'],
  expired: ['Not any more', 'has a token that has expired'],
  closed_to_service_users: ['No', 'is a service user, to whom that part of the API is closed'],
}

/** The answer in one sentence. */
export function verdictOf(explanation: AccessExplanation, isSelf: boolean): Verdict {
  const { permission, chains, allowed, obstacle } = explanation
  const where = `${permission} on ${describeLevel(explanation)}`
  const who = isSelf ? 'you' : labelOf(explanation)
  const holds = `${who} ${isSelf ? 'hold' : 'holds'} ${where}`
  if (allowed) return { answer: 'yes', sentence: `Yes: ${holds}.` }
  if (chains.length > 0 && obstacle) {
    const [start, clause] = obstacleClauses[obstacle]
    return { answer: 'blocked', sentence: `${start}: ${holds}, but ${clause}.` }
  }
  return { answer: 'no', sentence: `No: ${who} ${isSelf ? 'do' : 'does'} not hold ${where}.` }
}

/** Why there is no chain. */
export function missingFor(explanation: AccessExplanation, isSelf: boolean): string {
  const who = isSelf ? 'you have' : `${labelOf(explanation)} has`
  const level = describeLevel(explanation)
  const levels = explanation.resource_type === 'project' ? level : `the whole project or on ${level}`
  return `No role that ${who} on ${levels} gives this permission.`
}

const obstacleReasons: Record<AccessObstacle, string> = {
  invited: 'Has not accepted the invitation yet',
  expired: 'The token has expired',
  closed_to_service_users: 'Closed to service users',
}
export const obstacleReason = (obstacle: AccessObstacle) => obstacleReasons[obstacle]

/** `Admin of the organization; deployer on the whole project` */
export const describeChains = (chains: readonly AccessChain[]) =>
  chains
    .map((chain) => (chain.type === 'role' ? `${chain.role} on ${describeLevel(chain)}` : 'Admin of the organization'))
    .join('; ')

/** One step of a change, as an instruction. */
export function describeStep(step: AccessStep, who: string): string {
  switch (step.type) {
    case 'assign_role':
      return `Assign the role ${step.role} to ${who} on ${describeLevel(step)}`
    case 'delete_role_assignment':
      return `Take the role ${step.role} on ${describeLevel(step)} from ${who}`
    case 'remove_organization_admin':
      return `Remove ${who} as admin of the organization`
    case 'accept_invitation':
      return 'Wait until the invitation is accepted'
  }
}

/** What the button says that carries the steps out. */
export function actLabel(steps: readonly AccessStep[]): string {
  const types = new Set(steps.map(({ type }) => type))
  types.delete('accept_invitation')
  if (types.size > 1) return 'Make these changes'
  if (types.has('assign_role')) return 'Assign role'
  if (types.has('remove_organization_admin')) return 'Remove admin'
  return steps.length > 1 ? 'Delete assignments' : 'Delete assignment'
}

/** Why no change of roles turns the answer. */
export function whyNoChange({ obstacle }: AccessExplanation): string {
  if (obstacle === 'expired') return 'No role changes that: an expired service user stays expired.'
  if (obstacle === 'closed_to_service_users') return 'No role changes that: it is closed to every service user.'
  return 'No role of this project gives this permission. A new role can.'
}

/** How many can use what is asked about, and how many only hold it; `what` is `deployments.get on the whole project`. */
export function summariseHolders(holders: readonly AccessHolder[], what: string): string {
  const able = holders.filter(({ allowed }) => allowed)
  const blocked = holders.length - able.length
  const count = (kind: AccessHolder['kind']) => able.filter((holder) => holder.kind === kind).length
  const parts = [
    { count: count('member'), one: 'person', other: 'people' },
    { count: count('service_user'), one: 'service user', other: 'service users' },
    { count: count('deployment'), one: 'deployment', other: 'deployments' },
  ].filter((part) => part.count > 0)
  const who = joinList(parts.map((part) => plural(part.count, part.one, part.other))) || 'Nobody'
  const rest = blocked === 0 ? '' : `; ${plural(blocked, 'more holds it but cannot', 'more hold it but cannot')} use it`
  return `${who} can use ${what}${rest}.`
}
