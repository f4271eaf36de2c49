import { useQuery } from '@tanstack/react-query'
import { CircleHelp, Plus, ShieldCheck, Trash2, UserCheck } from 'lucide-react'
import { useCallback, useMemo, useState } from 'react'
import { useLocation } from 'react-router-dom'
import { isRefusal } from '#src/api/api-error.ts'
import { DataTable } from '#src/components/data-table/data-table.tsx'
import { EmptyState } from '#src/components/empty-state.tsx'
import { GatedButton } from '#src/components/gated-button.tsx'
import { LinkTabs } from '#src/components/link-tabs.tsx'
import { LoadError } from '#src/components/load-error.tsx'
import type { MenuEntry } from '#src/components/menu-button.tsx'
import { PageHeader } from '#src/components/page-header.tsx'
import { ownAccessQuery } from '#src/features/access/access.queries.ts'
import { lazyDialog, preloadOn } from '#src/lib/lazy-dialog.tsx'
import { whyNoCreate } from '#src/lib/own-rights.ts'
import { useProjectName } from '#src/lib/params.ts'
import { paths } from '#src/lib/paths.ts'
import { oneOf, useUrlState, writeUrlState } from '#src/lib/url-state.ts'
import { accessAddress } from './access-address.ts'
import { whyNoDelete } from './assign-rules.ts'
import { columnsFor, type View } from './assignment-columns.tsx'
import { filtersFor } from './assignment-filters.ts'
import { type AssignmentRow, describeLevel } from './assignment-rows.ts'
import { useAssignmentRows } from './use-assignment-rows.ts'

const AssignRolesDialog = lazyDialog(() =>
  import('./assign-roles-dialog.tsx').then((module) => module.AssignRolesDialog),
)
const DeleteAssignmentDialog = lazyDialog(() =>
  import('./delete-assignment-dialog.tsx').then((module) => module.DeleteAssignmentDialog),
)

type OpenDialog = { kind: 'assign' } | { kind: 'delete'; row: AssignmentRow }

const views: readonly { id: View; label: string }[] = [
  { id: 'assignee', label: 'By assignee' },
  { id: 'object', label: 'By object' },
]
const defaultSorts: Readonly<Record<View, string>> = { assignee: 'assignee', object: 'level' }
// The table keeps the rest; the role is read here to stay a choice of its filter.
const address = { view: 'assignee', role: '' }

/** Who holds which role on what in a project. */
export function RoleAssignmentsPage() {
  const project = useProjectName()
  return <RoleAssignments key={project} project={project} />
}

function RoleAssignments({ project }: { project: string }) {
  const assignments = useAssignmentRows(project)
  const { data: own } = useQuery(ownAccessQuery(project))
  const { pathname, search } = useLocation()
  const [state] = useUrlState(address)
  const [dialog, setDialog] = useState<OpenDialog>()
  const close = () => setDialog(undefined)

  const view = oneOf(['assignee', 'object'], state.view, 'assignee')
  const columns = useMemo(() => columnsFor(project, view), [project, view])
  const rows = assignments.data
  const filters = useMemo(() => filtersFor(rows, state.role), [rows, state.role])
  const rowActions = useCallback(
    (row: AssignmentRow): readonly MenuEntry[] => [
      { label: 'Why this access?', icon: <CircleHelp size={16} aria-hidden />, to: accessAddress(project, row) },
      { label: 'Show role', icon: <ShieldCheck size={16} aria-hidden />, to: paths.role(project, row.role) },
      'divider',
      {
        label: 'Delete',
        icon: <Trash2 size={16} aria-hidden />,
        danger: true,
        disabledReason: whyNoDelete(own, row),
        preload: DeleteAssignmentDialog.preload,
        onSelect: () => setDialog({ kind: 'delete', row }),
      },
    ],
    [project, own],
  )

  if (rows === undefined && isRefusal(assignments.error))
    return <LoadError error={assignments.error} onRetry={assignments.refetch} />

  const assign = (
    <GatedButton
      leftSection={<Plus size={16} aria-hidden />}
      disabledReason={whyNoCreate(own)}
      {...preloadOn(AssignRolesDialog)}
      onClick={() => setDialog({ kind: 'assign' })}
    >
      Assign roles
    </GatedButton>
  )
  return (
    <>
      <PageHeader
        title="Role assignments"
        count={rows?.length}
        description="Who may do what: the roles of members, service users and deployments, on the project or one object of it."
      />
      <LinkTabs
        label="Arranged"
        tabs={views.map(({ id, label }) => ({
          label,
          // The rest of the address stays: search, filters and sort hold in both.
          to: pathname + writeUrlState(search, address, { view: id }),
          isCurrent: id === view,
        }))}
      />
      <DataTable
        label="role assignments"
        source={assignments}
        columns={columns}
        rowId={idOf}
        rowLabel={labelOf}
        defaultSort={defaultSorts[view]}
        searchHint="Search name, role or object"
        filters={filters}
        exportName={`${project}-role-assignments`}
        actions={assign}
        rowActions={rowActions}
        empty={
          <EmptyState icon={<UserCheck size={28} />} title="No role assignments yet" action={assign}>
            A role does nothing until it is assigned: to members, service users or deployments, on the whole project or
            on one deployment, pipeline or bucket.
          </EmptyState>
        }
      />
      {dialog?.kind === 'assign' && <AssignRolesDialog project={project} onClose={close} />}
      {dialog?.kind === 'delete' && <DeleteAssignmentDialog project={project} row={dialog.row} onClose={close} />}
    </>
  )
}

const idOf = ({ id }: AssignmentRow) => id
const labelOf = (row: AssignmentRow) => `${row.role} of ${row.name} on ${describeLevel(row)}`
