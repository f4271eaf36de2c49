import { permissions as catalogue, type Permission } from '#contract/permissions.ts'

/** A role that somebody holds on the whole project, where the object is null, or on one object of it. */
export interface Grant {
  objectId: string | null
  permissions: readonly string[]
}

/** All that decides what an assignee may do in one project. */
export interface Facts<G extends Grant = Grant> {
  kind: 'member' | 'service_user' | 'deployment'
  organizationAdmin: boolean
  /** False for a member who has not accepted the invitation yet. */
  active: boolean
  /** True for a service user whose token has ended. */
  expired: boolean
  grants: readonly G[]
}

export type Chain<G extends Grant = Grant> = { type: 'organization_admin' } | { type: 'role'; grant: G }

export type Obstacle = 'invited' | 'expired' | 'closed_to_service_users'

export interface Verdict<G extends Grant = Grant> {
  /** There is a chain and no obstacle. */
  allowed: boolean
  /** The admin's flag first, the roles in the order of the grants. */
  chains: Chain<G>[]
  obstacle: Obstacle | null
}

/** What a service user's token may never do, whatever its role says. */
export const closedToServiceUsers = (permission: string): boolean =>
  permission.startsWith('roles.') || permission.startsWith('projects.users.')

/** A role on the project counts on all its objects, a role on an object there only. */
const countsOn = (grant: Grant, objectId: string | null): boolean =>
  grant.objectId === null || grant.objectId === objectId

/** Everything that the grants give on a level, the object of this id or, for null, the whole project. */
export function grantedOn(grants: readonly Grant[], objectId: string | null): ReadonlySet<string> {
  return new Set(grants.filter((grant) => countsOn(grant, objectId)).flatMap(({ permissions }) => permissions))
}

/** Whether the permission is held on a level, through what, and what keeps it from being used. */
export function evaluate<G extends Grant>(facts: Facts<G>, permission: string, objectId: string | null): Verdict<G> {
  const roles = facts.grants.filter((grant) => countsOn(grant, objectId) && grant.permissions.includes(permission))
  const chains: Chain<G>[] = [
    ...(facts.organizationAdmin ? [{ type: 'organization_admin' } as const] : []),
    ...roles.map((grant) => ({ type: 'role', grant }) as const),
  ]
  const obstacle = obstacleTo(facts, permission)
  return { allowed: chains.length > 0 && obstacle === null, chains, obstacle }
}

/** What keeps the assignee from everything: it says nothing about one permission. */
export function obstacleOf({
  active,
  expired,
}: Pick<Facts, 'active' | 'expired'>): Exclude<Obstacle, 'closed_to_service_users'> | null {
  if (!active) return 'invited'
  return expired ? 'expired' : null
}

/** No date of expiry and no role ever changes what is closed, so that comes first. */
function obstacleTo(facts: Facts, permission: string): Obstacle | null {
  return isClosedTo(facts, permission) ? 'closed_to_service_users' : obstacleOf(facts)
}

const isClosedTo = ({ kind }: Facts, permission: string) => kind === 'service_user' && closedToServiceUsers(permission)

/**
 * What is held on a level in catalogue order, also by somebody who has not accepted the invitation yet or has expired;
 * without what is closed to service users, which they can never use.
 */
export function heldOn(facts: Facts, objectId: string | null): Permission[] {
  const granted = grantedOn(facts.grants, objectId)
  return catalogue.filter(
    (permission) => (facts.organizationAdmin || granted.has(permission)) && !isClosedTo(facts, permission),
  )
}

/** What the assignee may do on a level as things are, in catalogue order. */
export const usableOn = (facts: Facts, objectId: string | null): Permission[] =>
  obstacleOf(facts) === null ? heldOn(facts, objectId) : []
