import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useNavigate, useParams } from 'react-router-dom'
import type { AccountServiceUser } from '#contract/account-service-users.ts'
import { isRefusal } from '#src/api/api-error.ts'
import { GatedButton } from '#src/components/gated-button.tsx'
import { LoadError } from '#src/components/load-error.tsx'
import { PageHeader } from '#src/components/page-header.tsx'
import { Skeleton } from '#src/components/skeleton.tsx'
import { preloadOn } from '#src/lib/lazy-dialog.tsx'
import { requireParam, useOrganizationName } from '#src/lib/params.ts'
import { paths } from '#src/lib/paths.ts'
import { DeactivateDialog, EditAccountServiceUserDialog } from './account-service-user-dialogs.ts'
import { AccountServiceUserFacts } from './account-service-user-facts.tsx'
import classes from './account-service-users.module.css'
import { accountServiceUserQuery } from './account-service-users.queries.ts'
import { ApiKeys } from './api-keys.tsx'
import { whyNotAdminister, whyNotChange } from './rights.ts'
import { useCaller } from './use-caller.ts'

/** One account service user: what it is, and its keys. */
export function AccountServiceUserPage() {
  const organization = useOrganizationName()
  const username = requireParam(useParams(), 'username')
  // What is open on the page belongs to its service user; a key shown for one must not stay over another.
  return <AccountServiceUserView key={`${organization} ${username}`} organization={organization} username={username} />
}

interface AccountServiceUserViewProps {
  organization: string
  username: string
}

function AccountServiceUserView({ organization, username }: AccountServiceUserViewProps) {
  const query = useQuery(accountServiceUserQuery(organization, username))
  const serviceUser = query.data?.data
  // What is gone is not shown from memory either.
  if (query.error && (!serviceUser || isRefusal(query.error, 'not_found')))
    return <LoadError error={query.error} onRetry={query.refetch} />
  if (!serviceUser)
    return (
      <>
        <PageHeader title={username} description="Loading…" />
        <div className={classes.facts} aria-busy="true">
          <Skeleton width="12rem" />
          <Skeleton width="16rem" />
        </div>
      </>
    )
  return (
    <>
      <Header organization={organization} serviceUser={serviceUser} />
      <AccountServiceUserFacts serviceUser={serviceUser} organization={organization} />
      <ApiKeys organization={organization} serviceUser={serviceUser} />
    </>
  )
}

function Header({ organization, serviceUser }: { organization: string; serviceUser: AccountServiceUser }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const caller = useCaller(organization)
  const [dialog, setDialog] = useState<'edit' | 'deactivate'>()
  const close = () => setDialog(undefined)
  const { username } = serviceUser

  const leave = async () => {
    await navigate(paths.accountServiceUsers(organization), { replace: true })
    client.removeQueries({ queryKey: accountServiceUserQuery(organization, username).queryKey })
  }
  return (
    <>
      <PageHeader
        title={username}
        description={serviceUser.displayName || undefined}
        actions={
          <>
            <GatedButton
              variant="default"
              leftSection={<Pencil size={16} aria-hidden />}
              disabledReason={whyNotChange(caller, organization, serviceUser)}
              {...preloadOn(EditAccountServiceUserDialog)}
              onClick={() => setDialog('edit')}
            >
              Edit
            </GatedButton>
            <GatedButton
              variant="default"
              leftSection={<Trash2 size={16} aria-hidden />}
              disabledReason={whyNotAdminister(caller, organization, serviceUser)}
              {...preloadOn(DeactivateDialog)}
              onClick={() => setDialog('deactivate')}
            >
              Deactivate
            </GatedButton>
          </>
        }
      />
      {dialog === 'edit' && (
        <EditAccountServiceUserDialog organization={organization} username={username} caller={caller} onClose={close} />
      )}
      {dialog === 'deactivate' && (
        <DeactivateDialog
          organization={organization}
          serviceUser={serviceUser}
          onDeactivated={() => void leave()}
          onClose={close}
        />
      )}
    </>
  )
}
