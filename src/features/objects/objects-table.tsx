import { useQuery } from '@tanstack/react-query'
import { ArrowRight, Box, Cylinder, Pencil, Plus, Trash2, UserSearch, Workflow } from 'lucide-react'
import { type ReactNode, useCallback, useMemo, useState } from 'react'
import type { RoleListItem } from '#contract/roles.ts'
import { isRefusal, messageOf } from '#src/api/api-error.ts'
import { DataTable } from '#src/components/data-table/data-table.tsx'
import { EmptyState } from '#src/components/empty-state.tsx'
import { GatedButton } from '#src/components/gated-button.tsx'
import type { MenuEntry } from '#src/components/menu-button.tsx'
import { ownAccessQuery } from '#src/features/access/access.queries.ts'
import { roleAssignmentListQuery } from '#src/features/role-assignments/role-assignments.queries.ts'
import { roleListQuery } from '#src/features/roles/roles.queries.ts'
import { preloadOn } from '#src/lib/lazy-dialog.tsx'
import { paths } from '#src/lib/paths.ts'
import { NotOpen } from './not-open.tsx'
import { accessByObject } from './object-access.ts'
import { type ColumnContext, objectColumns } from './object-columns.tsx'
import { AccessDrawer, CreateObjectDialog, DeleteObjectDialog, EditObjectDialog } from './object-dialogs.tsx'
import { type ObjectKind, objectListQuery, type ProjectObject } from './objects.queries.ts'
import { whyNot } from './rights.ts'

type OpenDialog = { kind: 'create' } | { kind: 'edit' | 'delete' | 'access'; object: ProjectObject }

/** What each kind is for, where there is none yet. */
const purposes: Readonly<Record<ObjectKind, { icon: ReactNode; text: string }>> = {
  deployment: {
    icon: <Box size={28} />,
    text: 'A deployment is code that answers requests, in one or more versions. It can hold roles itself, such as reading a bucket.',
  },
  pipeline: {
    icon: <Workflow size={28} />,
    text: 'A pipeline passes a request through several deployments, in one or more versions.',
  },
  bucket: {
    icon: <Cylinder size={28} />,
    text: 'A bucket keeps files, here or with another provider. Roles on it say who may read and write them.',
  },
}

interface ObjectsTableProps {
  project: string
  kind: ObjectKind
}

/** The objects of one kind, and all that can be done with them. */
export function ObjectsTable({ project, kind }: ObjectsTableProps) {
  const objects = useQuery(objectListQuery(project, kind))
  const { data: own } = useQuery(ownAccessQuery(project))
  const assignments = useQuery(roleAssignmentListQuery(project))
  const roles = useQuery(roleListQuery(project))
  const [dialog, setDialog] = useState<OpenDialog>()
  const close = () => setDialog(undefined)

  const columns = useMemo(() => {
    const ofObject =
      assignments.data && !roles.isPending && accessByObject(assignments.data, kind, kindsByRole(roles.data ?? []))
    const accessOf: ColumnContext['accessOf'] = (object) => {
      if (ofObject) return ofObject(object.name)
      if (assignments.error === null) return 'loading'
      // Without leave for the whole project, the roles on this object may still be open.
      const mayAsk = own && whyNot(own, 'roles.assignments.list', object) === undefined
      return { refused: mayAsk ? undefined : messageOf(assignments.error) }
    }
    return objectColumns({
      project,
      kind,
      accessOf,
      onAccess: (object) => setDialog({ kind: 'access', object }),
      onApproachAccess: AccessDrawer.preload,
    })
  }, [project, kind, assignments.data, assignments.error, roles.data, roles.isPending, own])

  const rowActions = useCallback(
    (object: ProjectObject): readonly MenuEntry[] => [
      { label: 'Open', icon: <ArrowRight size={16} aria-hidden />, to: paths.object(project, kind, object.name) },
      {
        label: 'Edit',
        icon: <Pencil size={16} aria-hidden />,
        disabledReason: whyNot(own, `${kind}s.get`, object) ?? whyNot(own, `${kind}s.update`, object),
        preload: EditObjectDialog.preload,
        onSelect: () => setDialog({ kind: 'edit', object }),
      },
      {
        label: 'Who has access',
        icon: <UserSearch size={16} aria-hidden />,
        disabledReason: whyNot(own, 'roles.assignments.list', object),
        preload: AccessDrawer.preload,
        onSelect: () => setDialog({ kind: 'access', object }),
      },
      'divider',
      {
        label: 'Delete',
        icon: <Trash2 size={16} aria-hidden />,
        danger: true,
        disabledReason: whyNot(own, `${kind}s.delete`, object),
        preload: DeleteObjectDialog.preload,
        onSelect: () => setDialog({ kind: 'delete', object }),
      },
    ],
    [project, kind, own],
  )

  if (objects.data === undefined && isRefusal(objects.error))
    return <NotOpen what={`the ${kind}s of this project`} error={objects.error} />

  const create = (
    <GatedButton
      leftSection={<Plus size={16} aria-hidden />}
      disabledReason={whyNot(own, `${kind}s.create`)}
      {...preloadOn(CreateObjectDialog)}
      onClick={() => setDialog({ kind: 'create' })}
    >
      Create {kind}
    </GatedButton>
  )
  return (
    <>
      <DataTable
        label={`${kind}s`}
        source={objects}
        columns={columns}
        rowId={idOf}
        rowLabel={nameOf}
        defaultSort="name"
        searchHint="Search name, description or label"
        exportName={`${project}-${kind}s`}
        actions={create}
        rowActions={rowActions}
        empty={
          <EmptyState icon={purposes[kind].icon} title={`No ${kind}s yet`} action={create}>
            {purposes[kind].text}
          </EmptyState>
        }
      />
      {dialog?.kind === 'create' && <CreateObjectDialog project={project} kind={kind} onClose={close} />}
      {dialog?.kind === 'edit' && (
        <EditObjectDialog project={project} kind={kind} name={dialog.object.name} onClose={close} />
      )}
      {dialog?.kind === 'access' && (
        <AccessDrawer project={project} kind={kind} name={dialog.object.name} onClose={close} />
      )}
      {dialog?.kind === 'delete' && (
        <DeleteObjectDialog project={project} kind={kind} name={dialog.object.name} onClose={close} />
      )}
    </>
  )
}

/** Of the roles that the server says it of. */
const kindsByRole = (roles: readonly RoleListItem[]) =>
  new Map(roles.flatMap(({ name, resource_types }) => (resource_types ? [[name, resource_types]] : [])))

const idOf = ({ id }: ProjectObject) => id
const nameOf = ({ name }: ProjectObject) => name
