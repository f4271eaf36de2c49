import type { QueryClient } from '@tanstack/react-query'
import { createBrowserRouter, type LoaderFunctionArgs, type RouteObject, redirect } from 'react-router-dom'
import { kindOfPath } from '#src/features/objects/kinds.ts'
import { paths } from '#src/lib/paths.ts'
import { preloadOnApproach } from './chunks.ts'
import { ErrorPage, PageNotFound, RootErrorPage } from './error-page.tsx'
import { RootLayout, Starting } from './root-layout.tsx'
import type { RouteHandle } from './route-handle.ts'

type Loader = (client: QueryClient) => (args: LoaderFunctionArgs) => unknown

const roleCrumbs: RouteHandle['crumbs'] = ({ project = '', role = '' }) => [
  { label: 'Roles', to: paths.roles(project) },
  { label: role },
]
const objectCrumbs: RouteHandle['crumbs'] = ({ project = '', kind = '', object = '' }) => [
  { label: 'Objects', to: paths.objects(project, kindOfPath(kind)) },
  { label: object },
]
const accountServiceUserCrumbs: RouteHandle['crumbs'] = ({ organization = '', username = '' }) => [
  { label: 'Account service users', to: paths.accountServiceUsers(organization) },
  { label: username },
]
const comparisonCrumbs: RouteHandle['crumbs'] = ({ project = '' }) => [
  { label: 'Roles', to: paths.roles(project) },
  { label: 'Compare' },
]

/**
 * Every page is a chunk of its own. `loader` and `Component` are loaded side by side, and a loader starts its queries
 * as soon as it is there, while the page's code is still on its way.
 */
