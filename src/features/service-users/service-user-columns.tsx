import type { ServiceUser } from '#contract/service-users.ts'
import { CopyButton } from '#src/components/copy-button.tsx'
import type { Column } from '#src/components/data-table/columns.ts'
import { expiryColumns } from '#src/components/expiry-columns.tsx'
import { RelativeTime } from '#src/components/relative-time.tsx'
import { StateBadge } from '#src/components/state-badge.tsx'
import { Truncate } from '#src/components/truncate.tsx'
import { formatCount } from '#src/lib/numbers.ts'
import classes from './service-users.page.module.css'

/** What a service user is called on the screen: it need not have a name. */
export const labelOf = ({ name, email }: Pick<ServiceUser, 'name' | 'email'>) => name || email

export const serviceUserColumns: readonly Column<ServiceUser>[] = [
  {
    id: 'name',
    header: 'Name',
    value: ({ name }) => name,
    cell: (serviceUser) => <Name {...serviceUser} />,
    searchable: true,
    width: 160,
  },
  {
    id: 'email',
    header: 'E-mail',
    value: ({ email }) => email,
    cell: ({ email }) => (
      <span className={classes.email}>
        <Truncate text={email} />
        <CopyButton text={email} label="Copy e-mail" />
      </span>
    ),
    searchable: true,
    width: 140,
  },
  {
    id: 'origins',
    header: 'CORS origins',
    value: ({ allowed_cors_origins }) => allowed_cors_origins?.length,
    csv: ({ allowed_cors_origins }) => allowed_cors_origins?.join(' '),
    cell: ({ allowed_cors_origins: origins }) =>
      origins && origins.length > 0 ? <span title={origins.join('\n')}>{formatCount(origins.length)}</span> : '–',
    align: 'end',
    width: 126,
  },
  {
    id: 'roles',
    header: 'Roles',
    value: ({ role_assignment_count }) => role_assignment_count,
    cell: ({ role_assignment_count: count }) =>
      count === undefined ? (
        '–'
      ) : count === 0 ? (
        <StateBadge tone="warning" title="It can do nothing until it has a role">
          None
        </StateBadge>
      ) : (
        formatCount(count)
      ),
    align: 'end',
    width: 86,
  },
  {
    id: 'created',
    header: 'Created',
    value: ({ creation_date }) => creation_date,
    cell: ({ creation_date }) => <RelativeTime value={creation_date} />,
    width: 128,
  },
  {
    id: 'used',
    header: 'Last used',
    value: ({ token_last_used }) => token_last_used,
    // Another server of the documents need not say when a token was used.
    cell: ({ token_last_used }) =>
      token_last_used === undefined ? '–' : <RelativeTime value={token_last_used} none="Never" />,
    width: 134,
  },
  ...expiryColumns,
]

function Name({ name, replaces, replaced_by }: ServiceUser) {
  const shown =
    name === '' ? (
      <span className={classes.unnamed}>No name</span>
    ) : (
      <span className={classes.name}>
        <Truncate text={name} at="middle" />
      </span>
    )
  if (replaces === undefined && replaced_by === undefined) return shown
  // Two of one name are told apart while one takes over from the other.
  return (
    <span className={classes.side}>
      {shown}
      <span>{replaces === undefined ? 'Old token' : 'New token'}</span>
    </span>
  )
}
