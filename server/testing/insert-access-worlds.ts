import type { Db } from '#server/db/pool.ts'
import {
  accounts,
  objects,
  organizationMembers,
  organizations,
  personalTokens,
  projectMembers,
  projects,
  roleAssignments,
  roles,
  serviceUsers,
} from '#server/db/schema.ts'
import { hashSecret, newSecret, secretPrefix } from '#server/secrets.ts'
import { type AccessWorld, type OrganizationWorld, worldsOf } from './access-world.ts'
import { START } from './test-app.ts'

const createdAt = START
const LONG_AGO = new Date('2020-01-01T00:00:00Z')

/** Puts the worlds into the database, all at once. Returns the tokens of their members and service users by id. */
export async function insertWorlds(
  db: Db,
  organizationWorlds: readonly OrganizationWorld[],
): Promise<ReadonlyMap<string, string>> {
  const worlds = organizationWorlds.flatMap(worldsOf)
  const tokens = new Map<string, string>()
  const newToken = (id: string) => {
    const token = newSecret()
    tokens.set(id, token)
    return { tokenHash: hashSecret(token), tokenPrefix: secretPrefix(token) }
  }
  const inProject = ({ organization, project }: AccessWorld) => ({
    organizationId: organization.id,
    projectId: project.id,
    createdAt,
  })
  const members = organizationWorlds.flatMap((world) =>
    world.members.map((member) => ({ ...member, organizationId: world.organization.id })),
  )

  await db.insert(organizations).values(organizationWorlds.map(({ organization }) => ({ ...organization, createdAt })))
  await db
    .insert(accounts)
    .values(members.map(({ id, name, surname, email }) => ({ id, name, surname, email, createdAt })))
  await db
    .insert(personalTokens)
    .values(members.map(({ id }) => ({ id, accountId: id, name: 'test', ...newToken(id), createdAt })))
  await db.insert(organizationMembers).values(
    members.map(({ id, organizationId, admin, active }) => ({
      organizationId,
      accountId: id,
      admin,
      active,
      createdAt,
    })),
  )
  await db
    .insert(projects)
    .values(worlds.map(({ organization, project }) => ({ ...project, organizationId: organization.id, createdAt })))
  const inProjects = worlds.flatMap((world) =>
    world.projectMembers.map((accountId) => ({ ...inProject(world), accountId })),
  )
  if (inProjects.length > 0) await db.insert(projectMembers).values(inProjects)
  await db
    .insert(objects)
    .values(
      worlds.flatMap((world) =>
        world.objects.map((object) => ({ ...inProject(world), ...object, updatedAt: createdAt })),
      ),
    )
  await db.insert(serviceUsers).values(
    worlds.flatMap((world) =>
      world.serviceUsers.map(({ id, name, email, expired }) => ({
        ...inProject(world),
        id,
        name,
        email,
        expiresAt: expired ? LONG_AGO : null,
        ...newToken(id),
      })),
    ),
  )
  await db
    .insert(roles)
    .values(worlds.flatMap((world) => world.roles.map((role) => ({ ...inProject(world), ...role }))))
  await db.insert(roleAssignments).values(
    worlds.flatMap((world) =>
      world.assignments.map(({ id, roleId, assigneeId, objectId }) => ({
        ...inProject(world),
        id,
        roleId,
        objectId,
        accountId: world.members.some((member) => member.id === assigneeId) ? assigneeId : null,
        serviceUserId: world.serviceUsers.some((serviceUser) => serviceUser.id === assigneeId) ? assigneeId : null,
        deploymentId: world.objects.some((object) => object.id === assigneeId) ? assigneeId : null,
      })),
    ),
  )
  return tokens
}
