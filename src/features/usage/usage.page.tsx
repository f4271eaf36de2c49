import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { useMemo } from 'react'
import { isRefusal } from '#src/api/api-error.ts'
import { ErrorNote } from '#src/components/error-note.tsx'
import { LoadError } from '#src/components/load-error.tsx'
import { PageHeader } from '#src/components/page-header.tsx'
import { organizationQuery } from '#src/features/organizations/organizations.queries.ts'
import { downloadCsv } from '#src/lib/download.ts'
import { useOrganizationName } from '#src/lib/params.ts'
import { useUrlState } from '#src/lib/url-state.ts'
import { useNow } from '#src/lib/use-now.ts'
import { usageQuery } from './usage.queries.ts'
import { UsageFilters } from './usage-filters.tsx'
import { toUsageRequest, usageAddressDefaults } from './usage-range.ts'
import { UsageReport } from './usage-report.tsx'
import { toUsageTable, usageCsv } from './usage-series.ts'

/** What the organization's deployments and pipelines used: a chart and the same numbers as a table. */
export function UsagePage() {
  const organization = useOrganizationName()
  const now = useNow()
  const [address, setAddress] = useUrlState(usageAddressDefaults)

  const details = useQuery(organizationQuery(organization))
  const request = toUsageRequest(address, now, details.data?.data.subscription_start_date)
  const usage = useQuery({
    ...usageQuery(organization, request.query),
    enabled: !(address.range === 'previous' && details.isPending),
  })

  const table = useMemo(
    () => toUsageTable(usage.data ?? [], address.metric, address.type, now),
    [usage.data, address.metric, address.type, now],
  )

  if (usage.error && usage.data === undefined && isRefusal(usage.error, 'not_found', 'forbidden'))
    return <LoadError error={usage.error} onRetry={usage.refetch} />

  return (
    <>
      <PageHeader
        title="Usage"
        description="What deployments and pipelines of this organization used, by UTC day."
        actions={
          <Button
            variant="default"
            leftSection={<Download size={16} aria-hidden />}
            disabled={table.rows.length === 0}
            onClick={() => downloadCsv(`${organization}-usage-${address.metric}.csv`, usageCsv(table))}
          >
            Export CSV
          </Button>
        }
      />
      <UsageFilters address={address} request={request} onChange={(change) => setAddress(change, { push: true })} />
      {usage.error && (
        <ErrorNote
          error={usage.error}
          lead="Could not load the usage."
          action={
            <Button size="compact-sm" variant="default" loading={usage.isFetching} onClick={() => void usage.refetch()}>
              Retry
            </Button>
          }
        />
      )}
      {(usage.data || !usage.error) && (
        <UsageReport usage={usage.data} table={table} interval={request.query.interval} isFetching={usage.isFetching} />
      )}
    </>
  )
}