function createRoutes(client: QueryClient): RouteObject[] {
  const page = (
    path: string,
    crumbs: string | RouteHandle['crumbs'],
    loadPage: () => Promise<React.ComponentType>,
    loadLoader?: () => Promise<Loader>,
  ): RouteObject => ({
    path,
    handle: { crumbs: typeof crumbs === 'string' ? () => [{ label: crumbs }] : crumbs } satisfies RouteHandle,
    ErrorBoundary: ErrorPage,
    lazy: {
      Component: loadPage,
      ...(loadLoader === undefined ? {} : { loader: async () => (await loadLoader())(client) }),
    },
    // Queries follow the address by their keys, so a changed search or sort needs no loader.
    shouldRevalidate: ({ currentUrl, nextUrl }) => currentUrl.pathname !== nextUrl.pathname,
  })
  const toPage = (path: (name: string) => string, param: string) => (args: LoaderFunctionArgs) =>
    redirect(path(args.params[param] ?? ''))

  return [
    {
      path: '/',
      Component: RootLayout,
      ErrorBoundary: RootErrorPage,
      HydrateFallback: Starting,
      children: [
        { index: true, loader: () => redirect(paths.organizations()) },
        {
          lazy: { Component: () => import('./bare-layout.tsx').then((module) => module.BareLayout) },
          children: [
            page('sign-in', 'Sign in', () =>
              import('#src/features/session/sign-in.page.tsx').then((module) => module.SignInPage),
            ),
            page('setup', 'Set up', () =>
              import('#src/features/session/setup.page.tsx').then((module) => module.SetupPage),
            ),
            page('invitation', 'Invitation', () =>
              import('#src/features/session/invitation.page.tsx').then((module) => module.InvitationPage),
            ),
          ],
        },
        {
          lazy: {
            Component: () => import('./layout.tsx').then((module) => module.Layout),
            loader: () => import('./layout.loader.ts').then((module) => module.layoutLoader(client)),
          },
          shouldRevalidate: () => false,
          children: [
            page(
              'organizations',
              'Organizations',
              () =>
                import('#src/features/organizations/organizations.page.tsx').then((module) => module.OrganizationsPage),
              () =>
                import('#src/features/organizations/organizations.loader.ts').then(
                  (module) => module.organizationsLoader,
                ),
            ),
            {
              path: 'organizations/:organization',
              children: [
                { index: true, loader: toPage(paths.overview, 'organization') },
                page(
                  'overview',
                  'Overview',
                  () => import('#src/features/organizations/overview.page.tsx').then((module) => module.OverviewPage),
                  () =>
                    import('#src/features/organizations/overview.loader.ts').then((module) => module.overviewLoader),
                ),
                page(
                  'members',
                  'Members',
                  () => import('#src/features/members/members.page.tsx').then((module) => module.MembersPage),
                  () => import('#src/features/members/members.loader.ts').then((module) => module.membersLoader),
                ),
                page(
                  'projects',
                  'Projects',
                  () => import('#src/features/projects/projects.page.tsx').then((module) => module.ProjectsPage),
                  () => import('#src/features/projects/projects.loader.ts').then((module) => module.projectsLoader),
                ),
                page(
                  'service-users',
                  'Account service users',
                  () =>
                    import('#src/features/account-service-users/account-service-users.page.tsx').then(
                      (module) => module.AccountServiceUsersPage,
                    ),
                  () =>
                    import('#src/features/account-service-users/account-service-users.loader.ts').then(
                      (module) => module.accountServiceUsersLoader,
                    ),
                ),
                page(
                  'service-users/:username',
                  accountServiceUserCrumbs,
                  () =>
                    import('#src/features/account-service-users/account-service-user.page.tsx').then(
                      (module) => module.AccountServiceUserPage,
                    ),
                  () =>
                    import('#src/features/account-service-users/account-service-users.loader.ts').then(
                      (module) => module.accountServiceUserLoader,
                    ),
                ),
                page(
                  'credentials',
                  'Credentials',
                  () =>
                    import('#src/features/credentials/credentials.page.tsx').then((module) => module.CredentialsPage),
                  () =>
                    import('#src/features/credentials/credentials.loader.ts').then(
                      (module) => module.credentialsLoader,
                    ),
                ),
                page(
                  'usage',
                  'Usage',
                  () => import('#src/features/usage/usage.page.tsx').then((module) => module.UsagePage),
                  () => import('#src/features/usage/usage.loader.ts').then((module) => module.usageLoader),
                ),
              ],
            },
            {
              path: 'projects/:project',
              children: [
                { index: true, loader: toPage(paths.serviceUsers, 'project') },
                page(
                  'service-users',
                  'Service users',
                  () =>
                    import('#src/features/service-users/service-users.page.tsx').then(
                      (module) => module.ServiceUsersPage,
                    ),
                  () =>
                    import('#src/features/service-users/service-users.loader.ts').then(
                      (module) => module.serviceUsersLoader,
                    ),
                ),
                page(
                  'roles',
                  'Roles',
                  () => import('#src/features/roles/roles.page.tsx').then((module) => module.RolesPage),
                  () => import('#src/features/roles/roles.loader.ts').then((module) => module.rolesLoader),
                ),
                page(
                  'roles/:role',
                  roleCrumbs,
                  () => import('#src/features/roles/role.page.tsx').then((module) => module.RolePage),
                  () => import('#src/features/roles/role.loader.ts').then((module) => module.roleLoader),
                ),
                page(
                  'role-comparison',
                  comparisonCrumbs,
                  () =>
                    import('#src/features/roles/comparison/role-comparison.page.tsx').then(
                      (module) => module.RoleComparisonPage,
                    ),
                  () =>
                    import('#src/features/roles/comparison/role-comparison.loader.ts').then(
                      (module) => module.roleComparisonLoader,
                    ),
                ),
                page(
                  'assignments',
                  'Role assignments',
                  () =>
                    import('#src/features/role-assignments/role-assignments.page.tsx').then(
                      (module) => module.RoleAssignmentsPage,
                    ),
                  () =>
                    import('#src/features/role-assignments/role-assignments.loader.ts').then(
                      (module) => module.roleAssignmentsLoader,
                    ),
                ),
                page(
                  'objects',
                  'Objects',
                  () => import('#src/features/objects/objects.page.tsx').then((module) => module.ObjectsPage),
                  () => import('#src/features/objects/objects.loader.ts').then((module) => module.objectsLoader),
                ),
                page(
                  'objects/:kind/:object',
                  objectCrumbs,
                  () => import('#src/features/objects/object.page.tsx').then((module) => module.ObjectPage),
                  () => import('#src/features/objects/object.loader.ts').then((module) => module.objectLoader),
                ),
                page(
                  'access',
                  'Access',
                  () => import('#src/features/access/access.page.tsx').then((module) => module.AccessPage),
                  () => import('#src/features/access/access.loader.ts').then((module) => module.accessLoader),
                ),
              ],
            },
            page(
              'account',
              'Account',
              () => import('#src/features/account/account.page.tsx').then((module) => module.AccountPage),
              () => import('#src/features/account/account.loader.ts').then((module) => module.accountLoader),
            ),
            {
              path: '*',
              Component: PageNotFound,
              handle: { crumbs: () => [{ label: 'Page not found' }] } satisfies RouteHandle,
            },
          ],
        },
      ],
    },
  ]
}

export function createRouter(client: QueryClient) {
  const routes = createRoutes(client)
  preloadOnApproach(routes)
  return createBrowserRouter(routes)
}
