import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Building2, Plus } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'react-router-dom'
import type { OrganizationListItem } from '#contract/organizations.ts'
import type { Column } from '#src/components/data-table/columns.ts'
import { DataTable } from '#src/components/data-table/data-table.tsx'
import { EmptyState } from '#src/components/empty-state.tsx'
import { PageHeader } from '#src/components/page-header.tsx'
import { RelativeTime } from '#src/components/relative-time.tsx'
import { Truncate } from '#src/components/truncate.tsx'
import { lazyDialog, preloadOn } from '#src/lib/lazy-dialog.tsx'
import { paths } from '#src/lib/paths.ts'
import classes from './organizations.module.css'
import { organizationListQuery } from './organizations.queries.ts'
import { SubscriptionEnd } from './subscription-end.tsx'

const CreateOrganizationDialog = lazyDialog(() =>
  import('./create-organization-dialog.tsx').then((module) => module.CreateOrganizationDialog),
)

const roleIn = ({ admin }: OrganizationListItem) => (admin === undefined ? undefined : admin ? 'Admin' : 'Member')

const columns: readonly Column<OrganizationListItem>[] = [
  {
    id: 'name',
    header: 'Name',
    value: ({ name }) => name,
    cell: ({ name }) => (
      <Link to={paths.overview(name)} className={classes.name}>
        <Truncate text={name} />
      </Link>
    ),
    searchable: true,
    width: 200,
  },
  { id: 'role', header: 'Your role', value: roleIn, width: 110 },
  { id: 'subscription', header: 'Subscription', value: ({ subscription }) => subscription, width: 130 },
  {
    id: 'ends',
    header: 'Subscription end',
    value: ({ subscription_end_date }) => subscription_end_date,
    cell: ({ subscription_end_date: end }) => <SubscriptionEnd end={end} none={end === null ? 'No end' : '–'} />,
    width: 170,
  },
  {
    id: 'created',
    header: 'Created',
    value: ({ creation_date }) => creation_date,
    cell: ({ creation_date }) => <RelativeTime value={creation_date} />,
    width: 130,
  },
]

/** The organizations that the person is a member of. */
export function OrganizationsPage() {
  const organizations = useQuery(organizationListQuery())
  const [isCreating, setIsCreating] = useState(false)

  const create = (
    <Button
      leftSection={<Plus size={16} aria-hidden />}
      {...preloadOn(CreateOrganizationDialog)}
      onClick={() => setIsCreating(true)}
    >
      Create organization
    </Button>
  )
  return (
    <>
      <PageHeader
        title="Organizations"
        count={organizations.data?.length}
        description="Each has its own members, projects, subscription and usage."
      />
      <DataTable
        label="organizations"
        source={organizations}
        columns={columns}
        rowId={(organization) => organization.id}
        defaultSort="name"
        searchHint="Search name"
        exportName="organizations"
        actions={create}
        empty={
          <EmptyState icon={<Building2 size={28} />} title="You are in no organization yet" action={create}>
            An organization holds members, projects and a subscription. Create one, or ask an admin of yours to add you.
          </EmptyState>
        }
      />
      {isCreating && <CreateOrganizationDialog onClose={() => setIsCreating(false)} />}
    </>
  )
}
