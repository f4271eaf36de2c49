const part = encodeURIComponent

export type OrganizationPage = 'overview' | 'members' | 'projects' | 'service-users' | 'credentials' | 'usage'
export type ProjectPage = 'service-users' | 'roles' | 'role-comparison' | 'assignments' | 'objects' | 'access'

type ObjectKind = 'deployment' | 'pipeline' | 'bucket'

function organizationPage(organization: string, page: OrganizationPage): string {
  return `/organizations/${part(organization)}/${page}`
}

function projectPage(project: string, page: ProjectPage): string {
  return `/projects/${part(project)}/${page}`
}

function query(search: Record<string, string>): string {
  const text = new URLSearchParams(search).toString()
  return text === '' ? '' : `?${text}`
}

/** Every address of the app. Links are built here only, so that a renamed route cannot leave a dead one. */
export const paths = {
  signIn: (returnTo?: string) => (returnTo ? `/sign-in?return=${part(returnTo)}` : '/sign-in'),
  setup: () => '/setup',
  invitation: () => '/invitation',
  organizations: () => '/organizations',
  organizationPage,
  overview: (organization: string) => organizationPage(organization, 'overview'),
  members: (organization: string) => organizationPage(organization, 'members'),
  projects: (organization: string) => organizationPage(organization, 'projects'),
  accountServiceUsers: (organization: string) => organizationPage(organization, 'service-users'),
  /** Asking about the key of the type that is to be cut off, where one is named. */
  accountServiceUser: (organization: string, username: string, search: { 'cut-off'?: string } = {}) =>
    `${organizationPage(organization, 'service-users')}/${part(username)}${query(search)}`,
  /** Those of one expiry filter, or that a search finds. */
  credentials: (organization: string, search: { expiry?: string; q?: string } = {}) =>
    organizationPage(organization, 'credentials') + query(search),
  usage: (organization: string) => organizationPage(organization, 'usage'),
  projectPage,
  /** Those that a search finds; or asking about the one that is to be rotated or cut off, by its id. */
  serviceUsers: (project: string, search: { q?: string; rotate?: string; 'cut-off'?: string } = {}) =>
    projectPage(project, 'service-users') + query(search),
  roles: (project: string) => projectPage(project, 'roles'),
  role: (project: string, role: string) => `${projectPage(project, 'roles')}/${part(role)}`,
  /** Roles side by side; none yet chosen where no names are given. */
  roleComparison: (project: string, roles: readonly string[] = []) =>
    projectPage(project, 'role-comparison') + (roles.length === 0 ? '' : `?roles=${roles.map(part).join(',')}`),
  roleAssignments: (project: string) => projectPage(project, 'assignments'),
  objects: (project: string, kind?: ObjectKind) =>
    projectPage(project, 'objects') + (kind === undefined ? '' : `?kind=${kind}s`),
  object: (project: string, kind: ObjectKind, name: string) =>
    `${projectPage(project, 'objects')}/${kind}s/${part(name)}`,
  access: (project: string) => projectPage(project, 'access'),
  /** Everybody who holds a permission on one object. */
  accessToObject: (project: string, permission: string, object: { resource: string; resource_type: ObjectKind }) =>
    `${projectPage(project, 'access')}?${new URLSearchParams({ tab: 'object', permission, ...object }).toString()}`,
  account: () => '/account',
}

/** The path to go to after signing in. Only a path of this app counts, never another site's address. */
export function safeReturnPath(value: string | null | undefined): string {
  if (!value || !value.startsWith('/') || /^\/[/\\]|[\\\p{Cc}]/u.test(value)) return paths.organizations()
  return value.startsWith('/sign-in') ? paths.organizations() : value
}
