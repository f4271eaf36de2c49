import { useQuery } from '@tanstack/react-query'
import { CalendarPlus, KeySquare } from 'lucide-react'
import { useCallback, useMemo } from 'react'
import { Link } from 'react-router-dom'
import type { Credential } from '#contract/credentials.ts'
import { isRefusal } from '#src/api/api-error.ts'
import type { Filter } from '#src/components/data-table/columns.ts'
import { DataTable } from '#src/components/data-table/data-table.tsx'
import { EmptyState } from '#src/components/empty-state.tsx'
import { GatedButton } from '#src/components/gated-button.tsx'
import { LoadError } from '#src/components/load-error.tsx'
import { PageHeader } from '#src/components/page-header.tsx'
import { organizationListQuery } from '#src/features/organizations/organizations.queries.ts'
import { downloadText } from '#src/lib/download.ts'
import { expiryFilters, matchesExpiry } from '#src/lib/expiry.ts'
import { tellMissing } from '#src/lib/lazy-dialog.tsx'
import { useOrganizationName } from '#src/lib/params.ts'
import { paths } from '#src/lib/paths.ts'
import { useUrlState } from '#src/lib/url-state.ts'
import { useNow } from '#src/lib/use-now.ts'
import { asEndingToken, distinctLabelOf, lastUseFilters, matchesUse } from './credential.ts'
import { credentialActions } from './credential-actions.tsx'
import { columnsFor } from './credential-columns.tsx'
import { credentialListQuery } from './credentials.queries.ts'
import { Radar } from './radar.tsx'

const chosenExpiry = { expiry: '' }

/** Every token and API key that opens an organization and its projects, by when it ends. */
export function CredentialsPage() {
  const organization = useOrganizationName()
  const credentials = useQuery(credentialListQuery(organization))
  const { data: organizations } = useQuery(organizationListQuery())
  const now = useNow()
  const [{ expiry }, setChosen] = useUrlState(chosenExpiry)
  const columns = useMemo(() => columnsFor(organization), [organization])
  const filters = useMemo(() => filtersAt(now), [now])
  const rowActions = useCallback(
    (credential: Credential) => credentialActions(organization, credential, new Date()),
    [organization],
  )
  const expiries = useMemo(() => credentials.data?.map(({ expiry_date }) => expiry_date), [credentials.data])

  if (credentials.data === undefined && isRefusal(credentials.error))
    return <LoadError error={credentials.error} onRetry={credentials.refetch} />

  const isAdmin = organizations?.find(({ name }) => name === organization)?.admin
  const hasRadar = expiries === undefined ? !credentials.error : expiries.length > 0
  return (
    <>
      <PageHeader
        title="Credentials"
        count={credentials.data?.length}
        description={`The tokens of service users in projects, and the API keys of ${organization}, by when they expire.${
          isAdmin === false ? ' You see the tokens of projects where you may list service users.' : ''
        }`}
      />
      {hasRadar && (
        <Radar
          expiries={expiries}
          now={now}
          chosen={expiry}
          onChoose={(filter) => setChosen({ expiry: filter }, { push: true })}
        />
      )}
      <DataTable
        label="credentials"
        source={credentials}
        columns={columns}
        rowId={idOf}
        rowLabel={distinctLabelOf}
        rowActions={rowActions}
        defaultSort="expiry"
        searchHint="Search name, e-mail or project"
        filters={filters}
        exportName={`${organization}-credentials`}
        otherExports={(shown) => <CalendarExport organization={organization} shown={shown} now={now} />}
        empty={
          <EmptyState icon={<KeySquare size={28} aria-hidden />} title="No credentials yet">
            Here are the tokens of service users that you may see, and the API keys of{' '}
            <Link to={paths.accountServiceUsers(organization)}>account service users</Link>, as soon as there are any.
            Service users are created in their <Link to={paths.projects(organization)}>project</Link>.
          </EmptyState>
        }
      />
    </>
  )
}

const filtersAt = (now: Date): readonly Filter<Credential>[] => [
  {
    key: 'expiry',
    label: 'Expires',
    options: expiryFilters,
    matches: ({ expiry_date }, value) => matchesExpiry(expiry_date, value, now),
    chosenElsewhere: true,
  },
  {
    key: 'kind',
    label: 'Kind',
    options: [
      { value: 'service_user_token', label: 'Tokens' },
      { value: 'api_key', label: 'API keys' },
    ],
    matches: ({ kind }, value) => kind === value,
  },
  {
    key: 'use',
    label: 'Use',
    options: lastUseFilters,
    matches: (credential, value) => matchesUse(credential, value, now),
  },
]

interface CalendarExportProps {
  organization: string
  shown: readonly Credential[]
  now: Date
}

function CalendarExport({ organization, shown, now }: CalendarExportProps) {
  const hasEnds = shown.some((credential) => asEndingToken(credential, now) !== undefined)
  const download = async () => {
    try {
      const { calendarFile } = await import('./calendar-file.ts')
      const { origin } = window.location
      const text = calendarFile(shown, { organization, origin, now: new Date() })
      downloadText(`${organization}-credentials.ics`, text, 'text/calendar;charset=utf-8')
    } catch {
      tellMissing()
    }
  }
  return (
    <GatedButton
      variant="default"
      leftSection={<CalendarPlus size={16} aria-hidden />}
      disabledReason={hasEnds ? undefined : 'Nothing that is shown has an end to come'}
      onClick={() => void download()}
    >
      Calendar (.ics)
    </GatedButton>
  )
}

const idOf = ({ id }: Credential) => id
