import { useMutation, useQuery } from '@tanstack/react-query'
import { KeyRound, Pencil, Plus, RotateCcwKey, ShieldPlus, Trash2 } from 'lucide-react'
import { useCallback, useMemo, useState } from 'react'
import type { CreateServiceUser, ServiceUser } from '#contract/service-users.ts'
import { isRefusal, messageOf } from '#src/api/api-error.ts'
import type { Filter } from '#src/components/data-table/columns.ts'
import { DataTable } from '#src/components/data-table/data-table.tsx'
import { EmptyState } from '#src/components/empty-state.tsx'
import { GatedButton } from '#src/components/gated-button.tsx'
import { SecretDialog } from '#src/components/lazy-dialogs.tsx'
import { tokenOnItsWay, useLeaveGuard } from '#src/components/leave-guard.ts'
import { LoadError } from '#src/components/load-error.tsx'
import type { MenuEntry } from '#src/components/menu-button.tsx'
import { PageHeader } from '#src/components/page-header.tsx'
import { ownAccessQuery } from '#src/features/access/access.queries.ts'
import { createRoleAssignmentMutation } from '#src/features/role-assignments/role-assignments.queries.ts'
import { expiryFilters, isExpired, matchesExpiry } from '#src/lib/expiry.ts'
import { newIdempotencyKey } from '#src/lib/idempotency-key.ts'
import { lazyDialog, preloadOn } from '#src/lib/lazy-dialog.tsx'
import { whyNot } from '#src/lib/own-rights.ts'
import { useProjectName } from '#src/lib/params.ts'
import { useNow } from '#src/lib/use-now.ts'
import { labelOf, serviceUserColumns } from './service-user-columns.tsx'
import classes from './service-users.page.module.css'
import { createServiceUserMutation, resetTokenMutation, serviceUserListQuery } from './service-users.queries.ts'
import { tokenFile, tokenSnippet } from './token-use.ts'

const CreateServiceUserDialog = lazyDialog(() =>
  import('./create-service-user-dialog.tsx').then((module) => module.CreateServiceUserDialog),
)
const EditServiceUserDialog = lazyDialog(() =>
  import('./edit-service-user-dialog.tsx').then((module) => module.EditServiceUserDialog),
)
const AssignRoleDialog = lazyDialog(() => import('./assign-role-dialog.tsx').then((module) => module.AssignRoleDialog))
const DeleteServiceUserDialog = lazyDialog(() =>
  import('./delete-service-user-dialog.tsx').then((module) => module.DeleteServiceUserDialog),
)
const ResetTokenDialog = lazyDialog(() => import('./reset-token-dialog.tsx').then((module) => module.ResetTokenDialog))

type OpenDialog =
  | { kind: 'create' }
  | { kind: 'edit' | 'assign' | 'delete'; serviceUser: ServiceUser }
  // One key for all tries of this dialog, so that a lost answer is given again.
  | { kind: 'reset'; serviceUser: ServiceUser; idempotencyKey: string }

/** The accounts with which programs call the API of a project. */
export function ServiceUsersPage() {
  const project = useProjectName()
  // What is open belongs to its project; a token shown for one must not stay over another.
  return <ServiceUsers key={project} project={project} />
}

