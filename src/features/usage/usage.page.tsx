import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { ChartColumn, Download } from 'lucide-react'
import { useMemo, useState } from 'react'
import { addDays } from '#contract/calendar.ts'
import { usageSeries } from '#contract/usage.ts'
import { isRefusal } from '#src/api/api-error.ts'
import { EmptyState } from '#src/components/empty-state.tsx'
import { ErrorNote } from '#src/components/error-note.tsx'
import { LoadError } from '#src/components/load-error.tsx'
import { PageHeader } from '#src/components/page-header.tsx'
import { StatGrid, StatTile } from '#src/components/stat-tile.tsx'
import { organizationQuery } from '#src/features/organizations/organizations.queries.ts'
import { formatDay } from '#src/lib/dates.ts'
import { downloadCsv } from '#src/lib/download.ts'
import { formatCompact, formatNumber } from '#src/lib/numbers.ts'
import { useOrganizationName } from '#src/lib/params.ts'
import { useUrlState } from '#src/lib/url-state.ts'
import { useNow } from '#src/lib/use-now.ts'
import { SeriesToggles } from './series-toggles.tsx'
import classes from './usage.module.css'
import { usageQuery } from './usage.queries.ts'
import { UsageChart } from './usage-chart.tsx'
import { UsageFilters } from './usage-filters.tsx'
import { customRangeProblem, toUsageRequest, usageAddressDefaults } from './usage-range.ts'
import { labelOf, metricLabels, objectTypeLabels, totalsOf, toUsageTable, usageCsv } from './usage-series.ts'
import { UsageTableView } from './usage-table.tsx'

/** What the organization's deployments and pipelines used: a chart and the same numbers as a table. */
export function UsagePage() {
  const organization = useOrganizationName()
  const now = useNow()
  const [address, setAddress] = useUrlState(usageAddressDefaults)
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set())

  const details = useQuery(organizationQuery(organization))
  const request = toUsageRequest(address, now, details.data?.data.subscription_start_date)
  const needsSubscription = address.range === 'previous'
  const usage = useQuery({
    ...usageQuery(organization, request.query),
    enabled: !(needsSubscription && details.isPending) && customRangeProblem(address) === undefined,
  })

  const table = useMemo(
    () => toUsageTable(usage.data ?? [], address.metric, address.type, now),
    [usage.data, address.metric, address.type, now],
  )
  const totals = useMemo(() => totalsOf(usage.data ?? []), [usage.data])

  if (usage.error && usage.data === undefined && isRefusal(usage.error, 'not_found', 'forbidden'))
    return <LoadError error={usage.error} onRetry={usage.refetch} />

  const first = table.rows[0]
  const last = table.rows.at(-1)
  const period = first && last ? `${formatDay(first.start)} to ${formatDay(addDays(last.end, -1))} (UTC)` : undefined
  const metric = labelOf(metricLabels, address.metric)
  const shown = table.series.filter((series) => !hidden.has(series.key))

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
      <div>
        <StatGrid>
          {(usage.data ? totals : placeholderTotals).map(({ objectType, metric: name, total }) => (
            <StatTile
              key={`${objectType} ${name}`}
              label={`${labelOf(metricLabels, name)}, ${labelOf(objectTypeLabels, objectType).toLowerCase()}`}
              value={usage.data && formatCompact(total)}
              note={usage.data && formatNumber(total)}
            />
          ))}
        </StatGrid>
      </div>
      <section className={classes.panel} aria-labelledby="chart-title" aria-busy={usage.isFetching}>
        <header className={classes.panelHead}>
          <div>
            <h2 id="chart-title">{metric}</h2>
            <p className={classes.period}>{period ?? 'Loading…'}</p>
          </div>
          <SeriesToggles
            series={table.series}
            hidden={hidden}
            onToggle={(key) => setHidden(hidden.has(key) ? without(hidden, key) : new Set([...hidden, key]))}
          />
        </header>
        {usage.data && table.rows.every((row) => row.total === 0) ? (
          <EmptyState icon={<ChartColumn aria-hidden />} title="Nothing was used in this time">
            Usage appears here on the day that a deployment or pipeline handles its first request.
          </EmptyState>
        ) : (
          <UsageChart
            table={table}
            series={shown}
            interval={request.query.interval}
            label={`${metric} by ${request.query.interval}, ${period ?? ''}. The table below has the same numbers.`}
          />
        )}
      </section>
      {table.rows.length > 0 && <UsageTableView table={table} series={shown} interval={request.query.interval} />}
    </>
  )
}

const placeholderTotals = usageSeries.map(({ object_type: objectType, metric }) => ({ objectType, metric, total: 0 }))

function without(keys: ReadonlySet<string>, key: string): ReadonlySet<string> {
  return new Set([...keys].filter((item) => item !== key))
}
