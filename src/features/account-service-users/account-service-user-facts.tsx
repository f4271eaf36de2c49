import type { ReactNode } from 'react'
import type { AccountServiceUser } from '#contract/account-service-users.ts'
import { CopyButton } from '#src/components/copy-button.tsx'
import { StateBadge } from '#src/components/state-badge.tsx'
import classes from './account-service-users.module.css'
import { profileAbility, profileLabel } from './profile-labels.ts'

interface AccountServiceUserFactsProps {
  organization: string
  serviceUser: AccountServiceUser
}

/** What is known of a service user besides its names and keys. */
export function AccountServiceUserFacts({ organization, serviceUser }: AccountServiceUserFactsProps) {
  const { email, role, administrators, withoutAdministrators } = serviceUser
  return (
    <dl className={classes.facts}>
      <Fact term="E-mail">
        <span className={classes.email}>
          {email}
          <CopyButton text={email} label="Copy e-mail" />
        </span>
      </Fact>
      <Fact term="Profile" note={profileAbility(role)}>
        {profileLabel(role)}
      </Fact>
      <Fact
        term="Administrators"
        note={withoutAdministrators ? `Only the owners of ${organization} can change it.` : undefined}
      >
        {withoutAdministrators ? (
          <StateBadge tone="warning">No administrators</StateBadge>
        ) : (
          <ul className={classes.people}>
            {administrators.map((administrator) => (
              <li key={administrator}>{administrator}</li>
            ))}
          </ul>
        )}
      </Fact>
    </dl>
  )
}

function Fact({ term, note, children }: { term: string; note?: string | undefined; children: ReactNode }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>
        {children}
        {note !== undefined && <p className={classes.note}>{note}</p>}
      </dd>
    </div>
  )
}
