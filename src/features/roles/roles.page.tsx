import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Columns3, Copy, Eye, Lock, Pencil, Plus, ShieldCheck, Trash2 } from 'lucide-react'
import { useCallback, useMemo, useState } from 'react'
import { Link } from 'react-router-dom'
import type { RoleListItem } from '#contract/roles.ts'
import { isRefusal } from '#src/api/api-error.ts'
import type { Column, Filter } from '#src/components/data-table/columns.ts'
import { DataTable } from '#src/components/data-table/data-table.tsx'
import { EmptyState } from '#src/components/empty-state.tsx'
import { GatedButton } from '#src/components/gated-button.tsx'
import { LoadError } from '#src/components/load-error.tsx'
import type { MenuEntry } from '#src/components/menu-button.tsx'
import { PageHeader } from '#src/components/page-header.tsx'
import { Truncate } from '#src/components/truncate.tsx'
import { ownAccessQuery } from '#src/features/access/access.queries.ts'
import { preloadOn } from '#src/lib/lazy-dialog.tsx'
import { useProjectName } from '#src/lib/params.ts'
import { paths } from '#src/lib/paths.ts'
import { CreateRoleDialog, DeleteRoleDialog } from './role-dialogs.tsx'
import { rightsOf, whyNoCloning, whyNoCreating, whyNoDeleting } from './role-rights.ts'
import { copyName, countHolders, describeHolders, whyNoDelete, whyNoEdit } from './role-usage.ts'
import classes from './roles.page.module.css'
import { roleListQuery, roleQuery } from './roles.queries.ts'

type OpenDialog = { kind: 'create' } | { kind: 'clone'; role: RoleListItem } | { kind: 'delete'; role: RoleListItem }

const kindOf = (role: RoleListItem) => (role.default ? 'Default' : 'Custom')
const usersOf = ({ used_by }: RoleListItem) => used_by && countHolders(used_by)

const filters: readonly Filter<RoleListItem>[] = [
  {
    key: 'kind',
    label: 'Kind',
    options: [
      { value: 'custom', label: 'Custom' },
      { value: 'default', label: 'Default' },
    ],
    matches: (role, value) => role.default === (value === 'default'),
  },
  {
    key: 'used',
    label: 'Used',
    options: [
      { value: 'yes', label: 'In use' },
      { value: 'no', label: 'By nobody' },
    ],
    matches: (role, value) => (usersOf(role) ?? 0) > 0 === (value === 'yes'),
  },
]

function columnsFor(project: string): readonly Column<RoleListItem>[] {
  return [
    {
      id: 'name',
      header: 'Name',
      value: ({ name }) => name,
      cell: ({ name }) => (
        <Link to={paths.role(project, name)}>
          <Truncate text={name} />
        </Link>
      ),
      searchable: true,
      width: 184,
    },
    {
      id: 'kind',
      header: 'Kind',
      // Sorted by it, those of a kind are in the order of their names.
      value: (role) => `${kindOf(role)} ${role.name}`,
      csv: kindOf,
      cell: (role) => (
        <span className={classes.kind} data-default={role.default}>
          {role.default && <Lock size={13} aria-hidden />}
          {kindOf(role)}
        </span>
      ),
      width: 94,
    },
    {
      id: 'permissions',
      header: 'Permissions',
      value: ({ permission_count }) => permission_count,
      align: 'end',
      width: 120,
    },
    {
      id: 'used',
      header: 'Used by',
      value: usersOf,
      csv: ({ used_by }) => used_by && describeHolders(used_by),
      cell: ({ used_by }) =>
        used_by ? (
          <span className={classes.used} data-unused={countHolders(used_by) === 0}>
            <Truncate text={describeHolders(used_by)} />
          </span>
        ) : (
          '–'
        ),
      width: 130,
    },
  ]
}

