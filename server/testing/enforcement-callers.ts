import { uuidv7 } from 'uuidv7'
import { type ApiKeyType, apiKeyTypes } from '#contract/account-service-users.ts'
import { defaultRoles } from '#contract/default-roles.ts'
import type { Endpoint } from '#contract/endpoint.ts'
import type { ErrorCode } from '#contract/error.ts'
import { type Permission, permissions } from '#contract/permissions.ts'
import { type Profile, profiles } from '#contract/profiles.ts'
import type { Db } from '#server/db/pool.ts'
import { accountServiceUserAdministrators, sessions } from '#server/db/schema.ts'
import { hashPassword } from '#server/passwords.ts'
import { hashSecret, newSecret } from '#server/secrets.ts'
import { enforcementTable, enforcementVariants, keyTable, type Place, type Rule } from './enforcement-table.ts'
import {
  assignRole,
  createAccountServiceUser,
  createMember,
  createObject,
  createOrganization,
  createPerson,
  createProject,
  createRole,
  createServiceUser,
} from './factories.ts'
import { createWorld, type World } from './requests.ts'
import { authorizationFor, type Credential, START } from './test-app.ts'

/** A world whose service user and bucket have a role, and another one of everything that a role can be assigned on. */
export async function createEnforcedWorld(db: Db) {
  const world = await createWorld(db)
  const { organization, project, role, serviceUser, objects, guest } = world
  await assignRole(db, project, role.name, { serviceUser })
  const bucketAssignment = await assignRole(db, project, role.name, { person: world.member }, objects.bucket)
  const others = {
    deployment: await createObject(db, project, 'deployment'),
    pipeline: await createObject(db, project, 'pipeline'),
    bucket: await createObject(db, project, 'bucket'),
  }
  return { world, bucketAssignment, others, otherProject: await createProject(db, organization), guest }
}

type EnforcedWorld = Awaited<ReturnType<typeof createEnforcedWorld>>

type Headers = Record<string, string>

/** What a caller sends with its requests to this URL. */
type HeadersFor = (url: string) => Headers

/** Where a role is assigned; `other`: on everything of this kind but what the requests are about. */
type Where = Place | `other ${Place}`

interface Grant {
  on: Where
  permissions: readonly string[]
  /** The default role with these permissions. */
  role?: string
}

/** A kind of caller: what the table's rules ask about, and how to become one. */
export interface Caller {
  name: string
  credential: 'none' | 'dead' | 'person' | 'service_user' | 'account_service_user'
  organization: 'none' | 'member' | 'cluster admin' | 'admin'
  /** Of the service user of the organization that the requests are about. */
  isAdministrator: boolean
  /** Of an account service user. */
  key?: { profile: Profile; type: ApiKeyType }
  isOperator: boolean
  /** The admin of the world, whose account the requests are about. */
  isOwner: boolean
  isInProject: boolean
  grants: readonly Grant[]
  /** Which requests it sends; a permission: those that it decides. */
  asks: 'everything' | 'what roles decide' | Permission
  /** Makes one. */
  enter: (db: Db, enforced: EnforcedWorld) => Promise<HeadersFor>
}

/** What the rule of an endpoint says to this kind of caller. */
export function expectedOf(endpoint: Endpoint, rule: Rule, caller: Caller): 'allowed' | ErrorCode {
  if (caller.credential === 'dead') return 'unauthenticated'
  if (rule.needs === 'nothing') return 'allowed'
  if (caller.credential === 'none') return 'unauthenticated'
  if (rule.needs === 'account') return expectedOfAccount(rule, caller)
  if (caller.key) return expectedOfKey(endpoint, rule, caller.key, caller.organization)
  if (rule.needs === 'credential') return 'allowed'
  if (rule.needs === 'belonging') return caller.isInProject ? 'allowed' : 'not_found'
  if (rule.needs === 'permission') return expectedOfHolder(rule, caller)
  if (caller.credential === 'service_user') return 'service_user_forbidden'
  if (rule.needs === 'person') return 'allowed'
  if (rule.needs === 'own') return caller.isOwner ? 'allowed' : rule.otherwise
  if (rule.needs === 'operator' && caller.isOperator) return 'allowed'
  if (caller.organization === 'none') return 'not_found'
  if (rule.needs === 'membership') return 'allowed'
  if (caller.organization !== 'admin') return 'forbidden'
  if (rule.needs !== 'admin' && !caller.isOperator) return 'subscription_operator_only'
  return 'allowed'
}

