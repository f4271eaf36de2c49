import * as z from 'zod/mini'
import { endpoint } from './endpoint.ts'

/**
 * Every object of the permission matrix and the verbs it knows, in the order the matrix shows them. The naming rule is
 * document 001's: object, dot, verb; nested objects joined by dots.
 */
export const permissionCatalogue = {
  projects: ['get', 'update', 'delete'],
  'projects.users': ['list', 'get', 'create', 'delete'],
  'projects.environment_variables': ['list', 'get', 'create', 'update', 'delete'],
  'projects.audit': ['list'],
  'projects.logs': ['list'],
  'projects.requests': ['list'],
  'projects.resources': ['get'],
  'projects.usage': ['get'],
  deployments: ['list', 'get', 'create', 'update', 'delete'],
  'deployments.audit': ['list'],
  'deployments.environment_variables': ['list', 'get', 'create', 'update', 'delete'],
  'deployments.versions': ['list', 'get', 'create', 'update', 'delete'],
  'deployments.versions.environment_variables': ['list', 'get', 'create', 'update', 'delete'],
  'deployments.versions.revisions': ['list', 'get', 'create'],
  'deployments.versions.builds': ['list', 'get'],
  'deployments.versions.requests': ['list', 'get', 'create', 'update', 'delete'],
  pipelines: ['list', 'get', 'create', 'update', 'delete'],
  'pipelines.audit': ['list'],
  'pipelines.versions': ['list', 'get', 'create', 'update', 'delete'],
  'pipelines.versions.requests': ['list', 'get', 'create', 'update', 'delete'],
  buckets: ['list', 'get', 'create', 'update', 'delete'],
  'buckets.files': ['list', 'get', 'create', 'delete'],
  environments: ['list', 'get', 'create', 'update', 'delete'],
  'environments.revisions': ['list', 'get', 'create'],
  'environments.builds': ['list', 'get', 'update'],
  exports: ['list', 'get', 'create', 'delete'],
  imports: ['list', 'get', 'create', 'update', 'delete'],
  schedules: ['list', 'get', 'create', 'update', 'delete'],
  webhooks: ['list', 'get', 'create', 'update', 'delete'],
  metrics: ['list', 'get', 'create', 'update', 'delete'],
  instances: ['list', 'get'],
  instance_types: ['list'],
  service_users: ['list', 'get', 'create', 'update', 'delete'],
  'service_users.token': ['update'],
  roles: ['list', 'get', 'create', 'update', 'delete'],
  'roles.assignments': ['list', 'get', 'create', 'delete'],
} as const

type Catalogue = typeof permissionCatalogue
export type PermissionObject = keyof Catalogue
export type PermissionVerb = Catalogue[PermissionObject][number]
export type Permission = { [O in PermissionObject]: `${O}.${Catalogue[O][number]}` }[PermissionObject]

export const permissionObjects = Object.keys(permissionCatalogue) as PermissionObject[]

/** All 126 permissions, in catalogue order. */
export const permissions: readonly Permission[] = permissionObjects.flatMap((object) =>
  permissionCatalogue[object].map((verb) => `${object}.${verb}` as Permission),
)

const known: ReadonlySet<string> = new Set(permissions)
const order: ReadonlyMap<string, number> = new Map(permissions.map((name, index) => [name, index]))

export const isPermission = (name: string): name is Permission => known.has(name)

/** Without doubles, in catalogue order. */
export const sortPermissions = (names: Iterable<Permission>): Permission[] =>
  [...new Set(names)].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0))

/** A name of the catalogue, as a form and a request give it. */
export const permission = z.enum(permissions as [Permission, ...Permission[]], {
  error: ({ input }) => (typeof input === 'string' ? `Unknown permission ${input.slice(0, 80)}` : 'Unknown permission'),
})

export const permissionItem = z.object({ name: z.string() })

export const listPermissions = endpoint({
  operation: 'permissions_list',
  method: 'GET',
  path: '/v2.1/permissions',
  summary: 'List the available permissions',
  tag: 'Roles',
  access: 'caller',
  status: 200,
  response: z.array(permissionItem),
  errors: [],
})
