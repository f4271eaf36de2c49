import { type Permission, permissions } from './permissions.ts'

type Level = 'admin' | 'editor' | 'viewer'

const verbsOf: Record<Level, ReadonlySet<string> | undefined> = {
  admin: undefined,
  editor: new Set(['list', 'get', 'create', 'update']),
  viewer: new Set(['list', 'get']),
}

function select(level: Level, covers: (name: Permission) => boolean): Permission[] {
  const verbs = verbsOf[level]
  return permissions.filter((name) => covers(name) && (!verbs || verbs.has(name.slice(name.lastIndexOf('.') + 1))))
}

const under =
  (...roots: string[]) =>
  (name: Permission) =>
    roots.some((root) => name.startsWith(`${root}.`))
const everything = () => true
const peopleAndRights = under('roles', 'projects.users')

const requestUser = (kind: 'deployments' | 'pipelines') =>
  permissions.filter((name) =>
    [
      `${kind}.list`,
      `${kind}.get`,
      `${kind}.versions.list`,
      `${kind}.versions.get`,
      `${kind}.versions.requests.list`,
      `${kind}.versions.requests.get`,
      `${kind}.versions.requests.create`,
    ].includes(name),
  )

const fileReader: Permission[] = ['buckets.list', 'buckets.get', 'buckets.files.list', 'buckets.files.get']

/** The roles that every project has from its creation; they can be neither updated nor deleted (document 001). */
export const defaultRoles: Readonly<Record<string, readonly Permission[]>> = {
  'project-admin': [...permissions],
  'project-editor': select('editor', (name) => !peopleAndRights(name) && !under('service_users')(name)),
  'project-viewer': select('viewer', everything),
  'deployment-admin': select('admin', under('deployments')),
  'deployment-editor': select('editor', under('deployments')),
  'deployment-viewer': select('viewer', under('deployments')),
  'deployment-request-user': requestUser('deployments'),
  'pipeline-admin': select('admin', under('pipelines')),
  'pipeline-editor': select('editor', under('pipelines')),
  'pipeline-viewer': select('viewer', under('pipelines')),
  'pipeline-request-user': requestUser('pipelines'),
  'bucket-admin': select('admin', under('buckets')),
  'bucket-editor': select('editor', under('buckets')),
  'bucket-viewer': select('viewer', under('buckets')),
  'file-reader': fileReader,
  'file-writer': [...fileReader, 'buckets.files.create', 'buckets.files.delete'],
  'environment-admin': select('admin', under('environments')),
  'environment-editor': select('editor', under('environments')),
  'environment-viewer': select('viewer', under('environments')),
  'service-user-project-admin': select('admin', (name) => !peopleAndRights(name)),
}