function expectedOfKey(
  { operation, access }: Endpoint,
  rule: Rule,
  { profile, type }: NonNullable<Caller['key']>,
  organization: Caller['organization'],
): 'allowed' | ErrorCode {
  const opened = keyTable[operation]
  if (!opened) return access === 'person' ? 'service_user_forbidden' : 'forbidden'
  if (!opened.types.includes(type)) return 'forbidden'
  if (rule.needs !== 'credential' && organization === 'none') return 'not_found'
  return opened.profiles.includes(profile) ? 'allowed' : 'forbidden'
}

function expectedOfAccount({ to }: Rule & { needs: 'account' }, caller: Caller): 'allowed' | ErrorCode {
  // Their tokens go with no name.
  if (caller.credential === 'service_user') return 'unauthenticated'
  if (caller.organization === 'none') return 'not_found'
  if (to === 'list') return 'allowed'
  if (caller.credential === 'account_service_user') return to === 'create' ? 'service_user_forbidden' : 'not_found'
  if (to === 'read') return 'allowed'
  if (caller.organization === 'member') return 'forbidden'
  return to === 'create' || caller.isAdministrator || caller.organization === 'admin' ? 'allowed' : 'forbidden'
}

function expectedOfHolder(rule: Rule & { needs: 'permission' }, caller: Caller): 'allowed' | ErrorCode {
  const isClosed = caller.credential === 'service_user' && rule.peopleOnly
  if (isClosed === 'at all') return 'service_user_forbidden'
  if (!caller.isInProject) return 'not_found'
  if (isClosed) return 'service_user_forbidden'
  if (caller.organization === 'admin') return 'allowed'
  const places: Where[] = ['project', rule.on, ...(rule.orOnAny ? [`other ${rule.on}` as const] : [])]
  const held = new Set(caller.grants.flatMap(({ on, permissions: given }) => (places.includes(on) ? given : [])))
  if (!held.has(rule.permission)) return 'forbidden'
  if (!rule.gives.every((permission) => held.has(permission))) return 'escalation'
  return rule.and && !held.has(rule.and) ? 'forbidden' : 'allowed'
}

const authorization =
  (credential: Credential): HeadersFor =>
  (url) => ({ authorization: authorizationFor(url, credential) })

const nobody: Omit<Caller, 'name' | 'enter'> = {
  credential: 'none',
  organization: 'none',
  isOperator: false,
  isOwner: false,
  isAdministrator: false,
  isInProject: false,
  grants: [],
  asks: 'everything',
}

const someRole = (role: string, on: Where = 'project'): Grant => ({ on, role, permissions: defaultRoles[role] ?? [] })
const objectKinds = ['deployment', 'pipeline', 'bucket'] as const
const onObjects = (given: readonly string[]): Grant[] => objectKinds.map((on) => ({ on, permissions: given }))
const onOthers = (given: readonly string[]): Grant[] =>
  objectKinds.map((kind) => ({ on: `other ${kind}`, permissions: given }))

async function give(
  db: Db,
  { world, others, otherProject }: EnforcedWorld,
  to: Parameters<typeof assignRole>[3],
  grants: readonly Grant[],
): Promise<void> {
  const object = { ...world.objects, 'other deployment': others.deployment, 'other pipeline': others.pipeline }
  for (const { on, permissions: given, role } of grants) {
    const project = on === 'other project' ? otherProject : world.project
    const name = role ?? (await createRole(db, project, [...given])).name
    const places = { ...object, 'other bucket': others.bucket, project: undefined, 'other project': undefined }
    await assignRole(db, project, name, to, places[on])
  }
}

