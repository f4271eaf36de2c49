import { useQuery } from '@tanstack/react-query'
import { Pencil } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Link } from 'react-router-dom'
import { addDays } from '#contract/calendar.ts'
import type { Organization, Resources } from '#contract/organizations.ts'
import { isRefusal } from '#src/api/api-error.ts'
import { GatedButton } from '#src/components/gated-button.tsx'
import { LoadError } from '#src/components/load-error.tsx'
import { PageHeader } from '#src/components/page-header.tsx'
import { RelativeTime } from '#src/components/relative-time.tsx'
import { StatGrid, StatTile } from '#src/components/stat-tile.tsx'
import { sessionQuery } from '#src/features/session/session.queries.ts'
import { usageTotalsQuery } from '#src/features/usage/usage.queries.ts'
import { formatDay } from '#src/lib/dates.ts'
import { lazyDialog, preloadOn } from '#src/lib/lazy-dialog.tsx'
import { formatCompact, formatCount, formatNumber } from '#src/lib/numbers.ts'
import { useOrganizationName } from '#src/lib/params.ts'
import { paths } from '#src/lib/paths.ts'
import { ExpiresSoon } from './expires-soon.tsx'
import { organizationQuery, resourcesQuery } from './organizations.queries.ts'
import classes from './overview.module.css'
import { Failed, Lines } from './panel-states.tsx'
import { SubscriptionEnd } from './subscription-end.tsx'

const RenameOrganizationDialog = lazyDialog(() =>
  import('./rename-organization-dialog.tsx').then((module) => module.RenameOrganizationDialog),
)
const ChangeSubscriptionDialog = lazyDialog(() =>
  import('./change-subscription-dialog.tsx').then((module) => module.ChangeSubscriptionDialog),
)

/** What an organization has, is subscribed to and uses. */
export function OverviewPage() {
  const name = useOrganizationName()
  const organization = useQuery(organizationQuery(name))
  const session = useQuery(sessionQuery())
  const [dialog, setDialog] = useState<'rename' | 'subscription'>()
  const close = () => setDialog(undefined)

  if (organization.data === undefined && isRefusal(organization.error))
    return <LoadError error={organization.error} onRetry={organization.refetch} />

  const details = organization.data?.data
  const notAdmin = details?.admin === false ? `Only admins of ${name} can do this.` : undefined
  const notOperator =
    session.data?.user.operator === false ? 'Only operators of this installation can change a subscription.' : undefined

  return (
    <>
      <PageHeader
        title="Overview"
        description={
          details ? (
            <>
              {details.admin === undefined
                ? `${name} was created `
                : `You are ${details.admin ? 'an admin' : 'a member'} of ${name}, created `}
              <RelativeTime value={details.creation_date} />.
            </>
          ) : (
            'What this organization has and uses.'
          )
        }
        actions={
          <GatedButton
            variant="default"
            leftSection={<Pencil size={16} aria-hidden />}
            disabledReason={notAdmin}
            {...preloadOn(RenameOrganizationDialog)}
            onClick={() => setDialog('rename')}
          >
            Rename
          </GatedButton>
        }
      />
      <div className={classes.sections}>
        <ResourceTiles organization={name} />
        <div className={classes.pair}>
          <section className={classes.panel} aria-labelledby="subscription">
            <header className={classes.head}>
              <h2 id="subscription">Subscription</h2>
              <GatedButton
                variant="default"
                size="compact-md"
                disabledReason={notAdmin ?? notOperator}
                {...preloadOn(ChangeSubscriptionDialog)}
                onClick={() => setDialog('subscription')}
              >
                Change subscription
              </GatedButton>
            </header>
            {details ? (
              <SubscriptionFacts organization={details} />
            ) : organization.error ? (
              <Failed source={organization} lead="Could not load the subscription." />
            ) : (
              <Lines label="Loading subscription" count={4} />
            )}
            {(notAdmin ?? notOperator) && <p className={classes.why}>{notAdmin ?? notOperator}</p>}
          </section>
          <ExpiresSoon organization={name} />
          <UsageSummary organization={name} />
        </div>
      </div>
      {dialog === 'rename' && organization.data && (
        <RenameOrganizationDialog organization={organization.data} onClose={close} />
      )}
      {dialog === 'subscription' && organization.data && (
        <ChangeSubscriptionDialog organization={organization.data} onClose={close} />
      )}
    </>
  )
}

