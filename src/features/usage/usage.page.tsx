import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { ChartColumn } from 'lucide-react'
import { useCallback, useMemo, useRef } from 'react'
import { toDay } from '#contract/calendar.ts'
import { usageInterval, usageMetrics } from '#contract/usage.ts'
import { MOST_USAGE_CHANGES } from '#contract/usage-changes.ts'
import { isRefusal } from '#src/api/api-error.ts'
import { EmptyState } from '#src/components/empty-state.tsx'
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
import { UsageFailures } from './usage-failures.tsx'
import { UsageFilters } from './usage-filters.tsx'
import { usageLimitsQuery } from './usage-limits.queries.ts'
import { toUsageAddress, toUsageRequest, type UsageState, usageDefaults } from './usage-range.ts'
import { UsageReport } from './usage-report.tsx'
import { ofMetric, totalsOf } from './usage-series.ts'
import { useUsage } from './use-usage.ts'
import { useUsageView } from './use-usage-view.ts'

/** What the organization's deployments and pipelines used: a chart and the same numbers as a table. */
export function UsagePage() {
  const organization = useOrganizationName()
  const today = toDay(useNow())
  const [state, setState] = useUrlState(usageDefaults)
  const address = useMemo(() => toUsageAddress(state), [state])
  const { metric, project } = address
  const client = useQueryClient()
  const chart = useRef<HTMLElement>(null)

  // Asked for at the press, not only when the router gets to it.
  const choose = useCallback(
    (change: Partial<UsageState>) => {
      prefetchUsage(client, organization, toUsageAddress(Object.assign({ ...state }, change)))
      setState(change, { push: true, urgent: true })
    },
    [client, organization, state, setState],
  )
  // Those that do not come along with the one that is shown.
  const prefetchMetrics = useCallback(() => {
    if (address.split === 'type') return
    for (const other of usageMetrics) prefetchUsage(client, organization, { ...address, metric: other })
  }, [client, organization, address])
  const prefetchIntervals = useCallback(() => {
    for (const interval of usageInterval.options) prefetchUsage(client, organization, { ...address, interval })
  }, [client, organization, address])
  const hide = useCallback(
    (hidden: readonly string[]) => setState({ hidden: hidden.join(',') }, { urgent: true }),
    [setState],
  )

  const details = useQuery(organizationQuery(organization))
  const subscriptionStart = details.data?.data.subscription_start_date
  const request = useMemo(() => toUsageRequest(address, today, subscriptionStart), [address, today, subscriptionStart])
  const projects = useQuery(projectListQuery())
  const projectNames = useMemo(
    () => projects.data?.filter((one) => one.organization_name === organization).map(({ name }) => name),
    [projects.data, organization],
  )
  const isStrange = project !== '' && projectNames?.includes(project) === false
  const isProjectKnown = project === '' || (!projects.isPending && !isStrange)
  const isKnown = isProjectKnown && (address.range !== 'previous' || details.isSuccess)
  const inSight = useUsage(organization, address, request, { isKnown })
  const limits = useQuery(usageLimitsQuery(organization))
  const limit = limits.data?.find((one) => one.metric === metric)?.value
  const changes = useQuery({ ...usageChangesQuery(organization, request.query), enabled: isKnown })

  const { totals, hasNumbers } = inSight
  const view = useUsageView(address, inSight, { subscriptionStart, limit, today })
  const { start = '', end = '' } = view.range ?? {}
  const shownChanges = useMemo(
    () =>
      changes.data?.filter(
        (change) =>
          start <= change.date &&
          change.date < end &&
          (project === '' || change.project === null || change.project === project),
      ) ?? [],
    [changes.data, project, start, end],
  )
  const isLimitable =
    limits.data !== undefined &&
    details.data?.data.admin === true &&
    address.range === 'period' &&
    project === '' &&
    inSight.state === 'current'

  // What only this server offers is not missed on another one.
  const additions = [
    { what: 'the projects', query: projects },
    { what: 'the limits', query: limits },
    { what: 'the changes', query: changes },
  ].filter(({ query: { error } }) => error && !isRefusal(error, 'not_found'))
  const organizationFailures =
    address.range === 'previous' && details.error ? [{ what: 'the organization', query: details }] : []
  // Whoever lacks the usage need not be told of everything else.
  const failures =
    inSight.failures.length > 0
      ? inSight.failures
      : [...organizationFailures, ...inSight.previousFailures, ...additions]
  const refusal = inSight.failures[0]?.query.error
  if (refusal && totals === undefined && project === '' && isRefusal(refusal, 'not_found', 'forbidden'))
    return <LoadError error={refusal} onRetry={() => inSight.failures.forEach(({ query }) => void query.refetch())} />
  const isUnknown = inSight.failures.length > 0 || (!isKnown && failures.length > 0)

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
        onIntervalNear={prefetchIntervals}
        onType={setState}
      />
      <UsageFailures failures={failures} />
      {hasNumbers || (!isUnknown && request.query && !isStrange) ? (
        <UsageReport
          address={address}
          inSight={inSight}
          view={view}
          chart={chart}
          changes={shownChanges}
          isCut={(changes.data?.length ?? 0) >= MOST_USAGE_CHANGES}
          limitAction={
            isLimitable &&
            totals && (
              <LimitAction
                key={metric}
                organization={organization}
                metric={metric}
                limit={limit}
                used={sum(totalsOf(ofMetric(totals, metric, '')).map(({ total }) => total))}
              />
            )
          }
          onChoose={choose}
          onHide={hide}
        />
      ) : isStrange ? (
        <div className={classes.panel}>
          <EmptyState
            icon={<ChartColumn aria-hidden />}
            title={`There is no project ${project} here`}
            action={<Button onClick={() => choose({ project: '', split: 'type' })}>Show all projects</Button>}
          >
            It may have been renamed or deleted, or you may not see it.
          </EmptyState>
        </div>
      ) : (
        request.problem && (
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
