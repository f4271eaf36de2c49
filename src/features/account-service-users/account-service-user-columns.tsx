import { Link } from 'react-router-dom'
import type { AccountServiceUser } from '#contract/account-service-users.ts'
import { CopyButton } from '#src/components/copy-button.tsx'
import type { Column } from '#src/components/data-table/columns.ts'
import { StateBadge } from '#src/components/state-badge.tsx'
import { Truncate } from '#src/components/truncate.tsx'
import { paths } from '#src/lib/paths.ts'
import classes from './account-service-users.module.css'
import { heldTypes } from './key-types.ts'
import { profileLabel } from './profile-labels.ts'

const statusOf = ({ withoutAdministrators }: AccountServiceUser) =>
  withoutAdministrators ? 'No administrators' : 'Active'

export const columnsFor = (organization: string): readonly Column<AccountServiceUser>[] => [
  {
    id: 'username',
    header: 'Username',
    value: ({ username }) => username,
    cell: ({ username }) => (
      <Link to={paths.accountServiceUser(organization, username)} className={classes.name}>
        <Truncate text={username} at="middle" />
      </Link>
    ),
    searchable: true,
    width: 160,
  },
  {
    id: 'display-name',
    header: 'Display name',
    // Nothing sorts last.
    value: ({ displayName }) => displayName || undefined,
    cell: ({ displayName }) => (displayName === '' ? '–' : <Truncate text={displayName} />),
    searchable: true,
    width: 120,
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
    width: 136,
  },
  {
    id: 'profile',
    header: 'Profile',
    value: ({ role }) => profileLabel(role),
    width: 124,
  },
  {
    id: 'administrators',
    header: 'Administrators',
    value: ({ administrators }) => administrators.join(' ') || undefined,
    cell: ({ administrators }) => <Administrators emails={administrators} />,
    searchable: true,
    width: 138,
  },
  {
    id: 'keys',
    header: 'API keys',
    value: (serviceUser) => heldTypes(serviceUser).length,
    csv: (serviceUser) => heldTypes(serviceUser).join(', '),
    cell: (serviceUser) => <KeyBadges types={heldTypes(serviceUser)} />,
    width: 264,
  },
  {
    id: 'status',
    header: 'Status',
    value: statusOf,
    cell: (serviceUser) => (
      <StateBadge tone={serviceUser.withoutAdministrators ? 'warning' : 'success'}>{statusOf(serviceUser)}</StateBadge>
    ),
    width: 162,
  },
]

function Administrators({ emails }: { emails: readonly string[] }) {
  const [first, ...others] = emails
  if (first === undefined) return '–'
  return (
    <span className={classes.administrators} title={emails.join('\n')}>
      <Truncate text={first} />
      {others.length > 0 && <span className={classes.more}>+{others.length}</span>}
    </span>
  )
}

function KeyBadges({ types }: { types: readonly string[] }) {
  if (types.length === 0) return <span className={classes.none}>None</span>
  return (
    <span className={classes.badges} title={types.join('\n')}>
      {types.map((type) => (
        <span key={type} className={classes.badge}>
          {type}
        </span>
      ))}
    </span>
  )
}
