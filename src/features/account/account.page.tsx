import { useQuery } from '@tanstack/react-query'
import { ErrorNote } from '#src/components/error-note.tsx'
import { PageHeader } from '#src/components/page-header.tsx'
import { Skeleton } from '#src/components/skeleton.tsx'
import { sessionQuery } from '#src/features/session/session.queries.ts'
import classes from './account.module.css'
import { PasswordForm } from './password-form.tsx'
import { PersonalTokens } from './personal-tokens.tsx'
import { ProfileForm } from './profile-form.tsx'
import { Sessions } from './sessions.tsx'

/** What belongs to the person who is signed in, whatever the organization. */
export function AccountPage() {
  const session = useQuery(sessionQuery())
  const user = session.data?.user
  return (
    <>
      <PageHeader title="Account" description={user ? `Signed in as ${user.email}.` : 'Your profile and access.'} />
      <div className={classes.sections}>
        <section className={classes.narrow} aria-labelledby="profile">
          <h2 id="profile">Profile</h2>
          {user ? (
            <ProfileForm key={user.id} user={user} />
          ) : session.error ? (
            <ErrorNote error={session.error} lead="Could not load your profile." />
          ) : (
            <Skeleton />
          )}
        </section>
        <section className={classes.narrow} aria-labelledby="password">
          <h2 id="password">Password</h2>
          {user && <PasswordForm email={user.email} />}
        </section>
        <PersonalTokens />
        <Sessions />
      </div>
    </>
  )
}
