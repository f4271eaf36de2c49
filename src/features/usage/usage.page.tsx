import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { ChartColumn } from 'lucide-react'
import { useCallback, useMemo, useRef } from 'react'
import { type UsageMetric, usageMetrics } from '#contract/usage.ts'
import { MOST_USAGE_CHANGES } from '#contract/usage-changes.ts'
import { isRefusal } from '#src/api/api-error.ts'
import { EmptyState } from '#src/components/empty-state.tsx'
import { ErrorNote } from '#src/components/error-note.tsx'
import { LoadError } from '#src/components/load-error.tsx'
import { PageHeader } from '#src/components/page-header.tsx'
import { organizationQuery } from '#src/features/organizations/organizations.queries.ts'
import { projectListQuery } from '#src/features/projects/projects.queries.ts'
import { useOrganizationName } from '#src/lib/params.ts'
import { useUrlState } from '#src/lib/url-state.ts'
import { useNow } from '#src/lib/use-now.ts'
import { ExportActions } from './export-actions.tsx'
import { LimitAction } from './outlook/limit-action.tsx'
import { prefetchUsage } from './prefetch-usage.ts'
import { sum } from './sum.ts'
import classes from './usage.module.css'
import { usageChangesQuery } from './usage-changes.queries.ts'
import { UsageFilters } from './usage-filters.tsx'
import { usageLimitsQuery } from './usage-limits.queries.ts'
import { rangeNameOf, splitOf, toUsageRequest, type UsageAddress, usageAddressDefaults } from './usage-range.ts'
import { UsageReport } from './usage-report.tsx'
import { ofMetric, totalsOf } from './usage-series.ts'
import { useUsage } from './use-usage.ts'
import { useUsageView } from './use-usage-view.ts'

/** What the organization's deployments and pipelines used: a chart and the same numbers as a table. */
export function UsagePage() {
  const organization = useOrganizationName()
  const now = useNow()
  const [address, setAddress] = useUrlState(usageAddressDefaults)

  const client = useQueryClient()
  const chart = useRef<HTMLElement>(null)

  // Asked for at the press, not only when the router gets to it.
  const choose = useCallback(
    (change: Partial<UsageAddress>) => {
      prefetchUsage(client, organization, Object.assign({ ...address }, change))
      setAddress(change, { push: true })
    },
    [client, organization, address, setAddress],
  )
  /** Those that are not there with the one that is shown. */
  const prefetchMetrics = useCallback(() => {
    if (splitOf(address) === 'type') return
    for (const metric of usageMetrics) prefetchUsage(client, organization, { ...address, metric })
  }, [client, organization, address])
  const hide = useCallback((hidden: readonly string[]) => setAddress({ hidden: hidden.join(',') }), [setAddress])

  const details = useQuery(organizationQuery(organization))
  const subscriptionStart = details.data?.data.subscription_start_date
  const request = useMemo(() => toUsageRequest(address, now, subscriptionStart), [address, now, subscriptionStart])
  const isKnown = !(rangeNameOf(address) === 'previous' && details.isPending)
  const inSight = useUsage(organization, address, request, { isKnown })
  const { data: projects } = useQuery(projectListQuery())
  const projectNames = useMemo(
    () => projects?.filter((project) => project.organization_name === organization).map(({ name }) => name) ?? [],
    [projects, organization],
  )
  const limits = useQuery(usageLimitsQuery(organization))
  const limit = limits.data?.find(({ metric }) => metric === address.metric)?.value
  const changes = useQuery({
    ...usageChangesQuery(organization, request.query),
    enabled: isKnown,
  })

  const { usage, error, hasNumbers } = inSight
  const view = useUsageView(address, inSight, { subscriptionStart, limit, now })
  const { start = '', end = '' } = view.range ?? {}
  const shownChanges = useMemo(
    () =>
      changes.data?.filter(
        ({ date, project }) =>
          start <= date && date < end && (address.project === '' || project === null || project === address.project),
      ) ?? [],
    [changes.data, address.project, start, end],
  )
  const isLimitable =
    limits.data !== undefined &&
    details.data?.data.admin === true &&
    rangeNameOf(address) === 'period' &&
    address.project === ''

  if (error && usage === undefined && isRefusal(error, 'not_found', 'forbidden'))
    return <LoadError error={error} onRetry={inSight.retry} />

  return (
    <>
      <PageHeader
        title="Usage"
        description="What deployments and pipelines of this organization used, by UTC day."
        actions={
          <ExportActions
            organization={organization}
            address={address}
            table={view.tableOnScreen}
            earlier={view.earlier}
            chart={chart}
          />
        }
      />
      <UsageFilters
        address={address}
        request={request}
        projects={projectNames}
        onChoose={choose}
        onMetricNear={prefetchMetrics}
        onType={setAddress}
      />
      {error && (
        <ErrorNote
          error={error}
          lead={`Could not ${inSight.state === 'current' ? 'refresh' : 'load'} the usage.`}
          action={
            <Button size="compact-sm" variant="default" loading={inSight.isFetching} onClick={inSight.retry}>
              Retry
            </Button>
          }
        />
      )}
      {hasNumbers || (!error && request.query) ? (
        <UsageReport
          address={address}
          inSight={inSight}
          view={view}
          chart={chart}
          changes={shownChanges}
          isCut={(changes.data?.length ?? 0) >= MOST_USAGE_CHANGES}
          limitAction={
            isLimitable &&
            usage && (
              <LimitAction
                key={address.metric}
                organization={organization}
                metric={address.metric as UsageMetric}
                limit={limit}
                used={sum(totalsOf(ofMetric(usage, address.metric, '')).map(({ total }) => total))}
              />
            )
          }
          onChoose={choose}
          onHide={hide}
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
