import { and, eq } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import type { ApiKeyType } from '#contract/account-service-users.ts'
import type { Profile } from '#contract/profiles.ts'
import type { Db } from '#server/db/pool.ts'
import {
  accountServiceUserAdministrators,
  accountServiceUserKeys,
  accountServiceUsers,
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
  subscriptions,
} from '#server/db/schema.ts'
import { insertDefaultRoles } from '#server/features/roles/roles.repository.ts'
import { hashSecret, newSecret, secretPrefix } from '#server/secrets.ts'
import { START } from './test-app.ts'

let counter = 0
const unique = (prefix: string) => {
  counter += 1
  return `${prefix}-${counter}`
}

/** A person with a personal token, which tests call the API with. */
export async function createPerson(db: Db, values: Partial<typeof accounts.$inferInsert> = {}) {
  const token = newSecret()
  const id = uuidv7()
  const email = values.email ?? `${unique('person')}@example.com`
  await db.insert(accounts).values({ id, name: 'Ada', surname: 'Lovelace', createdAt: START, ...values, email })
  await db.insert(personalTokens).values({
    id: uuidv7(),
    accountId: id,
    name: 'test',
    tokenHash: hashSecret(token),
    tokenPrefix: secretPrefix(token),
    createdAt: START,
  })
  return { id, email, token }
}

export async function createOrganization(
  db: Db,
  values: { name?: string; subscription?: string; startDate?: string; endDate?: string | null } = {},
) {
  const id = uuidv7()
  const name = values.name ?? unique('organization')
  await db.insert(organizations).values({ id, name, createdAt: START })
  await db.insert(subscriptions).values({
    organizationId: id,
    name: values.subscription ?? 'free',
    startDate: values.startDate ?? '2026-03-10',
    endDate: values.endDate === undefined ? '2027-03-10' : values.endDate,
  })
  return { id, name }
}

/** A person who is a member of the organization. */
export async function createMember(
  db: Db,
  organization: { id: string },
  values: {
    admin?: boolean
    clusterAdmin?: boolean
    active?: boolean
    email?: string
    operator?: boolean
    passwordHash?: string
  } = {},
) {
  const { admin = false, clusterAdmin = false, active = true, ...account } = values
  const person = await createPerson(db, account)
  await db
    .insert(organizationMembers)
    .values({ organizationId: organization.id, accountId: person.id, admin, clusterAdmin, active, createdAt: START })
  return person
}

/** A project with its default roles. */
export async function createProject(db: Db, organization: { id: string }, name = unique('project')) {
  const id = uuidv7()
  await db.insert(projects).values({ id, organizationId: organization.id, name, createdAt: START })
  await insertDefaultRoles(db, { organizationId: organization.id, projectId: id }, START)
  return { id, name, organizationId: organization.id }
}

type ProjectRow = Awaited<ReturnType<typeof createProject>>

export async function createObject(
  db: Db,
  project: ProjectRow,
  kind: 'deployment' | 'pipeline' | 'bucket',
  name = unique(kind),
) {
  const id = uuidv7()
  await db.insert(objects).values({
    id,
    organizationId: project.organizationId,
    projectId: project.id,
    kind,
    name,
    ...(kind === 'bucket' ? { provider: 'ubiops' } : { inputType: 'plain', outputType: 'plain' }),
    createdAt: START,
    updatedAt: START,
  })
  return { id, kind, name }
}

export async function createServiceUser(
  db: Db,
  project: ProjectRow,
  values: Partial<
    Pick<typeof serviceUsers.$inferInsert, 'name' | 'description' | 'expiresAt' | 'allowedCorsOrigins'>
  > = {},
) {
  const token = newSecret()
  const id = uuidv7()
  const email = `${id}.${project.name}@serviceuser.example.com`
  await db.insert(serviceUsers).values({
    id,
    organizationId: project.organizationId,
    projectId: project.id,
    email,
    name: unique('service-user'),
    tokenHash: hashSecret(token),
    tokenPrefix: secretPrefix(token),
    createdAt: START,
    ...values,
  })
  return { id, email, token }
}

export async function createRole(db: Db, project: ProjectRow, permissions: string[], name = unique('role')) {
  const id = uuidv7()
  await db.insert(roles).values({
    id,
    organizationId: project.organizationId,
    projectId: project.id,
    name,
    permissions,
    createdAt: START,
  })
  return { id, name }
}

/** Gives a role (by name) to a person, service user or deployment, on the project or on one object. */
export async function assignRole(
  db: Db,
  project: ProjectRow,
  role: string,
  to: { person: { id: string } } | { serviceUser: { id: string } } | { deployment: { id: string } },
  on?: { id: string },
) {
  const key = { organizationId: project.organizationId, projectId: project.id }
  const [row] = await db
    .select({ id: roles.id })
    .from(roles)
    .where(and(eq(roles.organizationId, key.organizationId), eq(roles.projectId, key.projectId), eq(roles.name, role)))
  if (!row) throw new Error(`No role ${role}`)
  if ('person' in to) {
    await db
      .insert(projectMembers)
      .values({ ...key, accountId: to.person.id, createdAt: START })
      .onConflictDoNothing()
  }
  const id = uuidv7()
  await db.insert(roleAssignments).values({
    id,
    ...key,
    roleId: row.id,
    accountId: 'person' in to ? to.person.id : null,
    serviceUserId: 'serviceUser' in to ? to.serviceUser.id : null,
    deploymentId: 'deployment' in to ? to.deployment.id : null,
    objectId: on?.id ?? null,
    createdAt: START,
  })
  return { id }
}

/** A member whose only rights in the project are these permissions. */
export async function createMemberWith(db: Db, project: ProjectRow, permissions: string[]) {
  const person = await createMember(db, { id: project.organizationId })
  const role = await createRole(db, project, permissions)
  await assignRole(db, project, role.name, { person })
  return person
}

/** A service user of an organization with a key of each of the types; `token` is that of the first. */
export async function createAccountServiceUser(
  db: Db,
  organization: { id: string },
  values: {
    username?: string
    email?: string
    profile?: Profile
    keyTypes?: readonly ApiKeyType[]
    administrators?: readonly { id: string }[]
  } = {},
) {
  const key = { organizationId: organization.id, serviceUserId: uuidv7() }
  const username = values.username ?? unique('robot')
  const { profile = 'READ_ONLY', keyTypes = ['MONITORING'], administrators = [] } = values
  await db.insert(accountServiceUsers).values({
    id: key.serviceUserId,
    organizationId: organization.id,
    username,
    email: values.email ?? `${username}@example.com`,
    displayName: 'Robot',
    profile,
    createdAt: START,
  })
  for (const { id } of administrators) {
    await db.insert(accountServiceUserAdministrators).values({ ...key, accountId: id })
  }
  const keys = keyTypes.map((type) => ({ type, token: newSecret() }))
  for (const { type, token } of keys) {
    const secret = { keyHash: hashSecret(token), keyEnding: token.slice(-5) }
    await db.insert(accountServiceUserKeys).values({ id: uuidv7(), ...key, type, ...secret, createdAt: START })
  }
  return { id: key.serviceUserId, username, token: keys[0]?.token ?? '', keys }
}