function aMember(name: string, grants: readonly Grant[], facts: Partial<Caller> = {}): Caller {
  const caller = { ...nobody, credential: 'person', organization: 'member', isInProject: true, ...facts } as const
  return {
    ...caller,
    name,
    grants,
    async enter(db, enforced) {
      const person = await createMember(db, enforced.world.organization, {
        admin: caller.organization === 'admin',
        clusterAdmin: caller.organization === 'cluster admin',
        operator: caller.isOperator,
        active: caller.organization !== 'none',
        passwordHash: await anotherPassword,
      })
      await give(db, enforced, { person }, grants)
      if (caller.isAdministrator) await administer(db, enforced, person)
      return authorization(person)
    },
  }
}

function aServiceUser(name: string, grants: readonly Grant[], values: { expiresAt?: Date } = {}): Caller {
  return {
    ...nobody,
    name,
    credential: values.expiresAt && values.expiresAt <= START ? 'dead' : 'service_user',
    isInProject: true,
    grants,
    async enter(db, enforced) {
      const serviceUser = await createServiceUser(db, enforced.world.project, values)
      await give(db, enforced, { serviceUser }, grants)
      return authorization(serviceUser)
    },
  }
}

async function administer(db: Db, { world }: EnforcedWorld, { id }: { id: string }): Promise<void> {
  await db.insert(accountServiceUserAdministrators).values({
    organizationId: world.organization.id,
    serviceUserId: world.accountServiceUser.id,
    accountId: id,
  })
}

function anAccountServiceUser(profile: Profile, type: ApiKeyType): Caller {
  return {
    ...nobody,
    name: `a service user of the organization, ${profile} by ${type} key`,
    credential: 'account_service_user',
    organization: organizationOf[profile],
    key: { profile, type },
    async enter(db, { world }) {
      return authorization(await createAccountServiceUser(db, world.organization, { profile, keyTypes: [type] }))
    },
  }
}

function aForeignServiceUser(type: ApiKeyType): Caller {
  return {
    ...nobody,
    name: `a service user of another organization by ${type} key`,
    credential: 'account_service_user',
    key: { profile: 'OWNER', type },
    async enter(db) {
      const values = { profile: 'OWNER', keyTypes: [type] } as const
      return authorization(await createAccountServiceUser(db, await createOrganization(db), values))
    },
  }
}

const organizationOf = { OWNER: 'admin', CLUSTER_ADMIN: 'cluster admin', READ_ONLY: 'member' } as const

