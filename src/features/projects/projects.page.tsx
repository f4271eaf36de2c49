import { useQueries, useQuery } from '@tanstack/react-query'
import { FolderKanban, KeyRound, Pencil, Plus, ShieldCheck, Trash2 } from 'lucide-react'
import { useCallback, useMemo, useState } from 'react'
import { Link } from 'react-router-dom'
import type { OwnAccess } from '#contract/access.ts'
import type { Project } from '#contract/projects.ts'
import { ApiError, isRefusal } from '#src/api/api-error.ts'
import type { Column } from '#src/components/data-table/columns.ts'
import { DataTable } from '#src/components/data-table/data-table.tsx'
import { EmptyState } from '#src/components/empty-state.tsx'
import { GatedButton } from '#src/components/gated-button.tsx'
import { LoadError } from '#src/components/load-error.tsx'
import type { MenuEntry } from '#src/components/menu-button.tsx'
import { PageHeader } from '#src/components/page-header.tsx'
import { RelativeTime } from '#src/components/relative-time.tsx'
import { StateBadge } from '#src/components/state-badge.tsx'
import { Truncate } from '#src/components/truncate.tsx'
import { ownAccessQuery } from '#src/features/access/access.queries.ts'
import { organizationListQuery } from '#src/features/organizations/organizations.queries.ts'
import { formatDay } from '#src/lib/dates.ts'
import { lazyDialog, preloadOn } from '#src/lib/lazy-dialog.tsx'
import { whyNot } from '#src/lib/own-rights.ts'
import { useOrganizationName } from '#src/lib/params.ts'
import { paths } from '#src/lib/paths.ts'
import classes from './projects.page.module.css'
import { projectListQuery } from './projects.queries.ts'

const CreateProjectDialog = lazyDialog(() =>
  import('./create-project-dialog.tsx').then((module) => module.CreateProjectDialog),
)
const RenameProjectDialog = lazyDialog(() =>
  import('./rename-project-dialog.tsx').then((module) => module.RenameProjectDialog),
)
const DeleteProjectDialog = lazyDialog(() =>
  import('./delete-project-dialog.tsx').then((module) => module.DeleteProjectDialog),
)

type OpenDialog = { kind: 'create' } | { kind: 'rename'; project: Project } | { kind: 'delete'; project: Project }

const nameColumn: Column<Project> = {
  id: 'name',
  header: 'Name',
  value: ({ name }) => name,
  cell: ({ name }) => (
    <Link to={paths.serviceUsers(name)} className={classes.name}>
      <Truncate text={name} />
    </Link>
  ),
  searchable: true,
  width: 200,
}
const pagesColumn: Column<Project> = {
  id: 'pages',
  header: 'Pages',
  value: () => undefined,
  cell: ({ name }) => (
    <span className={classes.pages}>
      <Link to={paths.serviceUsers(name)} aria-label={`Service users of ${name}`}>
        Service users
      </Link>
      <Link to={paths.roles(name)} aria-label={`Roles of ${name}`}>
        Roles
      </Link>
    </span>
  ),
  sortable: false,
  csv: false,
  width: 190,
}
const stateColumn: Column<Project> = {
  id: 'state',
  header: 'State',
  value: ({ suspended }) => (suspended ? 'Suspended' : 'Active'),
  cell: ({ suspended, suspended_reason }) =>
    suspended ? (
      <span title={suspended_reason ?? ''}>
        <StateBadge tone="warning">Suspended</StateBadge>
      </span>
    ) : (
      'Active'
    ),
  width: 120,
}
const creditsColumn: Column<Project> = {
  id: 'credits',
  header: 'Credits',
  value: ({ credits }) => credits,
  align: 'end',
  width: 110,
}
const createdColumn: Column<Project> = {
  id: 'created',
  header: 'Created',
  value: ({ creation_date }) => creation_date,
  cell: ({ creation_date }) => <Created date={creation_date} />,
  width: 130,
}

/** Columns that say the same of every project are left out. */
function columnsFor(projects: readonly Project[]): readonly Column<Project>[] {
  return [
    nameColumn,
    pagesColumn,
    ...(projects.some(({ suspended }) => suspended) ? [stateColumn] : []),
    ...(projects.some(({ credits }) => credits !== null) ? [creditsColumn] : []),
    createdColumn,
  ]
}

