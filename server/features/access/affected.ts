import type { AccessChange } from '#contract/access.ts'
import { id as idSchema } from '#contract/common.ts'
import type { Context } from '#server/context.ts'
import { notFound } from '#server/errors.ts'
import { objectOf } from '#server/features/role-assignments/role-assignments.service.ts'
import * as repository from './access-preview.repository.ts'
import { type Assignment, type ObjectName, type Project } from './access-preview.repository.ts'

type ChangeOf<Type extends AccessChange['type']> = Extract<AccessChange, { type: Type }>

/** Whose rights changes can touch, and where. */
export interface Affected {
  projects: Project[]
  /** Ids of members, service users and deployments. */
  assigneeIds: Set<string>
  /** What is learned about whom: `anybody` for the holders of a role, who could be nobody. */
  concerns: Concern[]
}

export interface Concern {
  projectId: string
  objectId: string | null
  about: string
}

/**
 * Found before the changes are made, which is enough: who gets a role by one change and is touched by the next is named
 * by the first. Throws `not_found` for a project that is not the organization's.
 */
export async function findAffected(
  { db }: Context,
  organizationId: string,
  changes: readonly AccessChange[],
): Promise<Affected> {
  const inProjects = changes.filter((change) => 'project' in change)
  const names = new Set(inProjects.map(({ project }) => project))
  const inAll = inProjects.length < changes.length
  const projects = await repository.findProjects(db, organizationId, inAll ? 'all' : names)
  const ids = new Map(projects.map(({ id, name }) => [name, id]))
  for (const name of names) if (!ids.has(name)) throw notFound()
  const idOf = ({ project }: { project: string }) => ids.get(project) ?? ''

  const ofType = <Type extends AccessChange['type']>(...types: Type[]) =>
    changes.filter((change): change is ChangeOf<Type> => (types as string[]).includes(change.type))
  const roles = ofType('role_update', 'role_delete').map((change) => ({ projectId: idOf(change), name: change.role }))
  const users = ofType('service_user_delete', 'project_user_delete')
  const members = ofType('organization_user_update', 'organization_user_delete')
  const created = await findCreated(db, organizationId, ofType('role_assignment_create'), idOf)
  const deleted = await findDeleted(db, organizationId, projects, ofType('role_assignment_delete'))
  const holders = roles.length > 0 ? await repository.findRoleHolders(db, organizationId, roles) : []

  const concerns = [
    ...roles.map(({ projectId }) => ({ projectId, objectId: null, about: 'anybody' })),
    ...users.map((change) => ({ projectId: idOf(change), objectId: null, about: change.id })),
    ...[...created, ...deleted].map(({ assigneeId, ...level }) => ({ ...level, about: assigneeId })),
  ]
  const named = [...members.map(({ id }) => id), ...concerns.map(({ about }) => about)]
  return { projects, concerns, assigneeIds: new Set([...holders, ...named.filter((about) => about !== 'anybody')]) }
}

type Level = Omit<Assignment, 'id'>

/** Whom the new assignments name, where they and the objects are there; the rest is refused when it is made. */
async function findCreated(
  db: Context['db'],
  organizationId: string,
  changes: readonly ChangeOf<'role_assignment_create'>[],
  idOf: (change: { project: string }) => string,
): Promise<Level[]> {
  const keyOf = ({ projectId, kind, name }: ObjectName) => `${projectId} ${kind} ${name}`
  const wanted = changes.map((change) => {
    const { assignee, user_id, assignee_type, resource, resource_type } = change.assignment
    const projectId = idOf(change)
    const name = assignee ?? user_id ?? ''
    const object = objectOf(resource, resource_type)
    return {
      projectId,
      userId: assignee_type === 'deployment' ? undefined : idSchema.safeParse(name).data?.toLowerCase(),
      deployment: assignee_type === 'deployment' ? { projectId, kind: 'deployment' as const, name } : undefined,
      object: object && { projectId, ...object },
    }
  })
  const names = wanted.flatMap(({ deployment, object }) => [deployment, object]).filter((name) => name !== undefined)
  const found = names.length > 0 ? await repository.findObjects(db, organizationId, names) : []
  const idByKey = new Map(found.map((object) => [keyOf(object), object.id]))
  return wanted.flatMap(({ projectId, userId, deployment, object }) => {
    const assigneeId = deployment ? idByKey.get(keyOf(deployment)) : userId
    const objectId = object ? idByKey.get(keyOf(object)) : null
    return assigneeId === undefined || objectId === undefined ? [] : [{ projectId, objectId, assigneeId }]
  })
}

async function findDeleted(
  db: Context['db'],
  organizationId: string,
  projects: readonly Project[],
  changes: readonly ChangeOf<'role_assignment_delete'>[],
): Promise<Level[]> {
  if (changes.length === 0) return []
  const ids = changes.map(({ id }) => id)
  return (await repository.findAssignments(db, organizationId, projects, ids)).map(({ id: _id, ...level }) => level)
}
