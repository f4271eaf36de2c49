import { defaultRoles } from '#contract/default-roles.ts'
import { type Permission, permissions, sortPermissions } from '#contract/permissions.ts'
import type { SampleProject } from './projects.ts'
import type { Random } from './random.ts'
import type { Row } from './tables.ts'

type RoleRow = Row['roles']

const every = (...objects: string[]) =>
  permissions.filter((name) => objects.includes(name.slice(0, name.lastIndexOf('.'))))
const reading = (...objects: string[]) => every(...objects).filter((name) => /\.(list|get)$/.test(name))

const operator: Permission[] = [
  ...reading('deployments', 'deployments.versions', 'deployments.versions.builds', 'deployments.versions.requests'),
  ...reading('instances', 'metrics'),
  'deployments.versions.update',
]
const auditor: Permission[] = [
  'projects.get',
  'projects.audit.list',
  'projects.logs.list',
  'deployments.audit.list',
  'pipelines.audit.list',
  ...reading('deployments', 'pipelines', 'service_users', 'roles', 'roles.assignments'),
]

/** Some differ by one permission, as roles do that somebody cloned and forgot. */
const customRoles: Record<string, Record<string, Permission[]>> = {
  'defect-detection': {
    'release-manager': [
      ...every('deployments.versions', 'deployments.versions.revisions', 'deployments.versions.builds'),
      ...reading('deployments', 'pipelines', 'environments'),
      ...every('pipelines.versions'),
      'deployments.update',
      'pipelines.update',
    ],
    'deployment-operator': operator,
    'deployment-operator-eu': [...operator, 'deployments.versions.requests.delete'],
    'token-keeper': [...reading('service_users'), 'service_users.update', 'service_users.token.update'],
    auditor,
    'line-auditor': auditor.filter((name) => name !== 'projects.logs.list'),
    'data-curator': every('buckets', 'buckets.files', 'imports', 'exports'),
  },
  'shelf-analytics': {
    'store-support': [...reading('deployments', 'deployments.versions.requests', 'buckets', 'buckets.files')],
    'price-team': [...every('deployments.versions.requests'), ...reading('deployments', 'deployments.versions')],
  },
  'edge-gateway': { 'gateway-keeper': every('service_users', 'service_users.token') },
  'route-planner': {
    dispatcher: [...every('pipelines.versions.requests'), ...reading('pipelines', 'pipelines.versions')],
  },
  'grid-forecast': { trader: [...reading('pipelines', 'pipelines.versions', 'pipelines.versions.requests')] },
}

/** The default roles of every project, and the custom ones of some. */
export function createRoles(random: Random, now: Date, projects: readonly SampleProject[]): RoleRow[] {
  return projects.flatMap(({ row: project }) => {
    const role = (name: string, granted: readonly Permission[], createdAt: Date, isDefault: boolean): RoleRow => ({
      id: random.id(createdAt),
      organizationId: project.organizationId,
      projectId: project.id,
      name,
      isDefault,
      permissions: [...granted],
      createdAt,
    })
    const ageDays = (now.getTime() - project.createdAt.getTime()) / 86_400_000
    return [
      ...Object.entries(defaultRoles).map(([name, granted]) => role(name, granted, project.createdAt, true)),
      ...Object.entries(customRoles[project.name] ?? {}).map(([name, granted]) =>
        role(name, sortPermissions(granted), random.daysBefore(now, 2, ageDays), false),
      ),
    ]
  })
}
