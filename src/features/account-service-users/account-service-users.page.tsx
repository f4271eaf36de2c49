import { useQuery } from '@tanstack/react-query'
import { Bot, Pencil, Plus, Trash2 } from 'lucide-react'
import { useCallback, useMemo, useState } from 'react'
import { useNavigate } from 'react-router-dom'
import type { AccountServiceUser } from '#contract/account-service-users.ts'
import { profiles } from '#contract/profiles.ts'
import { isRefusal } from '#src/api/api-error.ts'
import type { Filter } from '#src/components/data-table/columns.ts'
import { DataTable } from '#src/components/data-table/data-table.tsx'
import { EmptyState } from '#src/components/empty-state.tsx'
import { GatedButton } from '#src/components/gated-button.tsx'
import { LoadError } from '#src/components/load-error.tsx'
import type { MenuEntry } from '#src/components/menu-button.tsx'
import { PageHeader } from '#src/components/page-header.tsx'
import { lazyDialog, preloadOn } from '#src/lib/lazy-dialog.tsx'
import { useOrganizationName } from '#src/lib/params.ts'
import { paths } from '#src/lib/paths.ts'
import { columnsFor } from './account-service-user-columns.tsx'
import { DeactivateDialog, EditAccountServiceUserDialog } from './account-service-user-dialogs.ts'
import { accountServiceUserListQuery } from './account-service-users.queries.ts'
import { profileLabel } from './profile-labels.ts'
import { whyNotAdminister, whyNotChange, whyNotCreate } from './rights.ts'
import { useCaller } from './use-caller.ts'

const CreateAccountServiceUserDialog = lazyDialog(() =>
  import('./create-account-service-user-dialog.tsx').then((module) => module.CreateAccountServiceUserDialog),
)

type OpenDialog = { kind: 'create' } | { kind: 'edit' | 'deactivate'; serviceUser: AccountServiceUser }

const filters: readonly Filter<AccountServiceUser>[] = [
  {
    key: 'profile',
    label: 'Profile',
    options: profiles.map((profile) => ({ value: profile, label: profileLabel(profile) })),
    matches: ({ role }, value) => role === value,
  },
  {
    key: 'administrators',
    label: 'Administrators',
    options: [
      { value: 'some', label: 'With administrators' },
      { value: 'none', label: 'No administrators' },
    ],
    matches: ({ withoutAdministrators = false }, value) => withoutAdministrators === (value === 'none'),
  },
]

/** The users with which programs call the API of an organization. */
export function AccountServiceUsersPage() {
  const organization = useOrganizationName()
  // What is open belongs to its organization.
  return <AccountServiceUsers key={organization} organization={organization} />
}

function AccountServiceUsers({ organization }: { organization: string }) {
  const serviceUsers = useQuery(accountServiceUserListQuery(organization))
  const caller = useCaller(organization)
  const navigate = useNavigate()
  const [dialog, setDialog] = useState<OpenDialog>()
  const close = () => setDialog(undefined)

  const columns = useMemo(() => columnsFor(organization), [organization])
  const rowActions = useCallback(
    (serviceUser: AccountServiceUser): readonly MenuEntry[] => [
      {
        label: 'Edit',
        icon: <Pencil size={16} aria-hidden />,
        disabledReason: whyNotChange(caller, organization, serviceUser),
        preload: EditAccountServiceUserDialog.preload,
        onSelect: () => setDialog({ kind: 'edit', serviceUser }),
      },
      'divider',
      {
        label: 'Deactivate',
        icon: <Trash2 size={16} aria-hidden />,
        danger: true,
        disabledReason: whyNotAdminister(caller, organization, serviceUser),
        preload: DeactivateDialog.preload,
        onSelect: () => setDialog({ kind: 'deactivate', serviceUser }),
      },
    ],
    [caller, organization],
  )

  if (serviceUsers.data === undefined && isRefusal(serviceUsers.error))
    return <LoadError error={serviceUsers.error} onRetry={serviceUsers.refetch} />

  const notCreate = whyNotCreate(caller, organization)
  const add = (
    <GatedButton
      leftSection={<Plus size={16} aria-hidden />}
      disabledReason={notCreate}
      {...preloadOn(CreateAccountServiceUserDialog)}
      onClick={() => setDialog({ kind: 'create' })}
    >
      Create service user
    </GatedButton>
  )
  return (
    <>
      <PageHeader
        title="Account service users"
        count={serviceUsers.data?.length}
        description={`With their API keys, programs see and manage ${organization} itself: its usage, projects and members.`}
      />
      <DataTable
        label="account service users"
        source={serviceUsers}
        columns={columns}
        rowId={usernameOf}
        rowLabel={usernameOf}
        defaultSort="username"
        searchHint="Search name, e-mail or administrator"
        filters={filters}
        exportName={`${organization}-account-service-users`}
        actions={add}
        rowActions={rowActions}
        empty={
          <EmptyState icon={<Bot size={28} aria-hidden />} title="No account service users yet" action={add}>
            An account service user lets a program work on the organization as a whole, such as a monitor, Terraform or
            a staff directory. It has a profile, and a key for each kind of work.
          </EmptyState>
        }
      />
      {dialog?.kind === 'create' && (
        <CreateAccountServiceUserDialog
          organization={organization}
          caller={caller}
          onCreated={(username) => void navigate(paths.accountServiceUser(organization, username))}
          onClose={close}
        />
      )}
      {dialog?.kind === 'edit' && (
        <EditAccountServiceUserDialog
          organization={organization}
          username={dialog.serviceUser.username}
          caller={caller}
          onClose={close}
        />
      )}
      {dialog?.kind === 'deactivate' && (
        <DeactivateDialog
          organization={organization}
          serviceUser={dialog.serviceUser}
          onDeactivated={close}
          onClose={close}
        />
      )}
    </>
  )
}

const usernameOf = ({ username }: AccountServiceUser) => username