async function cookieOf(db: Db, { admin }: World): Promise<HeadersFor> {
  const secret = newSecret()
  await db.insert(sessions).values({
    id: uuidv7(),
    accountId: admin.id,
    tokenHash: hashSecret(secret),
    userAgent: 'test',
    address: '127.0.0.1',
    createdAt: START,
    lastSeenAt: START,
  })
  return () => ({ cookie: `steward=${secret}`, 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' })
}

/** So that a wrong guess costs the callers as much as one that has a password. */
const anotherPassword = hashPassword('not the one of the requests')

const everything = permissions
const owner = {
  credential: 'person',
  organization: 'admin',
  isOperator: true,
  isOwner: true,
  isInProject: true,
} as const

const people: Caller[] = [
  { ...nobody, name: 'nobody', enter: async () => () => ({}) },
  { ...nobody, name: 'an unknown token', credential: 'dead', enter: async () => authorization({ token: newSecret() }) },
  {
    ...nobody,
    name: 'a stranger without an organization',
    credential: 'person',
    enter: async (db) => authorization(await createPerson(db, { passwordHash: await anotherPassword })),
  },
  {
    ...nobody,
    name: 'an operator of the installation who is no member',
    credential: 'person',
    isOperator: true,
    enter: async (db) => authorization(await createPerson(db, { operator: true, passwordHash: await anotherPassword })),
  },
  {
    ...nobody,
    name: 'a member of another organization',
    credential: 'person',
    async enter(db) {
      const values = { passwordHash: await anotherPassword }
      return authorization(await createMember(db, await createOrganization(db), values))
    },
  },
  {
    ...nobody,
    name: 'an admin of another organization',
    credential: 'person',
    async enter(db) {
      const values = { admin: true, passwordHash: await anotherPassword }
      return authorization(await createMember(db, await createOrganization(db), values))
    },
  },
  aMember('somebody invited to everything', [someRole('project-admin')], { organization: 'none', isInProject: false }),
  aMember('a member without roles', []),
  aMember('an admin of another project', [someRole('project-admin', 'other project')]),
  aMember('a project viewer', [someRole('project-viewer')]),
  aMember('a project editor', [someRole('project-editor')]),
  aMember('a project admin', [someRole('project-admin')]),
  aMember('an admin of the objects', onObjects(everything)),
  aMember('an admin of other objects', onOthers(everything)),
  aMember('an admin of the organization', [], { organization: 'admin' }),
  aMember('a cluster admin', [], { organization: 'cluster admin' }),
  aMember('a cluster admin who administers', [], { organization: 'cluster admin', isAdministrator: true }),
  { ...nobody, ...owner, name: 'the owner by token', enter: async (_db, { world }) => authorization(world.admin) },
  { ...nobody, ...owner, name: 'the owner by cookie', enter: (db, { world }) => cookieOf(db, world) },
]

const serviceUsers: Caller[] = [
  aServiceUser('a service user without roles', []),
  aServiceUser('a service user with every right', [someRole('project-admin')], { expiresAt: new Date('2026-03-11') }),
  aServiceUser('a service user as the default role has it', [someRole('service-user-project-admin')]),
  aServiceUser('an expired service user', [someRole('project-admin')], { expiresAt: START }),
  aServiceUser('a service user with every right on the objects', onObjects(everything)),
  aServiceUser('a service user with every right on other objects', onOthers(everything)),
  aServiceUser('a service user with a role on the deployment', [someRole('deployment-admin', 'deployment')]),
  {
    ...nobody,
    name: 'a service user of another project',
    credential: 'service_user',
    async enter(db, { otherProject }) {
      const serviceUser = await createServiceUser(db, otherProject)
      await assignRole(db, otherProject, 'project-admin', { serviceUser })
      return authorization(serviceUser)
    },
  },
]

const accountServiceUsers: Caller[] = [
  ...profiles.flatMap((profile) => apiKeyTypes.map(({ name }) => anAccountServiceUser(profile, name))),
  ...apiKeyTypes.map(({ name }) => aForeignServiceUser(name)),
  {
    ...nobody,
    name: 'a service user of the organization with the key of another one',
    credential: 'dead',
    async enter(db, { world: { organization, accountServiceUser } }) {
      const { username } = await createAccountServiceUser(db, organization, { profile: 'OWNER' })
      return authorization({ username, token: accountServiceUser.token })
    },
  },
]

const rules = [...Object.values(enforcementTable), ...Object.values(enforcementVariants).map(({ rule }) => rule)]
const deciding = rules.filter((rule) => rule.needs === 'permission')

/** A caller for each permission that decides, with it alone in one kind of place. */
const withDeciding = (title: string, where: (given: readonly Permission[]) => Grant[]): Caller[] =>
  [...new Set(deciding.map(({ permission }) => permission))].map((permission) =>
    aMember(`${permission} ${title}`, where([permission]), { asks: permission }),
  )

/** A caller for each request that takes more than one permission, with exactly these in one kind of place. */
const withEnough = (title: string, where: (given: readonly Permission[]) => Grant[]): Caller[] =>
  deciding
    .filter(({ and, gives }) => and || gives.length > 0)
    .map(({ permission, and, gives }) => {
      const given = [permission, ...(and ? [and] : []), ...gives]
      return aMember(`${given.join(', ')} ${title}`, where(given), { asks: permission })
    })

const onProject = (given: readonly Permission[]): Grant[] => [{ on: 'project', permissions: given }]

export const callers: readonly Caller[] = [
  ...people,
  ...serviceUsers,
  ...accountServiceUsers,
  ...permissions.map((permission) =>
    aMember(`${permission} alone`, onProject([permission]), { asks: 'what roles decide' }),
  ),
  ...withDeciding('on the objects alone', onObjects),
  ...withDeciding('on other objects alone', onOthers),
  ...withEnough('on the project', onProject),
  ...withEnough('on the objects', onObjects),
  ...withEnough('on other objects', onOthers),
]
