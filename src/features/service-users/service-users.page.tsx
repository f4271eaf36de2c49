import { useQuery } from '@tanstack/react-query'
import { KeyRound, Plus } from 'lucide-react'
import { useCallback, useMemo, useState } from 'react'
import type { ServiceUser } from '#contract/service-users.ts'
import { isRefusal } from '#src/api/api-error.ts'
import type { Filter } from '#src/components/data-table/columns.ts'
import { DataTable } from '#src/components/data-table/data-table.tsx'
import { EmptyState } from '#src/components/empty-state.tsx'
import { GatedButton } from '#src/components/gated-button.tsx'
import { SecretDialog } from '#src/components/lazy-dialogs.tsx'
import { LoadError } from '#src/components/load-error.tsx'
import { PageHeader } from '#src/components/page-header.tsx'
import { ownAccessQuery } from '#src/features/access/access.queries.ts'
import { expiryFilters, matchesExpiry } from '#src/lib/expiry.ts'
import { preloadOn } from '#src/lib/lazy-dialog.tsx'
import { whyNot } from '#src/lib/own-rights.ts'
import { useProjectName } from '#src/lib/params.ts'
import { useNow } from '#src/lib/use-now.ts'
import { findRotations } from './rotations.ts'
import { RotationsPanel } from './rotations-panel.tsx'
import { serviceUserActions } from './service-user-actions.tsx'
import { labelOf, serviceUserColumns } from './service-user-columns.tsx'
import { type OpenDialog, ServiceUserDialogs } from './service-user-dialogs.tsx'
import { CreateServiceUserDialog } from './service-user-lazy-dialogs.ts'
import { serviceUserListQuery } from './service-users.queries.ts'
import { useLinkedDialog } from './use-linked-dialog.ts'

/** How often the last use of tokens is asked for while some are being replaced: no oftener is it written. */
const WATCH_MS = 60_000
/** A page that is left open is not watched for ever, or its session would never be idle. */
const WATCHED_FOR_MS = 30 * WATCH_MS

/** The accounts with which programs call the API of a project. */
export function ServiceUsersPage() {
  const project = useProjectName()
  // What is open belongs to its project; a token shown for one must not stay over another.
  return <ServiceUsers key={project} project={project} />
}

function ServiceUsers({ project }: { project: string }) {
  const now = useNow()
  const [watchedUntil] = useState(() => Date.now() + WATCHED_FOR_MS)
  const serviceUsers = useQuery({
    ...serviceUserListQuery(project),
    refetchInterval: ({ state }) => Date.now() < watchedUntil && findRotations(state.data ?? []).length > 0 && WATCH_MS,
  })
  const { data: own, isPending } = useQuery(ownAccessQuery(project))
  const [dialog, setDialog] = useState<OpenDialog>()
  useLinkedDialog({ serviceUsers: serviceUsers.data, own, isPending, open: setDialog })
  const rotations = useMemo(() => findRotations(serviceUsers.data ?? []), [serviceUsers.data])

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
  const rowActions = useCallback((serviceUser: ServiceUser) => serviceUserActions(own, serviceUser, setDialog), [own])

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
  return (
    <>
      <PageHeader
        title="Service users"
        count={serviceUsers.data?.length}
        description="Accounts with which scripts and systems call the API of this project."
      />
      {rotations.length > 0 && (
        <RotationsPanel
          rotations={rotations}
          own={own}
          onRetire={(rotation) => setDialog({ kind: 'retire', rotation })}
          onGiveUp={(rotation) => setDialog({ kind: 'give-up', rotation })}
        />
      )}
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
      <ServiceUserDialogs
        project={project}
        own={own}
        serviceUsers={serviceUsers.data ?? []}
        dialog={dialog}
        onClose={() => setDialog(undefined)}
      />
    </>
  )
}

const idOf = (serviceUser: ServiceUser) => serviceUser.id