interface ResourceTile {
  key: keyof Resources
  label: string
  to: (organization: string) => string
}

const resourceTiles: readonly ResourceTile[] = [
  { key: 'projects', label: 'Projects', to: paths.projects },
  { key: 'users', label: 'Members', to: paths.members },
  { key: 'service_users', label: 'Service users', to: paths.projects },
  { key: 'deployments', label: 'Deployments', to: paths.projects },
  { key: 'deployment_versions', label: 'Deployment versions', to: paths.projects },
  { key: 'pipelines', label: 'Pipelines', to: paths.projects },
  { key: 'pipeline_versions', label: 'Pipeline versions', to: paths.projects },
  { key: 'buckets', label: 'Buckets', to: paths.projects },
]

function ResourceTiles({ organization }: { organization: string }) {
  const resources = useQuery(resourcesQuery(organization))
  return (
    <section className={classes.resources} aria-labelledby="resources">
      <h2 id="resources">Resources</h2>
      {resources.error && <Failed source={resources} lead="Could not load the resources." />}
      {(resources.data !== undefined || !resources.error) && (
        <StatGrid>
          {resourceTiles
            // Other servers need not count all of them.
            .filter(({ key }) => resources.data === undefined || resources.data[key] !== undefined)
            .map(({ key, label, to }) => {
              const count = resources.data?.[key]
              return (
                <StatTile
                  key={key}
                  label={label}
                  value={count === undefined ? undefined : formatCount(count)}
                  to={to(organization)}
                />
              )
            })}
        </StatGrid>
      )}
    </section>
  )
}

function SubscriptionFacts({ organization }: { organization: Organization }) {
  const { subscription_start_date: start, subscription_end_date: end, scheduled_subscription: next } = organization
  return (
    <dl className={classes.facts}>
      <dt>Name</dt>
      <dd className={classes.strong}>{organization.subscription}</dd>
      <dt>Started</dt>
      <dd>{start ? formatDay(start) : '–'}</dd>
      <dt>End</dt>
      <dd>
        {end && <span className={classes.day}>{formatDay(end)}</span>}{' '}
        <SubscriptionEnd end={end} none={end === null ? 'No end' : '–'} />
      </dd>
      {next !== undefined && (
        <>
          <dt>Scheduled</dt>
          <dd>
            {next
              ? `${next.subscription} from ${formatDay(next.start_date)}${
                  next.end_date ? ` until ${formatDay(next.end_date)}` : ''
                }`
              : 'Nothing'}
          </dd>
        </>
      )}
    </dl>
  )
}

function UsageSummary({ organization }: { organization: string }) {
  const usage = useQuery(usageTotalsQuery(organization))
  const { start, end, totals = [] } = usage.data ?? {}
  return (
    <section className={classes.panel} aria-labelledby="usage">
      <header className={classes.head}>
        <h2 id="usage">Usage this period</h2>
        <Link to={paths.usage(organization)}>Usage by day</Link>
      </header>
      {usage.data ? (
        <>
          {start && end && (
            <p className={classes.period}>
              {formatDay(start)} to {formatDay(addDays(end.slice(0, 10), -1))} (UTC)
            </p>
          )}
          <dl className={classes.facts}>
            {totals.map(({ key, metric, objectType, total }) => (
              <Fact key={key} term={`${metric}, ${objectType.toLowerCase()}`}>
                <span className={classes.number} title={formatNumber(total)}>
                  {formatCompact(total)}
                </span>
              </Fact>
            ))}
          </dl>
        </>
      ) : usage.error ? (
        <Failed source={usage} lead="Could not load the usage." />
      ) : (
        <Lines label="Loading usage" count={5} />
      )}
    </section>
  )
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </>
  )
}