function ServiceUsers({ project }: { project: string }) {
  const now = useNow()
  const serviceUsers = useQuery(serviceUserListQuery(project))
  const { data: own } = useQuery(ownAccessQuery(project))
  const create = useMutation(createServiceUserMutation(project))
  const assign = useMutation(createRoleAssignmentMutation(project))
  const reset = useMutation(resetTokenMutation(project))
  const [dialog, setDialog] = useState<OpenDialog>()
  const close = () => setDialog(undefined)
  useLeaveGuard(() => create.isPending || reset.isPending, tokenOnItsWay)

  const filters = useMemo<readonly Filter<ServiceUser>[]>(
    () => [
      {
        key: 'expires',
        label: 'Expires',
        options: expiryFilters,
        matches: ({ expiry_date }, value) => matchesExpiry(expiry_date, value, now),
      },
    ],
    [now],
  )
  const rowActions = useCallback(
    (serviceUser: ServiceUser): readonly MenuEntry[] => {
      const hasExpired = isExpired(serviceUser.expiry_date, new Date())
      return [
        {
          label: 'Edit',
          icon: <Pencil size={16} aria-hidden />,
          disabledReason: hasExpired ? 'Expired service users cannot be changed' : whyNot(own, 'service_users.update'),
          preload: EditServiceUserDialog.preload,
          onSelect: () => setDialog({ kind: 'edit', serviceUser }),
        },
        {
          label: 'Give a role',
          icon: <ShieldPlus size={16} aria-hidden />,
          disabledReason: hasExpired ? 'It has expired and can do nothing' : whyNot(own, 'roles.assignments.create'),
          preload: AssignRoleDialog.preload,
          onSelect: () => setDialog({ kind: 'assign', serviceUser }),
        },
        {
          label: 'Reset token',
          icon: <RotateCcwKey size={16} aria-hidden />,
          disabledReason: hasExpired
            ? 'Expired service users get no new token'
            : whyNot(own, 'service_users.token.update'),
          preload: () => {
            ResetTokenDialog.preload()
            SecretDialog.preload()
          },
          onSelect: () => setDialog({ kind: 'reset', serviceUser, idempotencyKey: newIdempotencyKey() }),
        },
        'divider',
        {
          label: 'Delete',
          icon: <Trash2 size={16} aria-hidden />,
          danger: true,
          disabledReason: whyNot(own, 'service_users.delete'),
          preload: DeleteServiceUserDialog.preload,
          onSelect: () => setDialog({ kind: 'delete', serviceUser }),
        },
      ]
    },
    [own],
  )

  if (serviceUsers.data === undefined && isRefusal(serviceUsers.error))
    return <LoadError error={serviceUsers.error} onRetry={serviceUsers.refetch} />

  const add = (
    <GatedButton
      leftSection={<Plus size={16} aria-hidden />}
      disabledReason={whyNot(own, 'service_users.create')}
      {...preloadOn(CreateServiceUserDialog, SecretDialog)}
      onClick={() => setDialog({ kind: 'create' })}
    >
      Create service user
    </GatedButton>
  )
  const createAndAssign = async (body: CreateServiceUser, role: string, idempotencyKey: string) => {
    const created = await create.mutateAsync({ body, idempotencyKey })
    close()
    // Beside the token, not before it: whatever becomes of the role, the token is shown.
    if (role !== '') assign.mutate({ assignee: created.id, assignee_type: 'user', role })
  }
  const renewed = serviceUsers.data?.find(({ id }) => id === reset.variables?.id)

  return (
    <>
      <PageHeader
        title="Service users"
        count={serviceUsers.data?.length}
        description="Accounts with which scripts and systems call the API of this project."
      />
      <DataTable
        label="service users"
        source={serviceUsers}
        columns={serviceUserColumns}
        rowId={idOf}
        rowLabel={labelOf}
        defaultSort="name"
        searchHint="Search name or e-mail"
        filters={filters}
        exportName={`${project}-service-users`}
        actions={add}
        rowActions={rowActions}
        empty={
          <EmptyState icon={<KeyRound size={28} aria-hidden />} title="No service users yet" action={add}>
            A service user lets a script, a device or a web page use this project with a token of its own, and with no
            more rights than its roles give.
          </EmptyState>
        }
      />
      {dialog?.kind === 'create' && (
        <CreateServiceUserDialog project={project} onCreate={createAndAssign} onClose={close} />
      )}
      {dialog?.kind === 'edit' && (
        <EditServiceUserDialog project={project} serviceUser={dialog.serviceUser} onClose={close} />
      )}
      {dialog?.kind === 'assign' && (
        <AssignRoleDialog project={project} serviceUser={dialog.serviceUser} onClose={close} />
      )}
      {dialog?.kind === 'delete' && (
        <DeleteServiceUserDialog project={project} serviceUser={dialog.serviceUser} onClose={close} />
      )}
      {dialog?.kind === 'reset' && (
        <ResetTokenDialog
          project={project}
          serviceUser={dialog.serviceUser}
          onReset={(ifMatch) =>
            reset.mutateAsync({ id: dialog.serviceUser.id, idempotencyKey: dialog.idempotencyKey, ifMatch })
          }
          onClose={close}
        />
      )}
      {create.data && (
        <SecretDialog
          title="Service user created"
          secret={create.data.token}
          label="Token"
          file={tokenFile(create.data.name)}
          snippet={(token) => tokenSnippet(token, window.location.origin, project)}
          onClose={() => {
            create.reset()
            assign.reset()
          }}
        >
          <RoleOutcome
            name={labelOf(create.data)}
            role={assign.variables?.role}
            isPending={assign.isPending}
            error={assign.error}
          />
        </SecretDialog>
      )}
      {reset.data && (
        <SecretDialog
          title="Token reset"
          secret={reset.data.token}
          label="Token"
          file={tokenFile(renewed?.name ?? '')}
          snippet={(token) => tokenSnippet(token, window.location.origin, project)}
          onClose={() => reset.reset()}
        >
          {renewed && `The new token of ${labelOf(renewed)}. The old one has stopped working.`}
        </SecretDialog>
      )}
    </>
  )
}

interface RoleOutcomeProps {
  name: string
  role: string | undefined
  isPending: boolean
  error: unknown
}

/** What the new service user may do. A role that could not be given is no reason to hide the token. */
function RoleOutcome({ name, role, isPending, error }: RoleOutcomeProps) {
  if (role === undefined) return `${name} has no role yet, so it can do nothing. Its menu in the list gives it one.`
  if (isPending) return `Giving ${name} the role ${role}…`
  if (!error) return `${name} has the role ${role} in this project.`
  return (
    <span role="alert" className={classes.failed}>
      {name} was created, but could not be given the role {role}: {messageOf(error)} Its menu in the list gives it one.
    </span>
  )
}

const idOf = (serviceUser: ServiceUser) => serviceUser.id
