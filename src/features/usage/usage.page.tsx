import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { ChartColumn, Download } from 'lucide-react'
import { useMemo, useState } from 'react'
import { addDays } from '#contract/calendar.ts'
import type { Usage, UsageInterval } from '#contract/usage.ts'
import { isRefusal } from '#src/api/api-error.ts'
import { EmptyState } from '#src/components/empty-state.tsx'
import { ErrorNote } from '#src/components/error-note.tsx'
import { LoadError } from '#src/components/load-error.tsx'
import { PageHeader } from '#src/components/page-header.tsx'
import { organizationQuery } from '#src/features/organizations/organizations.queries.ts'
import { downloadCsv } from '#src/lib/download.ts'
import { useOrganizationName } from '#src/lib/params.ts'
import { useUrlState } from '#src/lib/url-state.ts'
import { useNow } from '#src/lib/use-now.ts'
import classes from './usage.module.css'
import { usageQuery } from './usage.queries.ts'
import { UsageFilters } from './usage-filters.tsx'
import { toUsageRequest, usageAddressDefaults } from './usage-range.ts'
import { UsageReport } from './usage-report.tsx'
import { begun, periodOf, toUsageTable, usageCsv, withoutSeries } from './usage-series.ts'

interface LoadedUsage {
  organization: string
  usage: readonly Usage[]
  interval: UsageInterval
}

/** What the organization's deployments and pipelines used: a chart and the same numbers as a table. */
export function UsagePage() {
  const organization = useOrganizationName()
  const now = useNow()
  const [address, setAddress] = useUrlState(usageAddressDefaults)

  const details = useQuery(organizationQuery(organization))
  const request = toUsageRequest(address, now, details.data?.data.subscription_start_date)
  const { data, error, isFetching, refetch } = useQuery({
    ...usageQuery(organization, request.query),
    enabled: !(address.range === 'previous' && details.isPending),
  })

  // The last numbers stay while others are on their way, have failed or cannot be asked for.
  const [last, setLast] = useState<LoadedUsage>()
  if (data && (last?.usage !== data || last.interval !== request.interval))
    setLast({ organization, usage: data, interval: request.interval })
  const shown = last?.organization === organization ? last : undefined

  const table = useMemo(
    () => toUsageTable(shown?.usage ?? [], address.metric, address.type, now),
    [shown, address.metric, address.type, now],
  )
  const tableOnScreen = useMemo(() => withoutSeries(table, new Set(address.hidden.split(','))), [table, address.hidden])
  const exportTable = () => {
    const period = periodOf(begun(tableOnScreen.rows))
    const range = period ? `-${period.start}-to-${addDays(period.end, -1)}` : ''
    downloadCsv(`${organization}-usage-${address.metric}${range}.csv`, usageCsv(tableOnScreen))
  }

  if (error && data === undefined && isRefusal(error, 'not_found', 'forbidden'))
    return <LoadError error={error} onRetry={refetch} />

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
            onClick={exportTable}
          >
            Export CSV
          </Button>
        }
      />
      <UsageFilters address={address} request={request} onChange={setAddress} />
      {error && (
        <ErrorNote
          error={error}
          lead={`Could not ${data ? 'refresh' : 'load'} the usage.`}
          action={
            <Button size="compact-sm" variant="default" loading={isFetching} onClick={() => void refetch()}>
              Retry
            </Button>
          }
        />
      )}
      {shown || (!error && request.query) ? (
        <UsageReport
          usage={shown?.usage}
          table={table}
          tableOnScreen={tableOnScreen}
          interval={shown?.interval ?? request.interval}
          state={data ? 'current' : error || request.problem ? 'kept' : 'loading'}
          onHide={(hidden) => setAddress({ hidden: hidden.join(',') })}
        />
      ) : (
        !error && (
          <div className={classes.panel}>
            <EmptyState icon={<ChartColumn aria-hidden />} title="No range to show">
              {request.problem}.
            </EmptyState>
          </div>
        )
      )}
    </>
  )
}