/** The wire has a day without a time, so nothing finer is said. */
function Created({ date }: { date: string }) {
  return /^\d{4}-\d{2}-\d{2}$/.test(date) ? (
    <time dateTime={date} title={`${formatDay(date)} (UTC)`}>
      {formatDay(date)}
    </time>
  ) : (
    <RelativeTime value={date} />
  )
}

/** The projects of an organization. */
export function ProjectsPage() {
  const organization = useOrganizationName()
  const all = useQuery(projectListQuery())
  const organizations = useQuery(organizationListQuery())
  const [dialog, setDialog] = useState<OpenDialog>()
  const close = () => setDialog(undefined)
  const projects = useMemo(
    () => all.data?.filter((project) => project.organization_name === organization),
    [all.data, organization],
  )
  const columns = useMemo(() => columnsFor(projects ?? []), [projects])
  const mine = organizations.data?.find(({ name }) => name === organization)
  const isAdmin = mine?.admin
  // Admins may do everything; what others may do in a project is for its roles to say.
  const names = useMemo(() => (isAdmin === false ? (projects ?? []).map(({ name }) => name) : []), [isAdmin, projects])
  const rights = useQueries({
    queries: names.map(ownAccessQuery),
    combine: useCallback(
      (results: { data: OwnAccess | undefined }[]) => new Map(names.map((name, index) => [name, results[index]?.data])),
      [names],
    ),
  })

  const rowActions = useCallback(
    (project: Project): readonly MenuEntry[] => [
      { label: 'Service users', icon: <KeyRound size={16} aria-hidden />, to: paths.serviceUsers(project.name) },
      { label: 'Roles', icon: <ShieldCheck size={16} aria-hidden />, to: paths.roles(project.name) },
      'divider',
      {
        label: 'Rename',
        icon: <Pencil size={16} aria-hidden />,
        disabledReason: whyNot(rights.get(project.name), 'projects.update'),
        preload: RenameProjectDialog.preload,
        onSelect: () => setDialog({ kind: 'rename', project }),
      },
      {
        label: 'Delete',
        icon: <Trash2 size={16} aria-hidden />,
        danger: true,
        disabledReason: whyNot(rights.get(project.name), 'projects.delete'),
        preload: DeleteProjectDialog.preload,
        onSelect: () => setDialog({ kind: 'delete', project }),
      },
    ],
    [rights],
  )

  if (all.data === undefined && isRefusal(all.error)) return <LoadError error={all.error} onRetry={all.refetch} />
  // The list of projects is empty for an organization that is not there, too.
  if (organizations.data && mine === undefined && projects?.length === 0) return <LoadError {...unknownOrganization} />

  const create = (
    <GatedButton
      leftSection={<Plus size={16} aria-hidden />}
      {...preloadOn(CreateProjectDialog)}
      disabledReason={isAdmin === false ? 'Only admins of the organization create projects' : undefined}
      onClick={() => setDialog({ kind: 'create' })}
    >
      Create project
    </GatedButton>
  )
  return (
    <>
      <PageHeader
        title="Projects"
        count={projects?.length}
        description={
          <>
            Where deployments, pipelines and buckets live, with the service users and roles that may use them.
            {isAdmin === false && ' Only admins of the organization create projects.'}
          </>
        }
      />
      <DataTable
        label="projects"
        source={{ data: projects, error: all.error, isFetching: all.isFetching, refetch: all.refetch }}
        columns={columns}
        rowId={projectId}
        rowLabel={projectName}
        defaultSort="name"
        searchHint="Search name"
        exportName={`${organization}-projects`}
        actions={create}
        rowActions={rowActions}
        empty={
          <EmptyState
            icon={<FolderKanban size={28} aria-hidden />}
            title={isAdmin === false ? 'No projects for you yet' : 'No projects yet'}
            action={isAdmin === false ? undefined : create}
          >
            {isAdmin === false
              ? 'You see a project here once you have a role in it. An admin of the organization can give you one.'
              : 'A project holds deployments, pipelines and buckets, and says who may do what with them.'}
          </EmptyState>
        }
      />
      {dialog?.kind === 'create' && <CreateProjectDialog organization={organization} onClose={close} />}
      {dialog?.kind === 'rename' && <RenameProjectDialog project={dialog.project.name} onClose={close} />}
      {dialog?.kind === 'delete' && <DeleteProjectDialog project={dialog.project.name} onClose={close} />}
    </>
  )
}

const projectId = (project: Project) => project.id
const projectName = (project: Project) => project.name

const unknownOrganization = {
  error: new ApiError('refused', 'There is no such organization.', { status: 404, code: 'not_found' }),
  onRetry: () => undefined,
}
