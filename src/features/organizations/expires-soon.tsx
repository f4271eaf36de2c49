import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router-dom'
import { StateBadge } from '#src/components/state-badge.tsx'
import { credentialListQuery } from '#src/features/credentials/credentials.queries.ts'
import { countByExpiry } from '#src/lib/expiry.ts'
import { paths } from '#src/lib/paths.ts'
import { plural } from '#src/lib/plural.ts'
import { useNow } from '#src/lib/use-now.ts'
import classes from './overview.module.css'
import { Failed, Lines } from './panel-states.tsx'

const lines = [
  { filter: 'expired', tone: 'danger', says: 'have expired', saysOne: 'has expired' },
  { filter: '7', tone: 'warning', says: 'expire in less than 7 days', saysOne: 'expires in less than 7 days' },
  { filter: '30', tone: 'info', says: 'expire in less than 30 days', saysOne: 'expires in less than 30 days' },
] as const

/** How many tokens need somebody soon. */
export function ExpiresSoon({ organization }: { organization: string }) {
  const credentials = useQuery(credentialListQuery(organization))
  const now = useNow()
  const counts =
    credentials.data &&
    countByExpiry(
      credentials.data.map(({ expiry_date }) => expiry_date),
      now,
    )
  const pressing = counts && lines.filter(({ filter }) => counts[filter] > 0)
  return (
    <section className={classes.panel} aria-labelledby="expires-soon">
      <header className={classes.head}>
        <h2 id="expires-soon">Expires soon</h2>
        <Link to={paths.credentials(organization)}>Credentials</Link>
      </header>
      {pressing === undefined ? (
        credentials.error ? (
          <Failed source={credentials} lead="Could not load the credentials." />
        ) : (
          <Lines label="Loading credentials" count={3} />
        )
      ) : pressing.length === 0 ? (
        <p className={classes.calm}>
          <StateBadge tone="success">Nothing that you see expires in the next 30 days</StateBadge>
        </p>
      ) : (
        <ul className={classes.pressing}>
          {pressing.map(({ filter, tone, says, saysOne }) => (
            <li key={filter}>
              <StateBadge tone={tone}>{plural(counts?.[filter] ?? 0, 'token')}</StateBadge>{' '}
              <Link to={paths.credentials(organization, { expiry: filter })}>
                {counts?.[filter] === 1 ? saysOne : says}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
