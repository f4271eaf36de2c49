import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import { type Permission, permissions } from '#contract/permissions.ts'
import type { Db } from '#server/db/pool.ts'
import { organizationMembers, roleAssignments, roles } from '#server/db/schema.ts'
import {
  assignRole,
  createMember,
  createObject,
  createOrganization,
  createProject,
  createRole,
  createServiceUser,
} from './factories.ts'

const people = ['caller', 'accomplice', 'bystander'] as const
const robots = ['robot', 'machine'] as const
const objectNames = ['deployment', 'bucket'] as const
const roleNames = ['first-role', 'second-role', 'third-role'] as const

/** What lets somebody handle rights; and a little that has nothing to do with it. */
const handling = permissions.filter((name) => /^(roles|service_users)\./.test(name))
const others = ['deployments.list', 'deployments.delete', 'buckets.get'] as const satisfies readonly Permission[]
const all: Permission[] = [...handling, ...others]
// Few at a time, or nobody could hand any role on.
const somePermissions = fc.subarray(all, { minLength: 1, maxLength: 3 })

const someRole = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom<string>(...roleNames) },
  { weight: 1, arbitrary: fc.constantFrom('project-admin', 'deployment-admin', 'file-reader') },
)
const someAssignment = fc.record({
  who: fc.constantFrom(...people, ...robots, 'deployment' as const),
  role: someRole,
  on: fc.constantFrom(undefined, ...objectNames),
})

/** What is tried, in the names of the world. */
export const someAction = fc.oneof(
  fc.record({ type: fc.constant('create role' as const), permissions: somePermissions }),
  fc.record({ type: fc.constant('clone role' as const), role: someRole }),
  fc.record({ type: fc.constant('change role' as const), role: someRole, permissions: somePermissions }),
  fc.record({
    type: fc.constant('extend role' as const),
    role: someRole,
    by: fc.constantFrom(...all),
  }),
  fc.record({ type: fc.constant('rename role' as const), role: someRole, to: someRole }),
  fc.record({ type: fc.constant('delete role' as const), role: someRole }),
  { arbitrary: fc.record({ type: fc.constant('assign' as const), assignment: someAssignment }), weight: 4 },
  fc.record({ type: fc.constant('take away' as const), index: fc.nat(20) }),
  fc.record({ type: fc.constant('create service user' as const) }),
  { arbitrary: fc.record({ type: fc.constant('reset token' as const), robot: fc.constantFrom(...robots) }), weight: 2 },
  fc.record({ type: fc.constant('make admin' as const), who: fc.constantFrom(...people) }),
  fc.record({ type: fc.constant('add admin' as const) }),
)
type Generated<Arbitrary> = Arbitrary extends fc.Arbitrary<infer Value> ? Value : never
export type Action = Generated<typeof someAction>

/** Who holds what at first; the caller always enough to try. */
export const someSetting = fc.record({
  roles: fc.tuple(somePermissions, somePermissions, somePermissions),
  ofCaller: fc.record({
    permissions: fc.subarray(all, { minLength: 8 }),
    on: fc.oneof(
      { weight: 3, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.constantFrom(...objectNames) },
    ),
  }),
  assignments: fc.array(someAssignment, { maxLength: 6 }),
})
export type Setting = Generated<typeof someSetting>

export async function createEscalationWorld(db: Db) {
  const organization = await createOrganization(db)
  await createMember(db, organization, { admin: true })
  const project = await createProject(db, organization)
  return {
    organization,
    project,
    who: {
      caller: await createMember(db, organization),
      accomplice: await createMember(db, organization),
      bystander: await createMember(db, organization),
      robot: await createServiceUser(db, project),
      machine: await createServiceUser(db, project),
      deployment: await createObject(db, project, 'deployment'),
    },
    bucket: await createObject(db, project, 'bucket'),
  }
}
export type EscalationWorld = Awaited<ReturnType<typeof createEscalationWorld>>

export async function arrange(db: Db, world: EscalationWorld, setting: Setting): Promise<void> {
  const { project, who, bucket } = world
  const objects = { deployment: who.deployment, bucket }
  for (const [index, given] of setting.roles.entries()) {
    await createRole(db, project, given, roleNames[index])
  }
  const { permissions: given, on } = setting.ofCaller
  const own = await createRole(db, project, given)
  await assignRole(db, project, own.name, { person: who.caller }, on && objects[on])
  const seen = new Set<string>()
  for (const { who: name, role, on: place } of setting.assignments) {
    const key = [name, role, place].join(' ')
    if (seen.has(key)) continue
    seen.add(key)
    await assignRole(db, project, role, assigneeOf(world, name), place && objects[place])
  }
}

function assigneeOf({ who }: EscalationWorld, name: keyof EscalationWorld['who']) {
  if (name === 'robot' || name === 'machine') return { serviceUser: who[name] }
  if (name === 'deployment') return { deployment: who.deployment }
  return { person: who[name] }
}

/** Of each assignee, by id, what they can do; each right as `permission @ level`. */
export type Rights = ReadonlyMap<string, ReadonlySet<string>>

/** What everybody can do on the project and on each object, read from the rows without the server's help. */
export async function rightsOf(db: Db, { organization, project, who, bucket }: EscalationWorld): Promise<Rights> {
  const levels = [project.id, who.deployment.id, bucket.id]
  const rights = new Map<string, Set<string>>()
  const add = (id: string, given: readonly string[], on: readonly string[]) => {
    const known = rights.get(id) ?? new Set()
    for (const name of given) for (const level of on) known.add(`${name} @ ${level}`)
    rights.set(id, known)
  }
  const assigned = await db
    .select({ assignment: roleAssignments, given: roles.permissions })
    .from(roleAssignments)
    .innerJoin(roles, eq(roles.id, roleAssignments.roleId))
    .where(eq(roleAssignments.projectId, project.id))
  for (const { assignment, given } of assigned) {
    const { accountId, serviceUserId, deploymentId, objectId } = assignment
    const useful = serviceUserId ? given.filter((name) => !/^(roles|projects\.users)\./.test(name)) : given
    add(accountId ?? serviceUserId ?? deploymentId ?? '', useful, objectId ? [objectId] : levels)
  }
  const admins = await db
    .select()
    .from(organizationMembers)
    .where(eq(organizationMembers.organizationId, organization.id))
  for (const { accountId, admin } of admins) if (admin) add(accountId, permissions, levels)
  return rights
}
