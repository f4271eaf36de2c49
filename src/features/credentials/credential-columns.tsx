import { Link } from 'react-router-dom'
import type { Credential } from '#contract/credentials.ts'
import type { Column } from '#src/components/data-table/columns.ts'
import { expiryColumns } from '#src/components/expiry-columns.tsx'
import { RelativeTime } from '#src/components/relative-time.tsx'
import { Truncate } from '#src/components/truncate.tsx'
import { paths } from '#src/lib/paths.ts'
import { keyTypeOf, kindOf, labelOf, sideOf } from './credential.ts'
import { placeOf } from './credential-actions.tsx'
import classes from './credentials.module.css'
import { ExtendButton } from './extend-button.tsx'

const ACCOUNT = 'Account'

export const columnsFor = (organization: string): readonly Column<Credential>[] => [
  {
    id: 'name',
    header: 'Name',
    value: ({ name }) => name,
    cell: (credential) => <Name organization={organization} credential={credential} />,
    searchable: true,
    width: 176,
  },
  {
    id: 'kind',
    header: 'Kind',
    value: kindOf,
    cell: (credential) => <Kind credential={credential} />,
    width: 128,
  },
  {
    id: 'project',
    header: 'Project',
    value: ({ project }) => project ?? ACCOUNT,
    cell: ({ project }) => (
      <Link
        to={project === null ? paths.accountServiceUsers(organization) : paths.serviceUsers(project)}
        className={classes.place}
      >
        <Truncate text={project ?? ACCOUNT} at="middle" />
      </Link>
    ),
    searchable: true,
    width: 124,
  },
  {
    id: 'email',
    header: 'E-mail',
    value: ({ email }) => email,
    searchable: true,
    // Its own page shows it, with room for it.
    exportOnly: true,
  },
  {
    id: 'used',
    header: 'Last used',
    value: ({ last_used }) => last_used,
    cell: ({ last_used }) => <RelativeTime value={last_used} none="Never" />,
    width: 140,
  },
  ...expiryColumns,
  {
    id: 'extend',
    header: 'Extend',
    value: () => undefined,
    cell: (credential) => <ExtendButton credential={credential} />,
    sortable: false,
    csv: false,
    width: 124,
  },
  {
    id: 'created',
    header: 'Created',
    value: ({ creation_date }) => creation_date,
    cell: ({ creation_date }) => <RelativeTime value={creation_date} />,
    width: 130,
  },
]

function Name({ organization, credential }: { organization: string; credential: Credential }) {
  const side = sideOf(credential)
  const link = (
    <Link to={placeOf(organization, credential)} className={classes.name}>
      <Truncate text={labelOf(credential)} at="middle" />
    </Link>
  )
  if (side === undefined) return link
  return (
    <span className={classes.side}>
      {link}
      <span>{side}</span>
    </span>
  )
}

function Kind({ credential }: { credential: Credential }) {
  if (credential.kind === 'service_user_token') return 'Token'
  return (
    <span className={classes.kind} title={kindOf(credential)}>
      API key <span className={classes.type}>{keyTypeOf(credential)}</span>
    </span>
  )
}