/** The roles of a project. */
export function RolesPage() {
  const project = useProjectName()
  const roles = useQuery(roleListQuery(project))
  const { data: own } = useQuery(ownAccessQuery(project))
  const rights = useMemo(() => rightsOf(own), [own])
  const [dialog, setDialog] = useState<OpenDialog>()
  // Cloning takes holding what a role gives, which the list does not tell: asked for the role whose menu is opened.
  const [looked, setLooked] = useState<string>()
  const { data: lookedAt } = useQuery({
    ...roleQuery(project, looked ?? ''),
    enabled: looked !== undefined && rights.held !== undefined,
  })
  const close = () => setDialog(undefined)
  const columns = useMemo(() => columnsFor(project), [project])
  const rowActions = useCallback(
    (role: RoleListItem): readonly MenuEntry[] => [
      ...(role.default
        ? [
            { label: 'View', icon: <Eye size={16} aria-hidden />, to: paths.role(project, role.name) },
            {
              label: 'Edit',
              icon: <Pencil size={16} aria-hidden />,
              disabledReason: whyNoEdit,
              onSelect: () => undefined,
            },
          ]
        : [{ label: 'Edit', icon: <Pencil size={16} aria-hidden />, to: paths.role(project, role.name) }]),
      {
        label: 'Clone',
        icon: <Copy size={16} aria-hidden />,
        disabledReason: whyNoCloning(rights, lookedAt?.role.name === role.name ? lookedAt.role.permissions : undefined),
        preload: () => {
          setLooked(role.name)
          CreateRoleDialog.preload()
        },
        onSelect: () => setDialog({ kind: 'clone', role }),
      },
      {
        label: 'Compare',
        icon: <Columns3 size={16} aria-hidden />,
        to: paths.roleComparison(project, [role.name]),
      },
      'divider',
      {
        label: 'Delete',
        icon: <Trash2 size={16} aria-hidden />,
        danger: true,
        disabledReason: role.default ? whyNoDelete : whyNoDeleting(rights),
        preload: DeleteRoleDialog.preload,
        onSelect: () => setDialog({ kind: 'delete', role }),
      },
    ],
    [project, rights, lookedAt],
  )

  if (roles.data === undefined && isRefusal(roles.error))
    return <LoadError error={roles.error} onRetry={roles.refetch} />

  const create = (
    <GatedButton
      leftSection={<Plus size={16} aria-hidden />}
      disabledReason={whyNoCreating(rights)}
      {...preloadOn(CreateRoleDialog)}
      onClick={() => setDialog({ kind: 'create' })}
    >
      Create role
    </GatedButton>
  )
  return (
    <>
      <PageHeader
        title="Roles"
        count={roles.data?.length}
        description="What members, service users and deployments may do in this project."
        actions={
          <Button
            component={Link}
            to={paths.roleComparison(project)}
            variant="default"
            leftSection={<Columns3 size={16} aria-hidden />}
          >
            Compare roles
          </Button>
        }
      />
      <DataTable
        label="roles"
        source={roles}
        columns={columns}
        rowId={(role) => role.id}
        defaultSort="kind"
        searchHint="Search name"
        filters={filters}
        exportName={`${project}-roles`}
        actions={create}
        rowActions={rowActions}
        rowLabel={(role) => role.name}
        empty={
          <EmptyState icon={<ShieldCheck size={28} />} title="No roles yet" action={create}>
            A role bundles permissions, so that they can be given together.
          </EmptyState>
        }
      />
      {dialog?.kind === 'create' && <CreateRoleDialog project={project} onClose={close} />}
      {dialog?.kind === 'clone' && (
        <CreateRoleDialog
          project={project}
          name={copyName(dialog.role.name, new Set(roles.data?.map(({ name }) => name)))}
          template={dialog.role.name}
          onClose={close}
        />
      )}
      {dialog?.kind === 'delete' && <DeleteRoleDialog project={project} role={dialog.role} onClose={close} />}
    </>
  )
}
