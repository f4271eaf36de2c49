import type {
  AccessAssignee,
  AccessChain,
  AccessExplanation,
  AccessHolder,
  ExplainAccess,
  ListAccessHolders,
  OwnAccess,
} from '#contract/access.ts'
import type { Context } from '#server/context.ts'
import { notFound } from '#server/errors.ts'
import { findAssignee, objectOf, requireResource } from '#server/features/role-assignments/role-assignments.service.ts'
import { findScope, requireIn, type Scope } from './access.service.ts'
import { type Chain, evaluate, type Facts, heldOn } from './evaluate.ts'
import type { AssigneeRow, Level, NamedGrant } from './facts.repository.ts'
import * as repository from './facts.repository.ts'
import { groupBy } from './group-by.ts'
import { smallestChange } from './smallest-change.ts'

/** What the caller may do on the project, and on those objects where their roles on it give more. */
export async function getOwnAccess(context: Context, project: string): Promise<OwnAccess> {
  const { facts, ...scope } = await findScope(context, { project })
  const grants = await grantsOf(context, scope, context.actor.id)
  const own = { ...facts, grants }
  const permissions = heldOn(own, null)
  const levels = new Map(grants.flatMap(({ level }) => (level.objectId === null ? [] : [[level.objectId, level]])))
  const objects = [...levels.values()].map((level) => ({ ...named(level), permissions: heldOn(own, level.objectId) }))
  return {
    organization_admin: facts.organizationAdmin,
    permissions,
    objects: objects.filter((object) => object.permissions.length > permissions.length),
  }
}

/**
 * Why somebody holds a permission or not. Asks for `roles.assignments.list` on the project or the object, of people only
 * about others: everybody may know their own rights. Throws `assignee_unknown` and `resource_unknown`.
 */
export async function explainAccess(
  context: Context,
  project: string,
  query: ExplainAccess,
): Promise<AccessExplanation> {
  const { permission, resource, resource_type, assignee, assignee_type } = query
  const scope = await findScope(context, { project, object: objectOf(resource, resource_type) })
  const isOwn =
    context.actor.type === 'person' && assignee_type !== 'deployment' && assignee.toLowerCase() === context.actor.id
  if (!isOwn) requireIn(context, scope, 'roles.assignments.list')
  // Who may not list gets no other answer for an object that is not there than for one that they hold nothing on.
  if (scope.can('roles.assignments.list')) requireResource(scope, query)

  const { accountId, serviceUserId, deploymentId } = await findAssignee(context, scope, query)
  const id = accountId ?? serviceUserId ?? deploymentId ?? ''
  const row = await requireAssignee(context, scope, id)
  const facts = { ...row, grants: await grantsOf(context, scope, id) }
  const question = { permission, level: levelOf(scope, query) }
  const verdict = evaluate(facts, permission, scope.objectId)
  const change = smallestChange(facts, question, {
    roles: verdict.allowed ? [] : await repository.findRolesWith(context.db, scope, permission),
    isLastAdmin:
      verdict.allowed &&
      facts.organizationAdmin &&
      !(await repository.hasOtherActiveAdmin(context.db, scope.organizationId, id)),
  })
  return { ...toHolder(row, facts, permission, scope.objectId), permission, ...named(question.level), change }
}

/** Throws `resource_unknown`. Asks for `roles.assignments.list` on the project or the object. */
export async function listAccessHolders(
  context: Context,
  project: string,
  query: ListAccessHolders,
): Promise<AccessHolder[]> {
  const { permission, resource, resource_type } = query
  const scope = await findScope(context, { project, object: objectOf(resource, resource_type) })
  requireIn(context, scope, 'roles.assignments.list')
  requireResource(scope, query)
  const grants = await repository.findGrantsWith(context.db, scope, permission)
  const byAssignee = groupBy(grants, ({ assigneeId }) => assigneeId)
  const assignees = await repository.findAssignees(context.db, scope.organizationId, {
    ids: [...byAssignee.keys()],
    admins: true,
    now: context.now,
  })
  return assignees.map((row) =>
    toHolder(row, { ...row, grants: byAssignee.get(row.id) ?? [] }, permission, scope.objectId),
  )
}

const grantsOf = (
  { db }: Context,
  { organizationId, projectId }: Pick<Scope, 'organizationId' | 'projectId'>,
  id: string,
) => repository.findGrantsOf(db, organizationId, { projectIds: [projectId], assigneeIds: [id] })

async function requireAssignee({ db, now }: Context, { organizationId }: Scope, id: string): Promise<AssigneeRow> {
  const [row] = await repository.findAssignees(db, organizationId, { ids: [id], now })
  // Deleted since it was found.
  if (!row) throw notFound()
  return row
}

function toHolder(
  row: AssigneeRow,
  facts: Facts<NamedGrant>,
  permission: string,
  objectId: string | null,
): AccessHolder {
  const { chains, ...verdict } = evaluate(facts, permission, objectId)
  return { ...toAssignee(row), ...verdict, chains: chains.map(toChain) }
}

/** As it is named on the wire: a deployment by its name, as in a role assignment. */
export const toAssignee = ({ id, kind, name, email }: AssigneeRow): AccessAssignee => ({
  assignee: kind === 'deployment' ? name : id,
  assignee_type: kind === 'deployment' ? 'deployment' : 'user',
  kind,
  name,
  email,
})

function toChain(chain: Chain<NamedGrant>): AccessChain {
  if (chain.type === 'organization_admin') return chain
  const { role, roleAssignment, level } = chain.grant
  return { type: 'role', role, role_assignment: roleAssignment, ...named(level) }
}

const named = ({ resource, resource_type }: Level) => ({ resource, resource_type })

const projectLevel = ({ projectName }: Scope): Level => ({
  objectId: null,
  resource: projectName,
  resource_type: 'project',
})

function levelOf(scope: Scope, { resource, resource_type }: ListAccessHolders): Level {
  const object = objectOf(resource, resource_type)
  return object ? { objectId: scope.objectId, resource: object.name, resource_type: object.kind } : projectLevel(scope)
}
